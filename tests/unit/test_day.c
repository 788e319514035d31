/* The calendar, and the text forms of days and instants. */
#include "table.h"

#include "base/day.h"

struct day_row {
	const char *name;
	const char *text;
	int64_t day;
};

static const struct day_row days[] = {
	{ "the count of days begins in 1970", "1970-01-01", 0 },
	{ "days before 1970 are negative", "1969-12-31", -1 },
	{ "the first day that we accept", "1900-01-01", -25567 },
	{ "the last day that we accept", "9999-12-31", 2932896 },
	{ "2000 was a leap year", "2000-02-29", 11016 },
	{ "2024 was a leap year", "2024-02-29", 19782 },
	{ "the day after a leap day", "2024-03-01", 19783 },
};

static void day_reads_and_prints(void **row)
{
	const struct day_row *r = *row;
	LOCAL(local);
	struct buf out = buf_new(&local.arena);
	int64_t day = -77;

	assert_true(day_parse(str_from(r->text), &day));
	assert_int_equal(day, r->day);
	day_print(&out, day);
	assert_text(buf_str(&out), r->text);
}

struct text_row {
	const char *name;
	const char *text;
};

static const struct text_row no_days[] = {
	{ "a date that does not exist is refused", "2026-02-30" },
	{ "1900 was no leap year", "1900-02-29" },
	{ "2100 will be no leap year", "2100-02-29" },
	{ "there is no month 13", "2026-13-01" },
	{ "there is no month 0", "2026-00-10" },
	{ "there is no day 0", "2026-01-00" },
	{ "a year before 1900 is refused", "1899-12-31" },
	{ "a month of one digit is refused", "2026-2-28" },
	{ "something behind a date is refused", "2026-02-28 " },
	{ "something before a date is refused", " 2026-02-28" },
	{ "a sign is refused", "-026-02-28" },
	{ "another separator is refused", "2026/02/28" },
	{ "letters are refused", "2026-o2-28" },
	{ "a cut date is refused", "2026-02-2" },
	{ "the empty text is no date", "" },
};

static void day_is_refused(void **row)
{
	const struct text_row *r = *row;
	int64_t day;

	assert_false(day_parse(str_from(r->text), &day));
}

struct instant_row {
	const char *name;
	const char *text;
	int64_t instant;
};

static const struct instant_row instants[] = {
	{ "the count of milliseconds begins in 1970", "1970-01-01T00:00:00.000Z", 0 },
	{ "milliseconds are read", "2026-02-28T12:34:56.789Z", 1772282096789 },
	{ "the fraction may be missing", "2026-02-28T12:34:56Z", 1772282096000 },
	{ "a short fraction is filled up", "2026-02-28T12:34:56.7Z", 1772282096700 },
	{ "digits past the millisecond are cut", "2026-02-28T12:34:56.7899999999Z", 1772282096789 },
	{ "an offset east is taken off", "2026-02-28T19:34:56.789+07:00", 1772282096789 },
	{ "an offset west is added", "2026-02-28T09:04:56.789-03:30", 1772282096789 },
	{ "the unknown local offset is zero", "2026-02-28T12:34:56.789-00:00", 1772282096789 },
	{ "small letters are accepted", "2026-02-28t12:34:56.789z", 1772282096789 },
	{ "a space may stand for the T", "2026-02-28 12:34:56.789Z", 1772282096789 },
	{ "a leap second becomes the next second", "2016-12-31T23:59:60Z", 1483228800000 },
	{ "instants before 1970 are negative", "1969-12-31T23:59:59.999Z", -1 },
	{ "the last instant", "9999-12-31T23:59:59.999Z", 253402300799999 },
};

static void instant_reads(void **row)
{
	const struct instant_row *r = *row;
	int64_t instant = -77;

	assert_true(instant_parse(str_from(r->text), &instant));
	assert_int_equal(instant, r->instant);
}

