/* Routes of keeping a pipeline in order: warnings with their repair, idle limits, the waterfall, the review. */
#include "api/operations.h"

#include "pipeline/hygiene.h"
#include "pipeline/waterfall.h"

/* --- warnings: pipeline/deal_hygiene.c --------------------------------------------------------------- */

static const char *const repair_actions[] = { "plan_step", "finish_step", "set_field",
					      "decide",    "tick",        "add_contact",
					      "add_line",  "set_rate",    NULL };

static const struct member repair_members[] = {
	{ MEMBER("action", NAMES), .names = repair_actions },
	{ MEMBER("resource", TEXT), .doc = "Where: deals, activities, deal_contacts, ..." },
	{ MEMBER("row_id", ID), .flags = M_NULL, .doc = "The row to change; null: a new one." },
	{ MEMBER("field", TEXT), .doc = "What to fill in there." },
	{ MEMBER("others", TEXT), .flags = M_LIST,
	  .doc = "What else would do: snooze (snoozed_until), move, win, lose, reschedule_step (due_at), "
		 "set_field." },
};
static const struct shape repair_shape = {
	.name = "Repair",
	SHAPE(repair_members),
	.is_answer = true,
	.doc = "How a client can put it right.",
};

static const struct member warning_members[] = {
	{ MEMBER("warning", TEXT), .doc = "As on cards: no_next_step, idle, ..." },
	{ MEMBER("reason", TEXT), .doc = "In words." },
	{ MEMBER("field", TEXT), .flags = M_NULL, .doc = "Of the deal." },
	{ MEMBER("since", DAY), .flags = M_NULL },
	{ MEMBER("days", INT), .flags = M_NULL, .doc = "For how long." },
	{ MEMBER("limit_days", INT), .flags = M_NULL, .doc = "For how long is fine." },
	{ MEMBER("repair", OBJECT), .of = &repair_shape },
};
static const struct shape warning_shape = {
	.name = "Warning",
	SHAPE(warning_members),
	.is_answer = true,
};

/* --- the waterfall: pipeline/waterfall_answer.c ------------------------------------------------------- */

static const struct member figure_members[] = {
	{ MEMBER("deals", INT) },
	{ MEMBER("amount", MONEY), .doc = "In the organisation's currency." },
};
static const struct shape figure_shape = {
	.name = "WaterfallFigure",
	SHAPE(figure_members),
	.is_answer = true,
};

static const char *const states[] = {
	"absent", "elsewhere", "archived", "open", "won", "lost", NULL
};

static const struct member side_members[] = {
	{ MEMBER("state", NAMES), .names = states, .doc = "elsewhere: of other owners." },
	{ MEMBER("amount", MONEY), .flags = M_NULL, .doc = "In the organisation's currency." },
	{ MEMBER("closes_on", DAY), .flags = M_NULL, .doc = "Closed on, or expected to." },
};
static const struct shape side_shape = {
	.name = "WaterfallSide",
	SHAPE(side_members),
	.is_answer = true,
};

static const struct member flow_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("title", TEXT) },
	{ MEMBER("amount", MONEY), .doc = "What it adds to the part." },
	{ MEMBER("before", OBJECT), .of = &side_shape },
	{ MEMBER("after", OBJECT), .of = &side_shape },
};
static const struct shape flow_shape = {
	.name = "WaterfallDeal",
	SHAPE(flow_members),
	.is_answer = true,
};

static const struct member waterfall_members[] = {
	{ MEMBER("from", DAY) },
	{ MEMBER("to", DAY) },
	{ MEMBER("close_from", DAY), .flags = M_NULL },
	{ MEMBER("close_to", DAY), .flags = M_NULL },
	{ MEMBER("currency", TEXT), .doc = "The organisation's." },
	{ MEMBER("opening", OBJECT), .of = &figure_shape, .doc = "Open before the first day." },
	{ MEMBER("created", OBJECT), .of = &figure_shape, .doc = "New, opened again, restored." },
	{ MEMBER("pulled_in", OBJECT), .of = &figure_shape,
	  .doc = "Was open, but closing on other days or of other owners." },
	{ MEMBER("grown", OBJECT), .of = &figure_shape },
	{ MEMBER("shrunk", OBJECT), .of = &figure_shape },
	{ MEMBER("pushed", OBJECT), .of = &figure_shape,
	  .doc = "Is open, but closing on other days or of other owners." },
	{ MEMBER("lost", OBJECT), .of = &figure_shape, .doc = "Archived ones included." },
	{ MEMBER("won", OBJECT), .of = &figure_shape },
	{ MEMBER("closing", OBJECT), .of = &figure_shape, .doc = "Open after the last day." },
	{ MEMBER("archived", OBJECT), .of = &figure_shape, .doc = "Those of the lost ones." },
	{ MEMBER("items", OBJECT), .of = &flow_shape, .flags = M_LIST,
	  .doc = "The deals behind the part that was asked for, the largest first." },
	{ MEMBER("next", TEXT), .flags = M_NULL, .doc = "`cursor` of its next page." },
};
static const struct shape waterfall_shape = {
	.name = "Waterfall",
	SHAPE(waterfall_members),
	.is_answer = true,
	.doc = "opening + created + pulled_in + grown - shrunk - pushed - lost - won = closing.",
};

