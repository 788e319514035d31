/* Where leads and deals come from: a list that the organisation keeps. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(source),
	{ COL(source, name, TEXT), .flags = F_REQUIRED | F_SORT | F_FILTER, .min = 1, .max = 200 },
};

static const struct index indexes[] = {
	{ .columns = "name", .where = "archived_at IS NULL", .unique = true },
	{ .columns = "name, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity source_entity = {
	.name = "source",
	.plural = "sources",
	.code = 8,
	.size = sizeof(struct source),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_PIPELINE_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.doc = "Where leads and deals come from.",
};
