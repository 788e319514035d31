/* Routes of files in and out. */
#include "api/operations.h"

#include "exchange/imports.h"

/* --- parameters and answers --------------------------------------------------------------------------- */

static const char *const kind_names[] = {
	"users",      "companies",     "contacts",   "products",      "leads", "deals",
	"deal-lines", "deal-contacts", "activities", "stage-history", NULL
};

/* How a file is read, for an import and for its preview. */
#define READ_AS                                                                                      \
	{ MEMBER("file_name", TEXT), .max = 200, .doc = "As people know the file." },                \
		{ MEMBER("preset", TEXT), .max = 60,                                                 \
		  .doc = "hubspot, pipedrive, salesforce, bitrix24; detected from the header "       \
			 "unless given." },                                                          \
		{ MEMBER("map", TEXT), .max = 8000,                                                  \
		  .doc = "JSON object: column of the file → column of ours, null leaves it out." },  \
		{ MEMBER("values", TEXT), .max = 8000,                                               \
		  .doc = "JSON object: column of ours → { text of the file: what it means }; the " \
			 "text \"\" stands for rows that say nothing." },                            \
		{ MEMBER("create", TEXT), .max = 200,                                                \
		  .doc = "What may be created when it is missing: "                                  \
			 "pipelines,stages,users,companies,products,teams." },                       \
		{ MEMBER("dates", TEXT), .max = 10,                                                  \
		  .doc = "dmy or mdy: what 03/04/2026 means; detected unless given." },              \
	{                                                                                            \
		MEMBER("numbers", TEXT),                                                             \
			.max = 10,                                                                   \
			.doc = "point or comma: what 1.234 means; detected unless given."            \
	}
#define KEPT_FILE                                                                                         \
	{                                                                                                 \
		MEMBER("file", TEXT),                                                                     \
			.max = 24,                                                                        \
			.doc = "A file that was sent before (`POST /imports/files`), in place of a body." \
	}

static const struct member import_query_members[] = {
	{ MEMBER("kind", NAMES), .names = kind_names, .flags = M_REQUIRED,
	  .doc = "What the rows are." },
	READ_AS,
	KEPT_FILE,
};
static const struct shape import_query = { SHAPE(import_query_members) };

static const struct member preview_query_members[] = {
	{ MEMBER("kind", NAMES), .names = kind_names,
	  .doc = "What the rows are; guessed from the columns unless given." },
	{ MEMBER("likely", NAMES), .names = kind_names,
	  .doc = "The guess where the file fits another kind as well." },
	READ_AS,
	KEPT_FILE,
};
static const struct shape preview_query = { SHAPE(preview_query_members) };

static const struct member kept_file_members[] = {
	{ MEMBER("file", TEXT), .doc = "For `file` of a preview or import; its sender's alone." },
};
static const struct shape kept_file_shape = {
	.name = "KeptFile",
	SHAPE(kept_file_members),
	.is_answer = true,
	.doc = "A file that waits for its import; forgotten when there was none for an hour.",
};

static const struct member attachment_query_members[] = {
	{ MEMBER("name", TEXT), .flags = M_REQUIRED, .min = 1, .max = 255,
	  .doc = "As people know the file." },
};
static const struct shape attachment_query = { SHAPE(attachment_query_members) };

static const struct member page_query_members[] = {
	{ MEMBER("cursor", TEXT), .doc = "`next` of the page before." },
};
static const struct shape page_query = { SHAPE(page_query_members) };

