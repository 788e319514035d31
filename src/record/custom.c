/* User-defined fields: a row's `custom` object against the definitions in custom_fields. */
#include "record/row.h"

#include "base/day.h"
#include "base/money.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "entity/entities.h"

/* --- PATCH merges by key ------------------------------------------------------------------------- */

static void add_member(struct ctx *cx, struct json_out *out, str key, const struct json_in *value)
{
	if (json_kind(value) == JSON_KIND_NULL)
		return;
	json_key_str(out, key);
	json_raw(out, json_dump(cx->arena, value));
}

enum rc custom_merge(struct ctx *cx, const struct field *field, const struct json_in *given,
		     void *row)
{
	AUTO(json_release) struct json_in *old = NULL;
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);
	struct json_member member = { .place = NULL };
	str *custom = field_str_of(field, row);

	if (json_kind(given) != JSON_KIND_OBJECT)
		return fail_code(cx, field->name, "type", "give an object");
	if (!json_text_is_clean(given))
		return fail_code(cx, field->name, "format",
				 "a text cannot contain the character NUL");
	if (str_is_set(*custom))
		TRY(json_parse(cx, *custom, &old));
	json_object_begin(&out);
	while (old && json_next_member(old, &member))
		if (!json_get(given, member.key.ptr))
			add_member(cx, &out, member.key, member.value);
	member.place = NULL;
	while (json_next_member(given, &member))
		add_member(cx, &out, member.key, member.value);
	json_object_end(&out);
	*custom = buf_str(&text);
	if (str_is(*custom, "{}"))
		*custom = (str){ NULL, 0 };
	return buf_rc(&text);
}

/* --- checking ------------------------------------------------------------------------------------ */

struct custom_check {
	const struct entity *entity;
	const struct json_in *object; /* NULL: nothing is set */
	const struct json_in *before; /* NULL: nothing was */
	size_t known;                 /* members that have a definition, or had one */
};

/* What stays as it was is not asked again: its definition may have been archived or changed since. */
static bool is_unchanged(struct ctx *cx, const struct custom_check *check, const char *key)
{
	const struct json_in *old = json_get(check->before, key);
	const struct json_in *now = json_get(check->object, key);

	return old && now && str_eq(json_dump(cx->arena, old), json_dump(cx->arena, now));
}

static size_t count_unchanged(struct ctx *cx, const struct custom_check *check)
{
	struct json_member member = { .place = NULL };
	size_t count = 0;

	while (check->object && json_next_member(check->object, &member))
		count += is_unchanged(cx, check, member.key.ptr);
	return count;
}

static bool is_option(const struct json_in *options, str text)
{
	for (size_t i = 0; i < json_count(options); i++)
		if (str_eq(json_text(json_at(options, i)), text))
			return true;
	return false;
}

static enum rc check_choice(struct ctx *cx, const struct custom_field *definition, const char *path,
			    const struct json_in *value)
{
	AUTO(json_release) struct json_in *options = NULL;

	if (str_is_set(definition->options))
		TRY(json_parse(cx, definition->options, &options));
	if (json_kind(value) == JSON_KIND_TEXT && is_option(options, json_text(value)))
		return OK;
	return fail_code(cx, path, "unknown", "give one of: %.*s", STR_ARG(definition->options));
}

static bool is_amount(const struct json_in *value)
{
	const struct currency widest = { .minor_digits = 4 };
	int64_t minor;

	return json_kind(value) == JSON_KIND_TEXT &&
	       money_parse(json_text(value), &widest, &minor) == MONEY_OK;
}

static enum rc check_value(struct ctx *cx, const struct custom_field *definition, const char *path,
			   const struct json_in *value)
{
	enum json_kind kind = json_kind(value);
	int64_t day;

	switch (definition->kind) {
	case CUSTOM_TEXT:
		if (kind == JSON_KIND_TEXT && json_text(value).len <= 4000)
			return OK;
		return fail_code(cx, path, "type", "give a text");
	case CUSTOM_NUMBER:
		if (kind == JSON_KIND_INT || kind == JSON_KIND_REAL)
			return OK;
		return fail_code(cx, path, "type", "give a number");
	case CUSTOM_MONEY:
		if (is_amount(value))
			return OK;
		return fail_code(cx, path, "type",
				 "give the amount as a text such as \"12500000.00\"");
	case CUSTOM_DAY:
		if (kind == JSON_KIND_TEXT && day_parse(json_text(value), &day))
			return OK;
		return fail_code(cx, path, "format", "give a date that exists, such as 2026-01-31");
	case CUSTOM_YES_NO:
		if (kind == JSON_KIND_BOOL)
			return OK;
		return fail_code(cx, path, "type", "give true or false");
	default:
		return check_choice(cx, definition, path, value);
	}
}

/* Forms on the web need not ask for these fields. */
static bool may_lack(const struct ctx *cx)
{
	return cx->who && cx->who->user_id == 0 && cx->batch_id == 0;
}

static enum rc check_definition(struct ctx *cx, void *argument, const void *row)
{
	struct custom_check *check = argument;
	const struct custom_field *definition = row;
	const struct json_in *value = NULL;
	const char *key = arena_str(cx->arena, definition->key).ptr;
	str path;
	enum rc rc;

	if (!str_is(definition->entity, check->entity->name) || is_unchanged(cx, check, key))
		return OK;
	path = str_printf(cx->arena, "custom.%.*s", STR_ARG(definition->key));
	if (check->object)
		value = json_get(check->object, key);
	if (!value) {
		if (definition->required && !may_lack(cx))
			(void)fail_code(cx, path.ptr, "required", "this field is required");
		return OK;
	}
	check->known++;
	rc = check_value(cx, definition, path.ptr, value);
	return rc == E_INVALID ? OK : rc;
}

static enum rc each_definition(struct ctx *cx, struct custom_check *check)
{
	struct buf sql = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct custom_field definition;
	bool found = true;

	buf_text(&sql, "SELECT ");
	row_columns(&sql, &custom_field_entity, NULL);
	buf_text(&sql, " FROM custom_fields WHERE entity = ? AND archived_at IS NULL ORDER BY id");
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), &stmt));
	db_bind_text(stmt, 1, str_from(check->entity->name));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(row_read(cx, stmt, 0, &custom_field_entity, &definition));
		TRY(check_definition(cx, check, &definition));
	}
}

enum rc custom_check(struct ctx *cx, const struct entity *entity, void *row, const void *before)
{
	const struct field *field = entity_field(entity, STR("custom"));
	AUTO(json_release) struct json_in *object = NULL;
	AUTO(json_release) struct json_in *old = NULL;
	struct custom_check check = { .entity = entity };
	str custom = field_get_str(field, row);

	if (before && field_equal(field, before, row))
		return OK;
	if (str_is_set(custom))
		TRY(json_parse(cx, custom, &object));
	if (before && field_is_set(field, before))
		TRY(json_parse(cx, field_get_str(field, before), &old));
	check.object = object;
	check.before = old;
	check.known = count_unchanged(cx, &check);
	TRY(each_definition(cx, &check));
	if (cx->failure.rc == OK && object && check.known < json_count(object))
		return fail_code(
			cx, "custom", "unknown",
			"there is a key here that is none of your fields: see /custom_fields");
	return cx->failure.rc;
}
