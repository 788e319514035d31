/* Undo that keeps the rules of pipelines: record_undo() sets rows back without asking what they mean, so
 * the outcome is checked here, and refused when a pipeline or a deal would be left broken. */
#include "pipeline/pipeline.h"

#include "codec/json_in.h"
#include "db/db.h"
#include "people/people.h"
#include "pipeline/enrollment.h"
#include "pipeline/operation.h"
#include "pipeline/stage_deals.h"
#include "record/record.h"

static enum rc check_events(struct ctx *cx, const struct event *end);

enum rc pipeline_undo(struct ctx *cx, struct undo *undo)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	const struct event *before = cx->events;

	TRY(tx_begin(cx, &tx));
	TRY(record_undo(cx, undo));
	full_sight_begin(cx, &sight);
	TRY(check_events(cx, before));
	return tx_commit(&tx);
}

/* Rows that an undone import has removed again need no check: *found is false. */
static enum rc load_if_there(struct ctx *cx, const struct event *event, void *row, bool *found)
{
	return record_load_if_there(cx, event->entity, event->row_id, row, found);
}

static enum rc check_stage(struct ctx *cx, const struct event *event)
{
	struct stage stage;
	struct pipeline pipeline;
	bool found;
	bool has_deals = false;

	TRY(load_if_there(cx, event, &stage, &found));
	if (!found)
		return OK;
	if (row_is_archived(&stage))
		TRY(stage_has_deals(cx, stage.row.id, &has_deals));
	if (has_deals)
		return fail(cx, E_CONFLICT,
			    "this stage still has deals: retire it into another stage");
	TRY(record_load(cx, &pipeline_entity, stage.pipeline_id, &pipeline));
	return row_is_archived(&pipeline) ? OK : pipeline_rules(cx, stage.pipeline_id);
}

static enum rc check_deal(struct ctx *cx, const struct event *event)
{
	struct deal deal;
	struct stage stage;
	bool found;

	TRY(load_if_there(cx, event, &deal, &found));
	if (found)
		TRY(deal_follow(cx, deal.stage_id, &deal));
	if (!found || row_is_archived(&deal))
		return OK;
	TRY(record_load(cx, &stage_entity, deal.stage_id, &stage));
	if (!row_is_archived(&stage))
		return OK;
	return fail(cx, E_CONFLICT,
		    "the stage \"%.*s\", to which the deal would return, is retired",
		    STR_ARG(stage.name));
}

/* A plan that began after the change that is undone may have lost its ground. */
static enum rc check_lead(struct ctx *cx, const struct event *event)
{
	struct lead lead;
	bool found;

	TRY(load_if_there(cx, event, &lead, &found));
	return found ? lead_follow(cx, &lead) : OK;
}

static enum rc check_activity(struct ctx *cx, const struct event *event)
{
	struct activity activity;
	bool found;

	TRY(load_if_there(cx, event, &activity, &found));
	return found ? activity_follow(cx, &activity, &activity) : OK;
}

/* A token that was revoked stays so, and somebody must remain who can change everything. */
static enum rc check_token(struct ctx *cx, const struct event *event)
{
	AUTO(json_release) struct json_in *changes = NULL;
	const struct json_in *archived;

	TRY(json_parse(cx, event->changes, &changes));
	archived = json_get(changes, "archived_at");
	if (json_kind(archived) != JSON_KIND_ARRAY ||
	    json_kind(json_at(archived, 1)) != JSON_KIND_NULL)
		return OK;
	return fail(cx, E_CONFLICT, "a revoked token stays revoked: make a new one");
}

static enum rc check_events(struct ctx *cx, const struct event *end)
{
	for (const struct event *event = cx->events; event != end; event = event->older) {
		if (event->entity == &stage_entity)
			TRY(check_stage(cx, event));
		else if (event->entity == &deal_entity)
			TRY(check_deal(cx, event));
		else if (event->entity == &lead_entity)
			TRY(check_lead(cx, event));
		else if (event->entity == &activity_entity)
			TRY(check_activity(cx, event));
		else if (event->entity == &token_entity)
			TRY(check_token(cx, event));
		else if (event->entity == &user_entity)
			TRY(user_admin_remains(cx));
	}
	return OK;
}
