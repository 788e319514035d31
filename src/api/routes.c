/* The routes that are not the same for every resource. Those are in resource_routes.c. */
#include "api/operations.h"

#define OBJECT(members) "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" members "}}"
#define REQUIRED_OBJECT(names, members)                                                            \
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" names                 \
	"],\"properties\":{" members "}}"
#define ID_MEMBER(name) "\"" name "\":{\"type\":\"integer\"}"
#define TEXT_MEMBER(name) "\"" name "\":{\"type\":\"string\"}"
#define OPTIONAL_TEXT(name) "\"" name "\":{\"type\":[\"string\",\"null\"]}"
#define IDS_MEMBER(name) "\"" name "\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"
#define SCHEMA(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define NO_BODY OBJECT("")

/* A writing operation on a row of an entity that answers with the row. */
#define OPERATION(path, function, what, subject_entity, identifier, schema, words)                \
	{                                                                                          \
		.method = "POST", .pattern = "/api/v1/" path, .handler = function,                 \
		.flags = ROUTE_WRITE, .body = BODY_JSON, .right = what, .subject = subject_entity, \
		.spec = &(const struct route_spec){ .id = identifier, .body = schema, .shape = ANSWER_ROW, .status = 200 },     \
		.doc = words                                                                       \
	}

#define MERGE_BODY                                                                                 \
	REQUIRED_OBJECT("\"from_ids\"", IDS_MEMBER("from_ids")                                     \
			",\"fields\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}")

/* A reading route. */
#define READING(path, function, what, subject_entity, identifier, parameters, schema, words)       \
	{                                                                                          \
		.method = "GET", .pattern = path, .handler = function, .right = what,              \
		.subject = subject_entity,                                                         \
		.spec = &(const struct route_spec){ .id = identifier, .query = parameters,         \
						    .answer = schema, .shape = ANSWER_OTHER,       \
						    .status = 200 },                               \
		.doc = words                                                                       \
	}

