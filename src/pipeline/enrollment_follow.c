/* What changes of leads, deals and activities mean for the plan that they belong to: it goes on, or it
 * stops. Going on: enrollment_step.c. Who asks: the operations that make such changes, any_row.c for
 * plain ones, pipeline_undo.c, and imports. */
#include "pipeline/enrollment.h"

#include "base/zone.h"
#include "pipeline/enrollment_query.h"
#include "record/record.h"

static const char *link_of(const struct entity *subject)
{
	return subject == &deal_entity ? "deal_id" : "lead_id";
}

static enum rc find_active(struct ctx *cx, const char *field, int64_t id,
			   struct enrollment *enrollment, bool *found)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	int64_t active;

	TRY(enrollment_active(cx, field, id, &active));
	*found = active != 0;
	if (!*found)
		return OK;
	full_sight_begin(cx, &sight);
	return record_load(cx, &enrollment_entity, active, enrollment);
}

enum rc enrollment_of(struct ctx *cx, const struct entity *subject, int64_t id,
		      struct enrollment *enrollment, bool *found)
{
	return find_active(cx, link_of(subject), id, enrollment, found);
}

enum rc plan_scope_begin(struct ctx *cx, const char *kind, const struct entity *subject, int64_t id,
			 struct batch_scope *scope)
{
	int64_t active;

	TRY(enrollment_active(cx, link_of(subject), id, &active));
	return active != 0 ? batch_scope_begin(cx, kind, scope) : OK;
}

enum rc step_scope_begin(struct ctx *cx, const char *kind, int64_t activity_id,
			 struct batch_scope *scope)
{
	int64_t active;

	TRY(enrollment_active(cx, "activity_id", activity_id, &active));
	return active != 0 ? batch_scope_begin(cx, kind, scope) : OK;
}

/* --- leads and deals ------------------------------------------------------------------------------------ */

/* The row as it is afterwards: without the step it may have another next step. */
static enum rc stop(struct ctx *cx, const struct entity *subject, void *row, int64_t reason)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	int64_t id = *(const int64_t *)row;
	struct enrollment enrollment;
	bool found;

	TRY(enrollment_of(cx, subject, id, &enrollment, &found));
	if (!found)
		return OK;
	full_sight_begin(cx, &sight);
	TRY(enrollment_end(cx, &enrollment, reason));
	return record_load(cx, subject, id, row);
}

enum rc lead_follow(struct ctx *cx, struct lead *lead)
{
	if (row_is_archived(lead))
		return stop(cx, &lead_entity, lead, STOP_BY_HAND);
	if (lead->lifecycle == LIFECYCLE_CONVERTED)
		return stop(cx, &lead_entity, lead, STOP_CONVERSION);
	if (lead->lifecycle == LIFECYCLE_DISQUALIFIED)
		return stop(cx, &lead_entity, lead, STOP_DISQUALIFIED);
	return OK;
}

enum rc deal_follow(struct ctx *cx, int64_t old_stage_id, struct deal *deal)
{
	if (row_is_archived(deal))
		return stop(cx, &deal_entity, deal, STOP_BY_HAND);
	if (deal->closed_on != UNSET)
		return stop(cx, &deal_entity, deal, STOP_CLOSED);
	if (deal->stage_id != old_stage_id)
		return stop(cx, &deal_entity, deal, STOP_STAGE_CHANGE);
	return OK;
}

/* --- activities ------------------------------------------------------------------------------------------- */

/* An answer from before the plan began, noted late, is what the plan began from. */
static bool is_after_begin(const struct ctx *cx, const struct activity *reply,
			   const struct enrollment *enrollment)
{
	const struct zone *zone = cx->organisation.zone;
	int64_t at = reply->done_at != UNSET ? reply->done_at : reply->row.created_at;

	return zone_day(zone, at) >= zone_day(zone, enrollment->row.created_at);
}

static enum rc stop_for_reply(struct ctx *cx, const struct entity *subject, int64_t id,
			      const struct activity *reply)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	struct enrollment enrollment;
	struct cadence cadence;
	bool found;

	TRY(enrollment_of(cx, subject, id, &enrollment, &found));
	if (!found || !is_after_begin(cx, reply, &enrollment))
		return OK;
	full_sight_begin(cx, &sight);
	TRY(record_load(cx, &cadence_entity, enrollment.cadence_id, &cadence));
	return cadence.stops_on_reply ? enrollment_end(cx, &enrollment, STOP_REPLY) : OK;
}

enum rc activity_follow(struct ctx *cx, const struct activity *before, const struct activity *after)
{
	struct enrollment enrollment;
	bool is_step;

	if (after->reply && !(before && before->reply) && !row_is_archived(after)) {
		TRY(stop_for_reply(cx, &deal_entity, after->deal_id, after));
		TRY(stop_for_reply(cx, &lead_entity, after->lead_id, after));
	}
	if (!before || (after->done_at == UNSET && !row_is_archived(after)))
		return OK;
	TRY(find_active(cx, "activity_id", after->row.id, &enrollment, &is_step));
	if (!is_step)
		return OK;
	if (row_is_archived(after))
		return enrollment_end(cx, &enrollment, STOP_BY_HAND);
	return enrollment_advance(cx, &enrollment, zone_day(cx->organisation.zone, after->done_at));
}
