/* Routes of Insight, pipeline/insight_*.c, and of the closing calendar, pipeline/closing_calendar_query.c. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

/* --- the funnel: pipeline/insight_funnel.c ------------------------------------------------------------------ */

#define COUNT_MEMBERS                                                                                     \
	{ MEMBER("entered", INT), .doc = "Deals that were here; of all deals: that began." },             \
		{ MEMBER("advanced", INT), .doc = "Went on to a later stage, or were won." },             \
		{ MEMBER("lost", INT), .doc = "Are lost, and had not gone on before." },                  \
		{ MEMBER("open", INT), .doc = "Are open, and have not gone on: undecided." },             \
		{ MEMBER("conversion", RATE), .flags = M_NULL,                                            \
		  .doc = "advanced ÷ (advanced + lost): of the decided ones." },                          \
		{ MEMBER("estimate", RATE), .flags = M_NULL,                                              \
		  .doc = "Share of all that have gone on, by Aalen-Johansen: open deals are censored." }, \
		{ MEMBER("estimate_lost", RATE), .flags = M_NULL },                                       \
	{                                                                                                 \
		MEMBER("undecided", RATE),                                                                \
			.flags = M_NULL,                                                                  \
			.doc = "What is left: nobody has been watched for longer."                        \
	}

#define DAYS_MEMBERS                                                                               \
	{ MEMBER("days_p50", INT), .flags = M_NULL,                                                \
	  .doc = "Begun days within which half have left, by Kaplan-Meier; null: longer than "     \
		 "anybody has been watched." },                                                    \
	{                                                                                          \
		MEMBER("days_p80", INT), .flags = M_NULL, .doc = "The same of 80 %."               \
	}

#define ROWS(key, text)                                                                            \
	{                                                                                          \
		MEMBER(key, TEXT), .flags = M_NULL, .doc = text                                    \
	}
#define ROWS_DOC                                                                                   \
	"Query of GET /deals: with the filters of this request, the deals behind. Null: the team has no members, or too many."

static const struct member funnel_stage_members[] = {
	{ MEMBER("stage_id", ID) },
	{ MEMBER("name", TEXT) },
	COUNT_MEMBERS,
	DAYS_MEMBERS,
};
static const struct shape funnel_stage_shape = {
	.name = "FunnelStage",
	SHAPE(funnel_stage_members),
	.is_answer = true,
};

static const struct member cohort_stage_members[] = {
	{ MEMBER("stage_id", ID) },
	COUNT_MEMBERS,
};
static const struct shape cohort_stage_shape = {
	.name = "CohortStage",
	SHAPE(cohort_stage_members),
	.is_answer = true,
};

static const struct member cohort_members[] = {
	{ MEMBER("from", DAY) },
	{ MEMBER("to", DAY) },
	COUNT_MEMBERS,
	ROWS("rows", ROWS_DOC),
	{ MEMBER("stages", OBJECT), .of = &cohort_stage_shape, .flags = M_LIST },
};
static const struct shape cohort_shape = {
	.name = "Cohort",
	SHAPE(cohort_members),
	.is_answer = true,
};

static const struct member funnel_all_members[] = {
	COUNT_MEMBERS,
	DAYS_MEMBERS,
	ROWS("rows", ROWS_DOC),
};
static const struct shape funnel_all_shape = {
	.name = "FunnelDeals",
	SHAPE(funnel_all_members),
	.is_answer = true,
};

static const struct member funnel_members[] = {
	{ MEMBER("from", DAY) },
	{ MEMBER("to", DAY) },
	{ MEMBER("since", INSTANT), .flags = M_NULL,
	  .doc = "Deals that were created before are left out: there are too many." },
	{ MEMBER("deals", OBJECT), .of = &funnel_all_shape, .doc = "As a whole; on is won." },
	{ MEMBER("stages", OBJECT), .of = &funnel_stage_shape, .flags = M_LIST },
	{ MEMBER("cohorts", OBJECT), .of = &cohort_shape, .flags = M_LIST },
};
static const struct shape funnel_shape = {
	.name = "Funnel",
	SHAPE(funnel_members),
	.is_answer = true,
};

