/* Moves a deal to another stage. Decided here: which moves there are and what they set. What a stage
 * asks before a deal may leave it: exit_criteria.c; what won and lost set: closing.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/closing.h"
#include "pipeline/enrollment.h"
#include "pipeline/exit_criteria.h"
#include "pipeline/operation.h"
#include "record/record.h"

static enum rc load_target(struct ctx *cx, const struct deal *deal, const struct move *move,
			   struct stage *to);
static enum rc apply_given(struct ctx *cx, struct deal *deal, const struct stage *to,
			   const struct move *move);
static enum rc check_exit(struct ctx *cx, const struct deal *deal, const struct stage *to,
			  const struct move *move, bool *overridden);
static enum rc note_down(struct ctx *cx, const struct deal *deal, const struct stage *to,
			 const struct move *move);

enum rc deal_move(struct ctx *cx, int64_t deal_id, const struct move *move, struct deal *deal)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };
	struct stage to;
	bool overridden = false;
	int64_t from_id;

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &deal_entity, deal_id, deal));
	TRY(load_target(cx, deal, move, &to));
	if (move->override)
		TRY(need_right(cx, RIGHT_OVERRIDE));
	if (deal->stage_id == to.row.id && move->given == 0)
		return tx_commit(&tx);
	TRY(apply_given(cx, deal, &to, move));
	TRY(check_exit(cx, deal, &to, move, &overridden));

	from_id = deal->stage_id;
	if (deal->stage_id != to.row.id) {
		deal->pipeline_id = to.pipeline_id;
		deal->stage_id = to.row.id;
		deal->stage_entered_at = cx->now;
	}
	if (move->given & MOVE_NOTE)
		TRY(batch_scope_begin(cx, "deal.move", &batch));
	else
		TRY(plan_scope_begin(cx, "deal.move", &deal_entity, deal_id, &batch));
	TRY(save_named(cx, overridden ? "deal.move.override" : "deal.move", &deal_entity, deal));
	TRY(deal_follow(cx, from_id, deal));
	TRY(note_down(cx, deal, &to, move));
	return tx_commit(&tx);
}

static enum rc load_target(struct ctx *cx, const struct deal *deal, const struct move *move,
			   struct stage *to)
{
	if (move->stage_id == 0)
		return fail_code(cx, "stage_id", "required", "this field is required");

	TRY(load_reference(cx, &stage_entity, "stage_id", move->stage_id, to));
	if (to->pipeline_id != (move->pipeline_id ? move->pipeline_id : deal->pipeline_id))
		return fail_code(cx, "stage_id", "other_pipeline",
				 "this stage belongs to another pipeline");
	if (to->pipeline_id != deal->pipeline_id && to->kind != STAGE_OPEN)
		return fail_code(cx, "stage_id", "not_open",
				 "in another pipeline a deal begins in an open stage");
	return OK;
}

/* What the mover says, then what follows from the stage. A day and a reason from an earlier closing do
 * not pass into another stage. */
static enum rc apply_given(struct ctx *cx, struct deal *deal, const struct stage *to,
			   const struct move *move)
{
	if ((move->given & MOVE_CLOSED_ON) && move->closed_on != UNSET && to->kind == STAGE_OPEN)
		return fail_code(cx, "closed_on", "not_closed",
				 "only a won or lost deal has a closing day");
	if ((move->given & MOVE_LOST_REASON) && move->lost_reason_id != 0 && to->kind != STAGE_LOST)
		return fail_code(cx, "lost_reason_id", "not_lost",
				 "only a lost deal has a reason for that");
	if ((move->given & MOVE_REVIVE_ON) && move->revive_on != UNSET && to->kind != STAGE_LOST)
		return fail_code(cx, "revive_on", "not_lost",
				 "only a lost deal is to be taken up again on a day");
	if (deal->stage_id != to->row.id) {
		deal->closed_on = UNSET;
		deal->lost_reason_id = 0;
		deal->revive_on = UNSET;
	}
	if (move->given & MOVE_CLOSED_ON)
		deal->closed_on = move->closed_on;
	if (move->given & MOVE_LOST_REASON)
		deal->lost_reason_id = move->lost_reason_id;
	if (move->given & MOVE_REVIVE_ON)
		deal->revive_on = move->revive_on;
	if (move->given & MOVE_AMOUNT)
		deal->amount = move->amount;
	return deal_settle(cx, deal, to);
}

/* The stages that a move leaves behind are the open ones from the present stage on, up to the target;
 * skipping a stage does not skip its criteria. From lost to won that is all of them. */
static bool leaves_behind(const struct stage *stage, const struct stage *from,
			  const struct stage *to)
{
	bool from_here_on = from->kind != STAGE_OPEN || stage->row.id == from->row.id ||
			    stage_before(from, stage);

	return stage->kind == STAGE_OPEN && from_here_on && stage_before(stage, to);
}

/* Forward: to won, or to an open stage after the present open one. */
static bool is_forward(const struct stage *from, const struct stage *to)
{
	if (from->row.id == to->row.id || to->kind == STAGE_LOST)
		return false;
	return to->kind == STAGE_WON || (from->kind == STAGE_OPEN && stage_before(from, to));
}

static enum rc check_exit(struct ctx *cx, const struct deal *deal, const struct stage *to,
			  const struct move *move, bool *overridden)
{
	struct exit_check check = { .deal = deal, .override = move->override };
	struct stage *stages;
	struct stage from;
	size_t count;

	TRY(record_load(cx, &stage_entity, deal->stage_id, &from));
	if (to->pipeline_id != from.pipeline_id || !is_forward(&from, to))
		return OK;
	TRY(stages_of(cx, deal->pipeline_id, false, &stages, &count));
	for (size_t i = 0; i < count; i++)
		if (leaves_behind(&stages[i], &from, to))
			TRY(exit_criteria_add(cx, &check, &stages[i]));
	return exit_criteria_verdict(cx, &check, overridden);
}

/* Notes are told with the companies that are there: an archived one is not given new ones. */
static enum rc company_of(struct ctx *cx, const struct deal *deal, int64_t *id)
{
	struct company company;
	bool found = false;

	*id = 0;
	if (deal->company_id != 0)
		TRY(record_find_id(cx, &company_entity, deal->company_id, &company, &found));
	if (found && company.row.archived_at == UNSET)
		*id = deal->company_id;
	return OK;
}

/* The company may be out of the sight of who moves the deal, and the note is the company's all the same. */
static enum rc note_down(struct ctx *cx, const struct deal *deal, const struct stage *to,
			 const struct move *move)
{
	AUTO(full_sight_end) struct full_sight sight = { 0 };
	struct activity note;

	if (!(move->given & MOVE_NOTE))
		return OK;
	TRY(need_right(cx, activity_entity.write));
	TRY(record_new(cx, &activity_entity, &note));
	note.kind = ACTIVITY_NOTE;
	note.subject = to->name;
	note.note = move->note;
	note.deal_id = deal->row.id;
	note.done_at = cx->now;
	full_sight_begin(cx, &sight);
	TRY(company_of(cx, deal, &note.company_id));
	return record_save(cx, &activity_entity, &note);
}
