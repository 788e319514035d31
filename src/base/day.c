/* The calendar and the text forms of days and instants. Time zones: zone.c. */
#include "base/day.h"

#include "base/convert.h"

#include <time.h>

enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468, FIRST_YEAR = 1900, LAST_YEAR = 9999 };

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_is_valid(struct date date)
{
	return date.year >= FIRST_YEAR && date.year <= LAST_YEAR && date.month >= 1 &&
	       date.month <= 12 && date.day >= 1 &&
	       date.day <= days_in_month(date.year, date.month);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Hinnant: years begin in March, so that the leap day is the last of its year. */
int64_t day_from_date(struct date date)
{
	int64_t year = date.month <= 2 ? date.year - 1 : date.year;
	int64_t era = floor_div(year, 400);
	int64_t year_of_era = year - era * 400;
	int64_t month = (date.month + 9) % 12;
	int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

/* Within an era everything fits 32 bits without sign, which is quicker: every instant in an answer
 * comes here. */
struct date day_to_date(int64_t day)
{
	int64_t era = floor_div(day + DAYS_TO_1970, DAYS_PER_ERA);
	uint32_t of_era = (uint32_t)(day + DAYS_TO_1970 - era * DAYS_PER_ERA);
	uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint32_t of_year = of_era - (365 * year + year / 4 - year / 100);
	uint32_t month = (5 * of_year + 2) / 153; /* 0 is March */

	return (struct date){
		.year = to_int(year + era * 400 + (month >= 10)),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(of_year - (153 * month + 2) / 5 + 1),
	};
}

/* Exactly `count` digits at `at`, moved past them; -1 when there are not. */
static int digits(str text, size_t *at, size_t count)
{
	int value = 0;

	if (text.len - *at < count)
		return -1;
	for (size_t i = 0; i < count; i++) {
		char c = text.ptr[*at + i];

		if (c < '0' || c > '9')
			return -1;
		value = value * 10 + (c - '0');
	}
	*at += count;
	return value;
}

static bool is_next(str text, size_t *at, char c)
{
	if (*at >= text.len || text.ptr[*at] != c)
		return false;
	++*at;
	return true;
}

static bool parse_date(str text, size_t *at, int64_t *day)
{
	struct date date;

	date.year = digits(text, at, 4);
	if (!is_next(text, at, '-'))
		return false;
	date.month = digits(text, at, 2);
	if (!is_next(text, at, '-'))
		return false;
	date.day = digits(text, at, 2);
	if (!date_is_valid(date))
		return false;
	*day = day_from_date(date);
	return true;
}

bool day_parse(str text, int64_t *day)
{
	size_t at = 0;

	return text.len == 10 && parse_date(text, &at, day);
}

static bool parse_clock(str text, size_t *at, int64_t *ms)
{
	int hour = digits(text, at, 2);
	int minute, second;

	if (!is_next(text, at, ':'))
		return false;
	minute = digits(text, at, 2);
	if (!is_next(text, at, ':'))
		return false;
	second = digits(text, at, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
		return false;
	*ms = ((hour * INT64_C(60) + minute) * 60 + second) * MS_PER_SECOND;
	return true;
}

/* ".5", ".789", ".123456": milliseconds; further digits are cut. */
static bool parse_fraction(str text, size_t *at, int64_t *ms)
{
	int64_t unit = 100;
	size_t from;

	*ms = 0;
	if (!is_next(text, at, '.'))
		return true;
	for (from = *at; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; ++*at) {
		*ms += (text.ptr[*at] - '0') * unit;
		unit /= 10;
	}
	return *at > from;
}

static bool parse_offset(str text, size_t *at, int64_t *ms)
{
	bool minus;
	int hours, minutes;

	*ms = 0;
	if (is_next(text, at, 'Z') || is_next(text, at, 'z'))
		return true;
	minus = is_next(text, at, '-');
	if (!minus && !is_next(text, at, '+'))
		return false;
	hours = digits(text, at, 2);
	if (!is_next(text, at, ':'))
		return false;
	minutes = digits(text, at, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	*ms = (hours * INT64_C(60) + minutes) * 60 * MS_PER_SECOND * (minus ? -1 : 1);
	return true;
}

bool instant_parse(str text, int64_t *instant)
{
	size_t at = 0;
	int64_t day, clock, fraction, offset;

	if (!parse_date(text, &at, &day))
		return false;
	if (!is_next(text, &at, 'T') && !is_next(text, &at, 't') && !is_next(text, &at, ' '))
		return false;
	if (!parse_clock(text, &at, &clock) || !parse_fraction(text, &at, &fraction) ||
	    !parse_offset(text, &at, &offset) || at != text.len)
		return false;
	*instant = day * MS_PER_DAY + clock + fraction - offset;

	/* The offset may lead out of the years that we accept. */
	return date_is_valid(day_to_date(instant_utc_day(*instant)));
}

static void write_two(char *out, unsigned value)
{
	out[0] = (char)('0' + value / 10);
	out[1] = (char)('0' + value % 10);
}

/* Years of four digits only: what lies outside, and cannot come from our parsers, is shown as the
 * nearest day that can be written. */
static int64_t printable_day(int64_t day)
{
	const int64_t first = -719528; /* 0000-01-01 */
	const int64_t last = 2932896;  /* 9999-12-31 */

	return day < first ? first : day > last ? last : day;
}

static void write_day(char *out, int64_t day)
{
	struct date date = day_to_date(printable_day(day));
	unsigned year = (unsigned)date.year;

	write_two(out, year / 100);
	write_two(out + 2, year % 100);
	out[4] = '-';
	write_two(out + 5, (unsigned)date.month);
	out[7] = '-';
	write_two(out + 8, (unsigned)date.day);
}

void day_print(struct buf *out, int64_t day)
{
	char text[10];

	write_day(text, day);
	buf_add(out, (str){ text, sizeof text });
}

int64_t instant_utc_day(int64_t instant)
{
	return floor_div(instant, MS_PER_DAY);
}

void instant_write(char out[INSTANT_CHARS], int64_t instant)
{
	int64_t day = instant_utc_day(instant);
	unsigned ms = (unsigned)((uint64_t)instant - (uint64_t)day * MS_PER_DAY);

	write_day(out, day);
	out[10] = 'T';
	write_two(out + 11, ms / 3600000);
	out[13] = ':';
	write_two(out + 14, ms / 60000 % 60);
	out[16] = ':';
	write_two(out + 17, ms / 1000 % 60);
	out[19] = '.';
	out[20] = (char)('0' + ms % 1000 / 100);
	write_two(out + 21, ms % 100);
	out[23] = 'Z';
}

void instant_print(struct buf *out, int64_t instant)
{
	char text[INSTANT_CHARS];

	instant_write(text, instant);
	buf_add(out, (str){ text, sizeof text });
}

int64_t clock_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (int64_t)time.tv_sec * MS_PER_SECOND + time.tv_nsec / 1000000;
}

int64_t clock_monotonic_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}