static const struct member import_members[] = {
	{ MEMBER("id", INT), .doc = "0: a preview." },
	{ MEMBER("kind", TEXT) },
	{ MEMBER("file_name", TEXT) },
	{ MEMBER("state", TEXT), .doc = "waiting, running, done, failed, undoing, undone." },
	{ MEMBER("rows", INT), .doc = "In the file; 0 while they are not counted yet." },
	{ MEMBER("read", INT), .doc = "= created + updated + unchanged + rejected." },
	{ MEMBER("created", INT) },
	{ MEMBER("updated", INT) },
	{ MEMBER("unchanged", INT) },
	{ MEMBER("rejected", INT) },
	{ MEMBER("kept_dates", INT),
	  .doc = "Known rows whose created_on says another beginning than theirs, which stayed." },
	{ MEMBER("error", TEXT), .flags = M_NULL },
	{ MEMBER("batch_id", ID), .flags = M_NULL },
	{ MEMBER("started_at", INSTANT), .flags = M_NULL },
	{ MEMBER("updated_at", INSTANT), .flags = M_NULL },
	{ MEMBER("finished_at", INSTANT), .flags = M_NULL },
};
static const struct shape import_shape = {
	.name = "Import",
	SHAPE(import_members),
	.is_answer = true,
	.doc = "An import: a durable job.",
};

static const struct member column_members[] = {
	{ MEMBER("header", TEXT),
	  .doc = "In the file; of several, the first that is filled counts." },
	{ MEMBER("column", TEXT), .flags = M_NULL, .doc = "Ours; null: left out." },
	{ MEMBER("form", TEXT), .flags = M_NULL, .doc = "How dates or numbers look there." },
	{ MEMBER("assumed", BOOL), .doc = "The rows allow another reading, too." },
	{ MEMBER("when", TEXT), .flags = M_NULL,
	  .doc = "closed, won, lost: only for deals in such a stage." },
};
static const struct shape column_shape = { .name = "ImportColumn",
					   SHAPE(column_members),
					   .is_answer = true };

static const struct member header_members[] = {
	{ MEMBER("header", TEXT) },
	{ MEMBER("samples", TEXT), .flags = M_LIST,
	  .doc = "Its first different texts, cut short." },
	{ MEMBER("columns", TEXT), .flags = M_LIST,
	  .doc = "Ours, to which it goes; none: left out." },
};
static const struct shape header_shape = { .name = "ImportHeader",
					   SHAPE(header_members),
					   .is_answer = true };

static const struct member stage_members[] = {
	{ MEMBER("pipeline", TEXT), .flags = M_NULL, .doc = "Null: the first one." },
	{ MEMBER("stage", TEXT), .doc = "As the file names it." },
	{ MEMBER("becomes", TEXT), .flags = M_NULL, .doc = "The stage that there is; null: none." },
	{ MEMBER("near", TEXT), .flags = M_NULL, .doc = "Then the one with the nearest name." },
	{ MEMBER("rows", INT) },
};
static const struct shape stage_shape = { .name = "ImportStage",
					  SHAPE(stage_members),
					  .is_answer = true };

static const struct member survey_members[] = {
	{ MEMBER("encoding", TEXT) },
	{ MEMBER("delimiter", TEXT) },
	{ MEMBER("rows", INT) },
	{ MEMBER("preset", TEXT), .flags = M_NULL },
	{ MEMBER("columns", OBJECT), .of = &column_shape, .flags = M_LIST },
	{ MEMBER("unknown", TEXT), .flags = M_LIST, .doc = "Columns that nothing knows." },
	{ MEMBER("headers", OBJECT), .of = &header_shape, .flags = M_LIST,
	  .doc = "All columns of the file, in its order." },
	{ MEMBER("stages", OBJECT), .of = &stage_shape, .flags = M_LIST,
	  .doc = "Of deals: the stages that the file names, at most 100." },
};
static const struct shape survey_shape = { .name = "ImportSurvey",
					   SHAPE(survey_members),
					   .is_answer = true };

static const struct member preview_members[] = {
	{ MEMBER("survey", OBJECT), .of = &survey_shape },
	{ MEMBER("import", OBJECT), .of = &import_shape },
	{ MEMBER("problems", TEXT), .flags = M_LIST,
	  .doc = "The first reasons of rejected rows, each once: line, how many more, reason." },
};
static const struct shape preview_shape = {
	.name = "ImportPreview",
	SHAPE(preview_members),
	.is_answer = true,
	.doc = "What an import of the file would do, from its first 2,000 rows.",
};

