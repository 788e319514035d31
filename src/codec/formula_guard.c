/* The guard against formulas in CSV files; who writes it: csv_out.c. */
#include "codec/formula_guard.h"

#include "base/attr.h"

/* What spreadsheets take for the beginning of a formula, or drop before looking. */
static const str beginnings[] = {
	STR_INIT("="),      STR_INIT("+"),  STR_INIT("-"),  STR_INIT("@"),
	STR_INIT("\t"),     STR_INIT("\r"), STR_INIT("\n"), STR_INIT("\uff1d"), /* wide = */
	STR_INIT("\uff0b"),                                                     /* wide + */
	STR_INIT("\uff0d"),                                                     /* wide - */
	STR_INIT("\uff20"),                                                     /* wide @ */
};

bool formula_is_risky(str text)
{
	while (text.len > 0 && text.ptr[0] == '\'')
		text = str_sub(text, 1, text.len);
	for (size_t i = 0; i < COUNT_OF(beginnings); i++)
		if (str_starts(text, beginnings[i]))
			return true;
	return false;
}

str formula_unguard(str text)
{
	bool guarded = text.len > 0 && text.ptr[0] == '\'' && formula_is_risky(text);

	return guarded ? str_sub(text, 1, text.len) : text;
}
