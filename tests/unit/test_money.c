/* Exact money and the currencies. */
#include "table.h"

#include "base/money.h"

#include <string.h>

static const struct currency *currency_of(const char *code)
{
	const struct currency *currency = currency_find(str_from(code));

	assert_non_null(currency);
	return currency;
}

struct amount_row {
	const char *name;
	const char *text;
	const char *currency;
	int64_t minor;
	const char *printed;
};

static const struct amount_row amounts[] = {
	{ "rupiah have cents", "12500000.00", "IDR", 1250000000, "12500000.00" },
	{ "the fraction may be missing", "12500000", "IDR", 1250000000, "12500000.00" },
	{ "the fraction may be short", "0.5", "USD", 50, "0.50" },
	{ "zeros past the minor digits are taken", "1.230000000", "USD", 123, "1.23" },
	{ "yen have no minor units", "1500", "JPY", 1500, "1500" },
	{ "a yen amount may have zeros behind the point", "1500.00", "JPY", 1500, "1500" },
	{ "dinars have three digits", "1.234", "KWD", 1234, "1.234" },
	{ "the Chilean unit of account has four", "0.0001", "CLF", 1, "0.0001" },
	{ "amounts may be negative", "-5", "EUR", -500, "-5.00" },
	{ "a few negative cents keep their sign", "-0.05", "EUR", -5, "-0.05" },
	{ "minus zero is zero", "-0.00", "EUR", 0, "0.00" },
	{ "zeros in front count nothing", "0000000000000000000000000000042", "EUR", 4200, "42.00" },
	{ "the largest amount", "1000000000000000.00", "USD", MONEY_MAX, "1000000000000000.00" },
	{ "the smallest amount", "-1000000000000000.00", "USD", -MONEY_MAX,
	  "-1000000000000000.00" },
	{ "the largest amount of yen", "100000000000000000", "JPY", MONEY_MAX,
	  "100000000000000000" },
};

static void amount_reads_and_prints(void **row)
{
	const struct amount_row *r = *row;
	LOCAL(local);
	struct buf out = buf_new(&local.arena);
	int64_t minor = -77;

	assert_int_equal(money_parse(str_from(r->text), currency_of(r->currency), &minor),
			 MONEY_OK);
	assert_int_equal(minor, r->minor);
	money_print(&out, minor, currency_of(r->currency));
	assert_text(buf_str(&out), r->printed);
}

struct refused_row {
	const char *name;
	const char *text;
	const char *currency;
	enum money_error error;
};

static const struct refused_row refused[] = {
	{ "the empty text", "", "USD", MONEY_NOT_A_NUMBER },
	{ "a sign alone", "-", "USD", MONEY_NOT_A_NUMBER },
	{ "a point alone", ".", "USD", MONEY_NOT_A_NUMBER },
	{ "no digit before the point", ".5", "USD", MONEY_NOT_A_NUMBER },
	{ "no digit behind the point", "5.", "USD", MONEY_NOT_A_NUMBER },
	{ "a plus", "+5", "USD", MONEY_NOT_A_NUMBER },
	{ "two signs", "--5", "USD", MONEY_NOT_A_NUMBER },
	{ "two points", "1.2.3", "USD", MONEY_NOT_A_NUMBER },
	{ "separators of thousands", "1,234.00", "USD", MONEY_NOT_A_NUMBER },
	{ "an exponent", "1e3", "USD", MONEY_NOT_A_NUMBER },
	{ "a space", "1 000", "USD", MONEY_NOT_A_NUMBER },
	{ "letters behind too many digits are still no number", "1.234x", "USD",
	  MONEY_NOT_A_NUMBER },
	{ "letters behind an endless number are still no number",
	  "99999999999999999999999999999999x", "USD", MONEY_NOT_A_NUMBER },
	{ "a tenth of a cent", "1.001", "USD", MONEY_TOO_PRECISE },
	{ "half a yen", "1.5", "JPY", MONEY_TOO_PRECISE },
	{ "one cent too much", "1000000000000000.01", "USD", MONEY_TOO_LARGE },
	{ "one yen too much", "100000000000000001", "JPY", MONEY_TOO_LARGE },
	{ "far too much", "99999999999999999999999999999999999999999999", "USD", MONEY_TOO_LARGE },
	{ "too much once the cents are added", "9000000000000000", "USD", MONEY_TOO_LARGE },
};

static void amount_is_refused(void **row)
{
	const struct refused_row *r = *row;
	int64_t minor = 0;

	assert_int_equal(money_parse(str_from(r->text), currency_of(r->currency), &minor),
			 r->error);
}

struct scale_row {
	const char *name;
	int64_t minor, numerator, denominator;
	bool fits;
	int64_t scaled;
};

