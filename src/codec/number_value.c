/* Numbers and money as people and programs write them, and which of the two forms a column has: with a
 * point or with a comma before the decimals. Dates: date_value.c.
 *
 * A text is peeled from outside (parentheses, sign, currency, percent) to a body of digits and
 * separators; then it is tried whether the body can be read in each form. A body that explains itself
 * can be read in one of them only, or means the same in both. */
#include "codec/values.h"

#include "base/attr.h"
#include "base/money.h"

#include <string.h>

enum { BODY_CHARS = 64 };

struct body {
	char text[BODY_CHARS]; /* digits, '.', ',', ' ' and '\''; blanks of all kinds are ' ' */
	size_t len;
};

/* What stands around the body. */
struct around {
	bool negative, has_sign;
	bool is_percent;
	bool is_money;
	bool has_thousandths; /* money of a currency with three minor digits */
	char currency[4];
};

static bool peel(str text, struct around *around, struct body *body);
static bool read_as(const struct body *body, char mark, char decimal[NUMBER_CHARS]);

/* --- reading ------------------------------------------------------------------------------------- */

/* The body in each form: which of them can be, and what it means there. */
struct readings {
	bool point, comma;
	bool same; /* both, with the same meaning */
	char by_point[NUMBER_CHARS], by_comma[NUMBER_CHARS];
};

static struct readings readings_of(const struct body *body)
{
	struct readings r = { 0 };

	r.point = read_as(body, '.', r.by_point);
	r.comma = read_as(body, ',', r.by_comma);
	r.same = r.point && r.comma && strcmp(r.by_point, r.by_comma) == 0;
	return r;
}

/* The digits as they are meant in a form; NULL: not a number there. */
static const char *meant(const struct readings *r, enum number_form form)
{
	if (form == NUMBER_POINT || r->same)
		return r->point ? r->by_point : NULL;
	if (form == NUMBER_COMMA)
		return r->comma ? r->by_comma : NULL;
	if (r->point && r->comma)
		return NULL;
	return r->point ? r->by_point : r->comma ? r->by_comma : NULL;
}

bool number_parse(str text, enum number_form form, struct number_value *out)
{
	struct around around;
	struct body body;
	struct readings readings;
	const char *digits;

	*out = (struct number_value){ 0 };
	if (!peel(text, &around, &body))
		return false;
	readings = readings_of(&body);
	digits = meant(&readings, form);
	if (!digits)
		return false;
	out->decimal[0] = '-';
	memcpy(out->decimal + around.negative, digits, strlen(digits) + 1);
	out->is_percent = around.is_percent;
	memcpy(out->currency, around.currency, sizeof out->currency);
	return true;
}

/* --- detecting ----------------------------------------------------------------------------------- */

struct tally {
	size_t point, comma, either, same;
	/* Can be both, but money has no thousandths, so that a group of three is one of thousands. Says
	 * less than the first two: unit prices do have thousandths. */
	size_t money_point, money_comma;
};

static void count_text(str text, struct tally *tally)
{
	struct around around;
	struct body body;
	struct readings r;

	if (!peel(text, &around, &body))
		return;
	r = readings_of(&body);
	if (r.same)
		tally->same++;
	else if (r.point && !r.comma)
		tally->point++;
	else if (r.comma && !r.point)
		tally->comma++;
	else if (r.point && around.is_money && !around.has_thousandths)
		*(memchr(body.text, ',', body.len) ? &tally->money_point : &tally->money_comma) +=
			1;
	else if (r.point)
		tally->either++;
}

/* One of two, by what the sample has of each. */
static enum number_form decided(size_t point, size_t comma)
{
	if (point > 0 && comma > 0)
		return NUMBER_AMBIGUOUS;
	return point > 0 ? NUMBER_POINT : NUMBER_COMMA;
}

enum number_form number_form_detect(const str *sample, size_t count)
{
	struct tally tally = { 0 };

