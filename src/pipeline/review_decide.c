/* A decision of a review and what follows from it, as one change: the close that moves, the step that is
 * planned, the new owner, the loss. Which deals come up: review_query.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "record/record.h"

typedef enum rc deed(struct ctx *cx, const struct review_order *order, struct deal *deal);

static deed nothing, push, pull, lose, plan, give;

static deed *const deeds[] = {
	[REVIEW_KEEP] = nothing,  [REVIEW_PUSH] = push,      [REVIEW_PULL] = pull,
	[REVIEW_LOSE] = lose,     [REVIEW_NEXT_STEP] = plan, [REVIEW_ESCALATE] = nothing,
	[REVIEW_REASSIGN] = give,
};

static enum rc note_down(struct ctx *cx, const struct review_order *order, int64_t deal_id,
			 struct review_decision *decision);

enum rc review_decide(struct ctx *cx, int64_t deal_id, const struct review_order *order,
		      struct review_decision *decision)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };
	struct deal deal;

	TRY(tx_begin(cx, &tx));
	TRY(need_right(cx, review_decision_entity.write));
	TRY(record_load_to_change(cx, &deal_entity, deal_id, &deal));
	if (deal.closed_on != UNSET)
		return fail_field(cx, E_CONFLICT, "deal_id", "this deal is closed");
	TRY(batch_scope_begin(cx, "review", &batch));
	TRY(deeds[order->decision](cx, order, &deal));
	TRY(note_down(cx, order, deal_id, decision));
	return tx_commit(&tx);
}

/* After the deed: the deal has not changed since the decision, and so is settled. It may be out of the
 * caller's sight by now, who has given it away. */
static enum rc note_down(struct ctx *cx, const struct review_order *order, int64_t deal_id,
			 struct review_decision *decision)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };

	full_sight_begin(cx, &sight);
	TRY(record_new(cx, &review_decision_entity, decision));
	decision->deal_id = deal_id;
	decision->decision = order->decision;
	decision->note = order->note;
	return record_save(cx, &review_decision_entity, decision);
}

/* --- what follows ------------------------------------------------------------------------------------- */

static enum rc nothing(struct ctx *cx, const struct review_order *order, struct deal *deal)
{
	(void)cx, (void)order, (void)deal;
	return OK;
}

static enum rc close_on(struct ctx *cx, const struct review_order *order, struct deal *deal)
{
	deal->expected_close = order->expected_close;
	return any_row_update(cx, &deal_entity, deal);
}

static enum rc need_close(struct ctx *cx, const struct review_order *order)
{
	return order->expected_close != UNSET
		       ? OK
		       : fail_code(cx, "expected_close", "required", "this field is required");
}

static enum rc push(struct ctx *cx, const struct review_order *order, struct deal *deal)
{
	TRY(need_close(cx, order));
	if (deal->expected_close != UNSET && order->expected_close <= deal->expected_close)
		return fail_code(cx, "expected_close", "range",
				 "give a day after the expected close so far");
	return close_on(cx, order, deal);
}

static enum rc pull(struct ctx *cx, const struct review_order *order, struct deal *deal)
{
	TRY(need_close(cx, order));
	if (deal->expected_close != UNSET && order->expected_close >= deal->expected_close)
		return fail_code(cx, "expected_close", "range",
				 "give a day before the expected close so far");
	return close_on(cx, order, deal);
}

static enum rc lose(struct ctx *cx, const struct review_order *order, struct deal *deal)
{
	struct move move = { .lost_reason_id = order->lost_reason_id,
			     .revive_on = order->revive_on };
	struct stage *stages;
	size_t count;

	TRY(stages_of(cx, deal->pipeline_id, false, &stages, &count));
	for (size_t i = 0; i < count; i++)
		if (stages[i].kind == STAGE_LOST)
			move.stage_id = stages[i].row.id;
	if (order->lost_reason_id != 0)
		move.given |= MOVE_LOST_REASON;
	if (order->revive_on != UNSET)
		move.given |= MOVE_REVIVE_ON;
	return deal_move(cx, deal->row.id, &move, deal);
}

/* The deal's owner does it, not whoever leads the review, who need not see the deal's company. */
static enum rc plan(struct ctx *cx, const struct review_order *order, struct deal *deal)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	struct activity step;

	if (!str_is_set(order->step_subject))
		return fail_code(cx, "subject", "required", "this field is required");
	if (order->step_due_at == UNSET)
		return fail_code(cx, "due_at", "required", "this field is required");
	TRY(need_right(cx, activity_entity.write));
	TRY(record_new(cx, &activity_entity, &step));
	step.kind = order->step_kind;
	step.subject = order->step_subject;
	step.due_at = order->step_due_at;
	step.deal_id = deal->row.id;
	step.company_id = deal->company_id;
	if (deal->owner_id != 0)
		step.owner_id = deal->owner_id;
	full_sight_begin(cx, &sight);
	return any_row_create(cx, &activity_entity, &step);
}

static enum rc give(struct ctx *cx, const struct review_order *order, struct deal *deal)
{
	if (order->owner_id == 0)
		return fail_code(cx, "owner_id", "required", "this field is required");
	deal->owner_id = order->owner_id;
	return any_row_update(cx, &deal_entity, deal);
}
