/* A pipeline as a file of the templates' form (docs/templates.md), which pipeline_import.c reads. A
 * pipeline has its texts in one language, so they stand for both. */
#include "pipeline/pipeline.h"

#include "base/utf8.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "pipeline/cadence_steps.h"
#include "pipeline/operation.h"
#include "pipeline/template_file.h"
#include "record/record.h"

enum { MAX_KEY = 60, RATE_DIGITS = 4 };

static enum rc write_stages(struct ctx *cx, struct json_out *out, int64_t pipeline_id);
static enum rc write_reasons(struct ctx *cx, struct json_out *out, int64_t pipeline_id);
static enum rc write_cadences(struct ctx *cx, struct json_out *out, int64_t pipeline_id);

static void write_text(struct json_out *out, const char *key, str text)
{
	json_key(out, key);
	json_object_begin(out);
	for (enum language language = LANGUAGE_EN; language < LANGUAGE_COUNT; language++) {
		json_key(out, language_code(language));
		json_str(out, text);
	}
	json_object_end(out);
}

/* "Meeting / Demo" → "meeting-demo". */
static str key_of(struct ctx *cx, str name, const char *otherwise)
{
	str folded = utf8_fold(cx->arena, name);
	struct buf key = buf_new(cx->arena);

	for (size_t i = 0; i < folded.len && key.len < MAX_KEY; i++) {
		char c = folded.ptr[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (plain)
			buf_char(&key, c);
		else if (key.len > 0 && key.ptr[key.len - 1] != '-')
			buf_char(&key, '-');
	}
	while (key.len > 0 && key.ptr[key.len - 1] == '-')
		key.len--;
	return key.len > 0 ? buf_str(&key) : str_from(otherwise);
}

enum rc pipeline_export(struct ctx *cx, int64_t pipeline_id, struct json_out *out)
{
	struct pipeline pipeline;

	TRY(record_load(cx, &pipeline_entity, pipeline_id, &pipeline));
	json_object_begin(out);
	json_key(out, "format");
	json_int(out, TEMPLATE_FORMAT);
	json_key(out, "key");
	json_str(out, key_of(cx, pipeline.name, "pipeline"));
	write_text(out, "name", pipeline.name);
	write_text(out, "description", pipeline.name);
	TRY(write_stages(cx, out, pipeline_id));
	TRY(write_reasons(cx, out, pipeline_id));
	TRY(write_cadences(cx, out, pipeline_id));
	json_object_end(out);
	return OK;
}

/* --- stages ------------------------------------------------------------------------------------------ */

static void write_criterion(struct ctx *cx, struct json_out *out, const struct json_in *item)
{
	struct json_member member = { .value = NULL };

	json_object_begin(out);
	while (json_next_member(item, &member)) {
		if (str_is(member.key, "text")) {
			write_text(out, "text", json_text(member.value));
			continue;
		}
		json_key_str(out, member.key);
		json_raw(out, json_dump(cx->arena, member.value));
	}
	json_object_end(out);
}

static enum rc write_criteria(struct ctx *cx, struct json_out *out, str json)
{
	AUTO(json_release) struct json_in *list = NULL;

	if (str_is_set(json))
		TRY(json_parse(cx, json, &list));
	json_key(out, "exit_criteria");
	json_array_begin(out);
	for (size_t i = 0; i < json_count(list); i++)
		write_criterion(cx, out, json_at(list, i));
	json_array_end(out);
	return OK;
}

/* Keys name stages within the file, so each is there once. */
static str stage_key(struct ctx *cx, const struct stage *stages, size_t at)
{
	str key = key_of(cx, stages[at].name, "stage");

	for (size_t i = 0; i < at; i++)
		if (str_eq(key, key_of(cx, stages[i].name, "stage")))
			return str_printf(cx->arena, "%.*s-%zu",
					  STR_ARG(str_sub(key, 0, MAX_KEY - 3)), at + 1);
	return key;
}

static enum rc write_stage(struct ctx *cx, struct json_out *out, const struct stage *stage, str key)
{
	json_object_begin(out);
	json_key(out, "key");
	json_str(out, key);
	write_text(out, "name", stage->name);
	json_key(out, "kind");
	json_str(out, str_from(stage_kind_names[stage->kind]));
	json_key(out, "probability");
	json_scaled(out, stage->probability == UNSET ? 0 : stage->probability, RATE_DIGITS);
	json_key(out, "idle_days");
	if (stage->idle_days == UNSET)
		json_none(out);
	else
		json_int(out, stage->idle_days);
	if (str_is_set(stage->guidance))
		write_text(out, "guidance", stage->guidance);
	TRY(write_criteria(cx, out, stage->exit_criteria));
	json_object_end(out);
	return OK;
}

static enum rc write_stages(struct ctx *cx, struct json_out *out, int64_t pipeline_id)
{
	struct stage *stages;
	size_t count;

	TRY(stages_of(cx, pipeline_id, false, &stages, &count));
	json_key(out, "stages");
	json_array_begin(out);
	for (size_t i = 0; i < count; i++)
		TRY(write_stage(cx, out, &stages[i], stage_key(cx, stages, i)));
	json_array_end(out);
	return OK;
}

/* --- lost reasons ------------------------------------------------------------------------------------ */

static enum rc write_reasons(struct ctx *cx, struct json_out *out, int64_t pipeline_id)
{
	const struct where of_pipeline = {
		.field = "pipeline_id",
		.number = pipeline_id,
		.order = "position",
	};
	struct lost_reason *reasons;
	size_t count;

	TRY(record_all(cx, &lost_reason_entity, &of_pipeline, &reasons, &count));
	json_key(out, "lost_reasons");
	json_array_begin(out);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(out);
		write_text(out, "name", reasons[i].name);
		json_object_end(out);
	}
	json_array_end(out);
	return OK;
}

