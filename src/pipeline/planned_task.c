/* When and for whom the program plans something: steps of plans (enrollment_step.c) and rows that come back
 * (revival.c). */
#include "base/day.h"
#include "base/zone.h"
#include "pipeline/enrollment.h"
#include "pipeline/working_days.h"
#include "record/record.h"

enum { BEGIN_OF_WORK_H = 9, MS_PER_HOUR = 3600 * MS_PER_SECOND };

int64_t planned_at(const struct ctx *cx, int64_t day)
{
	return zone_instant(cx->organisation.zone, working_days_after(day, 0),
			    BEGIN_OF_WORK_H * MS_PER_HOUR);
}

enum rc planned_owner(struct ctx *cx, int64_t owner_id, int64_t *out)
{
	struct user user;

	*out = 0;
	if (owner_id == 0)
		return OK;
	TRY(record_load(cx, &user_entity, owner_id, &user));
	if (!row_is_archived(&user))
		*out = owner_id;
	return OK;
}
