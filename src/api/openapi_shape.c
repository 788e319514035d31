/* Schemas of shapes (shape.h). Those of rows: openapi_entity.c. */
#include "api/openapi.h"

void openapi_shape_ref(struct openapi *doc, const struct shape *shape)
{
	size_t at = 0;

	while (at < doc->shape_count && doc->shapes[at] != shape)
		at++;
	if (at == doc->shape_count) {
		ensure(at < MAX_SHAPES);
		doc->shapes[doc->shape_count++] = shape;
	}
	schema_ref(doc->out, "schemas", shape->name);
}

/* --- members --------------------------------------------------------------------------------------- */

struct plain {
	const char *type;
	const char *keyword; /* NULL: none */
	const char *value;
};

static const struct plain plain_types[] = {
	[MEMBER_TEXT] = { "string", NULL, NULL },
	[MEMBER_BOOL] = { "boolean", NULL, NULL },
	[MEMBER_INT] = { "integer", NULL, NULL },
	[MEMBER_ID] = { "integer", NULL, NULL },
	[MEMBER_NUMBER] = { "number", NULL, NULL },
	[MEMBER_RATE] = { "number", NULL, NULL },
	[MEMBER_MONEY] = { "string", "pattern", "^-?[0-9]+(\\.[0-9]+)?$" },
	[MEMBER_DAY] = { "string", "format", "date" },
	[MEMBER_INSTANT] = { "string", "format", "date-time" },
	[MEMBER_MOMENT] = { "string", "pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].*)?$" },
	[MEMBER_OBJECT] = { "object", NULL, NULL },
};

static void write_bounds(struct json_out *out, const struct member *member)
{
	bool is_text = member->type == MEMBER_TEXT;

	if (member->type == MEMBER_ID)
		schema_number(out, "minimum", 1);
	if (member->type == MEMBER_RATE) {
		schema_number(out, "minimum", 0);
		schema_number(out, "maximum", 1);
	}
	if (member->flags & (M_LIST | M_MAP))
		return; /* then they are of the list */
	if (member->min > 0)
		schema_number(out, is_text ? "minLength" : "minimum", member->min);
	if (member->max > 0)
		schema_number(out, is_text ? "maxLength" : "maximum", member->max);
}

static void write_entity_names(struct json_out *out, bool or_null)
{
	schema_type(out, "string", or_null);
	json_key(out, "enum");
	json_array_begin(out);
	for (size_t i = 0; i < entity_count; i++)
		json_str(out, str_from(entities[i]->name));
	if (or_null)
		json_none(out);
	json_array_end(out);
}

static bool is_reference(const struct member *member)
{
	return member->type == MEMBER_ROW || (member->type == MEMBER_OBJECT && member->of);
}

static void write_reference(struct openapi *doc, const struct member *member)
{
	if (member->type == MEMBER_ROW)
		openapi_entity_ref(doc, member->row, ROW_SCHEMA);
	else
		openapi_shape_ref(doc, member->of);
}

static void write_pair(struct json_out *out)
{
	schema_type(out, "array", false);
	schema_number(out, "minItems", 2);
	schema_number(out, "maxItems", 2);
	json_key(out, "items");
	json_object_begin(out);
	json_object_end(out);
}

/* Into an open object. */
static void write_value(struct openapi *doc, const struct member *member, bool or_null)
{
	struct json_out *out = doc->out;

	if (member->type == MEMBER_ANY)
		return;
	if (is_reference(member)) {
		json_key(out, or_null ? "anyOf" : "allOf");
		json_array_begin(out);
		write_reference(doc, member);
		if (or_null) {
			json_object_begin(out);
			schema_type(out, "null", false);
			json_object_end(out);
		}
		json_array_end(out);
	} else if (member->type == MEMBER_PAIR) {
		write_pair(out);
	} else if (member->type == MEMBER_NAMES) {
		schema_names(out, member->names, or_null);
	} else if (member->type == MEMBER_ENTITY) {
		write_entity_names(out, or_null);
	} else {
		const struct plain *plain = &plain_types[member->type];

		schema_type(out, plain->type, or_null);
		if (plain->keyword)
			schema_text(out, plain->keyword, plain->value);
		write_bounds(out, member);
	}
}

/* The value of a list or map, as an object. */
static void write_item(struct openapi *doc, const struct member *member)
{
	if (is_reference(member)) {
		write_reference(doc, member);
		return;
	}
	json_object_begin(doc->out);
	write_value(doc, member, false);
	json_object_end(doc->out);
}

void openapi_member_schema(struct openapi *doc, const struct member *member, bool or_null)
{
	struct json_out *out = doc->out;

	json_object_begin(out);
	if (member->flags & M_LIST) {
		schema_type(out, "array", or_null);
		if (member->min > 0)
			schema_number(out, "minItems", member->min);
		if (member->max > 0)
			schema_number(out, "maxItems", member->max);
		json_key(out, "items");
		write_item(doc, member);
	} else if (member->flags & M_MAP) {
		schema_type(out, "object", or_null);
		json_key(out, "additionalProperties");
		write_item(doc, member);
	} else {
		write_value(doc, member, or_null);
	}
	if (member->doc)
		schema_text(out, "description", member->doc);
	json_object_end(out);
}

/* --- shapes ----------------------------------------------------------------------------------------- */

/* Of a body null is the same as absent. */
static bool may_be_null(const struct shape *shape, const struct member *member)
{
	return shape->is_answer ? member->flags & M_NULL : !(member->flags & M_REQUIRED);
}

static void write_required(struct openapi *doc, const struct shape *shape)
{
	json_key(doc->out, "required");
	json_array_begin(doc->out);
	if (shape->rest)
		openapi_row_required(doc, shape->rest);
	for (size_t i = 0; i < shape->count; i++)
		if (shape->is_answer || (shape->members[i].flags & M_REQUIRED))
			json_str(doc->out, str_from(shape->members[i].name));
	json_array_end(doc->out);
}

static void write_shape(struct openapi *doc, const struct shape *shape)
{
	struct json_out *out = doc->out;

	json_key(out, shape->name);
	json_object_begin(out);
	schema_type(out, "object", false);
	if (shape->doc)
		schema_text(out, "description", shape->doc);
	json_key(out, "properties");
	json_object_begin(out);
	if (shape->rest)
		openapi_row_properties(doc, shape->rest);
	for (size_t i = 0; i < shape->count; i++) {
		json_key(out, shape->members[i].name);
		openapi_member_schema(doc, &shape->members[i],
				      may_be_null(shape, &shape->members[i]));
	}
	json_object_end(out);
	write_required(doc, shape);
	json_key(out, "additionalProperties");
	json_bool(out, shape->is_open);
	json_object_end(out);
}

void openapi_shape_schemas(struct openapi *doc)
{
	/* Writing one may refer to further ones. */
	for (size_t i = 0; i < doc->shape_count; i++)
		write_shape(doc, doc->shapes[i]);
}
