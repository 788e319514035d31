/* Every pipeline in use has at least one open stage, exactly one won and one lost stage: creating,
 * changing and archiving pipelines and stages so that this holds. Stages with deals are retired
 * (stage_retire.c), new pipelines mostly come from templates (pipeline_from_template.c). */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/exit_criteria.h"
#include "pipeline/operation.h"
#include "pipeline/stage_deals.h"
#include "record/record.h"

static enum rc first_stages(struct ctx *cx, int64_t pipeline_id);
static enum rc refuse_open_deals(struct ctx *cx, int64_t pipeline_id);
static enum rc check_stage(struct ctx *cx, const struct stage *stage);
static enum rc place_last(struct ctx *cx, struct stage *stage);

enum rc pipeline_rules(struct ctx *cx, int64_t pipeline_id)
{
	int number[] = { [STAGE_OPEN] = 0, [STAGE_WON] = 0, [STAGE_LOST] = 0 };
	struct stage *stages;
	size_t count;

	TRY(stages_of(cx, pipeline_id, false, &stages, &count));
	for (size_t i = 0; i < count; i++)
		number[stages[i].kind]++;
	if (number[STAGE_OPEN] == 0)
		return fail(cx, E_CONFLICT, "a pipeline needs at least one open stage");
	if (number[STAGE_WON] != 1)
		return fail(cx, E_CONFLICT, "a pipeline needs exactly one won stage");
	if (number[STAGE_LOST] != 1)
		return fail(cx, E_CONFLICT, "a pipeline needs exactly one lost stage");
	return OK;
}

enum rc pipeline_create(struct ctx *cx, struct pipeline *pipeline)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(batch_scope_begin(cx, "pipeline.create", &batch));
	TRY(record_save(cx, &pipeline_entity, pipeline));
	TRY(first_stages(cx, pipeline->row.id));
	return tx_commit(&tx);
}

static enum rc first_stages(struct ctx *cx, int64_t pipeline_id)
{
	static const char *const names[] = {
		[STAGE_OPEN] = "New",
		[STAGE_WON] = "Won",
		[STAGE_LOST] = "Lost",
	};

	for (int64_t kind = STAGE_OPEN; kind <= STAGE_LOST; kind++) {
		struct stage stage;

		TRY(record_new(cx, &stage_entity, &stage));
		stage.pipeline_id = pipeline_id;
		stage.name = str_from(tr(cx, names[kind]));
		stage.kind = kind;
		stage.position = kind + 1;
		TRY(record_save(cx, &stage_entity, &stage));
	}
	return OK;
}

enum rc pipeline_archive(struct ctx *cx, int64_t id, struct pipeline *pipeline)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_archive(cx, &pipeline_entity, id, pipeline));
	TRY(refuse_open_deals(cx, id));
	return tx_commit(&tx);
}

enum rc pipeline_restore(struct ctx *cx, int64_t id, struct pipeline *pipeline)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_restore(cx, &pipeline_entity, id, pipeline));
	TRY(pipeline_rules(cx, id));
	return tx_commit(&tx);
}

static enum rc refuse_open_deals(struct ctx *cx, int64_t pipeline_id)
{
	struct stage *stages;
	size_t count;
	bool has_deals = false;

	TRY(stages_of(cx, pipeline_id, false, &stages, &count));
	for (size_t i = 0; i < count && !has_deals; i++)
		if (stages[i].kind == STAGE_OPEN)
			TRY(stage_has_deals(cx, stages[i].row.id, &has_deals));
	return has_deals ? fail(cx, E_CONFLICT,
				"this pipeline has open deals: close or archive them first")
			 : OK;
}

enum rc stage_create(struct ctx *cx, struct stage *stage)
{
	AUTO(tx_end) struct tx tx = { 0 };
	struct pipeline pipeline;

	TRY(tx_begin(cx, &tx));
	if (stage->pipeline_id == 0)
		return fail_code(cx, "pipeline_id", "required", "this field is required");
	TRY(load_reference(cx, &pipeline_entity, "pipeline_id", stage->pipeline_id, &pipeline));
	if (stage->kind != STAGE_OPEN)
		return fail_code(cx, "kind", "taken",
				 "a pipeline has one won and one lost stage already");
	TRY(check_stage(cx, stage));
	if (stage->position == UNSET || stage->position == 0)
		TRY(place_last(cx, stage));
	TRY(record_save(cx, &stage_entity, stage));
	return tx_commit(&tx);
}

/* Stages are also known by their names (import, board), so one name is one stage. */
static enum rc check_stage(struct ctx *cx, const struct stage *stage)
{
	struct stage *stages;
	size_t count;

	TRY(stages_of(cx, stage->pipeline_id, false, &stages, &count));
	for (size_t i = 0; i < count; i++)
		if (stages[i].row.id != stage->row.id && str_eq_nocase(stages[i].name, stage->name))
			return fail_code(cx, "name", "taken",
					 "another stage of this pipeline has this name");
	return exit_criteria_check_form(cx, stage->exit_criteria);
}

static enum rc place_last(struct ctx *cx, struct stage *stage)
{
	struct stage *stages;
	size_t count;

	TRY(stages_of(cx, stage->pipeline_id, false, &stages, &count));
	stage->position = 1;
	for (size_t i = 0; i < count && stages[i].kind == STAGE_OPEN; i++)
		stage->position = stages[i].position + 1;
	return OK;
}

enum rc stage_update(struct ctx *cx, struct stage *stage)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(check_stage(cx, stage));
	TRY(record_save(cx, &stage_entity, stage));
	TRY(pipeline_rules(cx, stage->pipeline_id));
	return tx_commit(&tx);
}

enum rc stage_archive(struct ctx *cx, int64_t id, struct stage *stage)
{
	AUTO(tx_end) struct tx tx = { 0 };
	bool has_deals;

	TRY(tx_begin(cx, &tx));
	TRY(record_archive(cx, &stage_entity, id, stage));
	TRY(stage_has_deals(cx, id, &has_deals));
	if (has_deals)
		return fail(cx, E_CONFLICT,
			    "this stage still has deals: retire it into another stage");
	TRY(pipeline_rules(cx, stage->pipeline_id));
	return tx_commit(&tx);
}

enum rc stage_restore(struct ctx *cx, int64_t id, struct stage *stage)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_load(cx, &stage_entity, id, stage));
	if (!row_is_archived(stage))
		return fail(cx, E_CONFLICT, "this row is not archived");
	stage->row.archived_at = UNSET;
	stage->retired_into_id = 0;
	TRY(check_stage(cx, stage));
	TRY(save_named(cx, "restore", &stage_entity, stage));
	TRY(pipeline_rules(cx, stage->pipeline_id));
	return tx_commit(&tx);
}
