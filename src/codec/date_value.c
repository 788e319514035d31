/* Dates and times as people and programs write them, and which of the forms a column has. Numbers:
 * number_value.c. */
#include "codec/values.h"

#include "base/attr.h"
#include "base/day.h"

struct reader {
	str text;
	size_t at;
};

/* --- characters, numbers and words --------------------------------------------------------------- */

static char peek(const struct reader *r)
{
	return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && str_find(str_from(set), c, 0) != SIZE_MAX;
}

/* Passes one character of a set. */
static bool skip_one(struct reader *r, const char *set)
{
	if (!is_one_of(peek(r), set))
		return false;
	r->at++;
	return true;
}

static void skip_all(struct reader *r, const char *set)
{
	while (skip_one(r, set))
		;
}

struct number {
	int value;
	size_t digits;
};

/* Up to nine digits; none is digits == 0. */
static struct number read_number(struct reader *r)
{
	struct number n = { 0 };

	for (; is_digit(peek(r)) && n.digits < 9; r->at++, n.digits++)
		n.value = n.value * 10 + (peek(r) - '0');
	return n;
}

static str read_word(struct reader *r)
{
	size_t from = r->at;

	while (is_letter(peek(r)))
		r->at++;
	return str_sub(r->text, from, r->at);
}

/* English and Indonesian, whole and shortened. */
static const struct {
	const char *word;
	int month;
} months[] = {
	{ "jan", 1 },      { "january", 1 },   { "januari", 1 }, { "feb", 2 },
	{ "february", 2 }, { "februari", 2 },  { "mar", 3 },     { "march", 3 },
	{ "maret", 3 },    { "apr", 4 },       { "april", 4 },   { "may", 5 },
	{ "mei", 5 },      { "jun", 6 },       { "june", 6 },    { "juni", 6 },
	{ "jul", 7 },      { "july", 7 },      { "juli", 7 },    { "aug", 8 },
	{ "august", 8 },   { "agu", 8 },       { "agt", 8 },     { "ags", 8 },
	{ "agustus", 8 },  { "sep", 9 },       { "sept", 9 },    { "september", 9 },
	{ "oct", 10 },     { "october", 10 },  { "okt", 10 },    { "oktober", 10 },
	{ "nov", 11 },     { "november", 11 }, { "dec", 12 },    { "december", 12 },
	{ "des", 12 },     { "desember", 12 },
};

static const char *const weekdays[] = {
	"mon",   "monday",   "tue",  "tues",   "tuesday", "wed",      "wednesday", "thu",
	"thurs", "thursday", "fri",  "friday", "sat",     "saturday", "sun",       "sunday",
	"senin", "selasa",   "rabu", "kamis",  "jumat",   "sabtu",    "minggu",
};

/* 0: no month. */
static int month_named(str word)
{
	for (size_t i = 0; i < COUNT_OF(months); i++)
		if (str_eq_nocase(word, str_from(months[i].word)))
			return months[i].month;
	return 0;
}

static bool is_weekday(str word)
{
	for (size_t i = 0; i < COUNT_OF(weekdays); i++)
		if (str_eq_nocase(word, str_from(weekdays[i])))
			return true;
	return false;
}

/* --- the date ------------------------------------------------------------------------------------ */

/* What a text says about its date, before it is decided which of two numbers is the month. */
struct parts {
	enum { NO_DATE, YEAR_FIRST, NAMED_MONTH, NUMBERS } shape;
	struct number first, second; /* of NUMBERS */
	struct number year;
	int month, day; /* of the other shapes */
	char separator;
};

/* Separators before and after the name of a month: "31-Jan-26", "31. Jan 2026", "Jan 31, 2026". */
static const char loose[] = " .,-/";

/* Behind the day. */
static bool read_named_month(struct reader *r, struct parts *parts)
{
	skip_all(r, loose);
	parts->month = month_named(read_word(r));
	skip_all(r, loose);
	parts->year = read_number(r);
	parts->shape = NAMED_MONTH;
	return parts->month > 0;
}

/* Behind the name of the month. */
static bool read_day_and_year(struct reader *r, struct parts *parts)
{
	skip_all(r, loose);
	parts->day = read_number(r).value;
	if (!skip_one(r, loose))
		return false;
	skip_all(r, loose);
	parts->year = read_number(r);
	parts->shape = NAMED_MONTH;
	return true;
}

