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
