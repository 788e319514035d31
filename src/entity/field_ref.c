/* Field types that name rows: a row's own id, and references to others. Whether the other row is there
 * and visible is checked on saving (record/check.c). */
#include "entity/entity.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/json_schema.h"

static enum rc store(struct ctx *cx, const struct field *field, const char *path, int64_t id,
		     void *row)
{
	if (id < 1)
		return fail_code(cx, path, "range", "give the id of a row");
	*field_int_of(field, row) = id;
	return OK;
}

static enum rc from_json(struct ctx *cx, const struct field *field, const char *path,
			 const void *json, void *row)
{
	if (json_kind(json) != JSON_KIND_INT)
		return fail_code(cx, path, "type", "give the id of a row");
	return store(cx, field, path, json_as_int(json), row);
}

static enum rc from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			 void *row)
{
	int64_t id;

	if (!str_to_int(str_trim(text), &id))
		return fail_code(cx, path, "type", "give the id of a row");
	return store(cx, field, path, id, row);
}

static void to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_int(out, field_get_int(field, row));
}

static void to_text(struct buf *out, const struct field *field, const void *row)
{
	buf_int(out, field_get_int(field, row));
}

static void schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "integer", or_null);
	schema_number(out, "minimum", 1);
}

const struct field_type field_id = {
	.name = "id",
	.size = sizeof(int64_t),
	.sql = "{int}",
	.from_json = from_json,
	.from_text = from_text,
	.to_json = to_json,
	.to_text = to_text,
	.schema = schema,
};

const struct field_type field_ref = {
	.name = "ref",
	.size = sizeof(int64_t),
	.sql = "{int}",
	.from_json = from_json,
	.from_text = from_text,
	.to_json = to_json,
	.to_text = to_text,
	.schema = schema,
};
