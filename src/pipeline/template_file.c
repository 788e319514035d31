/* Reads a pipeline from a file. Values are held to the same rules as those that come through the API,
 * because the fields' own types read them. Its cadences: template_cadences.c; saving it:
 * template_save.c. */
#include "pipeline/template_file.h"

#include "base/convert.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "pipeline/exit_criteria.h"
#include "pipeline/operation.h"
#include "record/record.h"

static enum rc read_stages(struct ctx *cx, const struct json_in *list, enum language language,
			   struct template *out);
static enum rc read_reasons(struct ctx *cx, const struct json_in *list, enum language language,
			    struct template *out);

/* A field of a row from a JSON value; absent and null leave it as it is. */
static enum rc read_field(struct ctx *cx, const struct entity *entity, const char *name,
			  const struct json_in *value, void *row)
{
	const struct field *field = entity_field(entity, str_from(name));

	ensure(field);
	if (json_kind(value) == JSON_KIND_NULL)
		return (field->flags & F_REQUIRED) && !field_is_set(field, row)
			       ? fail_code(cx, name, "required", "this field is required")
			       : OK;
	return field->type->from_json(cx, field, name, value, row);
}

/* The text of {"en", "id"} in a language, else in the other one; NULL: there is none. */
static const struct json_in *in_language(const struct json_in *texts, enum language language)
{
	const struct json_in *text = json_get(texts, language_code(language));

	for (enum language other = LANGUAGE_EN;
	     json_kind(text) != JSON_KIND_TEXT && other < LANGUAGE_COUNT; other++)
		text = json_get(texts, language_code(other));
	return text;
}

static enum rc check_texts(struct ctx *cx, const char *name, const struct json_in *texts)
{
	bool right = json_kind(texts) == JSON_KIND_OBJECT &&
		     json_kind(in_language(texts, LANGUAGE_EN)) == JSON_KIND_TEXT;

	return right || json_kind(texts) == JSON_KIND_NULL
		       ? OK
		       : fail_code(cx, name, "type",
				   "give an object with a text for en, id or both");
}

enum rc template_text(struct ctx *cx, const struct json_in *object, const char *name,
		      enum language language, const struct json_in **text)
{
	const struct json_in *texts = json_get(object, name);

	TRY(check_texts(cx, name, texts));
	*text = in_language(texts, language);
	return OK;
}

enum rc template_read_text(struct ctx *cx, const struct entity *entity, const char *name,
			   const struct template_object *from, void *row)
{
	const struct json_in *text;

	TRY(template_text(cx, from->json, name, from->language, &text));
	return read_field(cx, entity, name, text, row);
}

static enum rc check_format(struct ctx *cx, const struct json_in *file)
{
	static const char *const names[] = { "format", "key",          "name",     "description",
					     "stages", "lost_reasons", "cadences", NULL };
	const struct json_in *format = json_get(file, "format");

	TRY(json_only(cx, file, names));
	if (json_kind(format) != JSON_KIND_INT || json_as_int(format) != TEMPLATE_FORMAT)
		return fail_code(cx, "format", "unknown", "this program reads format %d",
				 TEMPLATE_FORMAT);
	return OK;
}

enum rc template_read(struct ctx *cx, const struct json_in *file, enum language language,
		      struct template *out)
{
	const struct field *key = entity_field(&pipeline_entity, STR("template_key"));
	struct pipeline *pipeline = &out->pipeline;

	*out = (struct template){ .stage_count = 0 };
	TRY(check_format(cx, file));
	TRY(record_new(cx, &pipeline_entity, pipeline));
	TRY(template_read_text(cx, &pipeline_entity, "name",
			       &(struct template_object){ file, language }, pipeline));
	if (json_kind(json_get(file, "key")) != JSON_KIND_NULL)
		TRY(key->type->from_json(cx, key, "key", json_get(file, "key"), pipeline));
	TRY(read_stages(cx, json_get(file, "stages"), language, out));
	TRY(read_reasons(cx, json_get(file, "lost_reasons"), language, out));
	return template_read_cadences(cx, file, language, out);
}

enum rc template_check_list(struct ctx *cx, const char *name, const struct json_in *list,
			    size_t most)
{
	if (json_kind(list) != JSON_KIND_ARRAY)
		return fail_code(cx, name, "type", "this must be a list");
	if (json_count(list) > most)
		return fail_code(cx, name, "too_many", "give at most %zu of them", most);
	return OK;
}

/* --- stages ------------------------------------------------------------------------------------------ */

/* One criterion with its text in one language. */
static enum rc write_criterion(struct ctx *cx, const struct json_in *item, enum language language,
			       struct json_out *out)
{
	struct json_member member = { .value = NULL };

	if (json_kind(item) != JSON_KIND_OBJECT)
		return fail_code(cx, "", "type", "this must be an object");
	TRY(check_texts(cx, "text", json_get(item, "text")));
	json_object_begin(out);
	while (json_next_member(item, &member)) {
		bool is_text = str_is(member.key, "text");
		const struct json_in *value =
			is_text ? in_language(member.value, language) : member.value;

		json_key_str(out, member.key);
		json_raw(out, json_dump(cx->arena, value));
	}
	json_object_end(out);
	return OK;
}

