/* Counting in working days, Monday to Friday; holidays are not known. For plans (cadence steps) and
 * tasks that are due on a day. */
#ifndef ALUR_PIPELINE_WORKING_DAYS_H
#define ALUR_PIPELINE_WORKING_DAYS_H

#include <stdbool.h>
#include <stdint.h>

/* Monday 0 to Sunday 6, of a day number (base/day.h). */
int weekday_of(int64_t day);

bool is_working_day(int64_t day);

/* The `count`th working day after a day. 0: the day itself, of a Saturday or Sunday the Monday after;
 * that Monday is also the first working day after them. `count` from 0 to 10,000. */
int64_t working_days_after(int64_t day, int64_t count);

#endif
