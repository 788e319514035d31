/* Routes of nurturing besides those that every resource has: plans begun, stopped and skipped, and what
 * there is to do today. */
#include "api/operations.h"

/* --- bodies and parameters --------------------------------------------------------------------------- */

/* No note: that is nothing to do. */
static const char *const step_kinds[] = { "task", "call", "meeting", "email", "whatsapp", NULL };

static const struct member step_members[] = {
	{ MEMBER("kind", NAMES), .names = step_kinds, .flags = M_REQUIRED },
	{ MEMBER("subject", TEXT), .flags = M_REQUIRED, .min = 1, .max = 200,
	  .doc = "Of the activity; placeholders are filled: {name}, {company}, {owner}, {title}." },
	{ MEMBER("text", TEXT), .max = 4000, .doc = "The message, with placeholders." },
	{ MEMBER("after_days", INT), .flags = M_REQUIRED, .max = 260,
	  .doc = "Working days after the step before it; of the first one: after the start." },
};
const struct shape cadence_step_shape = { .name = "CadenceStep", SHAPE(step_members) };

static const struct member enroll_members[] = {
	{ MEMBER("lead_id", ID), .doc = "For a plan for leads." },
	{ MEMBER("deal_id", ID), .doc = "For a plan for deals: an open one." },
	{ MEMBER("starts_on", DAY),
	  .doc = "From when the first step is counted; today unless given." },
};
static const struct shape enroll_shape = {
	.name = "Enroll",
	SHAPE(enroll_members),
	.doc = "Who begins the plan: a lead or a deal.",
};

static const struct member enroll_item_members[] = {
	{ MEMBER("cadence_id", ID), .flags = M_REQUIRED },
	{ MEMBER("starts_on", DAY),
	  .doc = "From when the first step is counted; today unless given." },
};
const struct shape enroll_item_shape = {
	.name = "EnrollItem",
	SHAPE(enroll_item_members),
	.doc = "The plan that a lead or deal of a batch begins.",
};

static const struct member today_query_members[] = {
	{ MEMBER("date", DAY), .doc = "Today in the organisation's zone unless given." },
	{ MEMBER("owner_id", ID), .doc = "Whose day; the caller's unless given." },
	{ MEMBER("limit", INT), .min = 1, .max = LIMIT_MAX,
	  .doc = "Items of a kind; 50 unless given." },
};
static const struct shape today_query = { SHAPE(today_query_members) };

/* --- answers: pipeline/today.c, today_json.c ----------------------------------------------------------- */

static const char *const today_kinds[] = { "overdue",    "due",          "revived", "new_lead",
					   "plan_ended", "no_next_step", NULL };

static const struct member today_deal_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("title", TEXT) },
	{ MEMBER("amount", MONEY), .flags = M_NULL },
	{ MEMBER("currency", TEXT) },
	{ MEMBER("expected_close", DAY), .flags = M_NULL },
	{ MEMBER("revision", INT) },
	{ MEMBER("stage", OBJECT), .of = &named_shape, .flags = M_NULL },
	{ MEMBER("company", OBJECT), .of = &named_shape, .flags = M_NULL },
};
static const struct shape today_deal_shape = { .name = "TodayDeal",
					       SHAPE(today_deal_members),
					       .is_answer = true };

static const struct member today_lead_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("name", TEXT) },
	{ MEMBER("company_name", TEXT), .flags = M_NULL },
	{ MEMBER("lifecycle", NAMES), .names = lifecycle_names },
	{ MEMBER("created_at", INSTANT) },
	{ MEMBER("revision", INT) },
};
static const struct shape today_lead_shape = { .name = "TodayLead",
					       SHAPE(today_lead_members),
					       .is_answer = true };

static const struct member today_contact_members[] = {
	{ MEMBER("id", ID), .flags = M_NULL, .doc = "Null: the lead itself." },
	{ MEMBER("name", TEXT) },
	{ MEMBER("phone", TEXT), .flags = M_NULL },
	{ MEMBER("email", TEXT), .flags = M_NULL },
	{ MEMBER("whatsapp", TEXT), .flags = M_NULL,
	  .doc = "Link that opens a chat; of a WhatsApp step with its message in it." },
};
static const struct shape today_contact_shape = { .name = "TodayContact",
						  SHAPE(today_contact_members),
						  .is_answer = true };

static const struct member today_plan_members[] = {
	{ MEMBER("id", ID), .doc = "Of the enrollment." },
	{ MEMBER("step", INT) },
	{ MEMBER("state", NAMES), .names = enrollment_state_names },
	{ MEMBER("stop_reason", NAMES), .names = stop_reason_names, .flags = M_NULL },
	{ MEMBER("cadence", OBJECT), .of = &named_shape, .flags = M_NULL },
};
static const struct shape today_plan_shape = { .name = "TodayPlan",
					       SHAPE(today_plan_members),
					       .is_answer = true };