static enum rc read_criteria(struct ctx *cx, const struct json_in *list, enum language language,
			     str *json)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	if (json_kind(list) == JSON_KIND_NULL || json_count(list) == 0)
		return OK;
	TRY(template_check_list(cx, "exit_criteria", list, MAX_CRITERIA));
	json_array_begin(&out);
	for (size_t i = 0; i < json_count(list); i++) {
		enum rc rc = write_criterion(cx, json_at(list, i), language, &out);

		if (rc != OK) {
			ctx_prefix_fields(cx, str_printf(cx->arena, "exit_criteria[%zu].", i));
			return rc;
		}
	}
	json_array_end(&out);
	*json = buf_str(&text);
	TRY(buf_rc(&text));
	return exit_criteria_check_form(cx, *json);
}

static enum rc read_stage(struct ctx *cx, const struct json_in *object, enum language language,
			  struct stage *stage)
{
	static const char *const names[] = { "key",           "name",      "kind",
					     "probability",   "idle_days", "guidance",
					     "exit_criteria", NULL };

	if (json_kind(object) != JSON_KIND_OBJECT)
		return fail_code(cx, "", "type", "this must be an object");
	TRY(json_only(cx, object, names));
	if (json_kind(json_get(object, "kind")) == JSON_KIND_NULL)
		return fail_code(cx, "kind", "required", "this field is required");
	TRY(record_new(cx, &stage_entity, stage));
	TRY(template_read_text(cx, &stage_entity, "name",
			       &(struct template_object){ object, language }, stage));
	TRY(read_field(cx, &stage_entity, "kind", json_get(object, "kind"), stage));
	TRY(read_field(cx, &stage_entity, "probability", json_get(object, "probability"), stage));
	TRY(read_field(cx, &stage_entity, "idle_days", json_get(object, "idle_days"), stage));
	TRY(template_read_text(cx, &stage_entity, "guidance",
			       &(struct template_object){ object, language }, stage));
	return read_criteria(cx, json_get(object, "exit_criteria"), language,
			     &stage->exit_criteria);
}

/* Open stages, then won, then lost, each of these once; no name twice. */
static enum rc check_order(struct ctx *cx, const struct template *template)
{
	int number[] = { [STAGE_OPEN] = 0, [STAGE_WON] = 0, [STAGE_LOST] = 0 };

	for (size_t i = 0; i < template->stage_count; i++) {
		const struct stage *stage = &template->stages[i];

		number[stage->kind]++;
		if (i > 0 && stage[-1].kind > stage->kind)
			return fail_code(cx, str_printf(cx->arena, "stages[%zu].kind", i).ptr,
					 "order", "open stages come first, then won, then lost");
		for (size_t j = 0; j < i; j++)
			if (str_eq_nocase(template->stages[j].name, stage->name))
				return fail_code(
					cx, str_printf(cx->arena, "stages[%zu].name", i).ptr,
					"taken", "another stage of this pipeline has this name");
	}
	if (number[STAGE_OPEN] == 0 || number[STAGE_WON] != 1 || number[STAGE_LOST] != 1)
		return fail_code(cx, "stages", "kinds",
				 "a pipeline needs open stages, one won and one lost stage");
	return OK;
}

static enum rc read_stages(struct ctx *cx, const struct json_in *list, enum language language,
			   struct template *out)
{
	TRY(template_check_list(cx, "stages", list, TEMPLATE_MAX_STAGES));
	TRY(ctx_alloc(cx, (json_count(list) + 1) * sizeof *out->stages, &out->stages));
	for (size_t i = 0; i < json_count(list); i++) {
		struct stage *stage = &out->stages[out->stage_count++];
		enum rc rc = read_stage(cx, json_at(list, i), language, stage);

		if (rc != OK) {
			ctx_prefix_fields(cx, str_printf(cx->arena, "stages[%zu].", i));
			return rc;
		}
		stage->position = to_int64(i) + 1;
	}
	return check_order(cx, out);
}

/* --- lost reasons ------------------------------------------------------------------------------------ */

static enum rc read_reason(struct ctx *cx, const struct json_in *object, enum language language,
			   struct lost_reason *reason)
{
	static const char *const names[] = { "name", NULL };

	if (json_kind(object) != JSON_KIND_OBJECT)
		return fail_code(cx, "", "type", "this must be an object");
	TRY(json_only(cx, object, names));
	TRY(record_new(cx, &lost_reason_entity, reason));
	return template_read_text(cx, &lost_reason_entity, "name",
				  &(struct template_object){ object, language }, reason);
}

static enum rc read_reasons(struct ctx *cx, const struct json_in *list, enum language language,
			    struct template *out)
{
	TRY(template_check_list(cx, "lost_reasons", list, TEMPLATE_MAX_REASONS));
	TRY(ctx_alloc(cx, (json_count(list) + 1) * sizeof *out->reasons, &out->reasons));
	for (size_t i = 0; i < json_count(list); i++) {
		struct lost_reason *reason = &out->reasons[out->reason_count++];
		enum rc rc = read_reason(cx, json_at(list, i), language, reason);

		if (rc != OK) {
			ctx_prefix_fields(cx, str_printf(cx->arena, "lost_reasons[%zu].", i));
			return rc;
		}
		reason->position = to_int64(i) + 1;
	}
	return OK;
}
