/* Time zones. The expected values were computed with Python's zoneinfo. */
#include "table.h"

#include "base/day.h"
#include "base/zone.h"
#include "base/zone_rule.h"

static int64_t instant_of(const char *text)
{
	int64_t instant = 0;

	assert_true(instant_parse(str_from(text), &instant));
	return instant;
}

static int64_t day_of(const char *text)
{
	int64_t day = 0;

	assert_true(day_parse(str_from(text), &day));
	return day;
}

struct offset_row {
	const char *name;
	const char *zone;
	const char *instant;
	int32_t offset_s;
};

static const struct offset_row offsets[] = {
	{ "Jakarta is seven hours ahead", "Asia/Jakarta", "2026-06-01T00:00:00Z", 25200 },
	{ "Jakarta before 1964 was seven and a half hours ahead", "Asia/Jakarta",
	  "1955-06-01T00:00:00Z", 27000 },
	{ "Jakarta in 1910 had local mean time", "Asia/Jakarta", "1910-06-01T00:00:00Z", 25632 },
	{ "Jakarta far in the future", "Asia/Jakarta", "9000-06-01T00:00:00Z", 25200 },
	{ "UTC needs no offset", "UTC", "2026-06-01T00:00:00Z", 0 },
	{ "Berlin in winter", "Europe/Berlin", "2026-01-15T12:00:00Z", 3600 },
	{ "Berlin in summer", "Europe/Berlin", "2026-07-15T12:00:00Z", 7200 },
	{ "Berlin a second before summer time", "Europe/Berlin", "2026-03-29T00:59:59Z", 3600 },
	{ "Berlin when summer time begins", "Europe/Berlin", "2026-03-29T01:00:00Z", 7200 },
	{ "Berlin a second before winter time", "Europe/Berlin", "2026-10-25T00:59:59Z", 7200 },
	{ "Berlin when winter time begins", "Europe/Berlin", "2026-10-25T01:00:00Z", 3600 },
	{ "Berlin in 1945 had double summer time", "Europe/Berlin", "1945-06-01T00:00:00Z", 10800 },
	{ "Berlin before 1970", "Europe/Berlin", "1969-12-31T23:59:59Z", 3600 },
	{ "Berlin in a summer behind the table", "Europe/Berlin", "2090-07-15T12:00:00Z", 7200 },
	{ "Berlin in a winter behind the table", "Europe/Berlin", "2090-12-15T12:00:00Z", 3600 },
	{ "Berlin a second before the last March of a far century ends its winter", "Europe/Berlin",
	  "4000-03-26T00:59:59Z", 3600 },
	{ "Berlin as that summer begins", "Europe/Berlin", "4000-03-26T01:00:00Z", 7200 },
	{ "Santiago in its summer, over the new year", "America/Santiago", "2026-01-01T00:00:00Z",
	  -10800 },
	{ "Santiago in its winter", "America/Santiago", "2026-07-01T00:00:00Z", -14400 },
	{ "Santiago far in the future", "America/Santiago", "3000-01-15T00:00:00Z", -10800 },
	{ "Kolkata is five and a half hours ahead", "Asia/Kolkata", "2026-06-01T00:00:00Z", 19800 },
	{ "Kathmandu is five hours and three quarters ahead", "Asia/Kathmandu",
	  "2026-06-01T00:00:00Z", 20700 },
	{ "Dublin's winter is its exception", "Europe/Dublin", "2050-01-01T00:00:00Z", 0 },
	{ "Dublin's summer is its standard", "Europe/Dublin", "2050-07-01T00:00:00Z", 3600 },
	{ "Lord Howe moves by half an hour", "Australia/Lord_Howe", "2045-01-01T00:00:00Z", 39600 },
	{ "Nuuk changes on the evening before", "America/Nuuk", "2045-03-26T01:00:00Z", -3600 },
	{ "Apia skipped a day", "Pacific/Apia", "2011-12-30T10:00:00Z", 50400 },
	{ "Kiritimati is fourteen hours ahead", "Pacific/Kiritimati", "2026-06-01T00:00:00Z",
	  50400 },
};

static void offset_is(void **row)
{
	const struct offset_row *r = *row;
	struct zone *zone = NULL;
	int64_t instant = instant_of(r->instant);

	assert_int_equal(zone_load(str_from(r->zone), &zone), OK);
	assert_text(zone_name(zone), r->zone);
	assert_int_equal(zone_offset_s(zone, instant), r->offset_s);
	assert_int_equal(zone_day(zone, instant), instant_utc_day(instant + r->offset_s * 1000LL));
	zone_free(zone);
}

