/* GET /today: what there is to do on a day. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

enum rc today_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct today_request today = { .day = UNSET, .limit = LIMIT_DEFAULT };
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	TRY(query_day(cx, query, "date", &today.day));
	TRY(query_int(cx, query, "owner_id", &today.owner_id));
	TRY(query_int(cx, query, "limit", &today.limit));
	json_reply_begin(cx, &reply);
	TRY(today_to_json(cx, &today, &reply.out));
	return json_reply_end(&reply, re);
}
