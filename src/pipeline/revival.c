/* What was put aside until a day comes back on that day: disqualified leads are reopened, and of closed deals
 * the owner is reminded; each with a planned task. A row that has come back has its day no longer,
 * so nothing comes back twice, and what was due while the server stood still comes back later. One run
 * is bounded, because it holds the writer; the rest comes a minute later. */
#include "pipeline/pipeline.h"

#include "base/log.h"
#include "db/db.h"
#include "pipeline/enrollment.h"
#include "pipeline/revival_query.h"
#include "record/record.h"

typedef enum rc revive(struct ctx *cx, int64_t id);

static revive revive_lead, revive_deal;
static enum rc revive_each(struct ctx *cx, const struct entity *entity, revive *revive_one);

enum rc revive_due(struct ctx *cx, void *argument)
{
	(void)argument;
	TRY(revive_each(cx, &lead_entity, revive_lead));
	return revive_each(cx, &deal_entity, revive_deal);
}

/* A row that cannot come back does not keep the others from it. */
static enum rc revive_each(struct ctx *cx, const struct entity *entity, revive *revive_one)
{
	int64_t ids[MOST_REVIVED];
	size_t count;

	TRY(revival_due(cx, entity, organisation_today(cx), ids, &count));
	for (size_t i = 0; i < count; i++) {
		AUTO(batch_scope_end) struct batch_scope batch = { 0 };
		enum rc rc;

		TRY(db_savepoint_begin(cx));
		rc = batch_scope_begin(cx, "revival", &batch);
		if (rc == OK)
			rc = revive_one(cx, ids[i]);
		TRY(db_savepoint_end(cx, rc != OK));
		if (rc != OK)
			log_line(LOG_WARN, "%s %lld cannot come back: %.*s", entity->name,
				 (long long)ids[i], STR_ARG(failure_line(cx)));
		ctx_clear_failure(cx);
	}
	return OK;
}

static enum rc plan_task(struct ctx *cx, struct activity *task, str title)
{
	int64_t today = organisation_today(cx);

	TRY(planned_owner(cx, task->owner_id, &task->owner_id));
	task->kind = ACTIVITY_TASK;
	task->origin = ORIGIN_REVIVAL;
	task->subject = tr_text(cx, "Take up again: %.*s", STR_ARG(title));
	task->due_at = planned_at(cx, today);
	return record_save(cx, &activity_entity, task);
}

static enum rc revive_lead(struct ctx *cx, int64_t id)
{
	struct activity task;
	struct lead lead;

	TRY(lead_reopen(cx, id, &lead));
	TRY(record_new(cx, &activity_entity, &task));
	task.lead_id = id;
	task.owner_id = lead.owner_id;
	return plan_task(cx, &task, lead.name);
}

static enum rc revive_deal(struct ctx *cx, int64_t id)
{
	struct activity task;
	struct deal deal;

	TRY(record_load_to_change(cx, &deal_entity, id, &deal));
	deal.revive_on = UNSET;
	TRY(save_named(cx, "deal.revive", &deal_entity, &deal));
	TRY(record_new(cx, &activity_entity, &task));
	task.deal_id = id;
	task.owner_id = deal.owner_id;
	return plan_task(cx, &task, deal.title);
}
