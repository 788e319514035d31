/* Field types of time: days (of the organisation's zone) and instants. */
#include "entity/entity.h"

#include "base/day.h"
#include "base/zone.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/json_schema.h"

static enum rc need_text(struct ctx *cx, const char *path, const void *json)
{
	if (json_kind(json) == JSON_KIND_TEXT)
		return OK;
	return fail_code(cx, path, "type", "give a text");
}

/* --- days ---------------------------------------------------------------------------------------- */

static enum rc day_from_text(struct ctx *cx, const struct field *field, const char *path, str text,
			     void *row)
{
	if (day_parse(str_trim(text), field_int_of(field, row)))
		return OK;
	return fail_code(cx, path, "format", "give a date that exists, such as 2026-01-31");
}

static enum rc day_from_json(struct ctx *cx, const struct field *field, const char *path,
			     const void *json, void *row)
{
	TRY(need_text(cx, path, json));
	return day_from_text(cx, field, path, json_text(json), row);
}

static void day_to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_day(out, field_get_int(field, row));
}

static void day_to_text(struct buf *out, const struct field *field, const void *row)
{
	day_print(out, field_get_int(field, row));
}

static void day_schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "string", or_null);
	schema_text(out, "format", "date");
}

const struct field_type field_day = {
	.name = "day",
	.size = sizeof(int64_t),
	.sql = "{int}",
	.from_json = day_from_json,
	.from_text = day_from_text,
	.to_json = day_to_json,
	.to_text = day_to_text,
	.schema = day_schema,
};

/* --- instants ------------------------------------------------------------------------------------ */

/* A bare day means its first instant in the organisation's zone. */
static enum rc instant_from_text(struct ctx *cx, const struct field *field, const char *path,
				 str text, void *row)
{
	str trimmed = str_trim(text);
	int64_t day;

	if (instant_parse(trimmed, field_int_of(field, row)))
		return OK;
	if (day_parse(trimmed, &day)) {
		*field_int_of(field, row) = zone_day_start(cx->organisation.zone, day);
		return OK;
	}
	return fail_code(cx, path, "format", "give an instant such as 2026-01-31T12:00:00Z");
}

static enum rc instant_from_json(struct ctx *cx, const struct field *field, const char *path,
				 const void *json, void *row)
{
	TRY(need_text(cx, path, json));
	return instant_from_text(cx, field, path, json_text(json), row);
}

static void instant_to_json(struct json_out *out, const struct field *field, const void *row)
{
	json_instant(out, field_get_int(field, row));
}

static void instant_to_text(struct buf *out, const struct field *field, const void *row)
{
	instant_print(out, field_get_int(field, row));
}

static void instant_schema(struct json_out *out, const struct field *field, bool or_null)
{
	(void)field;
	schema_type(out, "string", or_null);
	schema_text(out, "format", "date-time");
}

const struct field_type field_instant = {
	.name = "instant",
	.size = sizeof(int64_t),
	.sql = "{int}",
	.from_json = instant_from_json,
	.from_text = instant_from_text,
	.to_json = instant_to_json,
	.to_text = instant_to_text,
	.schema = instant_schema,
};