/* --- cadences ---------------------------------------------------------------------------------------- */

static void write_step(struct json_out *out, const struct cadence_step *step)
{
	json_object_begin(out);
	json_key(out, "kind");
	json_str(out, str_from(activity_kind_names[step->kind]));
	json_key(out, "after_working_days");
	json_int(out, step->after_days);
	write_text(out, "subject", step->subject);
	if (str_is_set(step->text))
		write_text(out, "body", step->text);
	json_object_end(out);
}

/* By its key in this file; a stage that was retired meanwhile is not in it. */
static void write_start_stage(struct ctx *cx, struct json_out *out, int64_t stage_id,
			      const struct stage *stages, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (stages[i].row.id == stage_id) {
			json_key(out, "start_stage");
			json_str(out, stage_key(cx, stages, i));
		}
}

static enum rc write_steps(struct ctx *cx, struct json_out *out, str json)
{
	struct cadence_step *steps;
	size_t count;

	TRY(cadence_steps_read(cx, json, &steps, &count));
	json_key(out, "steps");
	json_array_begin(out);
	for (size_t i = 0; i < count; i++)
		write_step(out, &steps[i]);
	json_array_end(out);
	return OK;
}

static enum rc write_cadence(struct ctx *cx, struct json_out *out, const struct cadence *cadence,
			     const struct stage *stages, size_t stage_count)
{
	json_object_begin(out);
	json_key(out, "key");
	json_str(out, key_of(cx, cadence->name, "cadence"));
	write_text(out, "name", cadence->name);
	json_key(out, "for");
	json_str(out, str_from(cadence_subject_names[cadence->subject]));
	write_start_stage(cx, out, cadence->start_stage_id, stages, stage_count);
	TRY(write_steps(cx, out, cadence->steps));
	json_key(out, "stop_on");
	json_array_begin(out);
	if (cadence->stops_on_reply)
		json_str(out, STR("reply"));
	json_str(out, STR("stage_change"));
	json_array_end(out);
	json_object_end(out);
	return OK;
}

static enum rc write_cadences(struct ctx *cx, struct json_out *out, int64_t pipeline_id)
{
	struct cadence *cadences;
	struct stage *stages;
	size_t stage_count;
	size_t count;

	TRY(stages_of(cx, pipeline_id, false, &stages, &stage_count));
	TRY(record_all(cx, &cadence_entity,
		       &(struct where){ .field = "pipeline_id", .number = pipeline_id }, &cadences,
		       &count));
	json_key(out, "cadences");
	json_array_begin(out);
	for (size_t i = 0; i < count; i++)
		TRY(write_cadence(cx, out, &cadences[i], stages, stage_count));
	json_array_end(out);
	return OK;
}
