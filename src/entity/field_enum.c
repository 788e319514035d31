/* The field type of one of a few names: a number in the program, the name everywhere else. */
#include "entity/entity.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/json_schema.h"

int64_t field_enum_value(const struct field *field, str text)
{
	for (int64_t i = 0; field->names[i]; i++)
		if (str_is(text, field->names[i]))
			return i;
	return -1;
}

static str all_names(struct ctx *cx, const struct field *field)
{
	struct buf names = buf_new(cx->arena);

	for (size_t i = 0; field->names[i]; i++)
		buf_printf(&names, "%s%s", i > 0 ? ", " : "", field->names[i]);
	return buf_str(&names);
}

static enum rc from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			 void *row)
{
	int64_t value = field_enum_value(field, str_trim(text));

	if (value < 0)
		return fail_code(cx, path, "unknown", "give one of: %.*s",
				 STR_ARG(all_names(cx, field)));
	*field_int_of(field, row) = value;
	return OK;
}

static enum rc from_json(struct ctx *cx, const struct field *field, const char *path,
			 const void *json, void *row)
{
	if (json_kind(json) != JSON_KIND_TEXT)
		return fail_code(cx, path, "type", "give one of: %.*s",
				 STR_ARG(all_names(cx, field)));
	return from_text(cx, field, path, json_text(json), row);
}

static void to_text(struct buf *out, const struct field *field, const void *row)
{
	buf_text(out, field->names[field_get_int(field, row)]);
}

static void to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_str(out, str_from(field->names[field_get_int(field, row)]));
}

static void schema(struct json_out *out, const struct field *field, bool or_null)
{
	schema_names(out, field->names, or_null);
}

const struct field_type field_enum = {
	.name = "enum",
	.size = sizeof(int64_t),
	.sql = "{text}",
	.from_json = from_json,
	.from_text = from_text,
	.to_json = to_json,
	.to_text = to_text,
	.schema = schema,
};
