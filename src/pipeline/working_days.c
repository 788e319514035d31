/* Working days by arithmetic, not by walking: five to a week. Source of the weekday: 1970-01-01, day 0,
 * was a Thursday. */
#include "pipeline/working_days.h"

enum { DAYS_A_WEEK = 7, WORKING_DAYS = 5, FRIDAY = 4, THURSDAY = 3 };

int weekday_of(int64_t day)
{
	return (int)(((day + THURSDAY) % DAYS_A_WEEK + DAYS_A_WEEK) % DAYS_A_WEEK);
}

bool is_working_day(int64_t day)
{
	return weekday_of(day) <= FRIDAY;
}

int64_t working_days_after(int64_t day, int64_t count)
{
	int weekday = weekday_of(day);
	int64_t rest = count % WORKING_DAYS;

	if (weekday > FRIDAY) {
		if (count == 0)
			return day + DAYS_A_WEEK - weekday;
		day -= weekday - FRIDAY; /* after a weekend is after its Friday */
		weekday = FRIDAY;
	}
	day += count / WORKING_DAYS * DAYS_A_WEEK + rest;
	return weekday + rest > FRIDAY ? day + 2 : day;
}
