/* Steps of cadences: their form is checked when a cadence is saved (cadence_save.c), so that reading them
 * later cannot fail halfway through a plan. */
#include "pipeline/cadence_steps.h"

#include "base/utf8.h"
#include "codec/json_in.h"
#include "entity/entities.h"

/* The kinds that are something to do, by enum activity_kind; a note is none. */
static bool kind_of(str name, int64_t *kind)
{
	*kind = field_enum_value(entity_field(&activity_entity, STR("kind")), name);
	return *kind >= 0 && *kind != ACTIVITY_NOTE;
}

static enum rc read_text(struct ctx *cx, const struct json_in *item, const char *name,
			 size_t longest, str *out)
{
	TRY(json_want_text(cx, item, name, out));
	if (str_is_set(*out) && utf8_length(*out) > longest)
		return fail_code(cx, name, "too_long", "give at most %zu characters", longest);
	return OK;
}

static enum rc read_days(struct ctx *cx, const struct json_in *item, int64_t *days)
{
	*days = -1;
	TRY(json_want_int(cx, item, "after_days", days));
	if (json_kind(json_get(item, "after_days")) == JSON_KIND_NULL)
		return fail_code(cx, "after_days", "required", "this field is required");
	if (*days < 0 || *days > MAX_STEP_DAYS)
		return fail_code(cx, "after_days", "range", "give a whole number from 0 to %d",
				 MAX_STEP_DAYS);
	return OK;
}

/* Its faults are named without the list's place. */
static enum rc read_step(struct ctx *cx, const struct json_in *item, struct cadence_step *step)
{
	static const char *const names[] = { "kind", "subject", "text", "after_days", NULL };
	str kind = { NULL, 0 };

	*step = (struct cadence_step){ .kind = 0 };
	if (json_kind(item) != JSON_KIND_OBJECT)
		return fail_code(cx, "", "type", "this must be an object");
	TRY(json_only(cx, item, names));
	TRY(json_want_text(cx, item, "kind", &kind));
	if (!kind_of(kind, &step->kind))
		return fail_code(cx, "kind", "unknown", "give one of: %s",
				 "task, call, meeting, email, whatsapp");
	TRY(read_text(cx, item, "subject", MAX_STEP_SUBJECT, &step->subject));
	if (str_trim(step->subject).len == 0)
		return fail_code(cx, "subject", "required", "this field is required");
	TRY(read_text(cx, item, "text", MAX_STEP_TEXT, &step->text));
	return read_days(cx, item, &step->after_days);
}

static enum rc read_list(struct ctx *cx, const struct json_in *list, struct cadence_step *steps)
{
	for (size_t i = 0; i < json_count(list); i++) {
		enum rc rc = read_step(cx, json_at(list, i), &steps[i]);

		if (rc != OK) {
			ctx_prefix_fields(cx, str_printf(cx->arena, "steps[%zu].", i));
			return rc;
		}
	}
	return OK;
}

enum rc cadence_steps_read(struct ctx *cx, str json, struct cadence_step **steps, size_t *count)
{
	AUTO(json_release) struct json_in *list = NULL;

	TRY(json_parse(cx, json, &list));
	if (json_kind(list) != JSON_KIND_ARRAY)
		return fail_code(cx, "steps", "type", "this must be a list");
	*count = json_count(list);
	if (*count < 1 || *count > MAX_STEPS)
		return fail_code(cx, "steps", "count", "give 1 to %d steps", MAX_STEPS);
	TRY(ctx_alloc(cx, *count * sizeof **steps, steps));
	return read_list(cx, list, *steps);
}

enum rc cadence_steps_check(struct ctx *cx, str json)
{
	struct cadence_step *steps;
	size_t count;

	return cadence_steps_read(cx, json, &steps, &count);
}