	for (size_t i = 0; i < count; i++)
		count_text(sample[i], &tally);
	if (tally.point + tally.comma > 0)
		return decided(tally.point, tally.comma);
	if (tally.money_point + tally.money_comma > 0)
		return decided(tally.money_point, tally.money_comma);
	if (tally.either > 0)
		return NUMBER_AMBIGUOUS;
	return tally.same > 0 ? NUMBER_POINT : NUMBER_NONE;
}

const char *number_form_example(enum number_form form)
{
	static const char *const examples[NUMBER_FORM_COUNT] = {
		[NUMBER_NONE] = "",
		[NUMBER_POINT] = "1,234,567.89",
		[NUMBER_COMMA] = "1.234.567,89",
		[NUMBER_AMBIGUOUS] = "1.234",
	};

	return examples[form];
}

/* --- what stands around the digits --------------------------------------------------------------- */

/* Longer ones before those that they contain. No code: more than one currency is written so. */
static const struct {
	str sign;
	const char *code;
} money_signs[] = {
	{ STR_INIT("US$"), "USD" },
	{ STR_INIT("AU$"), "AUD" },
	{ STR_INIT("CA$"), "CAD" },
	{ STR_INIT("NZ$"), "NZD" },
	{ STR_INIT("HK$"), "HKD" },
	{ STR_INIT("NT$"), "TWD" },
	{ STR_INIT("S$"), "SGD" },
	{ STR_INIT("A$"), "AUD" },
	{ STR_INIT("C$"), "CAD" },
	{ STR_INIT("R$"), "BRL" },
	{ STR_INIT("$"), "" },
	{ STR_INIT("\u20ac"), "EUR" }, /* € */
	{ STR_INIT("\u00a3"), "GBP" }, /* £ */
	{ STR_INIT("\u00a5"), "" },    /* ¥: Japan and China */
	{ STR_INIT("\u20b9"), "INR" }, /* ₹ */
	{ STR_INIT("\u20a9"), "KRW" }, /* ₩ */
	{ STR_INIT("\u0e3f"), "THB" }, /* ฿ */
	{ STR_INIT("\u20ab"), "VND" }, /* ₫ */
	{ STR_INIT("\u20b1"), "PHP" }, /* ₱ */
	{ STR_INIT("\u20bd"), "RUB" }, /* ₽ */
	{ STR_INIT("\u20ba"), "TRY" }, /* ₺ */
	{ STR_INIT("\u20b4"), "UAH" }, /* ₴ */
	{ STR_INIT("\u20aa"), "ILS" }, /* ₪ */
	{ STR_INIT("RMB"), "CNY" },
	{ STR_INIT("Rp."), "IDR" },
	{ STR_INIT("Rp"), "IDR" },
	{ STR_INIT("RM"), "MYR" },
	{ STR_INIT("Rs."), "" }, /* India, Pakistan, Sri Lanka ... */
	{ STR_INIT("Rs"), "" },
	{ STR_INIT("z\u0142"), "PLN" },
	{ STR_INIT("K\u010d"), "CZK" },
	{ STR_INIT("kr."), "" }, /* Denmark, Norway, Sweden, Iceland */
	{ STR_INIT("kr"), "" },
};

static bool starts_nocase(str s, str prefix)
{
	return s.len >= prefix.len && str_eq_nocase(str_sub(s, 0, prefix.len), prefix);
}

static bool ends_nocase(str s, str suffix)
{
	return s.len >= suffix.len && str_eq_nocase(str_sub(s, s.len - suffix.len, s.len), suffix);
}

/* Blanks that separate thousands or a currency: also those that do not break lines. */
static const str blanks[] = {
	STR_INIT(" "), STR_INIT("\t"), STR_INIT("\u00a0"), STR_INIT("\u202f"), STR_INIT("\u2009"),
};

/* Cuts one of the blanks from the beginning, or with `at_end` from the end. */
static bool cut_blank(str *text, bool at_end)
{
	for (size_t i = 0; i < COUNT_OF(blanks); i++) {
		if (!at_end && str_starts(*text, blanks[i])) {
			*text = str_sub(*text, blanks[i].len, text->len);
			return true;
		}
		if (at_end && str_ends(*text, blanks[i])) {
			*text = str_sub(*text, 0, text->len - blanks[i].len);
			return true;
		}
	}
	return false;
}

