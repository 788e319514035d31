/* Reads the cadences of a pipeline's file. There a step has its texts in both languages; a cadence has them
 * in one (cadence_steps.c). The rest of the file: template_file.c. */
#include "pipeline/template_file.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "pipeline/cadence_steps.h"
#include "record/record.h"

static enum rc read_cadence(struct ctx *cx, const struct json_in *object, enum language language,
			    struct cadence *cadence);
static enum rc find_start_stage(struct ctx *cx, const struct json_in *file,
				const struct template *template, const struct json_in *key,
				const struct stage **stage);

enum rc template_read_cadences(struct ctx *cx, const struct json_in *file, enum language language,
			       struct template *out)
{
	const struct json_in *list = json_get(file, "cadences");

	if (json_kind(list) == JSON_KIND_NULL)
		return OK;
	TRY(template_check_list(cx, "cadences", list, TEMPLATE_MAX_CADENCES));
	TRY(ctx_alloc(cx, (json_count(list) + 1) * sizeof *out->cadences, &out->cadences));
	for (size_t i = 0; i < json_count(list); i++) {
		struct template_cadence *each = &out->cadences[out->cadence_count++];
		const struct json_in *object = json_at(list, i);
		enum rc rc = read_cadence(cx, object, language, &each->cadence);

		if (rc == OK)
			rc = find_start_stage(cx, file, out, json_get(object, "start_stage"),
					      &each->start_stage);
		if (rc != OK) {
			ctx_prefix_fields(cx, str_printf(cx->arena, "cadences[%zu].", i));
			return rc;
		}
	}
	return OK;
}

/* --- steps --------------------------------------------------------------------------------------------- */

static void write_member(struct ctx *cx, struct json_out *out, const char *name,
			 const struct json_in *value)
{
	json_key(out, name);
	json_raw(out, json_dump(cx->arena, value));
}

/* {"kind", "after_working_days", "subject", "body"} as {"kind", "after_days", "subject", "text"}; the
 * values are checked afterwards, as those of any cadence. */
static enum rc write_step(struct ctx *cx, const struct json_in *item, enum language language,
			  struct json_out *out)
{
	static const char *const names[] = { "kind", "after_working_days", "subject", "body",
					     NULL };
	const struct json_in *subject;
	const struct json_in *body;

	if (json_kind(item) != JSON_KIND_OBJECT)
		return fail_code(cx, "", "type", "this must be an object");
	TRY(json_only(cx, item, names));
	TRY(template_text(cx, item, "subject", language, &subject));
	TRY(template_text(cx, item, "body", language, &body));
	json_object_begin(out);
	write_member(cx, out, "kind", json_get(item, "kind"));
	write_member(cx, out, "after_days", json_get(item, "after_working_days"));
	write_member(cx, out, "subject", subject);
	if (body)
		write_member(cx, out, "text", body);
	json_object_end(out);
	return OK;
}

static enum rc read_steps(struct ctx *cx, const struct json_in *list, enum language language,
			  str *json)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	TRY(template_check_list(cx, "steps", list, MAX_STEPS));
	json_array_begin(&out);
	for (size_t i = 0; i < json_count(list); i++) {
		enum rc rc = write_step(cx, json_at(list, i), language, &out);

		if (rc != OK) {
			ctx_prefix_fields(cx, str_printf(cx->arena, "steps[%zu].", i));
			return rc;
		}
	}
	json_array_end(&out);
	*json = buf_str(&text);
	TRY(buf_rc(&text));
	return cadence_steps_check(cx, *json);
}

/* --- the cadence --------------------------------------------------------------------------------------- */

/* A change of stage always stops it. */
static enum rc read_stop_on(struct ctx *cx, const struct json_in *list, bool *stops_on_reply)
{
	if (json_kind(list) == JSON_KIND_NULL)
		return OK;
	TRY(template_check_list(cx, "stop_on", list, 2));
	*stops_on_reply = false;
	for (size_t i = 0; i < json_count(list); i++) {
		str on = json_text(json_at(list, i));

		if (!str_is(on, "reply") && !str_is(on, "stage_change"))
			return fail_code(cx, "stop_on", "unknown", "give one of: %s",
					 "reply, stage_change");
		*stops_on_reply = *stops_on_reply || str_is(on, "reply");
	}
	return OK;
}

static enum rc read_cadence(struct ctx *cx, const struct json_in *object, enum language language,
			    struct cadence *cadence)
{
	static const char *const names[] = { "key",   "name",    "for", "start_stage",
					     "steps", "stop_on", NULL };
	const struct field *subject = entity_field(&cadence_entity, STR("subject"));

	if (json_kind(object) != JSON_KIND_OBJECT)
		return fail_code(cx, "", "type", "this must be an object");
	TRY(json_only(cx, object, names));
	TRY(record_new(cx, &cadence_entity, cadence));
	TRY(template_read_text(cx, &cadence_entity, "name",
			       &(struct template_object){ object, language }, cadence));
	if (json_kind(json_get(object, "for")) == JSON_KIND_NULL)
		return fail_code(cx, "for", "required", "this field is required");
	TRY(subject->type->from_json(cx, subject, "for", json_get(object, "for"), cadence));
	TRY(read_stop_on(cx, json_get(object, "stop_on"), &cadence->stops_on_reply));
	return read_steps(cx, json_get(object, "steps"), language, &cadence->steps);
}

/* Stages have their keys only in the file. */
static enum rc find_start_stage(struct ctx *cx, const struct json_in *file,
				const struct template *template, const struct json_in *key,
				const struct stage **stage)
{
	const struct json_in *stages = json_get(file, "stages");

	*stage = NULL;
	if (json_kind(key) == JSON_KIND_NULL)
		return OK;
	for (size_t i = 0; i < template->stage_count; i++)
		if (json_kind(key) == JSON_KIND_TEXT &&
		    str_eq(json_text(key), json_text(json_get(json_at(stages, i), "key"))))
			*stage = &template->stages[i];
	return *stage ? OK
		      : fail_code(cx, "start_stage", "unknown", "this pipeline has no such stage");
}