static const char *const parts[] = { "created", "pulled_in", "grown",    "shrunk", "pushed",
				     "lost",    "won",       "archived", NULL };

static const struct member waterfall_query_members[] = {
	{ MEMBER("from", DAY), .flags = M_REQUIRED, .doc = "First day." },
	{ MEMBER("to", DAY), .flags = M_REQUIRED, .doc = "Last day." },
	{ MEMBER("close_from", DAY), .doc = "Deals that close on this day or later." },
	{ MEMBER("close_to", DAY), .doc = "Deals that close on this day or earlier." },
	{ MEMBER("owner_id", ID), .doc = "Deals of one owner." },
	{ MEMBER("team_id", ID), .doc = "Deals of a team and those below it." },
	{ MEMBER("part", NAMES), .names = parts, .doc = "The deals behind this part, too." },
	{ MEMBER("limit", INT), .min = 1, .max = LIMIT_MAX, .doc = "Of them; 50 unless given." },
	{ MEMBER("cursor", TEXT), .doc = "`next` of that part." },
};
static const struct shape waterfall_query = { SHAPE(waterfall_query_members) };

/* --- the review: pipeline/review.c ---------------------------------------------------------------------- */

static const struct member review_members[] = {
	{ MEMBER("deal", ROW), .row = &deal_entity },
	{ MEMBER("score", INT), .doc = "How much it needs to be talked about." },
	{ MEMBER("warnings", OBJECT), .of = &warning_shape, .flags = M_LIST },
	{ MEMBER("last_decision", ROW), .row = &review_decision_entity, .flags = M_NULL },
};
static const struct shape review_shape = {
	.name = "ReviewedDeal",
	SHAPE(review_members),
	.is_answer = true,
};

static const struct member review_query_members[] = {
	{ MEMBER("owner_id", ID), .doc = "Deals of one owner." },
	{ MEMBER("team_id", ID), .doc = "Deals of a team and those below it." },
	{ MEMBER("limit", INT), .min = 1, .max = LIMIT_MAX, .doc = "50 unless given." },
	{ MEMBER("cursor", TEXT), .doc = "`next` of the page before." },
};
static const struct shape review_query = { SHAPE(review_query_members) };

static const struct member decide_members[] = {
	{ MEMBER("decision", NAMES), .names = review_choice_names, .flags = M_REQUIRED },
	{ MEMBER("note", TEXT), .max = 2000, .doc = "What was agreed, in words." },
	{ MEMBER("expected_close", DAY), .doc = "push, pull: the new day, later or earlier." },
	{ MEMBER("owner_id", ID), .doc = "reassign: who takes it on." },
	{ MEMBER("lost_reason_id", ID), .doc = "lose: why, where the pipeline has reasons." },
	{ MEMBER("revive_on", DAY), .doc = "lose: the day on which to take it up again." },
	{ MEMBER("kind", NAMES), .names = activity_kind_names,
	  .doc = "next_step: of the activity; a call unless given." },
	{ MEMBER("subject", TEXT), .max = 500, .doc = "next_step: what is to be done." },
	{ MEMBER("due_at", INSTANT), .doc = "next_step: when." },
};
static const struct shape decide_shape = {
	.name = "Decide",
	SHAPE(decide_members),
	.doc = "What was decided about a deal, with what that takes.",
};

/* --- routes --------------------------------------------------------------------------------------------- */

#define READING(path, entity, function)                                                            \
	.method = "GET", .pattern = "/api/v1/" path, .handler = function,                          \
	.right = RIGHT_SALES_READ, .subject = &entity

static const struct route routes[] = {
	{ READING("deals/{id}/hygiene", deal_entity, deal_hygiene_api),
	  ROUTE_SPEC(.id = "deal_hygiene", .gives = GIVES_PAGE, .answer = &warning_shape),
	  .doc = "What is wrong with a deal's upkeep, and how to put it right." },
	{ READING("pipelines/{id}/idle_limits", pipeline_entity, idle_limits_api),
	  ROUTE_SPEC(.id = "idle_limits", .gives = GIVES_PAGE, .answer = &stage_idle_limit_shape),
	  .doc = "After how many days deals are idle in each open stage, and where that is from." },
	{ READING("pipelines/{id}/waterfall", pipeline_entity, waterfall_api),
	  ROUTE_SPEC(.id = "waterfall", .query = &waterfall_query, .gives = GIVES_ANSWER,
		     .answer = &waterfall_shape),
	  .doc = "How what was open before the first day became what is open after the last." },
	{ READING("pipelines/{id}/review", pipeline_entity, review_api),
	  ROUTE_SPEC(.id = "review", .query = &review_query, .gives = GIVES_PAGE,
		     .answer = &review_shape),
	  .doc = "The open deals that need to be talked about, the worst first." },
	{ .method = "POST",
	  .pattern = "/api/v1/deals/{id}/decide",
	  .handler = review_decide_api,
	  .flags = ROUTE_WRITE,
	  .body = BODY_JSON,
	  .right = RIGHT_SALES_WRITE,
	  .subject = &review_decision_entity,
	  ROUTE_SPEC(.id = "decide", .body = &decide_shape, .gives = GIVES_ROW, .status = 201),
	  .doc = "Carries out what a review decides about a deal, and writes it down." },
};

const struct route_table review_routes = { routes, COUNT_OF(routes) };