static str without_blanks(str text)
{
	while (cut_blank(&text, false))
		;
	while (cut_blank(&text, true))
		;
	return text;
}

/* A sign before or behind; at most one. */
static bool cut_sign(str *text, struct around *around)
{
	static const struct {
		str sign;
		bool negative;
	} signs[] = { { STR_INIT("-"), true },
		      { STR_INIT("+"), false },
		      { STR_INIT("\u2212"), true } };

	for (size_t i = 0; i < COUNT_OF(signs) && !around->has_sign; i++) {
		bool before = str_starts(*text, signs[i].sign);

		if (!before && !str_ends(*text, signs[i].sign))
			continue;
		*text = before ? str_sub(*text, signs[i].sign.len, text->len)
			       : str_sub(*text, 0, text->len - signs[i].sign.len);
		around->has_sign = true;
		around->negative = signs[i].negative;
		return true;
	}
	return false;
}

/* Bookkeepers' negative: "(5)". */
static bool cut_parentheses(str *text, struct around *around)
{
	if (around->has_sign || !str_starts(*text, STR("(")) || !str_ends(*text, STR(")")))
		return false;
	*text = str_sub(*text, 1, text->len - 1);
	around->has_sign = true;
	around->negative = true;
	return true;
}

static bool cut_percent(str *text, struct around *around)
{
	bool before = str_starts(*text, STR("%"));

	if (around->is_percent || around->is_money || (!before && !str_ends(*text, STR("%"))))
		return false;
	*text = before ? str_sub(*text, 1, text->len) : str_sub(*text, 0, text->len - 1);
	around->is_percent = true;
	return true;
}

static void set_currency(struct around *around, const char *code)
{
	const struct currency *currency = currency_find(str_from(code));

	around->is_money = true;
	around->has_thousandths = currency && currency->minor_digits == 3;
	memcpy(around->currency, code, strlen(code) + 1);
}

static bool cut_money_sign(str *text, struct around *around)
{
	for (size_t i = 0; i < COUNT_OF(money_signs); i++) {
		str sign = money_signs[i].sign;
		bool before = starts_nocase(*text, sign);

		if (!before && !ends_nocase(*text, sign))
			continue;
		*text = before ? str_sub(*text, sign.len, text->len)
			       : str_sub(*text, 0, text->len - sign.len);
		set_currency(around, money_signs[i].code);
		return true;
	}
	return false;
}

