/* Insight: what became of the deals of a pipeline, as figures with the rows behind them; and the closing calendar, which
 * is asked for alike. */
#include "api/operations.h"

#include "base/money.h"
#include "pipeline/pipeline.h"

#include <string.h>

enum { CALENDAR_LIMIT = 5 };

/* What every answer takes. */
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

/* --- the answers, each by what its operation is called ---------------------------------------------------------- */

static enum rc write_funnel(struct ctx *cx, const struct asking *asking, struct json_out *out)
{
	const struct funnel_request request = {
		.scope = asking->scope,
		.cohort = query_get(asking->query, "cohort"),
		.limit = LIMIT_DEFAULT,
	};

	return insight_funnel_to_json(cx, &request, out);
}

static enum rc write_funnel_deals(struct ctx *cx, const struct asking *asking, struct json_out *out)
{
	struct funnel_request request = {
		.scope = asking->scope,
		.way = query_get(asking->query, "way"),
		.cursor = query_get(asking->query, "cursor"),
		.limit = LIMIT_DEFAULT,
	};

	TRY(query_int(cx, asking->query, "stage_id", &request.stage_id));
	TRY(query_int(cx, asking->query, "limit", &request.limit));
	return insight_funnel_deals_to_json(cx, &request, out);
}

static enum rc write_pace(struct ctx *cx, const struct asking *asking, struct json_out *out)
{
	return insight_pace_to_json(cx, &asking->scope, out);
}

static enum rc write_outcomes(struct ctx *cx, const struct asking *asking, struct json_out *out)
{
	return insight_outcomes_to_json(cx, &asking->scope, query_get(asking->query, "by"), out);
}

static enum rc write_sources(struct ctx *cx, const struct asking *asking, struct json_out *out)
{
	return insight_sources_to_json(cx, &asking->scope, out);
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

static enum rc write_coverage(struct ctx *cx, const struct asking *asking, struct json_out *out)
{
	int64_t target;

	TRY(read_target(cx, query_get(asking->query, "target"), &target));
	return insight_coverage_to_json(cx, &asking->scope, target, out);
}

static enum rc write_calendar(struct ctx *cx, const struct asking *asking, struct json_out *out)
{
	struct calendar_request request = { .scope = asking->scope, .limit = CALENDAR_LIMIT };

	TRY(query_int(cx, asking->query, "limit", &request.limit));
	TRY(query_bool(cx, asking->query, "closed", &request.closed));
	return closing_calendar_to_json(cx, &request, out);
}

static const struct insight_answer {
	const char *id;
	enum rc (*write)(struct ctx *cx, const struct asking *asking, struct json_out *out);
} answers[] = {
	{ "insight_funnel", write_funnel },     { "insight_funnel_deals", write_funnel_deals },
	{ "insight_pace", write_pace },         { "insight_outcomes", write_outcomes },
	{ "insight_sources", write_sources },   { "insight_coverage", write_coverage },
	{ "closing_calendar", write_calendar },
};

enum rc insight_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct route_spec *spec = rq->route->spec;
	const struct insight_answer *answer = answers;
	struct asking asking;
	struct json_reply reply;

	while (strcmp(answer->id, spec->id) != 0) {
		answer++;
		ensure(answer < answers + COUNT_OF(answers));
	}
	TRY(read_asking(cx, rq, &asking));
	json_reply_begin(cx, &reply);
	TRY(answer->write(cx, &asking, &reply.out));
	return json_reply_end(&reply, re);
}