/* "2026-01-31" behind its year, or all of "20260131". */
static bool read_year_first(struct reader *r, struct number year, struct parts *parts)
{
	char separator = peek(r);

	parts->shape = YEAR_FIRST;
	if (year.digits == 8) {
		parts->year = (struct number){ year.value / 10000, 4 };
		parts->month = year.value / 100 % 100;
		parts->day = year.value % 100;
		return true;
	}
	parts->year = year;
	if (!skip_one(r, "-/."))
		return false;
	parts->month = read_number(r).value;
	if (peek(r) != separator)
		return false;
	r->at++;
	parts->day = read_number(r).value;
	return true;
}

/* "31/01/2026" behind its first number. */
static bool read_numbers(struct reader *r, struct number first, struct parts *parts)
{
	parts->shape = NUMBERS;
	parts->first = first;
	parts->separator = peek(r);
	if (!skip_one(r, "-/."))
		return false;
	parts->second = read_number(r);
	if (peek(r) != parts->separator)
		return false;
	r->at++;
	parts->year = read_number(r);
	return first.digits <= 2 && parts->second.digits >= 1 && parts->second.digits <= 2;
}

static bool read_date(struct reader *r, struct parts *parts)
{
	struct reader ahead;

	if (is_letter(peek(r))) {
		str word = read_word(r);

		if (is_weekday(word)) {
			skip_all(r, " ,.");
			word = is_letter(peek(r)) ? read_word(r) : (str){ NULL, 0 };
		}
		parts->month = month_named(word);
		if (word.len > 0)
			return parts->month > 0 && read_day_and_year(r, parts);
	}

	struct number first = read_number(r);

	if (first.digits == 4 || first.digits == 8)
		return read_year_first(r, first, parts);
	if (first.digits == 0 || first.digits > 2)
		return false;
	ahead = *r;
	skip_all(&ahead, loose);
	if (!is_letter(peek(&ahead)))
		return read_numbers(r, first, parts);
	parts->day = first.value;
	return read_named_month(r, parts);
}

/* --- the time ------------------------------------------------------------------------------------ */

static bool read_fraction(struct reader *r, int64_t *ms)
{
	int64_t unit = 100;

	if (!is_digit(peek(r)))
		return false;
	for (; is_digit(peek(r)); r->at++) {
		*ms += (peek(r) - '0') * unit;
		unit /= 10;
	}
	return true;
}

/* "14:30", "14:30:05.123", "14.30" */
static bool read_clock(struct reader *r, int *hour, int64_t *rest_ms)
{
	struct number h = read_number(r);
	struct number minute = { 0 };
	struct number second = { 0 };

	*hour = h.value;
	*rest_ms = 0;
	if (h.digits == 0 || h.digits > 2)
		return false;
	if (skip_one(r, ":.")) {
		minute = read_number(r);
		if (minute.digits != 2 || minute.value > 59)
			return false;
	}
	if (minute.digits == 2 && skip_one(r, ":.")) {
		second = read_number(r);
		if (second.digits != 2 || second.value > 60)
			return false;
		if (skip_one(r, ".,") && !read_fraction(r, rest_ms))
			return false;
	}
	*rest_ms += (minute.value * INT64_C(60) + second.value) * MS_PER_SECOND;
	return true;
}

/* "PM", "p.m.": the hour of the day; false where the hour does not go with it. */
static bool apply_half(struct reader *r, int *hour, bool *has_half)
{
	char c = peek(r);
	struct reader ahead = *r;
	bool pm = c == 'p' || c == 'P';

	*has_half = false;
	if (!skip_one(&ahead, "aApP"))
		return true;
	(void)skip_one(&ahead, ".");
	if (!skip_one(&ahead, "mM"))
		return true;
	(void)skip_one(&ahead, ".");
	*r = ahead;
	*has_half = true;
	if (*hour < 1 || *hour > 12)
		return false;
	*hour = *hour % 12 + (pm ? 12 : 0);
	return true;
}