/* --- exports -------------------------------------------------------------------------------------- */

static const char *const export_formats[] = { "csv", "xlsx", "json", NULL };
static const struct member export_query_members[] = {
	{ MEMBER("format", NAMES), .names = export_formats,
	  .doc = "csv unless another is given. Besides, every filter of the kind's list may be given." },
	{ MEMBER("columns", TEXT),
	  .doc = "Names of fields or columns, separated by commas: these, in this order. Unless given, all that "
		 "an import reads." },
	{ MEMBER("sort", TEXT), .doc = "As in the kind's list; by id unless given." },
	{ MEMBER("q", TEXT), .doc = "Rows with all of these words." },
};
static const struct shape export_query = { SHAPE(export_query_members) };

/* --- the demo ------------------------------------------------------------------------------------- */

static const char *const demo_states[] = {
	"none", "loading", "loaded", "failed", "removing", NULL
};

static const struct member demo_members[] = {
	{ MEMBER("state", NAMES), .names = demo_states },
	{ MEMBER("rows", INT), .doc = "In its files." },
	{ MEMBER("read", INT), .doc = "So far." },
};
static const struct shape demo_shape = {
	.name = "Demo",
	SHAPE(demo_members),
	.is_answer = true,
	.doc = "Data to try everything on, and how far it has come.",
};

/* --- routes --------------------------------------------------------------------------------------- */

#define SPEC(...)                                                                                  \
	.spec = &(const struct route_spec)                                                         \
	{                                                                                          \
		.tag = "imports", __VA_ARGS__                                                      \
	}

/* A file as the body; its type is the Content-Type. */
#define ATTACH(plural, entity_name)                                                                \
	{                                                                                          \
		.method = "POST", .pattern = "/api/v1/" plural "/{id}/attachments",                \
		.handler = attachment_create_api, .prepare = entity_name##_attachment_prepare,     \
		.flags = ROUTE_WRITE | ROUTE_UPLOAD, .body = BODY_SMALL_FILE,                      \
		.right = RIGHT_SALES_WRITE, .subject = &attachment_entity,                         \
		ROUTE_SPEC(.id = #entity_name "_attach", .query = &attachment_query,               \
			   .gives = GIVES_ROW, .status = 201),                                     \
		.doc = "Attaches a file: the body is the file."                                    \
	}