/* A code of ISO 4217 in any case of letters; false: these three bytes are none. */
static bool is_code(str bytes, char code[4])
{
	if (bytes.len != 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		char c = bytes.ptr[i];

		code[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
	}
	code[3] = '\0';
	return currency_find((str){ code, 3 }) != NULL;
}

static bool cut_currency(str *text, struct around *around)
{
	char code[4];

	if (around->is_money || around->is_percent)
		return false;
	if (is_code(str_sub(*text, 0, 3), code)) {
		*text = str_sub(*text, 3, text->len);
		set_currency(around, code);
		return true;
	}
	if (text->len > 3 && is_code(str_sub(*text, text->len - 3, text->len), code)) {
		*text = str_sub(*text, 0, text->len - 3);
		set_currency(around, code);
		return true;
	}
	return cut_money_sign(text, around);
}

/* Stands for no decimals: "Rp 12.500,-", "CHF 12.--". It is no sign behind the number. */
static str without_dashes(str text)
{
	static const str endings[] = { STR_INIT(",--"), STR_INIT(".--"), STR_INIT(",-"),
				       STR_INIT(".-") };

	for (size_t i = 0; i < COUNT_OF(endings); i++)
		if (str_ends(text, endings[i]))
			return str_sub(text, 0, text.len - endings[i].len);
	return text;
}

/* --- the body ------------------------------------------------------------------------------------ */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The next character of a body in one byte; 0: it does not belong there. */
static char cut_character(str *text)
{
	static const str quote = STR_INIT("\u2019");
	char c = text->ptr[0];

	if (cut_blank(text, false))
		return ' ';
	if (str_starts(*text, quote)) {
		*text = str_sub(*text, quote.len, text->len);
		return '\'';
	}
	*text = str_sub(*text, 1, text->len);
	return is_digit(c) || c == '.' || c == ',' || c == '\'' ? c : '\0';
}

static bool make_body(str text, struct body *body)
{
	bool has_digit = false;

	body->len = 0;
	while (text.len > 0) {
		char c = cut_character(&text);

		if (c == '\0' || body->len == sizeof body->text)
			return false;
		has_digit |= is_digit(c);
		body->text[body->len++] = c;
	}
	return has_digit;
}

static bool peel(str text, struct around *around, struct body *body)
{
	bool more = true;

	*around = (struct around){ 0 };
	while (more) {
		text = without_dashes(without_blanks(text));
		more = cut_parentheses(&text, around) || cut_sign(&text, around) ||
		       cut_percent(&text, around) || cut_currency(&text, around);
	}
	return make_body(text, body);
}

/* --- the body in a form -------------------------------------------------------------------------- */

struct whole {
	char digits[BODY_CHARS];
	size_t len;
	char separator; /* 0: there is none */
	size_t groups[BODY_CHARS];
	size_t group_count;
};

/* Groups of thousands: threes, or as in India twos before one of three (1,23,45,678). A zero does not
 * begin them: "0.125" is no 125. */
static bool groups_fit(const struct whole *whole)
{
	size_t last = whole->group_count - 1;
	size_t size = last > 1 && whole->separator == ',' && whole->groups[1] == 2 ? 2 : 3;

	if (whole->groups[0] < 1 || whole->groups[0] > size || whole->digits[0] == '0')
		return false;
	for (size_t i = 1; i < last; i++)
		if (whole->groups[i] != size)
			return false;
	return whole->groups[last] == 3;
}

/* The part before the mark, digit by digit and separator by separator. */
static bool read_whole(str text, char mark, struct whole *whole)
{
	whole->group_count = 1;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (is_digit(c)) {
			whole->digits[whole->len++] = c;
			whole->groups[whole->group_count - 1]++;
			continue;
		}
		if (c == mark || (whole->separator != '\0' && c != whole->separator))
			return false;
		whole->separator = c;
		whole->group_count++;
	}
	return whole->group_count == 1 || groups_fit(whole);
}

static bool is_all_digits(str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_digit(text.ptr[i]))
			return false;
	return true;
}

/* Writes "1234.5": no zeros in front but the one of "0.5", no mark without decimals behind it. */
static bool write_decimal(const struct whole *whole, str fraction, char decimal[NUMBER_CHARS])
{
	size_t from = 0;
	size_t at = 0;

	while (from < whole->len && whole->digits[from] == '0')
		from++;
	if (whole->len - from + fraction.len + 4 > NUMBER_CHARS) /* "-", "0", "." and NUL */
		return false;
	if (from == whole->len)
		decimal[at++] = '0';
	memcpy(decimal + at, whole->digits + from, whole->len - from);
	at += whole->len - from;
	if (fraction.len > 0) {
		decimal[at++] = '.';
		memcpy(decimal + at, fraction.ptr, fraction.len);
	}
	decimal[at + fraction.len] = '\0';
	return true;
}

/* The body with `mark` before its decimals; false: it cannot be read so. */
static bool read_as(const struct body *body, char mark, char decimal[NUMBER_CHARS])
{
	str text = { body->text, body->len };
	size_t at = str_find(text, mark, 0);
	str fraction = at == SIZE_MAX ? (str){ "", 0 } : str_sub(text, at + 1, text.len);
	struct whole whole = { 0 };

	return read_whole(str_sub(text, 0, at), mark, &whole) && is_all_digits(fraction) &&
	       whole.len + fraction.len > 0 && write_decimal(&whole, fraction, decimal);
}
