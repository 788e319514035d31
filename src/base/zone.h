/* Time zones by their IANA names, from the system's compiled zone files (TZif, RFC 9636, versions
 * 2+). A date is a day of the organisation's zone, so both directions are needed. */
#ifndef ALUR_BASE_ZONE_H
#define ALUR_BASE_ZONE_H

#include "base/attr.h"
#include "base/rc.h"
#include "base/str.h"

#include <stdint.h>

struct zone;

/* Loads "Asia/Jakarta" from /usr/share/zoneinfo ("UTC" needs no file). E_MISSING: no such zone (or
 * the name tries to leave that folder). The caller frees it with zone_free(). */
MUST_USE enum rc zone_load(str name, struct zone **out);
void zone_free(struct zone *zone);
str zone_name(const struct zone *zone);

/* The day of the zone that holds an instant; NULL means UTC. */
int64_t zone_day(const struct zone *zone, int64_t instant);

/* The first instant of a day in the zone: 00:00, or the end of the gap where that hour does not
 * exist; the earlier of two. */
int64_t zone_day_start(const struct zone *zone, int64_t day);

/* Offset from UTC at an instant, in seconds. */
int32_t zone_offset_s(const struct zone *zone, int64_t instant);

/* The instant of a local wall clock (day and milliseconds since 00:00); in a gap the moment after
 * it, of two the earlier. */
int64_t zone_instant(const struct zone *zone, int64_t day, int64_t ms_of_day);

#endif
