/* Plans under way: the steps that cadence_enroll.c, enrollment_stop.c, enrollment_skip.c and all that ends a
 * plan share (enrollment_step.c, enrollment_follow.c). Private to pipeline/. All of it runs in the
 * unit of work of the operation that it belongs to, and under the caller's name, but also on rows
 * that the caller may not see: whoever does the last step of a colleague's plan moves it on. */
#ifndef ALUR_PIPELINE_ENROLLMENT_H
#define ALUR_PIPELINE_ENROLLMENT_H

#include "entity/entities.h"
#include "pipeline/operation.h"

/* --- enrollment_step.c ------------------------------------------------------------------------------ */

/* The plan of that id, for changing it. E_CONFLICT: it has ended. */
MUST_USE enum rc enrollment_load(struct ctx *cx, int64_t id, struct enrollment *enrollment);

/* Plans the next step as an activity of the lead's or deal's owner, due at 09:00 of its day in the
 * organisation's zone, counted from the day `from`; after the last one the plan is finished. The
 * present step must be done or archived. */
MUST_USE enum rc enrollment_advance(struct ctx *cx, struct enrollment *enrollment, int64_t from);

/* Ends it; a planned step that is not done is archived. `stop_reason` UNSET: it is finished. */
MUST_USE enum rc enrollment_end(struct ctx *cx, struct enrollment *enrollment, int64_t stop_reason);

/* Archives the planned step unless it is done. */
MUST_USE enum rc enrollment_drop_step(struct ctx *cx, const struct enrollment *enrollment);

/* --- enrollment_follow.c ---------------------------------------------------------------------------- */

/* The plan that a lead or deal is in. */
MUST_USE enum rc enrollment_of(struct ctx *cx, const struct entity *subject, int64_t id,
			       struct enrollment *enrollment, bool *found);

/* Opens a batch when the lead or deal is in a plan, or the activity is the step of one, so that what a
 * change does to the plan is undone with it. */
MUST_USE enum rc plan_scope_begin(struct ctx *cx, const char *kind, const struct entity *subject,
				  int64_t id, struct batch_scope *scope);
MUST_USE enum rc step_scope_begin(struct ctx *cx, const char *kind, int64_t activity_id,
				  struct batch_scope *scope);

/* What follows for its plan from a row as it was saved. A plan stops when its lead or deal is archived,
 * converted, disqualified, closed, or in another stage than before; the row is then read again. */
MUST_USE enum rc lead_follow(struct ctx *cx, struct lead *lead);
MUST_USE enum rc deal_follow(struct ctx *cx, int64_t old_stage_id, struct deal *deal);

/* A step that is done is followed by the next one, an archived one ends the plan, a new reply stops it.
 * `before` NULL: a new row. */
MUST_USE enum rc activity_follow(struct ctx *cx, const struct activity *before,
				 const struct activity *after);

/* --- planned_task.c ----------------------------------------------------------------------------------- */

/* 09:00 of a day in the organisation's zone; of a weekend, of the Monday after it. */
int64_t planned_at(const struct ctx *cx, int64_t day);

/* The user, or nobody (0) when that one is archived: a plan does not fail for it. */
MUST_USE enum rc planned_owner(struct ctx *cx, int64_t owner_id, int64_t *out);

#endif
