/* Numbers and money of files: what is read in which form, and which form a column has. */
#include "table.h"

#include "base/convert.h"
#include "base/money.h"
#include "codec/values.h"

#include <string.h>

struct number_row {
	const char *name;
	const char *text;
	const char *point, *comma, *unknown; /* what is read in each form; NULL: nothing */
	const char *currency;
	bool is_percent;
};

static const struct number_row numbers[] = {
	{ "a plain number", "1234", "1234", "1234", "1234", "", false },
	{ "zero", "0", "0", "0", "0", "", false },
	{ "zeros in front are dropped", "007", "7", "7", "7", "", false },
	{ "blanks around it", " \t12 \u00a0", "12", "12", "12", "", false },
	{ "one and a half", "1.5", "1.5", NULL, "1.5", "", false },
	{ "one and a half with a comma", "1,5", NULL, "1.5", "1.5", "", false },
	{ "a single group of three may be either", "1.234", "1.234", "1234", NULL, "", false },
	{ "also behind a comma", "1,234", "1234", "1.234", NULL, "", false },
	{ "a zero before it tells", "0.125", "0.125", NULL, "0.125", "", false },
	{ "four digits before it tell", "1234.567", "1234.567", NULL, "1234.567", "", false },
	{ "two groups tell", "1.234.567", NULL, "1234567", "1234567", "", false },
	{ "both separators tell", "1,234,567.89", "1234567.89", NULL, "1234567.89", "", false },
	{ "and the other way round", "1.234.567,89", NULL, "1234567.89", "1234567.89", "", false },
	{ "groups of two and three", "1,23,45,678.5", "12345678.5", NULL, "12345678.5", "", false },
	{ "an apostrophe between thousands", "1'234'567", "1234567", "1234567", "1234567", "",
	  false },
	{ "a blank between thousands", "1 234,5", NULL, "1234.5", "1234.5", "", false },
	{ "a blank that does not break", "1\u202f234\u00a0567", "1234567", "1234567", "1234567", "",
	  false },
	{ "a blank makes a group of three decimals", "1 234.567", "1234.567", NULL, "1234.567", "",
	  false },
	{ "nothing before the mark", ".5", "0.5", NULL, "0.5", "", false },
	{ "nothing behind the mark", "5.", "5", NULL, "5", "", false },
	{ "a minus", "-5", "-5", "-5", "-5", "", false },
	{ "a typographic minus", "\u22125", "-5", "-5", "-5", "", false },
	{ "a minus behind", "5-", "-5", "-5", "-5", "", false },
	{ "a plus", "+5", "5", "5", "5", "", false },
	{ "parentheses are a minus", "(1,234.50)", "-1234.50", NULL, "-1234.50", "", false },
	{ "and may hold money", "($5)", "-5", "-5", "-5", "", false },
	{ "percent", "75%", "75", "75", "75", "", true },
	{ "percent with a blank and decimals", "7,5 %", NULL, "7.5", "7.5", "", true },
	{ "rupiah", "Rp 12.500", "12.500", "12500", NULL, "IDR", false },
	{ "rupiah with a dot and dashes", "Rp. 1.250.000,-", NULL, "1250000", "1250000", "IDR",
	  false },
	{ "a code before", "IDR 5", "5", "5", "5", "IDR", false },
	{ "a code behind, in small letters", "5 eur", "5", "5", "5", "EUR", false },
	{ "francs", "CHF 12.--", "12", "12", "12", "CHF", false },
	{ "euros", "1.234,50 \u20ac", NULL, "1234.50", "1234.50", "EUR", false },
	{ "a dollar is none in particular", "$1,234.50", "1234.50", NULL, "1234.50", "", false },
	{ "but this one is", "US$5", "5", "5", "5", "USD", false },
	{ "a minus before money", "-$5", "-5", "-5", "-5", "", false },
	{ "a minus within money", "$-5", "-5", "-5", "-5", "", false },
	{ "as many digits as money has", "100000000000000000.0000", "100000000000000000.0000", NULL,
	  "100000000000000000.0000", "", false },
	{ "nothing", "", NULL, NULL, NULL, "", false },
	{ "a blank", " ", NULL, NULL, NULL, "", false },
	{ "a word", "n/a", NULL, NULL, NULL, "", false },
	{ "a unit", "5 pcs", NULL, NULL, NULL, "", false },
	{ "a currency alone", "IDR", NULL, NULL, NULL, "", false },
	{ "a mark alone", ".", NULL, NULL, NULL, "", false },
	{ "a minus alone", "-", NULL, NULL, NULL, "", false },
	{ "two signs", "--5", NULL, NULL, NULL, "", false },
	{ "a sign in parentheses", "(-5)", NULL, NULL, NULL, "", false },
	{ "two currencies", "$5 EUR", NULL, NULL, NULL, "", false },
	{ "money in percent", "$5%", NULL, NULL, NULL, "", false },
	{ "two marks", "1.5.5", NULL, NULL, NULL, "", false },
	{ "groups of four", "1,2345,678.5", NULL, NULL, NULL, "", false },
	{ "two kinds of separators", "1,234 567", NULL, NULL, NULL, "", false },
	{ "separators behind the mark", "1.5,5", NULL, NULL, NULL, "", false },
	{ "two groups after each other", "1,,234", NULL, NULL, NULL, "", false },
	{ "an exponent, which has lost digits", "1.23E+11", NULL, NULL, NULL, "", false },
	{ "a date", "2026-01-31", NULL, NULL, NULL, "", false },
	{ "a time", "12:30", NULL, NULL, NULL, "", false },
	{ "more digits than anything has", "1234567890123456789012345678901234567890123456789",
	  NULL, NULL, NULL, "", false },
	{ "letters of other scripts", "\u0661\u0662", NULL, NULL, NULL, "", false },
};

