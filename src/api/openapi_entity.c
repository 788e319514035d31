/* Schemas of rows: a row as it is answered, a new one, a change of one, a list and a batch of them. All
 * of it follows from the entity's table; only what is inside JSON fields is told here. */
#include "api/openapi.h"

#include <ctype.h>

/* What JSON fields hold. One that is missing here is whatever object. */
struct json_field {
	const struct entity *entity;
	const char *name;
	struct member holds;
};

static const struct json_field json_fields[] = {
	{ &stage_entity,
	  "exit_criteria",
	  { .type = MEMBER_OBJECT, .of = &criterion_shape, .flags = M_LIST, .max = 20 } },
	{ &cadence_entity,
	  "steps",
	  { .type = MEMBER_OBJECT,
	    .of = &cadence_step_shape,
	    .flags = M_LIST,
	    .min = 1,
	    .max = 20 } },
	{ &deal_entity, "checklist", { .type = MEMBER_BOOL, .flags = M_MAP } },
	{ &custom_field_entity, "options", { .type = MEMBER_TEXT, .flags = M_LIST } },
	{ &form_entity,
	  "fields",
	  { .type = MEMBER_OBJECT,
	    .of = &form_field_shape,
	    .flags = M_LIST,
	    .min = 1,
	    .max = 16 } },
	{ &form_entity, "hosts", { .type = MEMBER_TEXT, .flags = M_LIST, .max = 20 } },
};

static struct member held_by(const struct entity *entity, const struct field *field)
{
	struct member any = { .type = MEMBER_ANY, .flags = M_MAP };

	for (size_t i = 0; i < COUNT_OF(json_fields); i++)
		if (json_fields[i].entity == entity &&
		    str_is(str_from(field->name), json_fields[i].name))
			any = json_fields[i].holds;
	any.doc = field->doc;
	return any;
}

/* --- names ------------------------------------------------------------------------------------------ */

/* "lost_reason" → "LostReason". */
static void print_name(struct buf *out, const struct entity *entity, const char *suffix)
{
	bool is_first = true;

	for (const char *c = entity->name; *c; c++) {
		if (*c != '_')
			buf_char(out, is_first ? (char)toupper((unsigned char)*c) : *c);
		is_first = *c == '_';
	}
	buf_text(out, suffix);
}

static const char *name_of(struct openapi *doc, const struct entity *entity, const char *suffix)
{
	struct buf name = buf_new(doc->cx->arena);

	print_name(&name, entity, suffix);
	return buf_rc(&name) == OK ? buf_str(&name).ptr : "";
}

void openapi_entity_ref(struct openapi *doc, const struct entity *entity, const char *suffix)
{
	schema_ref(doc->out, "schemas", name_of(doc, entity, suffix));
}

/* --- fields ----------------------------------------------------------------------------------------- */

/* What a client that draws any entity wants to know beyond JSON's own types: that a text is an amount and
 * in which field its currency stands, and which entity an id is of. */
static void write_kind(struct json_out *out, const struct field *field)
{
	schema_text(out, "x-type", field->type->name);
	if (field->ref)
		schema_text(out, "x-ref", field->ref);
	if (field->currency)
		schema_text(out, "x-currency", field->currency);
}

static void write_field(struct openapi *doc, const struct entity *entity, const struct field *field,
			bool or_null)
{
	struct json_out *out = doc->out;

	json_key(out, field->name);
	if (field->type == &field_json) {
		struct member held = held_by(entity, field);

		openapi_member_schema(doc, &held, or_null);
		return;
	}
	json_object_begin(out);
	field->type->schema(out, field, or_null);
	write_kind(out, field);
	if (field->doc)
		schema_text(out, "description", field->doc);
	else if (field->ref)
		schema_text(out, "description",
			    str_printf(doc->cx->arena, "Id of a %s.", field->ref).ptr);
	json_object_end(out);
}

/* A row always has what is required, what begins with a value that nobody can take away, and what
 * every row begins with. */
