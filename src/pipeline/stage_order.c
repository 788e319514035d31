/* Puts the open stages of a pipeline into another order. Won and lost always come last (stages.c). */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "record/record.h"

static struct stage *find(struct stage *stages, size_t count, int64_t id);
static enum rc renumber(struct ctx *cx, struct stage *stages, size_t count, const int64_t *ids,
			size_t id_count);

/* From here on the order is somebody's own. */
static enum rc keep_from_imports(struct ctx *cx, struct pipeline *pipeline)
{
	if (!str_is(pipeline->template_key, PIPELINE_OF_IMPORT))
		return OK;
	pipeline->template_key = (str){ NULL, 0 };
	return save_named(cx, "stage.order", &pipeline_entity, pipeline);
}

enum rc stage_order(struct ctx *cx, int64_t pipeline_id, const int64_t *ids, size_t count)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };
	struct pipeline pipeline;
	struct stage *stages;
	size_t stage_count;

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &pipeline_entity, pipeline_id, &pipeline));
	TRY(stages_of(cx, pipeline_id, false, &stages, &stage_count));
	TRY(batch_scope_begin(cx, "stage.order", &batch));
	TRY(renumber(cx, stages, stage_count, ids, count));
	TRY(keep_from_imports(cx, &pipeline));
	return tx_commit(&tx);
}

static enum rc not_each_once(struct ctx *cx)
{
	return fail_code(cx, "stage_ids", "invalid",
			 "name each open stage of this pipeline exactly once");
}

/* Places are 1, 2, 3...; UNSET marks a stage that has not been named yet. */
static enum rc renumber(struct ctx *cx, struct stage *stages, size_t count, const int64_t *ids,
			size_t id_count)
{
	int64_t place = 0;

	for (size_t i = 0; i < count; i++)
		stages[i].position = UNSET;
	for (size_t i = 0; i < id_count; i++) {
		struct stage *stage = find(stages, count, ids[i]);

		if (!stage || stage->position != UNSET)
			return not_each_once(cx);
		stage->position = stage->kind == STAGE_OPEN ? ++place : 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (stages[i].kind == STAGE_OPEN && stages[i].position == UNSET)
			return not_each_once(cx);
		if (stages[i].kind != STAGE_OPEN)
			stages[i].position = place + stages[i].kind;
		TRY(save_named(cx, "stage.order", &stage_entity, &stages[i]));
	}
	return OK;
}

static struct stage *find(struct stage *stages, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (stages[i].row.id == id)
			return &stages[i];
	return NULL;
}
