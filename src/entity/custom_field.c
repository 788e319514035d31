/* A field that the organisation added to an entity. Values live in the row's `custom`. */
#include "entity/entities.h"

const char *const custom_kind_names[] = {
	"text", "number", "money", "day", "yes_no", "choice", NULL
};

static const struct field fields[] = {
	ROW_FIELDS(custom_field),
	{ COL(custom_field, entity, TEXT), .flags = F_REQUIRED | F_CREATE | F_FILTER, .min = 1,
	  .max = 40, .doc = "Name of the entity: deal, lead, company, contact or product." },
	{ COL(custom_field, key, TEXT), .flags = F_REQUIRED | F_CREATE, .min = 1, .max = 40,
	  .doc = "Name under `custom`: small letters, digits and _." },
	{ COL(custom_field, name, TEXT), .flags = F_REQUIRED, .min = 1, .max = 200 },
	{ COL(custom_field, kind, ENUM), .names = custom_kind_names, .flags = F_REQUIRED | F_CREATE,
	  .start = START_ZERO },
	{ COL(custom_field, options, JSON), .doc = "Texts to choose from: [\"A\", \"B\"]." },
	{ COL(custom_field, required, BOOL), .start = START_ZERO },
	{ COL(custom_field, position, INT), .flags = F_REQUIRED | F_SORT, .max = 1000000,
	  .start = START_ZERO },
};

static const struct index indexes[] = {
	{ .columns = "entity, key", .where = "archived_at IS NULL", .unique = true },
	{ .columns = "position, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

static bool is_key(str key)
{
	for (size_t i = 0; i < key.len; i++) {
		char c = key.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') || c == '_';

		if (!letter && !(i > 0 && c >= '0' && c <= '9'))
			return false;
	}
	return key.len > 0;
}

static enum rc check(struct ctx *cx, void *row, const void *before)
{
	const struct custom_field *custom = row;
	const struct entity *entity = entity_by_name(custom->entity);

	(void)before;
	if (!entity || !(entity->flags & ENTITY_CUSTOM))
		return fail_code(cx, "entity", "unknown",
				 "this entity takes no fields of your own");
	if (!is_key(custom->key))
		return fail_code(cx, "key", "format",
				 "use small letters, digits and _, beginning with a letter");
	return OK;
}

const struct entity custom_field_entity = {
	.name = "custom_field",
	.plural = "custom_fields",
	.code = 18,
	.size = sizeof(struct custom_field),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_PIPELINE_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.check = check,
	.doc = "Fields that the organisation added to an entity.",
};