static const struct text_row no_instants[] = {
	{ "a date alone is no instant", "2026-02-28" },
	{ "the offset must be there", "2026-02-28T12:34:56" },
	{ "seconds must be there", "2026-02-28T12:34Z" },
	{ "there is no hour 24", "2026-02-28T24:00:00Z" },
	{ "there is no minute 60", "2026-02-28T12:60:00Z" },
	{ "there is no second 61", "2026-02-28T12:00:61Z" },
	{ "a point needs digits", "2026-02-28T12:34:56.Z" },
	{ "a comma is no point", "2026-02-28T12:34:56,5Z" },
	{ "offsets have a colon", "2026-02-28T12:34:56+0700" },
	{ "there is no offset of 24 hours", "2026-02-28T12:34:56+24:00" },
	{ "something behind is refused", "2026-02-28T12:34:56Z " },
	{ "a date that does not exist is refused", "2026-02-30T12:34:56Z" },
	{ "an offset that leads before 1900 is refused", "1900-01-01T00:00:00+01:00" },
	{ "an offset that leads behind 9999 is refused", "9999-12-31T23:59:59-00:01" },
	{ "the empty text is no instant", "" },
};

static void instant_is_refused(void **row)
{
	const struct text_row *r = *row;
	int64_t instant;

	assert_false(instant_parse(str_from(r->text), &instant));
}

struct print_row {
	const char *name;
	int64_t instant;
	const char *text;
};

static const struct print_row prints[] = {
	{ "an instant is printed with three digits and Z", 1772282096700,
	  "2026-02-28T12:34:56.700Z" },
	{ "an instant before 1970 rounds down", -1, "1969-12-31T23:59:59.999Z" },
	{ "an instant far outside is printed as the last day", INT64_MAX,
	  "9999-12-31T07:12:55.807Z" },
	{ "an instant far before is printed as the first day", INT64_MIN,
	  "0000-01-01T16:47:04.192Z" },
};

static void instant_prints(void **row)
{
	const struct print_row *r = *row;
	LOCAL(local);
	struct buf out = buf_new(&local.arena);

	instant_print(&out, r->instant);
	assert_text(buf_str(&out), r->text);
}

static void every_day_of_the_calendar_comes_back(void)
{
	struct date date = { 1900, 1, 1 };

	for (int64_t day = -25567; day <= 2932896; day++) {
		struct date back = day_to_date(day);

		assert_int_equal(day_from_date(date), day);
		assert_true(back.year == date.year && back.month == date.month &&
			    back.day == date.day);
		if (++date.day > days_in_month(date.year, date.month)) {
			date.day = 1;
			date.year += date.month == 12;
			date.month = date.month % 12 + 1;
		}
	}
	assert_int_equal(date.year, 10000);
}

static void days_of_instants_round_down(void)
{
	assert_int_equal(instant_utc_day(0), 0);
	assert_int_equal(instant_utc_day(MS_PER_DAY - 1), 0);
	assert_int_equal(instant_utc_day(-1), -1);
	assert_int_equal(instant_utc_day(-MS_PER_DAY), -1);
	assert_int_equal(instant_utc_day(-MS_PER_DAY - 1), -2);
}

static void the_clocks_go_on(void)
{
	int64_t before = clock_monotonic_ns();

	assert_true(clock_now() > INT64_C(1600000000000));
	assert_true(clock_monotonic_ns() >= before);
}

static const struct plain_row others[] = {
	{ "every day from 1900 to 9999 comes back", every_day_of_the_calendar_comes_back },
	{ "the day of an instant rounds down, also before 1970", days_of_instants_round_down },
	{ "the clocks tell the time and go on", the_clocks_go_on },
};

int main(void)
{
	static const struct table tables[] = {
		TABLE(days, day_reads_and_prints), TABLE(no_days, day_is_refused),
		TABLE(instants, instant_reads),    TABLE(no_instants, instant_is_refused),
		TABLE(prints, instant_prints),     PLAIN(others),
	};

	return tables_run("day", tables, COUNT_OF(tables));
}
