/* Creates, changes and archives activities together with what follows from them for the plan that they are
 * a step of, or that they stop (enrollment_follow.c). */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/enrollment.h"
#include "record/record.h"

static enum rc begin_scope(struct ctx *cx, const struct activity *before,
			   const struct activity *activity, struct batch_scope *batch);

enum rc activity_save(struct ctx *cx, struct activity *activity)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };
	struct activity before;
	const struct activity *old = activity->row.id == 0 ? NULL : &before;

	TRY(tx_begin(cx, &tx));
	if (old)
		TRY(record_load(cx, &activity_entity, activity->row.id, &before));
	TRY(begin_scope(cx, old, activity, &batch));
	TRY(record_save(cx, &activity_entity, activity));
	TRY(activity_follow(cx, old, activity));
	return tx_commit(&tx);
}

enum rc activity_archive(struct ctx *cx, int64_t id, struct activity *activity)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };
	struct activity before;

	TRY(tx_begin(cx, &tx));
	TRY(record_load(cx, &activity_entity, id, &before));
	TRY(step_scope_begin(cx, "activity.archive", id, &batch));
	TRY(record_archive(cx, &activity_entity, id, activity));
	TRY(activity_follow(cx, &before, activity));
	return tx_commit(&tx);
}

/* The activity and what happens to plans are undone together. */
static enum rc begin_scope(struct ctx *cx, const struct activity *before,
			   const struct activity *activity, struct batch_scope *batch)
{
	const char *kind = "activity.step";

	TRY(step_scope_begin(cx, kind, activity->row.id, batch));
	if (batch->cx || !activity->reply || (before && before->reply))
		return OK;
	TRY(plan_scope_begin(cx, kind, &deal_entity, activity->deal_id, batch));
	return batch->cx ? OK : plan_scope_begin(cx, kind, &lead_entity, activity->lead_id, batch);
}
