/* The field type of a small JSON document: exit criteria, checklists, user-defined fields. What may be
 * in it is up to whoever uses it (pipeline/exit_criteria.c, record/custom.c). */
#include "entity/entity.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/json_schema.h"

enum { MAX_BYTES = 64 * 1024 };

static enum rc from_json(struct ctx *cx, const struct field *field, const char *path,
			 const void *json, void *row)
{
	str *member = field_str_of(field, row);

	if (json_kind(json) != JSON_KIND_OBJECT && json_kind(json) != JSON_KIND_ARRAY)
		return fail_code(cx, path, "type", "give an object or a list");
	if (!json_text_is_clean(json))
		return fail_code(cx, path, "format", "a text cannot contain the character NUL");
	*member = json_dump(cx->arena, json);
	if (!str_is_set(*member))
		return fail_memory(cx);
	if (member->len > MAX_BYTES)
		return fail_code(cx, path, "too_long",
				 "this is too long: at most %d KiB fit in here", MAX_BYTES / 1024);
	return OK;
}

static enum rc from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			 void *row)
{
	AUTO(json_release) struct json_in *json = NULL;

	if (json_parse(cx, text, &json) != OK) {
		ctx_clear_failure(cx);
		return fail_code(cx, path, "format", "this is not JSON");
	}
	return from_json(cx, field, path, json, row);
}

static void to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_raw(out, field_get_str(field, row));
}

static void to_text(struct buf *out, const struct field *field, const void *row)
{
	buf_add(out, field_get_str(field, row));
}

static void schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	/* Which of the two, and what is in it: api/openapi_entity.c. */
	json_key(out, "type");
	json_array_begin(out);
	json_str(out, STR("object"));
	json_str(out, STR("array"));
	if (or_null)
		json_str(out, STR("null"));
	json_array_end(out);
}

const struct field_type field_json = {
	.name = "json",
	.is_text = true,
	.size = sizeof(str),
	.sql = "{text}",
	.from_json = from_json,
	.from_text = from_text,
	.to_json = to_json,
	.to_text = to_text,
	.schema = schema,
};