/* "+07:00", "-0330", "+07" */
static bool read_shift(struct reader *r, int64_t *offset_ms)
{
	int sign = peek(r) == '-' ? -1 : 1;
	struct number hours, minutes = { 0 };

	r->at++;
	hours = read_number(r);
	if (hours.digits == 4) {
		minutes.value = hours.value % 100;
		hours = (struct number){ hours.value / 100, 2 };
	} else if (skip_one(r, ":")) {
		minutes = read_number(r);
		if (minutes.digits != 2)
			return false;
	}
	*offset_ms = (hours.value * INT64_C(60) + minutes.value) * 60 * MS_PER_SECOND * sign;
	return hours.digits > 0 && hours.digits <= 2 && hours.value <= 18 && minutes.value <= 59;
}

static bool read_offset(struct reader *r, bool *has_offset, int64_t *offset_ms)
{
	size_t from = r->at;
	str word = read_word(r);
	bool utc = str_eq_nocase(word, STR("Z")) || str_eq_nocase(word, STR("UTC")) ||
		   str_eq_nocase(word, STR("GMT"));

	*offset_ms = 0;
	*has_offset = utc;
	if (word.len > 0 && !utc) {
		r->at = from;
		return false;
	}
	if (peek(r) != '+' && peek(r) != '-')
		return true;
	*has_offset = true;
	return read_shift(r, offset_ms);
}

/* What stands behind the date, to the end of the text. */
static bool read_time(struct reader *r, struct date_value *out, int64_t *offset_ms)
{
	int hour;
	bool has_half;

	*offset_ms = 0;
	if (r->at == r->text.len)
		return true;
	if (!skip_one(r, "Tt ,"))
		return false;
	skip_all(r, " ");

	size_t from = r->at;

	if (!read_clock(r, &hour, &out->ms_of_day))
		return false;
	bool bare_hour = r->at - from <= 2;

	skip_all(r, " ");
	if (!apply_half(r, &hour, &has_half) || hour > 23 || (bare_hour && !has_half))
		return false;
	skip_all(r, " ");
	if (!read_offset(r, &out->has_offset, offset_ms))
		return false;
	out->has_time = true;
	out->ms_of_day += hour * INT64_C(3600) * MS_PER_SECOND;
	return r->at == r->text.len;
}

/* --- serial numbers of spreadsheets -------------------------------------------------------------- */

/* Day 1 is 1900-01-01; day 60 is a 1900-02-29 that never was, so that from 61 on the count is one
 * ahead. */
static bool serial_day(int64_t serial, int64_t *day)
{
	const int64_t first = -25567; /* 1900-01-01 */
	const int64_t last = 2958465; /* 9999-12-31 */

	if (serial < 1 || serial == 60 || serial > last)
		return false;
	*day = first + serial - (serial > 60 ? 2 : 1);
	return true;
}

static bool parse_serial(str text, struct date_value *out)
{
	struct reader r = { text, 0 };
	struct number whole = read_number(&r);
	int64_t fraction = 0;
	int64_t unit = 1;

	*out = (struct date_value){ 0 };
	if (whole.digits == 0)
		return false;
	if (skip_one(&r, ".,")) {
		if (!is_digit(peek(&r)))
			return false;
		/* Nine digits of a day are less than a tenth of a millisecond. */
		for (; is_digit(peek(&r)); r.at++) {
			if (unit == 1000000000)
				continue;
			fraction = fraction * 10 + (peek(&r) - '0');
			unit *= 10;
		}
		out->has_time = fraction > 0;
	}
	out->ms_of_day = (fraction * MS_PER_DAY + unit / 2) / unit;
	if (r.at != text.len || !serial_day(whole.value + out->ms_of_day / MS_PER_DAY, &out->day))
		return false;
	out->ms_of_day %= MS_PER_DAY;
	return true;
}

/* --- reading and detecting ----------------------------------------------------------------------- */

static int whole_year(struct number year)
{
	if (year.digits == 2)
		return year.value + (year.value < 69 ? 2000 : 1900);
	return year.digits == 4 ? year.value : 0;
}

/* The text as date and time; false when it is none in any order of day and month. */
static bool read_parts(str text, struct parts *parts, struct date_value *out, int64_t *offset_ms)
{
	struct reader r = { str_trim(text), 0 };

	*parts = (struct parts){ .shape = NO_DATE };
	*out = (struct date_value){ 0 };
	return read_date(&r, parts) && read_time(&r, out, offset_ms);
}

