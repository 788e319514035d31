/* Days and instants. A day is a number of days since 1970-01-01 in the proleptic Gregorian calendar;
 * an instant is milliseconds since 1970-01-01T00:00:00Z. No time zone here: see zone.h. */
#ifndef ALUR_BASE_DAY_H
#define ALUR_BASE_DAY_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { MS_PER_SECOND = 1000, MS_PER_DAY = 86400000 };

/* Years that we accept from users and files: 1900..9999. */
struct date {
	int year;
	int month; /* 1..12 */
	int day;   /* 1..31 */
};

/* Day number of a date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). The date
 * must be valid. */
int64_t day_from_date(struct date date);
struct date day_to_date(int64_t day);
bool date_is_valid(struct date date); /* exists in the calendar, year 1900..9999 */
int days_in_month(int year, int month);

/* "2026-02-28". False for anything else, 2026-02-30 included. Days outside the years 0..9999, which no
 * parser gives, are printed as the nearest day inside. */
bool day_parse(str text, int64_t *day);
void day_print(struct buf *out, int64_t day);

/* RFC 3339: "2026-02-28T12:34:56.789Z", offsets such as +07:00 accepted, fraction optional (digits
 * past the millisecond are cut), 'T' may be 't' or a space. A leap second becomes the next second.
 * False for anything else, and for instants that lie outside the years we accept in UTC. */
bool instant_parse(str text, int64_t *instant);

/* Always Z and three digits. instant_write() fills exactly INSTANT_CHARS bytes, no NUL. */
enum { INSTANT_CHARS = 24 };
void instant_print(struct buf *out, int64_t instant);
void instant_write(char out[INSTANT_CHARS], int64_t instant);

/* The day in UTC that holds an instant; rounds down also before 1970. */
int64_t instant_utc_day(int64_t instant);

/* The clock: the only place that asks the system for the time, in milliseconds. */
int64_t clock_now(void);
/* A clock that never jumps, in nanoseconds, for durations. */
int64_t clock_monotonic_ns(void);

#endif
