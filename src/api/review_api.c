/* Keeping a pipeline in order: warnings with their repair, idle limits, the waterfall, the review. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

enum rc deal_hygiene_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	json_reply_begin(cx, &reply);
	TRY(deal_hygiene_to_json(cx, rq->ids[0], &reply.out));
	return json_reply_end(&reply, re);
}

enum rc idle_limits_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	json_reply_begin(cx, &reply);
	TRY(idle_limits_to_json(cx, rq->ids[0], &reply.out));
	return json_reply_end(&reply, re);
}

enum rc waterfall_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct waterfall_request waterfall = { .pipeline_id = rq->ids[0],
					       .from = UNSET,
					       .to = UNSET,
					       .close_from = UNSET,
					       .close_to = UNSET,
					       .limit = LIMIT_DEFAULT };
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	TRY(query_day(cx, query, "from", &waterfall.from));
	TRY(query_day(cx, query, "to", &waterfall.to));
	TRY(query_day(cx, query, "close_from", &waterfall.close_from));
	TRY(query_day(cx, query, "close_to", &waterfall.close_to));
	TRY(query_int(cx, query, "owner_id", &waterfall.owner_id));
	TRY(query_int(cx, query, "team_id", &waterfall.team_id));
	TRY(query_int(cx, query, "limit", &waterfall.limit));
	waterfall.part = query_get(query, "part");
	waterfall.cursor = query_get(query, "cursor");
	json_reply_begin(cx, &reply);
	TRY(waterfall_to_json(cx, &waterfall, &reply.out));
	return json_reply_end(&reply, re);
}

/* The members of a body that are fields of a row; those that are not given stay as they are. */
static enum rc read_fields(struct ctx *cx, const struct json_in *body, const struct entity *entity,
			   const char *const *names, void *row)
{
	for (size_t i = 0; names[i]; i++) {
		const struct field *field = entity_field(entity, str_from(names[i]));
		const struct json_in *value = json_get(body, names[i]);

		if (json_kind(value) != JSON_KIND_NULL)
			TRY(field->type->from_json(cx, field, names[i], value, row));
	}
	return OK;
}

static enum rc read_order(struct ctx *cx, const struct json_in *body, struct review_order *order)
{
	static const char *const decided[] = { "decision", "note", NULL };
	static const char *const planned[] = { "kind", "subject", "due_at", NULL };
	struct review_decision row = { .decision = REVIEW_KEEP };
	struct activity step = { .kind = ACTIVITY_CALL, .due_at = UNSET };

	if (json_kind(json_get(body, "decision")) == JSON_KIND_NULL)
		return fail_code(cx, "decision", "required", "this field is required");
	TRY(read_fields(cx, body, &review_decision_entity, decided, &row));
	TRY(read_fields(cx, body, &activity_entity, planned, &step));
	*order = (struct review_order){
		.decision = row.decision,
		.note = row.note,
		.expected_close = UNSET,
		.revive_on = UNSET,
		.step_kind = step.kind,
		.step_subject = step.subject,
		.step_due_at = step.due_at,
	};
	TRY(body_day(cx, body, "expected_close", &order->expected_close));
	TRY(body_day(cx, body, "revive_on", &order->revive_on));
	TRY(json_want_int(cx, body, "owner_id", &order->owner_id));
	return json_want_int(cx, body, "lost_reason_id", &order->lost_reason_id);
}

enum rc review_decide_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	struct review_decision decision;
	struct review_order order;

	TRY(body_of(cx, rq, &body));
	TRY(read_order(cx, body, &order));
	TRY(review_decide(cx, rq->ids[0], &order, &decision));
	re->status = 201;
	re->location =
		str_printf(cx->arena, "/api/v1/review_decisions/%lld", (long long)decision.row.id);
	return reply_row(cx, re, &review_decision_entity, &decision);
}

enum rc review_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct review_request review = { .pipeline_id = rq->ids[0], .limit = LIMIT_DEFAULT };
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	TRY(query_int(cx, query, "owner_id", &review.owner_id));
	TRY(query_int(cx, query, "team_id", &review.team_id));
	TRY(query_int(cx, query, "limit", &review.limit));
	review.cursor = query_get(query, "cursor");
	json_reply_begin(cx, &reply);
	TRY(review_to_json(cx, &review, &reply.out));
	return json_reply_end(&reply, re);
}
