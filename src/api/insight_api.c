/* Insight: what became of the deals of a pipeline, as figures with the rows behind them. */
#include "api/operations.h"

#include "base/money.h"
#include "pipeline/pipeline.h"

/* What every answer of Insight takes. */
struct asking {
	const struct query_string *query;
	struct list_query filter;
	struct insight_scope scope;
};

static enum rc read_asking(struct ctx *cx, struct http_request *rq, struct asking *asking)
{
	struct insight_scope *scope = &asking->scope;

	str as_of;

	*scope = (struct insight_scope){
		.pipeline_id = rq->ids[0], .from = UNSET, .to = UNSET, .as_of = UNSET
	};
	TRY(query_with_filters(cx, rq, &asking->query, &asking->filter));
	TRY(query_day(cx, asking->query, "from", &scope->from));
	TRY(query_day(cx, asking->query, "to", &scope->to));
	TRY(query_int(cx, asking->query, "owner_id", &scope->owner_id));
	TRY(query_int(cx, asking->query, "team_id", &scope->team_id));
	as_of = query_get(asking->query, "as_of");
	if (str_is_set(as_of))
		TRY(as_of_parse(cx, as_of, &scope->as_of));
	scope->filter = &asking->filter;
	return OK;
}

enum rc insight_funnel_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct funnel_request request = { .limit = LIMIT_DEFAULT };
	struct asking asking;
	struct json_reply reply;

	TRY(read_asking(cx, rq, &asking));
	request.scope = asking.scope;
	request.cohort = query_get(asking.query, "cohort");
	json_reply_begin(cx, &reply);
	TRY(insight_funnel_to_json(cx, &request, &reply.out));
	return json_reply_end(&reply, re);
}

enum rc insight_funnel_deals_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct funnel_request request = { .limit = LIMIT_DEFAULT };
	struct asking asking;
	struct json_reply reply;

	TRY(read_asking(cx, rq, &asking));
	TRY(query_int(cx, asking.query, "stage_id", &request.stage_id));
	TRY(query_int(cx, asking.query, "limit", &request.limit));
	request.scope = asking.scope;
	request.way = query_get(asking.query, "way");
	request.cursor = query_get(asking.query, "cursor");
	json_reply_begin(cx, &reply);
	TRY(insight_funnel_deals_to_json(cx, &request, &reply.out));
	return json_reply_end(&reply, re);
}

enum rc insight_pace_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct asking asking;
	struct json_reply reply;

	TRY(read_asking(cx, rq, &asking));
	json_reply_begin(cx, &reply);
	TRY(insight_pace_to_json(cx, &asking.scope, &reply.out));
	return json_reply_end(&reply, re);
}

enum rc insight_outcomes_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct asking asking;
	struct json_reply reply;

	TRY(read_asking(cx, rq, &asking));
	json_reply_begin(cx, &reply);
	TRY(insight_outcomes_to_json(cx, &asking.scope, query_get(asking.query, "by"), &reply.out));
	return json_reply_end(&reply, re);
}

enum rc insight_sources_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct asking asking;
	struct json_reply reply;

	TRY(read_asking(cx, rq, &asking));
	json_reply_begin(cx, &reply);
	TRY(insight_sources_to_json(cx, &asking.scope, &reply.out));
	return json_reply_end(&reply, re);
}

/* In the organisation's currency; not negative. */
static enum rc read_target(struct ctx *cx, str text, int64_t *target)
{
	const struct currency *currency = currency_find(str_from(cx->organisation.currency));

	*target = UNSET;
	if (!str_is_set(text) || (money_parse(text, currency, target) == MONEY_OK && *target >= 0))
		return OK;
	return fail_code(cx, "target", "format", "give an amount such as 1500000.00");
}

enum rc insight_coverage_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct asking asking;
	struct json_reply reply;
	int64_t target;

	TRY(read_asking(cx, rq, &asking));
	TRY(read_target(cx, query_get(asking.query, "target"), &target));
	json_reply_begin(cx, &reply);
	TRY(insight_coverage_to_json(cx, &asking.scope, target, &reply.out));
	return json_reply_end(&reply, re);
}
