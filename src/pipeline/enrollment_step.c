/* The steps of a plan, one after another: each becomes an activity with its texts filled in. When they
 * are asked for: cadence_enroll.c, enrollment_skip.c, enrollment_follow.c. */
#include "pipeline/deal_links_query.h"
#include "pipeline/enrollment.h"

#include "base/convert.h"
#include "pipeline/cadence_steps.h"
#include "pipeline/text_fill.h"
#include "pipeline/working_days.h"
#include "record/record.h"

enum { MAX_SUBJECT = 500, MAX_NOTE = 20000 };

/* Whom a step is about, and what its texts say. */
struct addressee {
	struct activity activity; /* deal, lead, company, contact and owner */
	struct fill_values values;
};

static enum rc plan(struct ctx *cx, struct enrollment *enrollment, const struct cadence_step *step,
		    int64_t from);
static enum rc address(struct ctx *cx, const struct enrollment *enrollment, struct addressee *to);

enum rc enrollment_load(struct ctx *cx, int64_t id, struct enrollment *enrollment)
{
	TRY(record_load_to_change(cx, &enrollment_entity, id, enrollment));
	return enrollment->state == ENROLLMENT_ACTIVE
		       ? OK
		       : fail(cx, E_CONFLICT, "this plan has ended already");
}

enum rc enrollment_advance(struct ctx *cx, struct enrollment *enrollment, int64_t from)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	struct cadence cadence;
	struct cadence_step *steps;
	size_t count;

	full_sight_begin(cx, &sight);
	TRY(record_load(cx, &cadence_entity, enrollment->cadence_id, &cadence));
	TRY(cadence_steps_read(cx, cadence.steps, &steps, &count));
	if (enrollment->step >= to_int64(count)) /* the plan may have been shortened meanwhile */
		return enrollment_end(cx, enrollment, UNSET);
	enrollment->step++;
	return plan(cx, enrollment, &steps[enrollment->step - 1], from);
}

enum rc enrollment_end(struct ctx *cx, struct enrollment *enrollment, int64_t stop_reason)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	bool finished = stop_reason == UNSET;

	full_sight_begin(cx, &sight);
	TRY(enrollment_drop_step(cx, enrollment));
	enrollment->activity_id = 0;
	enrollment->state = finished ? ENROLLMENT_FINISHED : ENROLLMENT_STOPPED;
	enrollment->stop_reason = stop_reason;
	enrollment->ended_at = cx->now;
	return save_named(cx, finished ? "cadence.finish" : "cadence.stop", &enrollment_entity,
			  enrollment);
}

enum rc enrollment_drop_step(struct ctx *cx, const struct enrollment *enrollment)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	struct activity activity;

	if (enrollment->activity_id == 0)
		return OK;
	full_sight_begin(cx, &sight);
	TRY(record_load(cx, &activity_entity, enrollment->activity_id, &activity));
	if (activity.done_at != UNSET || row_is_archived(&activity))
		return OK;
	return record_archive(cx, &activity_entity, activity.row.id, &activity);
}

/* --- planning ------------------------------------------------------------------------------------------ */

/* A step that was done on paper last week is followed by one today, not by one that is late. */
static int64_t day_of(const struct ctx *cx, const struct cadence_step *step, int64_t from)
{
	int64_t day = working_days_after(from, step->after_days);
	int64_t today = organisation_today(cx);

	return day < today ? today : day;
}

static enum rc plan(struct ctx *cx, struct enrollment *enrollment, const struct cadence_step *step,
		    int64_t from)
{
	struct addressee to;
	struct activity *activity = &to.activity;

	TRY(address(cx, enrollment, &to));
	activity->kind = step->kind;
	activity->origin = ORIGIN_CADENCE;
	activity->subject = text_fill(cx->arena, step->subject, &to.values, MAX_SUBJECT);
	activity->note = text_fill(cx->arena, step->text, &to.values, MAX_NOTE);
	activity->due_at = planned_at(cx, day_of(cx, step, from));
	TRY(record_save(cx, &activity_entity, activity));

	enrollment->activity_id = activity->row.id;
	return save_named(cx, "cadence.step", &enrollment_entity, enrollment);
}

/* --- whom it is about --------------------------------------------------------------------------------- */

/* A row that a new activity may point to: an archived one is left out. */
static enum rc keep_if_used(struct ctx *cx, const struct entity *entity, int64_t *id, void *row)
{
	if (*id == 0)
		return OK;
	TRY(record_load(cx, entity, *id, row));
	if (row_is_archived(row))
		*id = 0;
	return OK;
}

static enum rc main_contact(struct ctx *cx, int64_t deal_id, int64_t *contact_id)
{
	struct deal_links links;

	TRY(deal_main_contacts_read(cx, &deal_id, 1, &links));
	*contact_id = links.items[0].contact_id;
	return OK;
}

static enum rc address_deal(struct ctx *cx, int64_t deal_id, struct addressee *to)
{
	struct activity *activity = &to->activity;
	struct company company = { .name = { NULL, 0 } };
	struct contact contact = { .name = { NULL, 0 } };
	struct deal deal;

	TRY(record_load(cx, &deal_entity, deal_id, &deal));
	activity->deal_id = deal_id;
	activity->owner_id = deal.owner_id;
	activity->company_id = deal.company_id;
	TRY(main_contact(cx, deal_id, &activity->contact_id));
	TRY(keep_if_used(cx, &company_entity, &activity->company_id, &company));
	TRY(keep_if_used(cx, &contact_entity, &activity->contact_id, &contact));
	to->values.title = deal.title;
	to->values.company = company.name;
	to->values.name = contact.name;
	return OK;
}

static enum rc address_lead(struct ctx *cx, int64_t lead_id, struct addressee *to)
{
	struct lead lead;

	TRY(record_load(cx, &lead_entity, lead_id, &lead));
	to->activity.lead_id = lead_id;
	to->activity.owner_id = lead.owner_id;
	to->values.name = lead.name;
	to->values.company = lead.company_name;
	to->values.title = lead.company_name;
	return OK;
}

static void or_else(str *text, str other)
{
	if (text->len == 0)
		*text = other;
}

/* A message with a gap in it must not be sent: what is not known is told by what is. */
static enum rc fill_gaps(struct ctx *cx, struct fill_values *values)
{
	or_else(&values->name, values->company);
	or_else(&values->name, values->title);
	or_else(&values->company, values->name);
	or_else(&values->title, values->company);
	return values->owner.len > 0 ? OK
				     : record_label(cx, &organisation_entity, 1, &values->owner);
}

static enum rc address(struct ctx *cx, const struct enrollment *enrollment, struct addressee *to)
{
	*to = (struct addressee){ .activity = { .row = { .id = 0 } } };
	TRY(record_new(cx, &activity_entity, &to->activity));
	if (enrollment->deal_id != 0)
		TRY(address_deal(cx, enrollment->deal_id, to));
	else
		TRY(address_lead(cx, enrollment->lead_id, to));
	TRY(planned_owner(cx, to->activity.owner_id, &to->activity.owner_id));
	TRY(record_label(cx, &user_entity, to->activity.owner_id, &to->values.owner));
	return fill_gaps(cx, &to->values);
}