static const struct route routes[] = {
	ATTACH("deals", deal),
	ATTACH("leads", lead),
	ATTACH("companies", company),
	ATTACH("contacts", contact),
	{ .method = "GET",
	  .pattern = "/api/v1/attachments/{id}/content",
	  .handler = attachment_content_api,
	  .right = RIGHT_SALES_READ,
	  .subject = &attachment_entity,
	  ROUTE_SPEC(.id = "attachment_content", .gives = GIVES_TEXT, .media = "*/*"),
	  .doc = "The file itself, to keep." },
	{ .method = "POST",
	  .pattern = "/api/v1/imports",
	  .handler = import_create_api,
	  .prepare = import_prepare,
	  .flags = ROUTE_WRITE | ROUTE_UPLOAD,
	  .body = BODY_FILE,
	  .right = RIGHT_IMPORT,
	  SPEC(.id = "create_import", .query = &import_query, .gives = GIVES_ANSWER,
	       .answer = &import_shape, .status = 201),
	  .doc = "Imports a CSV file: the body is the file." },
	{ .method = "POST",
	  .pattern = "/api/v1/imports/files",
	  .handler = import_file_api,
	  .flags = ROUTE_UPLOAD | ROUTE_SLOW,
	  .body = BODY_FILE,
	  .right = RIGHT_IMPORT,
	  SPEC(.id = "keep_import_file", .gives = GIVES_ANSWER, .answer = &kept_file_shape,
	       .status = 201),
	  .doc = "Keeps a file for its previews and its import, so that it is sent once: the body is the file." },
	{ .method = "POST",
	  .pattern = "/api/v1/imports/preview",
	  .handler = import_preview_api,
	  .flags = ROUTE_UPLOAD | ROUTE_SLOW,
	  .body = BODY_FILE,
	  .right = RIGHT_IMPORT,
	  SPEC(.id = "preview_import", .query = &preview_query, .gives = GIVES_ANSWER,
	       .answer = &preview_shape, .status = 200),
	  .doc = "Says how a file would be read and what its rows would do; nothing is written." },
	{ .method = "GET",
	  .pattern = "/api/v1/imports",
	  .handler = imports_api,
	  .right = RIGHT_IMPORT,
	  SPEC(.id = "list_imports", .query = &page_query, .gives = GIVES_PAGE,
	       .answer = &import_shape, .status = 200),
	  .doc = "Imports, newest first." },
	{ .method = "GET",
	  .pattern = "/api/v1/imports/{id}",
	  .handler = import_get_api,
	  .right = RIGHT_IMPORT,
	  SPEC(.id = "get_import", .gives = GIVES_ANSWER, .answer = &import_shape, .status = 200),
	  .doc = "An import and how far it has come." },
	{ .method = "GET",
	  .pattern = "/api/v1/imports/{id}/rejected",
	  .handler = import_rejects_api,
	  .right = RIGHT_IMPORT,
	  SPEC(.id = "import_rejected", .gives = GIVES_TEXT, .media = "text/csv", .status = 200),
	  .doc = "The rejected rows, each with its line and problem, as CSV." },
	{ .method = "POST",
	  .pattern = "/api/v1/imports/{id}/undo",
	  .handler = import_undo_api,
	  .flags = ROUTE_WRITE,
	  .body = BODY_JSON,
	  .right = RIGHT_IMPORT,
	  SPEC(.id = "undo_import", .gives = GIVES_ANSWER, .answer = &import_shape, .status = 200),
	  .doc = "Takes an import back as a whole, in the background; 409 when its rows were changed since." },
	{ .method = "GET",
	  .pattern = "/api/v1/demo",
	  .handler = demo_get_api,
	  .right = RIGHT_SETTINGS_WRITE,
	  SPEC(.id = "demo", .gives = GIVES_ANSWER, .answer = &demo_shape, .status = 200),
	  .doc = "Whether there is demo data." },
	{ .method = "POST",
	  .pattern = "/api/v1/demo",
	  .handler = demo_load_api,
	  .prepare = demo_prepare,
	  .flags = ROUTE_WRITE,
	  .body = BODY_JSON,
	  .right = RIGHT_SETTINGS_WRITE,
	  SPEC(.id = "load_demo", .gives = GIVES_ANSWER, .answer = &demo_shape, .status = 201),
	  .doc = "Fills an empty organisation with demo data, in the background; 409 when it has pipelines or "
		 "deals." },
	{ .method = "DELETE",
	  .pattern = "/api/v1/demo",
	  .handler = demo_remove_api,
	  .flags = ROUTE_WRITE,
	  .right = RIGHT_SETTINGS_WRITE,
	  SPEC(.id = "remove_demo", .gives = GIVES_ANSWER, .answer = &demo_shape, .status = 200),
	  .doc = "Removes the demo data with all that was added to it, in the background." },
	{ .method = "GET",
	  .pattern = "/api/v1/exports/{name}",
	  .handler = export_api,
	  .flags = ROUTE_SLOW,
	  .right = RIGHT_IMPORT,
	  SPEC(.id = "export", .query = &export_query, .gives = GIVES_TEXT,
	       .media = "text/csv application/json "
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	       .status = 200),
	  .doc = "All rows of a kind that the caller may see - users, companies, contacts, products, leads, "
		 "deals, deal-lines, deal-contacts, activities, stage-history - as a file that an import reads back." },
};

const struct route_table exchange_routes = { routes, COUNT_OF(routes) };