static const struct member funnel_deal_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("title", TEXT), .flags = M_NULL },
	{ MEMBER("way", NAMES), .names = insight_way_names },
	{ MEMBER("days", INT), .doc = "Begun days until it left, or until now." },
};
static const struct shape funnel_deal_shape = {
	.name = "FunnelDeal",
	SHAPE(funnel_deal_members),
	.is_answer = true,
};

/* --- what was closed: pipeline/insight_pace_query.c, insight_outcomes_query.c --------------------------------- */

#define OUTCOME_MEMBERS                                                                            \
	{ MEMBER("won", INT) }, { MEMBER("lost", INT) }, { MEMBER("amount_won", MONEY) },          \
		{ MEMBER("amount_lost", MONEY) },                                                  \
		{ MEMBER("win_rate", RATE), .flags = M_NULL, .doc = "won ÷ (won + lost)." },       \
		{ MEMBER("win_rate_low", RATE), .flags = M_NULL,                                   \
		  .doc = "Wilson's interval of 95 %." },                                           \
		{ MEMBER("win_rate_high", RATE), .flags = M_NULL },                                \
		{ MEMBER("win_rate_value", RATE), .flags = M_NULL, .doc = "The same by worth." },  \
	{                                                                                          \
		MEMBER("average_deal", MONEY), .flags = M_NULL, .doc = "Of the won ones."          \
	}

#define OUTCOME_ROWS                                                                               \
	ROWS("rows", ROWS_DOC), { MEMBER("rows_won", TEXT), .flags = M_NULL },                     \
	{                                                                                          \
		MEMBER("rows_lost", TEXT), .flags = M_NULL                                         \
	}

#define PACE_MEMBERS                                                                               \
	{ MEMBER("from", DAY) }, { MEMBER("to", DAY) }, OUTCOME_MEMBERS,                           \
		{ MEMBER("cycle_days", NUMBER), .flags = M_NULL,                                   \
		  .doc = "From creation to win, on average." },                                    \
		{ MEMBER("cycle_p50", INT), .flags = M_NULL,                                       \
		  .doc = "Half of the wins took at most so." },                                    \
		{ MEMBER("cycle_p80", INT), .flags = M_NULL }, OUTCOME_ROWS

static const struct member pace_month_members[] = { PACE_MEMBERS };
static const struct shape pace_month_shape = {
	.name = "PaceMonth",
	SHAPE(pace_month_members),
	.is_answer = true,
};

static const struct member pace_members[] = {
	{ MEMBER("currency", TEXT), .doc = "The organisation's." },
	PACE_MEMBERS,
	{ MEMBER("deals_open", INT), .doc = "Now, whatever the period." },
	{ MEMBER("amount_open", MONEY) },
	{ MEMBER("velocity_per_day", MONEY), .flags = M_NULL,
	  .doc = "deals_open × average_deal × win_rate ÷ cycle_days." },
	{ MEMBER("rows_open", TEXT) },
	{ MEMBER("months", OBJECT), .of = &pace_month_shape, .flags = M_LIST },
};
static const struct shape pace_shape = { .name = "Pace", SHAPE(pace_members), .is_answer = true };

static const struct member sum_members[] = { OUTCOME_MEMBERS };
static const struct shape sum_shape = {
	.name = "OutcomeSum",
	SHAPE(sum_members),
	.is_answer = true,
};

static const struct member group_members[] = {
	{ MEMBER("value", TEXT), .flags = M_NULL,
	  .doc = "Of the field, or the least of a band; null: it is not set." },
	{ MEMBER("below", TEXT), .flags = M_NULL, .doc = "Of a band: what is less than this." },
	{ MEMBER("name", TEXT), .flags = M_NULL, .doc = "Of the row that the value is the id of." },
	OUTCOME_MEMBERS,
	OUTCOME_ROWS,
};
static const struct shape group_shape = {
	.name = "OutcomeGroup",
	SHAPE(group_members),
	.is_answer = true,
};

