/* Retires a stage: archives it and moves its deals to another one. Several at once: stage_merge.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "pipeline/stage_deals.h"
#include "record/record.h"

static enum rc check_target(struct ctx *cx, const struct stage *stage, int64_t into_id);
static enum rc move_deals(struct ctx *cx, int64_t from_id, int64_t into_id);

enum rc stage_retire(struct ctx *cx, int64_t id, int64_t into_id, struct stage *stage)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &stage_entity, id, stage));
	TRY(check_target(cx, stage, into_id));

	TRY(batch_scope_begin(cx, "stage.retire", &batch));
	TRY(move_deals(cx, id, into_id));
	stage->retired_into_id = into_id;
	stage->row.archived_at = cx->now;
	TRY(save_named(cx, "stage.retire", &stage_entity, stage));
	return tx_commit(&tx);
}

static enum rc check_target(struct ctx *cx, const struct stage *stage, int64_t into_id)
{
	struct stage into;

	if (stage->kind != STAGE_OPEN)
		return fail(cx, E_CONFLICT, "the won and the lost stage cannot be retired");
	if (into_id == 0)
		return fail_code(cx, "into_id", "required", "this field is required");
	TRY(load_reference(cx, &stage_entity, "into_id", into_id, &into));
	if (into.pipeline_id != stage->pipeline_id)
		return fail_code(cx, "into_id", "other_pipeline",
				 "this stage belongs to another pipeline");
	if (into.row.id == stage->row.id || into.kind != STAGE_OPEN)
		return fail_code(cx, "into_id", "invalid",
				 "the deals need another open stage of the pipeline");
	return OK;
}

/* Archived deals move too: they may be restored. Each page is what is left in the stage. */
static enum rc move_deals(struct ctx *cx, int64_t from_id, int64_t into_id)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	struct list_page page = { 0 };

	full_sight_begin(cx, &sight);
	do {
		TRY(stage_deals(cx, from_id, true, &page));
		if (batch_scope_size(cx) + page.total > MAX_RETIRED)
			return fail(cx, E_TOO_LARGE,
				    "more than %d deals cannot be moved at once: move some first",
				    MAX_RETIRED);
		struct deal *deals = page.rows;

		for (size_t i = 0; i < page.count; i++) {
			deals[i].stage_id = into_id;
			deals[i].stage_entered_at = cx->now;
			TRY(save_named(cx, "stage.retire", &deal_entity, &deals[i]));
		}
	} while (page.count > 0);
	return OK;
}
