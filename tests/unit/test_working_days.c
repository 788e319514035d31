/* Working days: pipeline/working_days.c. The example is that of docs/formulas.md. */
#include "table.h"

#include "base/day.h"
#include "pipeline/working_days.h"

static const struct working_days_row {
	const char *name;
	const char *from;
	int64_t count;
	const char *expected;
} rows[] = {
	{ "a Monday itself", "2026-03-02", 0, "2026-03-02" },
	{ "a Friday itself", "2026-03-06", 0, "2026-03-06" },
	{ "a Saturday is moved to Monday", "2026-03-07", 0, "2026-03-09" },
	{ "a Sunday is moved to Monday", "2026-03-08", 0, "2026-03-09" },
	{ "one after Monday is Tuesday", "2026-03-02", 1, "2026-03-03" },
	{ "one after Friday is Monday", "2026-03-06", 1, "2026-03-09" },
	{ "one after Saturday is Monday", "2026-03-07", 1, "2026-03-09" },
	{ "one after Sunday is Monday", "2026-03-08", 1, "2026-03-09" },
	{ "the example: three after Thursday is Tuesday", "2026-03-05", 3, "2026-03-10" },
	{ "five is a week later", "2026-03-04", 5, "2026-03-11" },
	{ "five after Saturday is the Friday after", "2026-03-07", 5, "2026-03-13" },
	{ "six after Friday is the second Monday", "2026-03-06", 6, "2026-03-16" },
	{ "260 are a year of 52 weeks", "2026-03-02", 260, "2027-03-01" },
	{ "before 1970 weeks are the same", "1969-12-27", 0, "1969-12-29" },
};

static void check(void **row)
{
	const struct working_days_row *r = *row;
	int64_t from, expected;

	assert_true(day_parse(str_from(r->from), &from));
	assert_true(day_parse(str_from(r->expected), &expected));
	assert_int_equal(working_days_after(from, r->count), expected);
}

/* Against the same by walking. */
static void agrees_with_walking(void)
{
	for (int64_t from = -400; from < 400; from++) {
		int64_t day = from;

		for (int64_t count = 1; count < 30; count++) {
			do
				day++;
			while (!is_working_day(day));
			assert_int_equal(working_days_after(from, count), day);
		}
	}
}

static void knows_weekdays(void)
{
	assert_int_equal(weekday_of(0), 3);
	assert_int_equal(weekday_of(-3), 0);
	assert_int_equal(weekday_of(-4), 6);
	assert_true(is_working_day(1));
	assert_false(is_working_day(2));
}

static const struct plain_row plain[] = {
	{ "arithmetic agrees with walking from day to day", agrees_with_walking },
	{ "1970-01-01 was a Thursday, and weeks go back from it", knows_weekdays },
};

int main(void)
{
	const struct table tables[] = { TABLE(rows, check), PLAIN(plain) };

	return tables_run("working_days", tables, COUNT_OF(tables));
}