#define PLANNED_MEMBERS                                                                            \
	{ MEMBER("activity", ROW), .row = &activity_entity, .flags = M_NULL },                     \
		{ MEMBER("deal", OBJECT), .of = &today_deal_shape, .flags = M_NULL },              \
		{ MEMBER("lead", OBJECT), .of = &today_lead_shape, .flags = M_NULL },              \
	{                                                                                          \
		MEMBER("contact", OBJECT), .of = &today_contact_shape, .flags = M_NULL,            \
					   .doc = "Whom to talk to."                               \
	}

static const struct member today_planned_members[] = { PLANNED_MEMBERS };
static const struct shape today_planned_shape = { .name = "TodayPlanned",
						  SHAPE(today_planned_members),
						  .is_answer = true };

static const struct member today_item_members[] = {
	{ MEMBER("kind", NAMES), .names = today_kinds },
	{ MEMBER("why", TEXT), .doc = "In the caller's language." },
	{ MEMBER("since", INSTANT), .flags = M_NULL },
	PLANNED_MEMBERS,
	{ MEMBER("plan", OBJECT), .of = &today_plan_shape, .flags = M_NULL,
	  .doc = "The plan that the lead or deal was in last; of plan_ended." },
};
static const struct shape today_item_shape = { .name = "TodayItem",
					       SHAPE(today_item_members),
					       .is_answer = true };

static const struct member today_totals_members[] = {
	{ MEMBER("overdue", INT) },  { MEMBER("due", INT) },        { MEMBER("revived", INT) },
	{ MEMBER("new_lead", INT) }, { MEMBER("plan_ended", INT) }, { MEMBER("no_next_step", INT) },
};
static const struct shape today_totals_shape = { .name = "TodayTotals",
						 SHAPE(today_totals_members),
						 .is_answer = true };

static const struct member today_day_members[] = {
	{ MEMBER("date", DAY) },
	{ MEMBER("count", INT) },
	{ MEMBER("items", OBJECT), .of = &today_planned_shape, .flags = M_LIST },
};
static const struct shape today_day_shape = { .name = "TodayDay",
					      SHAPE(today_day_members),
					      .is_answer = true };

static const struct member today_members[] = {
	{ MEMBER("date", DAY) },
	{ MEMBER("owner_id", ID) },
	{ MEMBER("items", OBJECT), .of = &today_item_shape, .flags = M_LIST },
	{ MEMBER("totals", OBJECT), .of = &today_totals_shape, .doc = "By kind." },
	{ MEMBER("counted_to", INT), .doc = "Counts stop here: so many or more." },
	{ MEMBER("week", OBJECT), .of = &today_day_shape, .flags = M_LIST,
	  .doc = "What is planned from Monday to Sunday." },
};
static const struct shape today_shape = { .name = "Today",
					  SHAPE(today_members),
					  .is_answer = true };

/* --- routes --------------------------------------------------------------------------------------- */

#define OPERATION(path, function)                                                                  \
	.method = "POST", .pattern = "/api/v1/" path, .handler = function, .flags = ROUTE_WRITE,   \
	.body = BODY_JSON, .right = RIGHT_SALES_WRITE, .subject = &enrollment_entity

static const struct route routes[] = {
	{ OPERATION("cadences/{id}/enroll", cadence_enroll_api),
	  ROUTE_SPEC(.id = "enroll", .body = &enroll_shape, .gives = GIVES_ROW, .status = 201),
	  .doc = "Puts a lead or deal into a plan; its first step is planned." },
	{ OPERATION("enrollments/{id}/stop", enrollment_stop_api),
	  ROUTE_SPEC(.id = "stop_enrollment", .gives = GIVES_ROW),
	  .doc = "Takes a lead or deal out of its plan." },
	{ OPERATION("enrollments/{id}/skip", enrollment_skip_api),
	  ROUTE_SPEC(.id = "skip_step", .gives = GIVES_ROW),
	  .doc = "Leaves the planned step out; the next one is planned." },
	{ .method = "GET",
	  .pattern = "/api/v1/today",
	  .handler = today_api,
	  .right = RIGHT_SALES_READ,
	  ROUTE_SPEC(.id = "today", .tag = "today", .query = &today_query, .gives = GIVES_ANSWER,
		     .answer = &today_shape),
	  .doc = "What there is to do on a day, and what is planned in its week." },
};

const struct route_table nurture_routes = { routes, COUNT_OF(routes) };
