/* Routes of deals, leads and customers besides those that every resource has (resource_routes.c). */
#include "api/operations.h"

/* --- bodies --------------------------------------------------------------------------------------- */

static const struct member move_members[] = {
	{ MEMBER("stage_id", ID), .flags = M_REQUIRED, .doc = "A stage of the deal's pipeline." },
	{ MEMBER("pipeline_id", ID),
	  .doc = "Another pipeline, to which it goes; `stage_id` is then an open stage there." },
	{ MEMBER("lost_reason_id", ID),
	  .doc = "Needed to lose a deal where the pipeline has reasons." },
	{ MEMBER("closed_on", DAY), .doc = "Of won and lost deals; today unless given." },
	{ MEMBER("revive_on", DAY),
	  .doc = "Of lost deals: the day on which a task is planned to take it up again." },
	{ MEMBER("amount", MONEY), .doc = "The deal's new worth, e.g. what it was won for." },
	{ MEMBER("note", TEXT), .max = 20000,
	  .doc = "What is to be remembered of it, e.g. why it was lost: a note of the deal." },
	{ MEMBER("override", BOOL),
	  .doc = "Move although exit criteria are unmet; needs the right." },
};
const struct shape move_shape = {
	.name = "Move",
	SHAPE(move_members),
	.doc = "Where a deal goes. Winning, losing and re-opening are moves.",
};

static const struct member disqualify_members[] = {
	{ MEMBER("reason", TEXT), .flags = M_REQUIRED, .min = 1, .max = 500 },
	{ MEMBER("revive_on", DAY),
	  .doc = "\"Not now\": a day to come on which the lead comes back by itself." },
};
static const struct shape disqualify_shape = { .name = "Disqualify", SHAPE(disqualify_members) };

static const struct member convert_members[] = {
	{ MEMBER("pipeline_id", ID), .doc = "Of the deal; the first one unless given." },
	{ MEMBER("company_id", ID), .doc = "Take this company over; otherwise found or created." },
	{ MEMBER("contact_id", ID), .doc = "Take this contact over; otherwise found or created." },
	{ MEMBER("company_name", TEXT), .max = 200,
	  .doc = "Of the company that is found or created; the lead's unless given." },
	{ MEMBER("new_company", BOOL),
	  .doc = "True: create the company although there is one of that name." },
	{ MEMBER("new_contact", BOOL),
	  .doc = "True: create the contact although there is one with that address or number." },
	{ MEMBER("title", TEXT), .min = 1, .max = 200, .doc = "Of the deal." },
	{ MEMBER("amount", MONEY), .doc = "Of the deal; the lead's unless given." },
	{ MEMBER("create_deal", BOOL), .doc = "False: company and contact only." },
};
static const struct shape convert_shape = {
	.name = "Conversion",
	SHAPE(convert_members),
	.doc = "What becomes of a lead.",
};

static const struct member merge_members[] = {
	{ MEMBER("from_ids", ID), .flags = M_REQUIRED | M_LIST, .min = 1, .max = 20,
	  .doc = "The rows that end in this one." },
	{ MEMBER("fields", ID), .flags = M_MAP,
	  .doc = "By name of a field: id of the row whose value stays." },
	{ MEMBER("values", OBJECT),
	  .doc = "Fields that are to be as neither row has them, as in a PATCH." },
};
static const struct shape merge_shape = { .name = "Merge", SHAPE(merge_members) };

static const struct member draft_members[] = {
	{ MEMBER("name", TEXT), .max = 200 },
	{ MEMBER("email", TEXT), .max = 254 },
	{ MEMBER("phone", TEXT), .max = 500, .doc = "As people write it." },
};
static const struct shape draft_query = { SHAPE(draft_members) };

/* --- routes --------------------------------------------------------------------------------------- */

/* An operation on a row, which answers with the row as it then is. */
#define OPERATION(path, entity, function)                                                          \
	.method = "POST", .pattern = "/api/v1/" path, .handler = function, .flags = ROUTE_WRITE,   \
	.body = BODY_JSON, .right = RIGHT_SALES_WRITE, .subject = &entity
#define READING(path, entity, function)                                                            \
	.method = "GET", .pattern = "/api/v1/" path, .handler = function,                          \
	.right = RIGHT_SALES_READ, .subject = &entity

