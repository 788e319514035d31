/* The rule for instants after a zone's table: a POSIX TZ text such as "CET-1CEST,M3.5.0,M10.5.0/3"
 * (POSIX.1-2017 section 8.3, with the wider hours of RFC 9636). Private to base/zone.c. */
#ifndef ALUR_BASE_ZONE_RULE_H
#define ALUR_BASE_ZONE_RULE_H

#include "base/str.h"

/* One of the two changes of a year. */
struct zone_change {
	enum { ZONE_BY_WEEKDAY, ZONE_BY_JULIAN, ZONE_BY_DAY } kind;
	int month, week, weekday; /* M3.5.0: the last Sunday of March */
	int day;                  /* Jn: 1..365 without leap days; n: 0..365 */
	int32_t second;           /* of that local day */
};

struct zone_rule {
	int32_t standard_s; /* offsets east of Greenwich */
	int32_t summer_s;
	bool has_summer;
	struct zone_change begins, ends; /* of summer time */
};

bool zone_rule_parse(str text, struct zone_rule *rule);
int32_t zone_rule_offset_s(const struct zone_rule *rule, int64_t second);

#endif
