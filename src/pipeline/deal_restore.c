/* Takes an archived deal back into a stage that is in use. Archiving has no rules of its own. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "record/record.h"

static enum rc place_in_use(struct ctx *cx, struct deal *deal);

enum rc deal_restore(struct ctx *cx, int64_t deal_id, struct deal *deal)
{
	AUTO(tx_end) struct tx tx = { 0 };
	int64_t stage_id;

	TRY(tx_begin(cx, &tx));
	TRY(record_load(cx, &deal_entity, deal_id, deal));
	if (!row_is_archived(deal))
		return fail(cx, E_CONFLICT, "this row is not archived");

	stage_id = deal->stage_id;
	TRY(place_in_use(cx, deal));
	if (deal->stage_id != stage_id)
		deal->stage_entered_at = cx->now;
	deal->row.archived_at = UNSET;
	TRY(save_named(cx, "restore", &deal_entity, deal));
	return tx_commit(&tx);
}

/* Stages are retired into others, which may be retired in turn. Only open stages are retired. */
static enum rc place_in_use(struct ctx *cx, struct deal *deal)
{
	struct stage stage;
	struct stage *stages;
	size_t count;

	TRY(record_load(cx, &stage_entity, deal->stage_id, &stage));
	while (row_is_archived(&stage) && stage.retired_into_id != 0)
		TRY(record_load(cx, &stage_entity, stage.retired_into_id, &stage));
	deal->stage_id = stage.row.id;
	if (!row_is_archived(&stage))
		return OK;
	TRY(stages_of(cx, deal->pipeline_id, false, &stages, &count));
	if (count > 0)
		deal->stage_id = stages[0].row.id;
	return OK;
}