struct local_row {
	const char *name;
	const char *zone;
	const char *day;
	const char *clock; /* as an instant of 1970-01-01 */
	const char *instant;
};

static const struct local_row locals[] = {
	{ "a day begins at midnight", "Asia/Jakarta", "2026-06-01", "1970-01-01T00:00:00Z",
	  "2026-05-31T17:00:00.000Z" },
	{ "a day of UTC", "UTC", "2026-06-01", "1970-01-01T00:00:00Z", "2026-06-01T00:00:00.000Z" },
	{ "a wall clock in winter", "Europe/Berlin", "2026-01-15", "1970-01-01T12:30:00Z",
	  "2026-01-15T11:30:00.000Z" },
	{ "the hour that Berlin skips is its end", "Europe/Berlin", "2026-03-29",
	  "1970-01-01T02:30:00Z", "2026-03-29T01:00:00.000Z" },
	{ "the first moment of that hour", "Europe/Berlin", "2026-03-29", "1970-01-01T02:00:00Z",
	  "2026-03-29T01:00:00.000Z" },
	{ "just before that hour", "Europe/Berlin", "2026-03-29", "1970-01-01T01:59:59Z",
	  "2026-03-29T00:59:59.000Z" },
	{ "just behind that hour", "Europe/Berlin", "2026-03-29", "1970-01-01T03:00:00Z",
	  "2026-03-29T01:00:00.000Z" },
	{ "of the two hours in Berlin's autumn the earlier", "Europe/Berlin", "2026-10-25",
	  "1970-01-01T02:30:00Z", "2026-10-25T00:30:00.000Z" },
	{ "behind the doubled hour", "Europe/Berlin", "2026-10-25", "1970-01-01T03:00:00Z",
	  "2026-10-25T02:00:00.000Z" },
	{ "before the doubled hour", "Europe/Berlin", "2026-10-25", "1970-01-01T01:59:59Z",
	  "2026-10-24T23:59:59.000Z" },
	{ "Santiago begins a day at one o'clock", "America/Santiago", "2026-09-06",
	  "1970-01-01T00:00:00Z", "2026-09-06T04:00:00.000Z" },
	{ "Santiago has 23 o'clock twice", "America/Santiago", "2026-04-04", "1970-01-01T23:30:00Z",
	  "2026-04-05T02:30:00.000Z" },
	{ "Santiago's next day begins after both", "America/Santiago", "2026-04-05",
	  "1970-01-01T00:00:00Z", "2026-04-05T04:00:00.000Z" },
	{ "a skipped midnight behind the table", "America/Santiago", "2090-09-03",
	  "1970-01-01T00:00:00Z", "2090-09-03T04:00:00.000Z" },
	{ "the day that Apia skipped begins with the next", "Pacific/Apia", "2011-12-30",
	  "1970-01-01T00:00:00Z", "2011-12-30T10:00:00.000Z" },
	{ "Kolkata", "Asia/Kolkata", "2026-06-01", "1970-01-01T00:00:00Z",
	  "2026-05-31T18:30:00.000Z" },
	{ "before 1970", "Europe/Berlin", "1945-09-24", "1970-01-01T00:00:00Z",
	  "1945-09-23T21:00:00.000Z" },
	{ "far in the future", "Asia/Jakarta", "9999-01-01", "1970-01-01T00:00:00Z",
	  "9998-12-31T17:00:00.000Z" },
};

static void local_time_is(void **row)
{
	const struct local_row *r = *row;
	struct zone *zone = NULL;
	LOCAL(local);
	struct buf out = buf_new(&local.arena);

	assert_int_equal(zone_load(str_from(r->zone), &zone), OK);
	instant_print(&out, zone_instant(zone, day_of(r->day), instant_of(r->clock)));
	assert_text(buf_str(&out), r->instant);
	if (instant_of(r->clock) == 0)
		assert_int_equal(zone_day_start(zone, day_of(r->day)), instant_of(r->instant));
	zone_free(zone);
}

struct name_row {
	const char *name;
	const char *zone;
};

static const struct name_row no_zones[] = {
	{ "a zone that does not exist", "Asia/Atlantis" },
	{ "the empty name", "" },
	{ "a way out of the folder", "../../../etc/passwd" },
	{ "a way out in the middle", "Asia/../../../etc/passwd" },
	{ "an absolute path", "/etc/localtime" },
	{ "a folder", "Asia" },
	{ "a file of the folder that is no zone", "tzdata.zi" },
	{ "a table of the folder", "zone.tab" },
	{ "a zone that counts leap seconds", "right/Europe/Berlin" },
	{ "a space", "Asia/Jakarta " },
	{ "a name that is far too long",
	  "Asia/Jakarta/Jakarta/Jakarta/Jakarta/Jakarta/Jakarta/Jakarta/Jakarta/Jakarta" },
};