static bool may_be_null(const struct field *field)
{
	bool stays = field->start != START_UNSET && (field->flags & (F_READONLY | F_CREATE));
	bool is_head =
		(field->flags & F_READONLY) && field->offset < offsetof(struct row, archived_at);

	return !(field->flags & F_REQUIRED) && !stays && !is_head && field->type != &field_bool;
}

/* User-defined fields are answered as {} where none is set; null sets none. */
static bool is_custom(const struct entity *entity, const struct field *field)
{
	return (entity->flags & ENTITY_CUSTOM) && str_is(str_from(field->name), "custom");
}

void openapi_row_properties(struct openapi *doc, const struct entity *entity)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];

		if (field_shows(field))
			write_field(doc, entity, field,
				    may_be_null(field) && !is_custom(entity, field));
	}
}

void openapi_row_required(struct openapi *doc, const struct entity *entity)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (field_shows(&entity->fields[i]))
			json_str(doc->out, str_from(entity->fields[i].name));
}

/* --- schemas ---------------------------------------------------------------------------------------- */

static void schema_begin(struct openapi *doc, const struct entity *entity, const char *suffix,
			 const char *words)
{
	json_key(doc->out, name_of(doc, entity, suffix));
	json_object_begin(doc->out);
	schema_type(doc->out, "object", false);
	if (words)
		schema_text(doc->out, "description", words);
	json_key(doc->out, "additionalProperties");
	json_bool(doc->out, false);
}

static void write_row(struct openapi *doc, const struct entity *entity)
{
	struct json_out *out = doc->out;

	schema_begin(doc, entity, ROW_SCHEMA, entity->doc);
	json_key(out, "properties");
	json_object_begin(out);
	openapi_row_properties(doc, entity);
	json_object_end(out);
	json_key(out, "required");
	json_array_begin(out);
	openapi_row_required(doc, entity);
	json_array_end(out);
	json_object_end(out);
}

static bool must_be_given(const struct field *field)
{
	return (field->flags & F_REQUIRED) && field->start == START_UNSET &&
	       field->type != &field_bool && record_takes(field, INPUT_CREATE);
}

static void write_input(struct openapi *doc, const struct entity *entity, enum record_input input)
{
	struct json_out *out = doc->out;

	schema_begin(doc, entity, input == INPUT_CREATE ? NEW_SCHEMA : PATCH_SCHEMA, NULL);
	json_key(out, "properties");
	json_object_begin(out);
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];

		if (record_takes(field, input))
			write_field(doc, entity, field, may_be_null(field));
	}
	json_object_end(out);
	if (input == INPUT_CREATE) {
		json_key(out, "required");
		json_array_begin(out);
		for (size_t i = 0; i < entity->field_count; i++)
			if (must_be_given(&entity->fields[i]))
				json_str(out, str_from(entity->fields[i].name));
		json_array_end(out);
	}
	json_object_end(out);
}

static void write_list(struct openapi *doc, const struct entity *entity)
{
	static const struct member members[] = {
		{ MEMBER("next", TEXT),
		  .doc = "`cursor` of the next page; null: this is the last." },
		{ MEMBER("total", INT), .doc = "With `count=true`: rows on all pages." },
	};
	struct json_out *out = doc->out;

	schema_begin(doc, entity, LIST_SCHEMA, NULL);
	json_key(out, "properties");
	json_object_begin(out);
	json_key(out, "items");
	json_object_begin(out);
	schema_type(out, "array", false);
	json_key(out, "items");
	openapi_entity_ref(doc, entity, ROW_SCHEMA);
	json_object_end(out);
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		json_key(out, members[i].name);
		openapi_member_schema(doc, &members[i], members[i].type == MEMBER_TEXT);
	}
	json_object_end(out);
	json_key(out, "required");
	json_raw(out, STR("[\"items\",\"next\"]"));
	json_object_end(out);
}

/* --- batches ----------------------------------------------------------------------------------------- */

struct batch_op {
	const char *op;
	const char *body; /* suffix of its schema; NULL: none */
	bool has_id;
	unsigned unless; /* entity_flag */
	const struct entity *only;
	const struct shape *shape; /* of the body, when it is no row */
};