static const struct member outcomes_members[] = {
	{ MEMBER("from", DAY) },
	{ MEMBER("to", DAY) },
	{ MEMBER("by", TEXT) },
	{ MEMBER("currency", TEXT), .doc = "The organisation's." },
	{ MEMBER("groups", OBJECT), .of = &group_shape, .flags = M_LIST,
	  .doc = "The 50 with the most closed deals; all bands, the least first." },
	{ MEMBER("rest", OBJECT), .of = &sum_shape, .doc = "Of all other groups together." },
	{ MEMBER("all", OBJECT), .of = &sum_shape },
};
static const struct shape outcomes_shape = {
	.name = "Outcomes",
	SHAPE(outcomes_members),
	.is_answer = true,
};

/* --- sources: pipeline/insight_sources_query.c ------------------------------------------------------------------ */

static const struct member source_members[] = {
	{ MEMBER("source_id", ID), .flags = M_NULL, .doc = "Null: deals and leads without one." },
	{ MEMBER("name", TEXT), .flags = M_NULL },
	{ MEMBER("leads", INT), .flags = M_NULL,
	  .doc = "That began in the period; null where filters are asked that leads do not have, "
		 "and of the past, which is not kept of them." },
	{ MEMBER("qualified", INT), .flags = M_NULL, .doc = "Of these: are or were prospects." },
	{ MEMBER("converted", INT), .flags = M_NULL },
	{ MEMBER("deals", INT), .doc = "That began in the period." },
	{ MEMBER("open", INT), .doc = "Of these; the following, too." },
	OUTCOME_MEMBERS,
	{ MEMBER("amount_per_lead", MONEY), .flags = M_NULL, .doc = "amount_won ÷ leads." },
	{ MEMBER("amount_per_deal", MONEY), .flags = M_NULL, .doc = "amount_won ÷ deals." },
	ROWS("rows", ROWS_DOC),
	ROWS("rows_leads", "Query of GET /leads; null of the past, too."),
};
static const struct shape source_shape = {
	.name = "SourceYield",
	SHAPE(source_members),
	.is_answer = true,
};

static const struct member sources_members[] = {
	{ MEMBER("from", DAY) },
	{ MEMBER("to", DAY) },
	{ MEMBER("currency", TEXT), .doc = "The organisation's." },
	{ MEMBER("sources", OBJECT), .of = &source_shape, .flags = M_LIST },
};
static const struct shape sources_shape = {
	.name = "SourceYields",
	SHAPE(sources_members),
	.is_answer = true,
};

/* --- coverage: pipeline/insight_coverage.c --------------------------------------------------------------------- */

static const struct member part_members[] = {
	{ MEMBER("from", DAY) },
	{ MEMBER("to", DAY) },
	{ MEMBER("deals", INT) },
	{ MEMBER("amount", MONEY) },
	{ MEMBER("weighted", MONEY), .doc = "By the chances of the stages." },
	ROWS("rows", ROWS_DOC),
};
static const struct shape part_shape = {
	.name = "CoveragePart",
	SHAPE(part_members),
	.is_answer = true,
};

static const struct member coverage_members[] = {
	{ MEMBER("from", DAY) },
	{ MEMBER("to", DAY) },
	{ MEMBER("currency", TEXT), .doc = "The organisation's." },
	{ MEMBER("target", MONEY), .flags = M_NULL, .doc = "As given; null: what was won before." },
	{ MEMBER("missing", MONEY), .doc = "target - won, at least 0." },
	{ MEMBER("won", OBJECT), .of = &part_shape, .doc = "Closed in the period." },
	{ MEMBER("open", OBJECT), .of = &part_shape, .doc = "Expected to close in it." },
	{ MEMBER("before", OBJECT), .of = &part_shape,
	  .doc = "Won in as many days before the period." },
	{ MEMBER("coverage", NUMBER), .flags = M_NULL,
	  .doc = "open ÷ missing; null: nothing is missing." },
	{ MEMBER("coverage_weighted", NUMBER), .flags = M_NULL, .doc = "weighted ÷ missing." },
};
static const struct shape coverage_shape = {
	.name = "Coverage",
	SHAPE(coverage_members),
	.is_answer = true,
};

/* --- the closing calendar: pipeline/closing_calendar_query.c ------------------------------------------------------ */

