/* Puts a lead or deal into a plan: its first step is planned. How it goes on: enrollment_follow.c; leaving
 * it: enrollment_stop.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/enrollment.h"
#include "record/record.h"

static enum rc load_cadence(struct ctx *cx, int64_t id, struct cadence *cadence);
static enum rc check_subject(struct ctx *cx, const struct cadence *cadence,
			     const struct enroll *enroll);
static enum rc refuse_second(struct ctx *cx, const struct entity *subject, int64_t id);

enum rc cadence_enroll(struct ctx *cx, int64_t cadence_id, const struct enroll *enroll,
		       struct enrollment *enrollment)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };
	struct cadence cadence;
	int64_t today = organisation_today(cx);

	TRY(tx_begin(cx, &tx));
	TRY(need_right(cx, enrollment_entity.write));
	TRY(load_cadence(cx, cadence_id, &cadence));
	TRY(check_subject(cx, &cadence, enroll));
	if (enroll->starts_on != UNSET && enroll->starts_on < today)
		return fail_code(cx, "starts_on", "past", "give today or a day to come");

	TRY(batch_scope_begin(cx, "cadence.enroll", &batch));
	TRY(record_new(cx, &enrollment_entity, enrollment));
	enrollment->cadence_id = cadence.row.id;
	enrollment->lead_id = enroll->lead_id;
	enrollment->deal_id = enroll->deal_id;
	enrollment->step = 0;
	TRY(record_save(cx, &enrollment_entity, enrollment));
	TRY(enrollment_advance(cx, enrollment,
			       enroll->starts_on == UNSET ? today : enroll->starts_on));
	return tx_commit(&tx);
}

static enum rc load_cadence(struct ctx *cx, int64_t id, struct cadence *cadence)
{
	TRY(record_load(cx, &cadence_entity, id, cadence));
	return cadence->active && !row_is_archived(cadence)
		       ? OK
		       : fail(cx, E_CONFLICT, "this plan is not in use: nobody new begins it");
}

/* Exactly the one that the plan is for. */
static enum rc check_named(struct ctx *cx, const struct cadence *cadence,
			   const struct enroll *enroll)
{
	bool for_deals = cadence->subject == CADENCE_DEAL;
	int64_t wanted = for_deals ? enroll->deal_id : enroll->lead_id;
	int64_t other = for_deals ? enroll->lead_id : enroll->deal_id;

	if (other != 0)
		return fail_code(cx, for_deals ? "lead_id" : "deal_id", "other_subject",
				 for_deals ? "this plan is for deals" : "this plan is for leads");
	return wanted != 0 ? OK
			   : fail_code(cx, for_deals ? "deal_id" : "lead_id", "required",
				       "this field is required");
}

static enum rc check_lead(struct ctx *cx, int64_t lead_id)
{
	struct lead lead;

	TRY(load_reference(cx, &lead_entity, "lead_id", lead_id, &lead));
	if (lead.lifecycle != LIFECYCLE_LEAD && lead.lifecycle != LIFECYCLE_PROSPECT)
		return fail_field(cx, E_CONFLICT, "lead_id",
				  "this lead is converted or disqualified");
	return refuse_second(cx, &lead_entity, lead_id);
}

static enum rc check_deal(struct ctx *cx, const struct cadence *cadence, int64_t deal_id)
{
	struct deal deal;

	TRY(load_reference(cx, &deal_entity, "deal_id", deal_id, &deal));
	if (deal.closed_on != UNSET)
		return fail_field(cx, E_CONFLICT, "deal_id", "this deal is closed");
	if (cadence->pipeline_id != 0 && cadence->pipeline_id != deal.pipeline_id)
		return fail_code(cx, "deal_id", "other_pipeline",
				 "this plan is for the deals of another pipeline");
	return refuse_second(cx, &deal_entity, deal_id);
}

static enum rc check_subject(struct ctx *cx, const struct cadence *cadence,
			     const struct enroll *enroll)
{
	TRY(check_named(cx, cadence, enroll));
	return cadence->subject == CADENCE_DEAL ? check_deal(cx, cadence, enroll->deal_id)
						: check_lead(cx, enroll->lead_id);
}

/* Two plans at once would talk over each other. */
static enum rc refuse_second(struct ctx *cx, const struct entity *subject, int64_t id)
{
	struct enrollment other;
	bool found;
	str name;

	TRY(enrollment_of(cx, subject, id, &other, &found));
	if (!found)
		return OK;
	TRY(record_label(cx, &cadence_entity, other.cadence_id, &name));
	return fail(cx, E_CONFLICT, "the plan \"%.*s\" is under way already: stop it first",
		    STR_ARG(name));
}