static bool fits(struct parts parts, int month, int day)
{
	return date_is_valid((struct date){ whole_year(parts.year), month, day });
}

bool date_parse(str text, enum date_form form, struct date_value *out)
{
	struct parts parts;
	int64_t offset_ms;

	if (form == DATE_SERIAL && parse_serial(str_trim(text), out))
		return true;
	if (!read_parts(text, &parts, out, &offset_ms))
		return false;
	if (parts.shape == NUMBERS) {
		if (form != DATE_DMY && form != DATE_MDY)
			return false;
		parts.day = form == DATE_DMY ? parts.first.value : parts.second.value;
		parts.month = form == DATE_DMY ? parts.second.value : parts.first.value;
	}
	if (!fits(parts, parts.month, parts.day))
		return false;
	out->day = day_from_date((struct date){ whole_year(parts.year), parts.month, parts.day });
	/* A leap second is the first one of the next day. */
	out->day += out->ms_of_day / MS_PER_DAY;
	out->ms_of_day %= MS_PER_DAY;
	if (out->has_offset)
		out->instant = out->day * MS_PER_DAY + out->ms_of_day - offset_ms;
	return true;
}

/* What the texts of a sample are, and how many. */
struct tally {
	size_t year_first, named, serial;
	size_t day_first, month_first; /* numbers that can only be so */
	size_t either;                 /* numbers that can be both, and differ */
	size_t same;                   /* 05/05/2026 */
};

/* A point between the numbers is written where the day comes first. */
static void count_numbers(struct parts parts, struct tally *tally)
{
	bool day_first = fits(parts, parts.second.value, parts.first.value);
	bool month_first =
		parts.separator != '.' && fits(parts, parts.first.value, parts.second.value);

	tally->same += day_first && parts.first.value == parts.second.value;
	tally->either += day_first && month_first && parts.first.value != parts.second.value;
	tally->day_first += day_first && !month_first;
	tally->month_first += month_first && !day_first;
}

/* Serial numbers from 1954 to 2119: smaller and larger ones are rather amounts. */
static bool looks_serial(str text)
{
	struct date_value value;

	return parse_serial(str_trim(text), &value) && value.day > -6000 && value.day < 54000;
}

static void count_text(str text, struct tally *tally)
{
	struct parts parts;
	struct date_value value;
	int64_t offset_ms;

	if (looks_serial(text)) {
		tally->serial++;
		return;
	}
	if (!read_parts(text, &parts, &value, &offset_ms))
		return;
	if (parts.shape == NUMBERS)
		count_numbers(parts, tally);
	else if (fits(parts, parts.month, parts.day))
		*(parts.shape == YEAR_FIRST ? &tally->year_first : &tally->named) += 1;
}

enum date_form date_form_detect(const str *sample, size_t count)
{
	struct tally tally = { 0 };

	for (size_t i = 0; i < count; i++)
		count_text(sample[i], &tally);
	if (tally.day_first > 0 && tally.month_first > 0)
		return DATE_AMBIGUOUS;
	if (tally.day_first > 0)
		return DATE_DMY;
	if (tally.month_first > 0)
		return DATE_MDY;
	if (tally.either > 0)
		return DATE_AMBIGUOUS;
	if (tally.same > 0)
		return DATE_DMY;
	if (tally.serial > tally.year_first + tally.named)
		return DATE_SERIAL;
	if (tally.year_first + tally.named == 0)
		return DATE_NONE;
	return tally.year_first >= tally.named ? DATE_YMD : DATE_NAMED;
}

const char *date_form_example(enum date_form form)
{
	static const char *const examples[DATE_FORM_COUNT] = {
		[DATE_NONE] = "",
		[DATE_YMD] = "2026-01-31",
		[DATE_NAMED] = "31 Jan 2026",
		[DATE_DMY] = "31/01/2026",
		[DATE_MDY] = "01/31/2026",
		[DATE_SERIAL] = "46053",
		[DATE_AMBIGUOUS] = "03/04/2026",
	};

	return examples[form];
}
