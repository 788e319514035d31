/* Why a deal was lost: a list for each pipeline. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(lost_reason),
	{ COL(lost_reason, pipeline_id, REF), .ref = "pipeline",
	  .flags = F_REQUIRED | F_CREATE | F_FILTER },
	{ COL(lost_reason, name, TEXT), .flags = F_REQUIRED, .min = 1, .max = 200 },
	{ COL(lost_reason, position, INT), .flags = F_REQUIRED | F_SORT, .max = 1000000,
	  .start = START_ZERO },
};

static const struct index indexes[] = {
	{ .columns = "pipeline_id, position, id" },
	{ .columns = "position, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity lost_reason_entity = {
	.name = "lost_reason",
	.plural = "lost_reasons",
	.code = 11,
	.size = sizeof(struct lost_reason),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_PIPELINE_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.doc = "Reasons for which deals are lost.",
};