static const struct member day_sum_members[] = {
	{ MEMBER("currency", TEXT) },
	{ MEMBER("amount", MONEY), .doc = "Of the day's deals in this currency." },
};
static const struct shape day_sum_shape = {
	.name = "DaySum",
	SHAPE(day_sum_members),
	.is_answer = true,
};

static const struct member closing_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("revision", INT), .doc = "The deal's ETag, without its quotes." },
	{ MEMBER("title", TEXT) },
	{ MEMBER("amount", MONEY), .flags = M_NULL },
	{ MEMBER("currency", TEXT) },
	{ MEMBER("expected_close", DAY) },
	{ MEMBER("stage_id", ID) },
	{ MEMBER("company_id", ID), .flags = M_NULL },
	{ MEMBER("owner_id", ID), .flags = M_NULL },
};
static const struct shape closing_shape = {
	.name = "Closing",
	SHAPE(closing_members),
	.is_answer = true,
};

static const struct member calendar_day_members[] = {
	{ MEMBER("day", DAY) },
	{ MEMBER("sums", OBJECT), .of = &day_sum_shape, .flags = M_LIST },
	{ MEMBER("deals", INT), .doc = "Of all that are expected to close on it." },
	{ MEMBER("largest", OBJECT), .of = &closing_shape, .flags = M_LIST,
	  .doc = "The first of them by their amount in the organisation's currency." },
};
static const struct shape calendar_day_shape = {
	.name = "CalendarDay",
	SHAPE(calendar_day_members),
	.is_answer = true,
};

static const struct member calendar_members[] = {
	{ MEMBER("from", DAY) },
	{ MEMBER("to", DAY) },
	{ MEMBER("undated", INT), .doc = "Deals that say no day." },
	{ MEMBER("days", OBJECT), .of = &calendar_day_shape, .flags = M_LIST,
	  .doc = "Those on which deals are expected to close." },
};
static const struct shape calendar_shape = {
	.name = "ClosingCalendar",
	SHAPE(calendar_members),
	.is_answer = true,
};

/* --- parameters -------------------------------------------------------------------------------------------------- */

#define SCOPE_MEMBERS                                                                              \
	{ MEMBER("from", DAY),                                                                     \
	  .doc = "First day; unless given, that of the month eleven months before `to`." },        \
		{ MEMBER("to", DAY), .doc = "Last day; the last of this month unless given." },    \
		{ MEMBER("as_of", MOMENT),                                                         \
		  .doc = "What was known then; of leads nothing is kept." },                       \
		{ MEMBER("owner_id", ID), .doc = "Deals of one owner." },                          \
		{ MEMBER("team_id", ID), .doc = "Deals of a team and those below it." },           \
	{                                                                                          \
		MEMBER("q", TEXT), .doc = "Deals with these words."                                \
	}

static const struct member scope_members[] = { SCOPE_MEMBERS };
static const struct shape scope_query = { SHAPE(scope_members) };

static const struct member funnel_query_members[] = {
	SCOPE_MEMBERS,
	{ MEMBER("cohort", NAMES), .names = insight_cohort_names, .doc = "month unless given." },
};
static const struct shape funnel_query = { SHAPE(funnel_query_members) };

static const struct member funnel_deals_query_members[] = {
	SCOPE_MEMBERS,
	{ MEMBER("stage_id", ID), .doc = "Out of this stage; unless given, deals as a whole." },
	{ MEMBER("way", NAMES), .names = insight_way_names, .flags = M_REQUIRED,
	  .doc = "Which of its figures." },
	{ MEMBER("limit", INT), .min = 1, .max = LIMIT_MAX, .doc = "50 unless given." },
	{ MEMBER("cursor", TEXT), .doc = "`next` of the page before." },
};
static const struct shape funnel_deals_query = { SHAPE(funnel_deals_query_members) };

static const struct member outcomes_query_members[] = {
	SCOPE_MEMBERS,
	{ MEMBER("by", TEXT), .flags = M_REQUIRED,
	  .doc = "owner_id, source_id, company_id, lost_reason_id, category, currency; amount, in "
		 "bands of the organisation's currency; company.industry, company.city, "
		 "company.country, company.employees (in bands); custom.KEY or company.custom.KEY "
		 "of a text, a choice, yes or no." },
};
static const struct shape outcomes_query = { SHAPE(outcomes_query_members) };

