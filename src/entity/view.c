/* A saved view of a list or board: filters, order and columns. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(view),
	{ COL(view, name, TEXT), .flags = F_REQUIRED | F_SORT, .min = 1, .max = 200 },
	{ COL(view, resource, TEXT), .flags = F_REQUIRED | F_CREATE | F_FILTER, .min = 1, .max = 60,
	  .doc = "Resource that it shows, e.g. deals." },
	{ COL(view, query, JSON), .flags = F_REQUIRED },
	{ COL(view, user_id, REF), .ref = "user", .flags = F_READONLY | F_FILTER,
	  .start = START_CALLER },
	{ COL(view, shared, BOOL), .flags = F_FILTER, .start = START_ZERO,
	  .doc = "Everybody may use it." },
};

static const struct index indexes[] = {
	{ .columns = "user_id, resource" },
	{ .columns = "name, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

static enum rc check(struct ctx *cx, void *row, const void *before)
{
	const struct view *view = row;

	(void)before;
	if (!entity_by_plural(view->resource))
		return fail_code(cx, "resource", "unknown", "there is no such resource");
	return OK;
}

const struct entity view_entity = {
	.name = "view",
	.plural = "views",
	.code = 19,
	.size = sizeof(struct view),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_SIGNED_IN,
	.scope = SCOPE_SHARED,
	.scope_field = "user_id",
	.label = "name",
	.check = check,
	.doc = "Saved views.",
};
