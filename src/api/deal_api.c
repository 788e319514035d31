/* POST /deals/{id}/move: winning, losing and re-opening are moves. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

static enum rc read_amount(struct ctx *cx, int64_t deal_id, const struct json_in *body,
			   struct move *move)
{
	const struct field *amount = entity_field(&deal_entity, STR("amount"));
	const struct json_in *value = json_get(body, "amount");
	struct deal deal;

	if (!value)
		return OK;
	move->given |= MOVE_AMOUNT;
	move->amount = UNSET;
	if (json_kind(value) == JSON_KIND_NULL)
		return OK;
	TRY(record_load(cx, &deal_entity, deal_id, &deal)); /* for its currency */
	TRY(amount->type->from_json(cx, amount, "amount", value, &deal));
	move->amount = deal.amount;
	return OK;
}

/* As the note of an activity, which it becomes. */
static enum rc read_note(struct ctx *cx, const struct json_in *body, struct move *move)
{
	const struct field *note = entity_field(&activity_entity, STR("note"));
	const struct json_in *value = json_get(body, "note");
	struct activity activity = { 0 };

	if (!value || json_kind(value) == JSON_KIND_NULL)
		return OK;
	TRY(note->type->from_json(cx, note, "note", value, &activity));
	move->note = activity.note;
	if (move->note.len > 0)
		move->given |= MOVE_NOTE;
	return OK;
}

static enum rc read_move(struct ctx *cx, int64_t deal_id, const struct json_in *body,
			 struct move *move)
{
	TRY(shape_only(cx, body, &move_shape));
	TRY(json_want_int(cx, body, "stage_id", &move->stage_id));
	TRY(json_want_int(cx, body, "pipeline_id", &move->pipeline_id));
	TRY(json_want_int(cx, body, "lost_reason_id", &move->lost_reason_id));
	TRY(json_want_bool(cx, body, "override", &move->override));
	TRY(body_day(cx, body, "closed_on", &move->closed_on));
	TRY(body_day(cx, body, "revive_on", &move->revive_on));
	if (move->stage_id == 0)
		return fail_code(cx, "stage_id", "required", "this field is required");
	if (move->lost_reason_id != 0)
		move->given |= MOVE_LOST_REASON;
	if (move->closed_on != UNSET)
		move->given |= MOVE_CLOSED_ON;
	if (move->revive_on != UNSET)
		move->given |= MOVE_REVIVE_ON;
	TRY(read_note(cx, body, move));
	return read_amount(cx, deal_id, body, move);
}

enum rc operation_move(struct ctx *cx, int64_t deal_id, const struct json_in *body,
		       struct deal *deal)
{
	struct move move = { .closed_on = UNSET, .revive_on = UNSET, .amount = UNSET };

	TRY(read_move(cx, deal_id, body, &move));
	return deal_move(cx, deal_id, &move, deal);
}

enum rc deal_move_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	str if_match = http_header(rq, "If-Match");
	struct deal deal;

	TRY(http_json(cx, rq, &body));
	if (str_is_set(if_match)) {
		TRY(record_load(cx, &deal_entity, rq->ids[0], &deal));
		TRY(record_match(cx, &deal, if_match));
	}
	TRY(operation_move(cx, rq->ids[0], body, &deal));
	return reply_row(cx, re, &deal_entity, &deal);
}
