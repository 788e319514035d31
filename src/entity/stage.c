/* A stage of a pipeline. Retiring, merging and ordering: pipeline/stage_*.c. */
#include "entity/entities.h"

const char *const stage_kind_names[] = { "open", "won", "lost", NULL };

static const struct field fields[] = {
	ROW_FIELDS(stage),
	{ COL(stage, pipeline_id, REF), .ref = "pipeline",
	  .flags = F_REQUIRED | F_CREATE | F_FILTER },
	{ COL(stage, name, TEXT), .flags = F_REQUIRED | F_SORT, .min = 1, .max = 200 },
	{ COL(stage, kind, ENUM), .names = stage_kind_names,
	  .flags = F_REQUIRED | F_CREATE | F_FILTER, .start = START_ZERO,
	  .doc = "open, won or lost." },
	{ COL(stage, position, INT), .flags = F_REQUIRED | F_SORT, .max = 1000000,
	  .start = START_ZERO },
	{ COL(stage, probability, RATE), .flags = F_REQUIRED, .start = START_ZERO,
	  .doc = "Chance to win from here, before there is history to learn it from." },
	{ COL(stage, idle_days, INT), .min = 1, .max = 3650,
	  .doc = "Days without change after which a deal counts as idle; null: no limit." },
	{ COL(stage, guidance, TEXT), .max = 4000 },
	{ COL(stage, exit_criteria, JSON),
	  .doc = "What must be true before a deal may leave this stage: "
		 "[{\"kind\": \"field\"|\"checklist\", \"field\"|\"key\", \"text\"}]." },
	{ COL(stage, retired_into_id, REF), .ref = "stage", .flags = F_READONLY },
};

static const struct index indexes[] = {
	{ .columns = "pipeline_id, position, id" },
	{ .columns = "position, id" },
	{ .columns = "name, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

static enum rc check(struct ctx *cx, void *row, const void *before)
{
	struct stage *stage = row;

	(void)before;
	(void)cx;
	if (stage->kind == STAGE_WON)
		stage->probability = 10000;
	if (stage->kind == STAGE_LOST)
		stage->probability = 0;
	return OK;
}

const struct entity stage_entity = {
	.name = "stage",
	.plural = "stages",
	.code = 10,
	.size = sizeof(struct stage),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_PIPELINE_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.check = check,
	.doc = "Stages of pipelines.",
};
