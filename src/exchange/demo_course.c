/* What has happened to the demo's leads and deals meanwhile, and no file of rows can say: who is in which
 * follow-up plan, which leads were qualified or turned down, when a deal's expected close was put off. Invented:
 * data/demo/invented/course.json. It goes the same ways as people's own doing, each at its day. */
#include "exchange/importing.h"

#include "base/day.h"
#include "base/embed.h"
#include "base/zone.h"
#include "codec/json_in.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

enum { HOUR_OF_DEEDS = 10, MS_PER_HOUR = 60 * 60 * 1000 };

struct course {
	int64_t shift_days;
	int64_t now;
};

typedef enum rc happen(struct ctx *cx, const struct course *course, const struct json_in *item);

static happen add_plan, begin_plan, decide_lead, put_off;

enum rc demo_course(struct ctx *cx, const struct import_job *job)
{
	static const struct {
		const char *list;
		happen *each;
	} parts[] = {
		{ "plans", add_plan },
		{ "enrollments", begin_plan },
		{ "leads", decide_lead },
		{ "closings", put_off },
	};
	const struct embedded_file *embedded = embedded_find(STR("data/demo/invented/course.json"));
	AUTO(json_release) struct json_in *file = NULL;
	const struct course course = { job->order.shift_days, cx->now };

	ensure(embedded);
	TRY(json_parse(cx, embedded->plain, &file));
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		const struct json_in *list = json_get(file, parts[i].list);

		for (size_t k = 0; k < json_count(list); k++) {
			enum rc rc = parts[i].each(cx, &course, json_at(list, k));

			cx->now = course.now;
			TRY(rc);
		}
	}
	return OK;
}

/* --- days --------------------------------------------------------------------------------------------------- */

static int64_t day_at(const struct course *course, const struct json_in *day)
{
	int64_t number = 0;

	ensure(day_parse(json_text(day), &number));
	return number + course->shift_days;
}

/* From here on it is that day. */
static void go_to(struct ctx *cx, const struct course *course, const struct json_in *day)
{
	int64_t then = zone_instant(cx->organisation.zone, day_at(course, day),
				    HOUR_OF_DEEDS * MS_PER_HOUR);

	cx->now = then < course->now ? then : course->now;
}

/* --- rows ----------------------------------------------------------------------------------------------------- */

/* The row whose external id stands in the item under the name of its entity; id 0: it names none. */
static enum rc find(struct ctx *cx, const struct entity *entity, const struct json_in *item,
		    void *row)
{
	str key = json_text(json_get(item, entity->name));
	bool found = false;

	((struct row *)row)->id = 0;
	if (!str_is_set(key))
		return OK;
	TRY(record_find(cx, entity,
			&(struct where){ .field = "external_id", .text = key, .unique = true }, row,
			&found));
	return found ? OK
		     : fail(cx, E_INTERNAL, "the demo's %s %.*s is missing", entity->name,
			    STR_ARG(key));
}

static enum rc add_plan(struct ctx *cx, const struct course *course, const struct json_in *item)
{
	const struct field *subject = entity_field(&cadence_entity, STR("subject"));
	struct cadence cadence;

	(void)course;
	TRY(record_new(cx, &cadence_entity, &cadence));
	cadence.name = json_text(json_get(item, "name"));
	cadence.subject = field_enum_value(subject, json_text(json_get(item, "subject")));
	cadence.steps = json_dump(cx->arena, json_get(item, "steps"));
	return cadence_save(cx, &cadence);
}

/* The step that is planned has been done. */
static enum rc do_step(struct ctx *cx, int64_t enrollment_id, const struct json_in *note)
{
	struct enrollment enrollment;
	struct activity step;

	TRY(record_load(cx, &enrollment_entity, enrollment_id, &enrollment));
	TRY(record_load_to_change(cx, &activity_entity, enrollment.activity_id, &step));
	step.done_at = cx->now;
	if (json_kind(note) == JSON_KIND_TEXT)
		step.note = json_text(note);
	return activity_save(cx, &step);
}

static enum rc begin_plan(struct ctx *cx, const struct course *course, const struct json_in *item)
{
	const struct json_in *done = json_get(item, "done");
	struct enroll enroll = { .starts_on = UNSET };
	struct enrollment enrollment;
	struct cadence cadence;
	struct lead lead;
	struct deal deal;
	bool found = false;

	TRY(record_find(
		cx, &cadence_entity,
		&(struct where){ .field = "name", .text = json_text(json_get(item, "plan")) },
		&cadence, &found));
	ensure(found);
	TRY(find(cx, &lead_entity, item, &lead));
	TRY(find(cx, &deal_entity, item, &deal));
	enroll.lead_id = lead.row.id;
	enroll.deal_id = deal.row.id;
	go_to(cx, course, json_get(item, "on"));
	TRY(cadence_enroll(cx, cadence.row.id, &enroll, &enrollment));
	for (size_t i = 0; i < json_count(done); i++) {
		go_to(cx, course, json_get(json_at(done, i), "on"));
		TRY(do_step(cx, enrollment.row.id, json_get(json_at(done, i), "note")));
	}
	return OK;
}

static enum rc decide_lead(struct ctx *cx, const struct course *course, const struct json_in *item)
{
	const struct json_in *reason = json_get(item, "disqualified");
	const struct json_in *revive_on = json_get(item, "revive_on");
	struct lead lead;

	TRY(find(cx, &lead_entity, item, &lead));
	go_to(cx, course, json_get(item, "on"));
	if (json_kind(reason) != JSON_KIND_TEXT)
		return lead_qualify(cx, lead.row.id, &lead);
	return lead_disqualify(cx, lead.row.id, json_text(reason),
			       revive_on ? day_at(course, revive_on) : UNSET, &lead);
}

static enum rc put_off(struct ctx *cx, const struct course *course, const struct json_in *item)
{
	struct deal deal;

	TRY(find(cx, &deal_entity, item, &deal));
	go_to(cx, course, json_get(item, "on"));
	TRY(record_load_to_change(cx, &deal_entity, deal.row.id, &deal));
	deal.expected_close = day_at(course, json_get(item, "expected_close"));
	return record_save(cx, &deal_entity, &deal);
}