static void assert_read(const struct number_row *row, enum number_form form, const char *expected)
{
	struct number_value value;
	int64_t minor;

	assert_int_equal(number_parse(str_from(row->text), form, &value), expected != NULL);
	if (!expected)
		return;
	assert_string_equal(value.decimal, expected);
	assert_string_equal(value.currency, row->currency);
	assert_int_equal(value.is_percent, row->is_percent);
	/* As the contract says: money_parse() reads it. */
	assert_int_not_equal(
		money_parse(str_from(value.decimal), currency_find(STR("IDR")), &minor),
		MONEY_NOT_A_NUMBER);
}

static void number_is_read(void **row)
{
	const struct number_row *r = *row;

	assert_read(r, NUMBER_POINT, r->point);
	assert_read(r, NUMBER_COMMA, r->comma);
	assert_read(r, NUMBER_AMBIGUOUS, r->unknown);
	assert_read(r, NUMBER_NONE, r->unknown);
}

struct form_row {
	const char *name;
	const char *sample[4];
	enum number_form form;
};

static const struct form_row forms[] = {
	{ "nothing is no number", { "" }, NUMBER_NONE },
	{ "words are no numbers", { "a", "b" }, NUMBER_NONE },
	{ "plain numbers are written with a point", { "1", "250000" }, NUMBER_POINT },
	{ "decimals with a point", { "1", "2.5" }, NUMBER_POINT },
	{ "decimals with a comma", { "1", "2,5" }, NUMBER_COMMA },
	{ "thousands with points", { "1.234.567" }, NUMBER_COMMA },
	{ "groups of three are not known", { "1.234", "2.345" }, NUMBER_AMBIGUOUS },
	{ "one that explains itself decides", { "1.234", "2.5" }, NUMBER_POINT },
	{ "money has no thousandths", { "Rp 1.234", "Rp 2.345" }, NUMBER_COMMA },
	{ "nor have dollars", { "$1,234", "$2,345" }, NUMBER_POINT },
	{ "but dinars have", { "KWD 1.234" }, NUMBER_AMBIGUOUS },
	{ "and unit prices, where others say so", { "$1.234", "$2.50" }, NUMBER_POINT },
	{ "both kinds decide nothing", { "2.5", "2,5" }, NUMBER_AMBIGUOUS },
	{ "words among numbers do not count", { "n/a", "2,5", "-" }, NUMBER_COMMA },
};

static void form_is_found(void **row)
{
	const struct form_row *r = *row;
	str sample[COUNT_OF(r->sample)];
	size_t count = 0;

	while (count < COUNT_OF(r->sample) && r->sample[count]) {
		sample[count] = str_from(r->sample[count]);
		count++;
	}
	assert_int_equal(number_form_detect(sample, count), r->form);
}

/* Money that we print is read again as the same, whatever stands around it. */
static void printed_money_is_read(void)
{
	LOCAL(local);
	const struct currency *currency = currency_find(STR("IDR"));

	for (int64_t minor = -100000; minor <= 100000; minor += 97) {
		struct buf text = buf_new(&local.arena);
		struct number_value value;
		int64_t read;

		money_print(&text, minor, currency);
		assert_true(number_parse(buf_str(&text), NUMBER_NONE, &value));
		assert_int_equal(money_parse(str_from(value.decimal), currency, &read), MONEY_OK);
		assert_int_equal(read, minor);
	}
}

/* Anything may stand in a file; sanitizers watch. */
static void any_bytes_may_come(void)
{
	static const char letters[] = "0123456789.,'- +()%$Rp\xc2\xa0\xe2\x80\x99\x88\x92";
	uint64_t seed = 7;

	for (int i = 0; i < 200000; i++) {
		char bytes[24];
		size_t length = (size_t)i % sizeof bytes;
		struct number_value value;

		for (size_t k = 0; k < length; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			bytes[k] = letters[(seed >> 33) % (sizeof letters - 1)];
		}
		if (number_parse((str){ bytes, length }, NUMBER_POINT, &value))
			assert_true(strlen(value.decimal) > 0);
	}
}

static void forms_have_examples(void)
{
	for (enum number_form f = NUMBER_POINT; f < NUMBER_FORM_COUNT; f++) {
		str example = str_from(number_form_example(f));

		assert_int_equal(number_form_detect(&example, 1), f);
	}
}

static const struct plain_row others[] = {
	{ "money that we print is read", printed_money_is_read },
	{ "any bytes may come", any_bytes_may_come },
	{ "forms have examples of themselves", forms_have_examples },
};

int main(void)
{
	static const struct table tables[] = { TABLE(numbers, number_is_read),
					       TABLE(forms, form_is_found), PLAIN(others) };

	return tables_run("number_value", tables, COUNT_OF(tables));
}