static void zone_is_missing(void **row)
{
	const struct name_row *r = *row;
	struct zone *zone = (struct zone *)&zone;

	assert_int_equal(zone_load(str_from(r->zone), &zone), E_MISSING);
	assert_null(zone);
}

struct rule_row {
	const char *name;
	const char *rule;
	const char *instant;
	int32_t offset_s;
};

static const struct rule_row rules[] = {
	{ "a zone without summer time", "WIB-7", "2026-01-01T00:00:00Z", 25200 },
	{ "a name in angle brackets", "<+0545>-5:45", "2026-01-01T00:00:00Z", 20700 },
	{ "summer time is an hour by itself", "CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01T00:00:00Z",
	  7200 },
	{ "a Julian day counts no leap day", "AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", 3600 },
	{ "and the day before it is not yet summer", "AAA0BBB,J60/0,J300/0", "2024-02-29T23:59:59Z",
	  0 },
	{ "a day of the year counts leap days", "AAA0BBB,59/0,300/0", "2024-02-29T00:00:00Z",
	  3600 },
	{ "a summer all the year", "XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -14400 },
	{ "that summer at the end of the year", "XXX3EDT4,0/0,J365/23", "2026-12-31T23:00:00Z",
	  -14400 },
	{ "a time before the day", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z",
	  -7200 },
	{ "that time when it has come", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z",
	  -3600 },
};

static void rule_gives(void **row)
{
	const struct rule_row *r = *row;
	struct zone_rule rule;

	assert_true(zone_rule_parse(str_from(r->rule), &rule));
	assert_int_equal(zone_rule_offset_s(&rule, instant_of(r->instant) / 1000), r->offset_s);
}

static const struct name_row no_rules[] = {
	{ "the empty text is no rule", "" },
	{ "a rule needs an offset", "CET" },
	{ "a name has three letters", "CE-1" },
	{ "a bracket must close", "<+07-7" },
	{ "summer time needs its days", "CET-1CEST" },
	{ "and both of them", "CET-1CEST,M3.5.0" },
	{ "there is no month 13", "CET-1CEST,M13.5.0,M10.5.0" },
	{ "there is no week 6", "CET-1CEST,M3.6.0,M10.5.0" },
	{ "there is no weekday 7", "CET-1CEST,M3.5.7,M10.5.0" },
	{ "something behind", "CET-1CEST,M3.5.0,M10.5.0/3x" },
	{ "too many hours", "CET-168" },
	{ "minutes end at 59", "CET-1:60" },
};

static void rule_is_refused(void **row)
{
	const struct name_row *r = *row;
	struct zone_rule rule;

	assert_false(zone_rule_parse(str_from(r->zone), &rule));
}

static void no_zone_is_utc(void)
{
	assert_int_equal(zone_offset_s(NULL, 0), 0);
	assert_int_equal(zone_day(NULL, -1), -1);
	assert_int_equal(zone_day_start(NULL, 2), 2 * (int64_t)MS_PER_DAY);
	assert_text(zone_name(NULL), "UTC");
	zone_free(NULL);
}

/* Through a century, each day begins where the one before ends, and its first instant is its own. */
static void days_tile_the_time(void)
{
	static const char *const zones[] = { "Asia/Jakarta", "Europe/Berlin", "America/Santiago",
					     "Africa/Cairo", "Asia/Gaza",     "America/Nuuk" };

	for (size_t i = 0; i < COUNT_OF(zones); i++) {
		struct zone *zone = NULL;

		assert_int_equal(zone_load(str_from(zones[i]), &zone), OK);
		for (int64_t day = -14000; day < 47500; day++) {
			int64_t start = zone_day_start(zone, day);

			assert_int_equal(zone_day(zone, start), day);
			assert_int_equal(zone_day(zone, start - 1), day - 1);
		}
		zone_free(zone);
	}
}

static const struct plain_row others[] = {
	{ "no zone is UTC", no_zone_is_utc },
	{ "from 1931 to 2100 every day begins where the one before ends", days_tile_the_time },
};

int main(void)
{
	static const struct table tables[] = {
		TABLE(offsets, offset_is),        TABLE(locals, local_time_is),
		TABLE(no_zones, zone_is_missing), TABLE(rules, rule_gives),
		TABLE(no_rules, rule_is_refused), PLAIN(others),
	};

	return tables_run("zone", tables, COUNT_OF(tables));
}