const struct route fixed_routes[] = {
	/* --- deals, leads, customers --- */
	OPERATION("deals/{id}/move", deal_move_api, RIGHT_SALES_WRITE, &deal_entity, "move_deal",
		  REQUIRED_OBJECT("\"stage_id\"",
				  ID_MEMBER("stage_id") "," ID_MEMBER("lost_reason_id") "," OPTIONAL_TEXT(
					  "closed_on") "," OPTIONAL_TEXT("amount") ",\"override\":{\"type\":\"boolean\"}"),
		  "Moves a deal to another stage: forward, back, won, lost or open again."),
	OPERATION("leads/{id}/qualify", lead_qualify_api, RIGHT_SALES_WRITE, &lead_entity, "qualify_lead",
		  NO_BODY, "Makes a lead a prospect."),
	OPERATION("leads/{id}/disqualify", lead_disqualify_api, RIGHT_SALES_WRITE, &lead_entity,
		  "disqualify_lead", REQUIRED_OBJECT("\"reason\"", TEXT_MEMBER("reason")),
		  "Puts a lead aside, with a reason."),
	OPERATION("leads/{id}/reopen", lead_reopen_api, RIGHT_SALES_WRITE, &lead_entity, "reopen_lead",
		  NO_BODY, "Takes a disqualified lead up again."),
	OPERATION("leads/{id}/convert", lead_convert_api, RIGHT_SALES_WRITE, &lead_entity, "convert_lead",
		  OBJECT(ID_MEMBER("pipeline_id") "," ID_MEMBER("company_id") "," ID_MEMBER(
			  "contact_id") "," OPTIONAL_TEXT("title") "," OPTIONAL_TEXT("amount") ",\"create_deal\":{\"type\":\"boolean\"}"),
		  "Makes company, contact and deal of a lead."),
	OPERATION("leads/{id}/unconvert", lead_unconvert_api, RIGHT_SALES_WRITE, &lead_entity,
		  "unconvert_lead", NO_BODY, "Takes a conversion back."),
	OPERATION("companies/{id}/merge", company_merge_api, RIGHT_SALES_WRITE, &company_entity,
		  "merge_companies", MERGE_BODY, "Merges other companies into this one."),
	OPERATION("contacts/{id}/merge", contact_merge_api, RIGHT_SALES_WRITE, &contact_entity,
		  "merge_contacts", MERGE_BODY, "Merges other contacts into this one."),
	OPERATION("leads/{id}/merge", lead_merge_api, RIGHT_SALES_WRITE, &lead_entity, "merge_leads",
		  MERGE_BODY, "Merges other leads into this one."),
	READING("/api/v1/companies/{id}/duplicates", duplicates_api, RIGHT_SALES_READ, &company_entity,
		"company_duplicates", NULL, SCHEMA("duplicates"), "Companies that may be the same."),
	READING("/api/v1/contacts/{id}/duplicates", duplicates_api, RIGHT_SALES_READ, &contact_entity,
		"contact_duplicates", NULL, SCHEMA("duplicates"), "Contacts that may be the same."),
	READING("/api/v1/leads/{id}/duplicates", duplicates_api, RIGHT_SALES_READ, &lead_entity,
		"lead_duplicates", NULL, SCHEMA("duplicates"), "Leads and contacts that may be the same."),

	/* --- pipelines --- */
	OPERATION("stages/{id}/retire", stage_retire_api, RIGHT_PIPELINE_WRITE, &stage_entity,
		  "retire_stage", REQUIRED_OBJECT("\"into_id\"", ID_MEMBER("into_id")),
		  "Archives a stage; its deals move to another."),
	OPERATION("stages/{id}/merge", stage_merge_api, RIGHT_PIPELINE_WRITE, &stage_entity,
		  "merge_stages", REQUIRED_OBJECT("\"from_ids\"", IDS_MEMBER("from_ids")),
		  "Merges other stages into this one."),
	{ .method = "POST", .pattern = "/api/v1/pipelines/{id}/order", .handler = stage_order_api,
	  .flags = ROUTE_WRITE, .body = BODY_JSON, .right = RIGHT_PIPELINE_WRITE, .subject = &stage_entity,
	  .spec = &(const struct route_spec){ .id = "order_stages", .shape = ANSWER_LIST, .status = 200,
					      .body = REQUIRED_OBJECT("\"stage_ids\"", IDS_MEMBER("stage_ids")) },
	  .doc = "Puts the open stages of a pipeline in order." },
	READING("/api/v1/pipelines/{id}/board", board_api, RIGHT_SALES_READ, &pipeline_entity, "board",
		"limit as_of owner_id team_id q closed stage_id cursor", SCHEMA("board"),
		"The stages of a pipeline with true counts and sums, and a page of cards each."),
	READING("/api/v1/pipelines/{id}/measures", measures_api, RIGHT_SALES_READ, &pipeline_entity,
		"measures", "from to as_of owner_id team_id", SCHEMA("measures"),
		"Counts, values, rates and durations of a pipeline."),
	READING("/api/v1/pipelines/{id}/export", pipeline_export_api, RIGHT_SIGNED_IN, &pipeline_entity,
		"export_pipeline", NULL, "{\"type\":\"object\"}",
		"The pipeline as a file that can be imported."),
	READING("/api/v1/templates", templates_api, RIGHT_SIGNED_IN, NULL, "templates", NULL,
		SCHEMA("templates"), "Ready-made pipelines."),
	{ .method = "POST", .pattern = "/api/v1/pipelines/from-template",
	  .handler = pipeline_from_template_api, .flags = ROUTE_WRITE, .body = BODY_JSON,
	  .right = RIGHT_PIPELINE_WRITE, .subject = &pipeline_entity,
	  .spec = &(const struct route_spec){ .id = "pipeline_from_template", .shape = ANSWER_ROW,
					      .status = 201,
					      .body = REQUIRED_OBJECT("\"template\"",
								      TEXT_MEMBER("template") "," OPTIONAL_TEXT(
									      "language") "," OPTIONAL_TEXT("name")) },
	  .doc = "Makes a pipeline from a template." },
	{ .method = "POST", .pattern = "/api/v1/pipelines/import", .handler = pipeline_import_api,
	  .flags = ROUTE_WRITE, .body = BODY_JSON, .right = RIGHT_PIPELINE_WRITE,
	  .subject = &pipeline_entity,
	  .spec = &(const struct route_spec){ .id = "import_pipeline", .shape = ANSWER_ROW, .status = 201,
					      .body = REQUIRED_OBJECT("\"file\"",
								      "\"file\":{\"type\":\"object\"}," OPTIONAL_TEXT(
									      "language") "," OPTIONAL_TEXT("name")) },
	  .doc = "Makes a pipeline from a file." },

	/* --- the caller --- */
	READING("/api/v1/session", session_get_api, RIGHT_SIGNED_IN, NULL, "session", NULL,
		SCHEMA("session"), "Who is signed in, and what that one may do."),
	{ .method = "POST", .pattern = "/api/v1/session", .handler = session_sign_in_api,
	  .prepare = session_sign_in_prepare, .flags = ROUTE_WRITE | ROUTE_PUBLIC | ROUTE_SLOW,
	  .body = BODY_JSON, .right = RIGHT_NONE,
	  .spec = &(const struct route_spec){ .id = "sign_in", .shape = ANSWER_OTHER, .status = 201,
					      .answer = SCHEMA("session"),
					      .body = OBJECT(TEXT_MEMBER("email") "," TEXT_MEMBER(
						      "password") "," TEXT_MEMBER("link")) },
	  .doc = "Signs in by e-mail and password, or by a one-time link's secret." },
	{ .method = "PATCH", .pattern = "/api/v1/session", .handler = session_profile_api,
	  .flags = ROUTE_WRITE, .body = BODY_JSON, .right = RIGHT_SIGNED_IN,
	  .spec = &(const struct route_spec){ .id = "profile", .shape = ANSWER_OTHER, .status = 200,
					      .answer = SCHEMA("session"),
					      .body = OBJECT(TEXT_MEMBER("name") "," OPTIONAL_TEXT("language")) },
	  .doc = "Changes the caller's own name and language." },
	{ .method = "DELETE", .pattern = "/api/v1/session", .handler = session_sign_out_api,
	  .flags = ROUTE_WRITE, .right = RIGHT_SIGNED_IN,
	  .spec = &(const struct route_spec){ .id = "sign_out", .shape = ANSWER_NOTHING, .status = 204 },
	  .doc = "Signs out." },
	{ .method = "POST", .pattern = "/api/v1/session/password", .handler = session_password_api,
	  .prepare = session_password_prepare, .flags = ROUTE_WRITE | ROUTE_SLOW, .body = BODY_JSON,
	  .right = RIGHT_SIGNED_IN,
	  .spec = &(const struct route_spec){ .id = "set_password", .shape = ANSWER_NOTHING, .status = 204,
					      .body = REQUIRED_OBJECT("\"password\"",
								      TEXT_MEMBER("current") "," TEXT_MEMBER("password")) },
	  .doc = "Sets the caller's own password." },
	{ .method = "POST", .pattern = "/api/v1/users/{id}/link", .handler = user_link_api,
	  .flags = ROUTE_WRITE, .body = BODY_JSON, .right = RIGHT_PEOPLE_WRITE, .subject = &user_entity,
	  .spec = &(const struct route_spec){ .id = "user_link", .shape = ANSWER_OTHER, .status = 201,
					      .body = NO_BODY,
					      .answer = OBJECT(TEXT_MEMBER("path") "," ID_MEMBER("minutes")) },
	  .doc = "Makes a one-time sign-in link for a user." },
	{ .method = "POST", .pattern = "/api/v1/tokens", .handler = token_create_api,
	  .flags = ROUTE_WRITE, .body = BODY_JSON, .right = RIGHT_SIGNED_IN, .subject = &token_entity,
	  .spec = &(const struct route_spec){ .id = "create_token", .shape = ANSWER_OTHER, .status = 201,
					      .answer = SCHEMA("new_token"),
					      .body = REQUIRED_OBJECT("\"name\"",
								      TEXT_MEMBER("name") "," OPTIONAL_TEXT("expires_at") "," ID_MEMBER("user_id")) },
	  .doc = "Makes a token for programs; its secret is shown once." },

	/* --- everything --- */
	{ .method = "POST", .pattern = "/api/v1/undo", .handler = undo_api, .flags = ROUTE_WRITE,
	  .body = BODY_JSON, .right = RIGHT_SIGNED_IN,
	  .spec = &(const struct route_spec){ .id = "undo", .shape = ANSWER_OTHER, .status = 200,
					      .answer = SCHEMA("undone"),
					      .body = OBJECT(ID_MEMBER("event_id") "," ID_MEMBER("batch_id")) },
	  .doc = "Sets back the caller's last change, one event, or a whole batch." },
	READING("/api/v1/search", search_api, RIGHT_SIGNED_IN, NULL, "search", "q entity limit",
		SCHEMA("hits"), "Rows of all kinds by words, phone or e-mail, as one types."),
	{ .method = "GET", .pattern = "/api/v1/events", .handler = event_stream_api,
	  .flags = ROUTE_STREAM, .right = RIGHT_SIGNED_IN,
	  .spec = &(const struct route_spec){ .id = "events", .shape = ANSWER_OTHER, .status = 200 },
	  .doc = "Server-sent events of the changes that the caller may see." },
	{ .method = "GET", .pattern = "/api/v1/openapi.json", .handler = openapi_api,
	  .flags = ROUTE_PUBLIC | ROUTE_NO_DB, .right = RIGHT_NONE,
	  .spec = &(const struct route_spec){ .id = "openapi", .shape = ANSWER_OTHER, .status = 200,
					      .answer = "{\"type\":\"object\"}" },
	  .doc = "This description." },
	{ .method = "GET", .pattern = "/api/docs", .handler = docs_api,
	  .flags = ROUTE_PUBLIC | ROUTE_NO_DB, .right = RIGHT_NONE, .doc = "The API as a page to read." },
	{ .method = "GET", .pattern = "/api/docs/page.js", .handler = docs_script_api,
	  .flags = ROUTE_PUBLIC | ROUTE_NO_DB, .right = RIGHT_NONE, .doc = "Its script." },
	{ .method = "GET", .pattern = "/healthz", .handler = healthz_api,
	  .flags = ROUTE_PUBLIC | ROUTE_NO_DB, .right = RIGHT_NONE, .doc = "The program is alive." },
	{ .method = "GET", .pattern = "/readyz", .handler = readyz_api, .flags = ROUTE_PUBLIC,
	  .right = RIGHT_NONE, .doc = "The program can serve: its database answers." },
};
const size_t fixed_route_count = COUNT_OF(fixed_routes);
