/* An ordered road map for deals. Its stages: stage.c; its rules: pipeline/pipeline_rules.c. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(pipeline),
	{ COL(pipeline, name, TEXT), .flags = F_REQUIRED | F_SORT | F_FILTER, .min = 1,
	  .max = 200 },
	{ COL(pipeline, template_key, TEXT), .flags = F_READONLY, .max = 100 },
	{ COL(pipeline, position, INT), .flags = F_REQUIRED | F_SORT, .max = 1000000,
	  .start = START_ZERO },
};

static const struct index indexes[] = {
	{ .columns = "name", .where = "archived_at IS NULL", .unique = true },
	{ .columns = "name, id" },
	{ .columns = "position, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity pipeline_entity = {
	.name = "pipeline",
	.plural = "pipelines",
	.code = 9,
	.size = sizeof(struct pipeline),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_PIPELINE_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.doc = "Pipelines: ordered road maps for deals.",
};
