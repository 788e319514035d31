/* Merges stages: each of the others is retired into the one that stays (stage_retire.c). */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "record/record.h"

static enum rc retire_one(struct ctx *cx, int64_t id, const struct stage *into);

enum rc stage_merge(struct ctx *cx, int64_t into_id, const int64_t *from_ids, size_t from_count,
		    struct stage *stage)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &stage_entity, into_id, stage));
	if (from_count == 0 || from_count > MAX_MERGED)
		return fail_code(cx, "from_ids", "invalid", "name 1 to %d rows to merge",
				 MAX_MERGED);

	TRY(batch_scope_begin(cx, "stage.merge", &batch));
	for (size_t i = 0; i < from_count; i++)
		TRY(retire_one(cx, from_ids[i], stage));
	TRY(record_load(cx, &stage_entity, into_id, stage));
	return tx_commit(&tx);
}

static enum rc retire_one(struct ctx *cx, int64_t id, const struct stage *into)
{
	struct stage from;

	TRY(load_reference(cx, &stage_entity, "from_ids", id, &from));
	if (from.pipeline_id != into->pipeline_id)
		return fail_code(cx, "from_ids", "other_pipeline",
				 "this stage belongs to another pipeline");
	if (from.kind != STAGE_OPEN || into->kind != STAGE_OPEN || from.row.id == into->row.id)
		return fail_code(cx, "from_ids", "invalid",
				 "only different open stages can be merged");
	return stage_retire(cx, id, into->row.id, &from);
}