static const struct member coverage_query_members[] = {
	SCOPE_MEMBERS,
	{ MEMBER("target", MONEY), .doc = "In the organisation's currency." },
};
static const struct shape coverage_query = { SHAPE(coverage_query_members) };

static const struct member calendar_query_members[] = {
	{ MEMBER("from", DAY), .flags = M_REQUIRED, .doc = "First day." },
	{ MEMBER("to", DAY), .flags = M_REQUIRED, .doc = "Last day, at most 93 with it." },
	{ MEMBER("as_of", MOMENT), .doc = "The calendar as it was then." },
	{ MEMBER("owner_id", ID), .doc = "Deals of one owner." },
	{ MEMBER("team_id", ID), .doc = "Deals of a team and those below it." },
	{ MEMBER("q", TEXT), .doc = "Deals with these words." },
	{ MEMBER("closed", BOOL), .doc = "Won and lost deals, too." },
	{ MEMBER("limit", INT), .max = 20, .doc = "Deals of a day; 5 unless given." },
};
static const struct shape calendar_query = { SHAPE(calendar_query_members) };

/* Figures are of all stages of one pipeline, and are no pages. */
static const char *const not_of_insight[] = { "stage_id", "pipeline_id", "archived_at",
					      "archived", "count",       "sort",
					      "limit",    "cursor",      NULL };

/* --- routes --------------------------------------------------------------------------------------------------------- */

#define READING(path)                                                                              \
	.method = "GET", .pattern = "/api/v1/pipelines/{id}/insight/" path,                        \
	.handler = insight_api, .right = RIGHT_SALES_READ, .subject = &pipeline_entity
#define FILTERED .filters = &deal_entity, .no_filters = not_of_insight

static const struct route routes[] = {
	{ READING("funnel"),
	  ROUTE_SPEC(.id = "insight_funnel", .query = &funnel_query, FILTERED,
		     .gives = GIVES_ANSWER, .answer = &funnel_shape),
	  .doc = "What became of the deals that began in a period, by stage and by cohort." },
	{ READING("funnel/deals"),
	  ROUTE_SPEC(.id = "insight_funnel_deals", .query = &funnel_deals_query, FILTERED,
		     .gives = GIVES_PAGE, .answer = &funnel_deal_shape),
	  .doc = "The deals behind a figure of the funnel, the oldest first." },
	{ READING("pace"),
	  ROUTE_SPEC(.id = "insight_pace", .query = &scope_query, FILTERED, .gives = GIVES_ANSWER,
		     .answer = &pace_shape),
	  .doc = "What was closed in a period, by month: win rate, cycle, velocity." },
	{ READING("outcomes"),
	  ROUTE_SPEC(.id = "insight_outcomes", .query = &outcomes_query, FILTERED,
		     .gives = GIVES_ANSWER, .answer = &outcomes_shape),
	  .doc = "What was closed in a period, by the values of a field." },
	{ READING("sources"),
	  ROUTE_SPEC(.id = "insight_sources", .query = &scope_query, FILTERED,
		     .gives = GIVES_ANSWER, .answer = &sources_shape),
	  .doc = "What came of each source: leads, deals, wins." },
	{ READING("coverage"),
	  ROUTE_SPEC(.id = "insight_coverage", .query = &coverage_query, FILTERED,
		     .gives = GIVES_ANSWER, .answer = &coverage_shape),
	  .doc = "How what is open covers what a target lacks." },
	{ .method = "GET",
	  .pattern = "/api/v1/pipelines/{id}/calendar",
	  .handler = insight_api,
	  .right = RIGHT_SALES_READ,
	  .subject = &pipeline_entity,
	  ROUTE_SPEC(.id = "closing_calendar", .query = &calendar_query, FILTERED,
		     .gives = GIVES_ANSWER, .answer = &calendar_shape),
	  .doc = "What is expected to close on each day: numbers, sums, the largest deals." },
};

const struct route_table insight_routes = { routes, COUNT_OF(routes) };
