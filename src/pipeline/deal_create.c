/* Creates a deal: in which stage it begins. How it goes on: deal_move.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/closing.h"
#include "pipeline/operation.h"
#include "record/record.h"

static enum rc load_stage(struct ctx *cx, struct deal *deal, struct stage *stage);
static enum rc first_open_stage(struct ctx *cx, int64_t pipeline_id, struct stage *stage);

enum rc deal_create(struct ctx *cx, struct deal *deal)
{
	AUTO(tx_end) struct tx tx = { 0 };
	struct pipeline pipeline;
	struct stage stage;

	TRY(tx_begin(cx, &tx));
	if (deal->pipeline_id == 0)
		return fail_code(cx, "pipeline_id", "required", "this field is required");
	TRY(load_reference(cx, &pipeline_entity, "pipeline_id", deal->pipeline_id, &pipeline));
	TRY(load_stage(cx, deal, &stage));
	TRY(deal_settle(cx, deal, &stage));

	deal->stage_entered_at = cx->now;
	TRY(record_save(cx, &deal_entity, deal));
	return tx_commit(&tx);
}

static enum rc load_stage(struct ctx *cx, struct deal *deal, struct stage *stage)
{
	if (deal->stage_id == 0) {
		TRY(first_open_stage(cx, deal->pipeline_id, stage));
		deal->stage_id = stage->row.id;
		return OK;
	}
	TRY(load_reference(cx, &stage_entity, "stage_id", deal->stage_id, stage));
	if (stage->pipeline_id != deal->pipeline_id)
		return fail_code(cx, "stage_id", "other_pipeline",
				 "this stage belongs to another pipeline");
	return OK;
}

static enum rc first_open_stage(struct ctx *cx, int64_t pipeline_id, struct stage *stage)
{
	struct stage *stages;
	size_t count;

	TRY(stages_of(cx, pipeline_id, false, &stages, &count));
	if (count == 0 || stages[0].kind != STAGE_OPEN)
		return fail_code(cx, "pipeline_id", "no_stage", "this pipeline has no open stage");
	*stage = stages[0];
	return OK;
}