static const struct route routes[] = {
	{ OPERATION("deals/{id}/move", deal_entity, deal_move_api),
	  ROUTE_SPEC(.id = "move_deal", .body = &move_shape, .gives = GIVES_ROW, .if_match = true),
	  .doc = "Moves a deal to another stage: forward, back, won, lost or open again." },

	{ OPERATION("leads/{id}/qualify", lead_entity, lead_qualify_api),
	  ROUTE_SPEC(.id = "qualify_lead", .gives = GIVES_ROW), .doc = "Makes a lead a prospect." },
	{ OPERATION("leads/{id}/disqualify", lead_entity, lead_disqualify_api),
	  ROUTE_SPEC(.id = "disqualify_lead", .body = &disqualify_shape, .gives = GIVES_ROW),
	  .doc = "Puts a lead aside, with a reason." },
	{ OPERATION("leads/{id}/reopen", lead_entity, lead_reopen_api),
	  ROUTE_SPEC(.id = "reopen_lead", .gives = GIVES_ROW),
	  .doc = "Takes a disqualified lead up again." },
	{ OPERATION("leads/{id}/convert", lead_entity, lead_convert_api),
	  ROUTE_SPEC(.id = "convert_lead", .body = &convert_shape, .gives = GIVES_ROW),
	  .doc = "Makes company, contact and deal of a lead." },
	{ OPERATION("leads/{id}/unconvert", lead_entity, lead_unconvert_api),
	  ROUTE_SPEC(.id = "unconvert_lead", .gives = GIVES_ROW),
	  .doc = "Takes a conversion back." },

	{ OPERATION("companies/{id}/merge", company_entity, company_merge_api),
	  ROUTE_SPEC(.id = "merge_companies", .body = &merge_shape, .gives = GIVES_ROW),
	  .doc = "Merges other companies into this one." },
	{ OPERATION("contacts/{id}/merge", contact_entity, contact_merge_api),
	  ROUTE_SPEC(.id = "merge_contacts", .body = &merge_shape, .gives = GIVES_ROW),
	  .doc = "Merges other contacts into this one." },
	{ OPERATION("leads/{id}/merge", lead_entity, lead_merge_api),
	  ROUTE_SPEC(.id = "merge_leads", .body = &merge_shape, .gives = GIVES_ROW),
	  .doc = "Merges other leads into this one." },

	{ READING("companies/{id}/duplicates", company_entity, duplicates_api),
	  ROUTE_SPEC(.id = "company_duplicates", .gives = GIVES_PAGE, .answer = &duplicate_shape),
	  .doc = "Companies that may be the same, the likeliest first." },
	{ READING("contacts/{id}/duplicates", contact_entity, duplicates_api),
	  ROUTE_SPEC(.id = "contact_duplicates", .gives = GIVES_PAGE, .answer = &duplicate_shape),
	  .doc = "Contacts that may be the same, the likeliest first." },
	{ READING("leads/{id}/duplicates", lead_entity, duplicates_api),
	  ROUTE_SPEC(.id = "lead_duplicates", .gives = GIVES_PAGE, .answer = &duplicate_shape),
	  .doc = "Leads and contacts that may be the same, the likeliest first." },
	{ READING("companies/duplicates", company_entity, draft_duplicates_api),
	  ROUTE_SPEC(.id = "company_draft_duplicates", .query = &draft_query, .gives = GIVES_PAGE,
		     .answer = &duplicate_shape),
	  .doc = "Companies that may be the same as one that is being written." },
	{ READING("contacts/duplicates", contact_entity, draft_duplicates_api),
	  ROUTE_SPEC(.id = "contact_draft_duplicates", .query = &draft_query, .gives = GIVES_PAGE,
		     .answer = &duplicate_shape),
	  .doc = "Contacts that may be the same as one that is being written." },
	{ READING("leads/duplicates", lead_entity, draft_duplicates_api),
	  ROUTE_SPEC(.id = "lead_draft_duplicates", .query = &draft_query, .gives = GIVES_PAGE,
		     .answer = &duplicate_shape),
	  .doc = "Leads and contacts that may be the same as one that is being written." },

	{ READING("deals/{id}/visible_to", deal_entity, visible_to_api),
	  ROUTE_SPEC(.id = "deal_visible_to", .gives = GIVES_PAGE, .answer = &viewer_shape),
	  .doc = "Who sees this row, and why." },
	{ READING("leads/{id}/visible_to", lead_entity, visible_to_api),
	  ROUTE_SPEC(.id = "lead_visible_to", .gives = GIVES_PAGE, .answer = &viewer_shape),
	  .doc = "Who sees this row, and why." },
	{ READING("companies/{id}/visible_to", company_entity, visible_to_api),
	  ROUTE_SPEC(.id = "company_visible_to", .gives = GIVES_PAGE, .answer = &viewer_shape),
	  .doc = "Who sees this row, and why." },
	{ READING("contacts/{id}/visible_to", contact_entity, visible_to_api),
	  ROUTE_SPEC(.id = "contact_visible_to", .gives = GIVES_PAGE, .answer = &viewer_shape),
	  .doc = "Who sees this row, and why." },
};

const struct route_table sales_routes = { routes, COUNT_OF(routes) };
