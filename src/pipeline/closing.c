/* What being won or lost means for a deal's own fields: the day, and the reason. When a deal may get
 * there: deal_move.c. */
#include "pipeline/closing.h"

#include "pipeline/operation.h"
#include "record/record.h"

static enum rc check_reason(struct ctx *cx, const struct deal *deal);

enum rc deal_settle(struct ctx *cx, struct deal *deal, const struct stage *to)
{
	if (to->kind != STAGE_LOST)
		deal->lost_reason_id = 0;
	if (to->kind == STAGE_OPEN) {
		deal->closed_on = UNSET;
		return OK;
	}
	if (deal->closed_on == UNSET)
		deal->closed_on = organisation_today(cx);
	if (deal->closed_on > organisation_today(cx))
		return fail_code(cx, "closed_on", "too_late",
				 "a deal cannot have been closed in the future");
	return to->kind == STAGE_LOST ? check_reason(cx, deal) : OK;
}

/* A pipeline without a list of reasons asks for none. */
static enum rc check_reason(struct ctx *cx, const struct deal *deal)
{
	const struct where of_pipeline = { .field = "pipeline_id", .number = deal->pipeline_id };
	struct lost_reason reason;
	bool has_reasons;

	if (deal->lost_reason_id == 0) {
		TRY(record_find(cx, &lost_reason_entity, &of_pipeline, &reason, &has_reasons));
		return has_reasons ? fail_code(cx, "lost_reason_id", "required",
					       "say why the deal is lost")
				   : OK;
	}
	TRY(load_reference(cx, &lost_reason_entity, "lost_reason_id", deal->lost_reason_id,
			   &reason));
	if (reason.pipeline_id != deal->pipeline_id)
		return fail_code(cx, "lost_reason_id", "other_pipeline",
				 "this reason belongs to another pipeline");
	return OK;
}