static const struct batch_op batch_ops[] = {
	{ .op = "create", .body = NEW_SCHEMA, .unless = ENTITY_NO_CREATE },
	{ .op = "update", .body = PATCH_SCHEMA, .has_id = true },
	{ .op = "archive", .has_id = true, .unless = ENTITY_NO_DELETE },
	{ .op = "restore", .has_id = true, .unless = ENTITY_NO_DELETE },
	{ .op = "move", .has_id = true, .only = &deal_entity, .shape = &move_shape },
	{ .op = "enroll", .has_id = true, .only = &deal_entity, .shape = &enroll_item_shape },
	{ .op = "enroll", .has_id = true, .only = &lead_entity, .shape = &enroll_item_shape },
};

static void write_batch_body(struct openapi *doc, const struct entity *entity,
			     const struct batch_op *op)
{
	if (!op->body && !op->shape)
		return;
	json_key(doc->out, "body");
	if (op->shape)
		openapi_shape_ref(doc, op->shape);
	else
		openapi_entity_ref(doc, entity, op->body);
}

static void write_batch_required(struct json_out *out, const struct batch_op *op)
{
	json_key(out, "required");
	json_array_begin(out);
	json_str(out, STR("op"));
	if (op->has_id)
		json_str(out, STR("id"));
	if (op->body || op->shape)
		json_str(out, STR("body"));
	json_array_end(out);
}

static void write_batch_op(struct openapi *doc, const struct entity *entity,
			   const struct batch_op *op)
{
	static const struct member id = { MEMBER("id", ID) };
	static const struct member if_match = { MEMBER("if_match", TEXT),
						.doc = "The row's ETag." };
	struct json_out *out = doc->out;

	json_object_begin(out);
	schema_type(out, "object", false);
	json_key(out, "additionalProperties");
	json_bool(out, false);
	json_key(out, "properties");
	json_object_begin(out);
	json_key(out, "op");
	json_object_begin(out);
	schema_text(out, "const", op->op);
	json_object_end(out);
	if (op->has_id) {
		json_key(out, "id");
		openapi_member_schema(doc, &id, false);
		json_key(out, "if_match");
		openapi_member_schema(doc, &if_match, true);
	}
	write_batch_body(doc, entity, op);
	json_object_end(out);
	write_batch_required(out, op);
	json_object_end(out);
}

static void write_batch(struct openapi *doc, const struct entity *entity)
{
	static const struct member partial = {
		MEMBER("partial", BOOL),
		.doc = "Leave out the operations that are refused, and do the others.",
	};
	struct json_out *out = doc->out;

	schema_begin(
		doc, entity, BATCH_SCHEMA,
		"Done in this order, all or nothing; or, with `partial`, all that are not refused.");
	json_key(out, "properties");
	json_object_begin(out);
	json_key(out, "operations");
	json_object_begin(out);
	schema_type(out, "array", false);
	schema_number(out, "maxItems", 1000);
	json_key(out, "items");
	json_object_begin(out);
	json_key(out, "oneOf");
	json_array_begin(out);
	for (size_t i = 0; i < COUNT_OF(batch_ops); i++)
		if (!(entity->flags & batch_ops[i].unless) &&
		    (!batch_ops[i].only || batch_ops[i].only == entity))
			write_batch_op(doc, entity, &batch_ops[i]);
	json_array_end(out);
	json_object_end(out);
	json_object_end(out);
	json_key(out, "partial");
	openapi_member_schema(doc, &partial, false);
	json_object_end(out);
	json_key(out, "required");
	json_raw(out, STR("[\"operations\"]"));
	json_object_end(out);
}

void openapi_entity_schemas(struct openapi *doc, const struct entity *entity)
{
	bool has_new = !(entity->flags & ENTITY_NO_CREATE);
	bool has_list = !(entity->flags & ENTITY_SINGLE);

	write_row(doc, entity);
	write_input(doc, entity, INPUT_PATCH);
	if (has_new)
		write_input(doc, entity, INPUT_CREATE);
	if (has_list)
		write_list(doc, entity);
	if (has_new && has_list)
		write_batch(doc, entity);
}