static const struct scale_row scales[] = {
	{ "a third rounds down", 100, 1, 3, true, 33 },
	{ "two thirds round up", 200, 1, 3, true, 67 },
	{ "a half rounds away from zero", 5, 1, 2, true, 3 },
	{ "a negative half too", -5, 1, 2, true, -3 },
	{ "below a half rounds to zero", 49, 1, 100, true, 0 },
	{ "a negative third", -100, 1, 3, true, -33 },
	{ "a negative rate", 100, -1, 3, true, -33 },
	{ "products over 64 bits are no matter", MONEY_MAX, 999999999999999999, 1000000000000000000,
	  true, 99999999999999999 + 1 },
	{ "the largest stays", MONEY_MAX, 1, 1, true, MONEY_MAX },
	{ "a little more does not fit", MONEY_MAX, 100000000000000001, 100000000000000000, false,
	  0 },
	{ "nor far less", -MONEY_MAX, 10, 1, false, 0 },
	{ "the widest product", INT64_MIN, INT64_MIN, INT64_MAX, false, 0 },
};

static void amount_scales(void **row)
{
	const struct scale_row *r = *row;
	int64_t scaled = 0;

	assert_int_equal(money_scale(r->minor, r->numerator, r->denominator, &scaled), r->fits);
	assert_int_equal(scaled, r->scaled);
}

struct rescale_row {
	const char *name;
	int64_t minor;
	int from, to;
	bool exact;
	int64_t rescaled;
};

static const struct rescale_row rescales[] = {
	{ "cents to mills", 123, 2, 3, true, 1230 },
	{ "mills to cents where that is exact", 1230, 3, 2, true, 123 },
	{ "and not where it is not", 1234, 3, 2, false, 0 },
	{ "negative amounts too", -1230, 3, 2, true, -123 },
	{ "the same digits", 7, 2, 2, true, 7 },
	{ "from none to four", 7, 0, 4, true, 70000 },
	{ "what would be too large", MONEY_MAX, 0, 1, false, 0 },
};

static void amount_rescales(void **row)
{
	const struct rescale_row *r = *row;
	int64_t rescaled = 0;

	assert_int_equal(money_rescale(r->minor, r->from, r->to, &rescaled), r->exact);
	assert_int_equal(rescaled, r->rescaled);
}

static void currencies_are_sorted(void)
{
	for (size_t i = 0; i < currency_count; i++) {
		const struct currency *c = &currencies[i];

		assert_true(strlen(c->code) == 3 && c->name[0] != '\0');
		assert_true(c->minor_digits >= 0 && c->minor_digits <= 4);
		assert_true(i == 0 || strcmp(currencies[i - 1].code, c->code) < 0);
		assert_ptr_equal(currency_find(str_from(c->code)), c);
	}
	assert_true(currency_count > 150);
}

static void minor_digits_are_those_of_iso_4217(void)
{
	assert_int_equal(currency_of("IDR")->minor_digits, 2);
	assert_int_equal(currency_of("USD")->minor_digits, 2);
	assert_int_equal(currency_of("JPY")->minor_digits, 0);
	assert_int_equal(currency_of("KWD")->minor_digits, 3);
	assert_int_equal(currency_of("CLF")->minor_digits, 4);
}

static void other_codes_are_no_currencies(void)
{
	assert_null(currency_find(STR("idr")));
	assert_null(currency_find(STR("ID")));
	assert_null(currency_find(STR("IDRX")));
	assert_null(currency_find(STR("XXX")));
	assert_null(currency_find(STR("")));
	assert_null(currency_find((str){ NULL, 0 }));
}

static void whatever_is_printed_is_printed_whole(void)
{
	LOCAL(local);
	struct buf out = buf_new(&local.arena);

	money_print(&out, INT64_MIN, currency_of("JPY"));
	buf_char(&out, ' ');
	money_print(&out, INT64_MIN, currency_of("USD"));
	assert_text(buf_str(&out), "-9223372036854775808 -92233720368547758.08");
}

static const struct plain_row others[] = {
	{ "the currencies are sorted and complete", currencies_are_sorted },
	{ "minor digits are those of ISO 4217", minor_digits_are_those_of_iso_4217 },
	{ "other codes are no currencies", other_codes_are_no_currencies },
	{ "a sum that is far too large is still printed", whatever_is_printed_is_printed_whole },
};

int main(void)
{
	static const struct table tables[] = {
		TABLE(amounts, amount_reads_and_prints),
		TABLE(refused, amount_is_refused),
		TABLE(scales, amount_scales),
		TABLE(rescales, amount_rescales),
		PLAIN(others),
	};

	return tables_run("money", tables, COUNT_OF(tables));
}
