/* Routes of pipelines, their stages and templates besides those that every resource has. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

/* --- bodies --------------------------------------------------------------------------------------- */

static const struct member retire_members[] = {
	{ MEMBER("into_id", ID), .flags = M_REQUIRED,
	  .doc = "The stage that takes over the deals." },
};
static const struct shape retire_shape = { .name = "RetireStage", SHAPE(retire_members) };

static const struct member merge_members[] = {
	{ MEMBER("from_ids", ID), .flags = M_REQUIRED | M_LIST, .min = 1,
	  .doc = "The stages that end in this one." },
};
static const struct shape merge_shape = { .name = "MergeStages", SHAPE(merge_members) };

static const struct member order_members[] = {
	{ MEMBER("stage_ids", ID), .flags = M_REQUIRED | M_LIST,
	  .doc = "Each open stage of the pipeline once." },
};
static const struct shape order_shape = { .name = "StageOrder", SHAPE(order_members) };

static const struct member from_template_members[] = {
	{ MEMBER("template", TEXT), .flags = M_REQUIRED, .doc = "Key of a template." },
	{ MEMBER("language", NAMES), .names = language_names,
	  .doc = "Of the names; yours unless given." },
	{ MEMBER("name", TEXT), .min = 1, .max = 200, .doc = "The template's unless given." },
};
static const struct shape from_template_shape = { .name = "FromTemplate",
						  SHAPE(from_template_members) };

static const struct member import_members[] = {
	{ MEMBER("file", OBJECT), .of = &pipeline_file_shape, .flags = M_REQUIRED,
	  .doc = "As a pipeline is exported." },
	{ MEMBER("language", NAMES), .names = language_names,
	  .doc = "Of the names; yours unless given." },
	{ MEMBER("name", TEXT), .min = 1, .max = 200, .doc = "The file's unless given." },
};
static const struct shape import_shape = { .name = "PipelineImport", SHAPE(import_members) };

/* --- parameters ----------------------------------------------------------------------------------- */

static const struct member board_query_members[] = {
	{ MEMBER("limit", INT), .min = 1, .max = LIMIT_MAX,
	  .doc = "Cards of a stage; 50 unless given." },
	{ MEMBER("as_of", MOMENT), .doc = "The board as it was then." },
	{ MEMBER("owner_id", ID), .doc = "Deals of one owner." },
	{ MEMBER("team_id", ID), .doc = "Deals of a team and those below it." },
	{ MEMBER("q", TEXT), .doc = "Deals with these words." },
	{ MEMBER("sort", NAMES), .names = board_sort_names,
	  .doc = "Order of the cards, with - before it from high to low. By urgency unless given: what "
		 "is due until the end of today, what has no next step, what is planned; of the past the "
		 "last moved first." },
	{ MEMBER("fields", TEXT),
	  .doc = "What cards show beside what each shows, up to ten: contact,custom.KEY." },
	{ MEMBER("closed", BOOL), .doc = "Cards of won and lost stages, too." },
	{ MEMBER("stage_id", ID), .doc = "One stage alone." },
	{ MEMBER("cursor", TEXT), .doc = "`next` of that stage: its following cards." },
};
static const struct shape board_query = { SHAPE(board_query_members) };
/* Whose stages and pipeline are its own, and which has no archived deals. */
static const char *const not_of_boards[] = { "stage_id", "pipeline_id", "archived_at",
					     "archived", "count",       NULL };

static const struct member measures_query_members[] = {
	{ MEMBER("from", DAY), .doc = "First day; all time unless given." },
	{ MEMBER("to", DAY), .doc = "Last day." },
	{ MEMBER("as_of", MOMENT), .doc = "The figures as they were then." },
	{ MEMBER("owner_id", ID), .doc = "Deals of one owner." },
	{ MEMBER("team_id", ID), .doc = "Deals of a team and those below it." },
};
static const struct shape measures_query = { SHAPE(measures_query_members) };

/* --- routes --------------------------------------------------------------------------------------- */

#define OPERATION(path, entity, function)                                                          \
	.method = "POST", .pattern = "/api/v1/" path, .handler = function, .flags = ROUTE_WRITE,   \
	.body = BODY_JSON, .right = RIGHT_PIPELINE_WRITE, .subject = &entity
#define READING(path, what, function)                                                              \
	.method = "GET", .pattern = "/api/v1/" path, .handler = function, .right = what,           \
	.subject = &pipeline_entity

static const struct route routes[] = {
	{ OPERATION("stages/{id}/retire", stage_entity, stage_retire_api),
	  ROUTE_SPEC(.id = "retire_stage", .body = &retire_shape, .gives = GIVES_ROW),
	  .doc = "Archives a stage; its deals move to another." },
	{ OPERATION("stages/{id}/merge", stage_entity, stage_merge_api),
	  ROUTE_SPEC(.id = "merge_stages", .body = &merge_shape, .gives = GIVES_ROW),
	  .doc = "Merges other stages into this one." },
	{ OPERATION("pipelines/{id}/order", stage_entity, stage_order_api),
	  ROUTE_SPEC(.id = "order_stages", .body = &order_shape, .gives = GIVES_ROWS),
	  .doc = "Puts the open stages of a pipeline in order." },

	{ READING("pipelines/{id}/board", RIGHT_SALES_READ, board_api),
	  ROUTE_SPEC(.id = "board", .query = &board_query, .filters = &deal_entity,
		     .no_filters = not_of_boards, .gives = GIVES_ANSWER, .answer = &board_shape),
	  .doc = "The stages of a pipeline with true counts and sums, and a page of cards each." },
	{ READING("pipelines/{id}/measures", RIGHT_SALES_READ, measures_api),
	  ROUTE_SPEC(.id = "measures", .query = &measures_query, .gives = GIVES_ANSWER,
		     .answer = &measures_shape),
	  .doc = "Counts, values, rates and durations of a pipeline." },
	{ READING("pipelines/{id}/export", RIGHT_SIGNED_IN, pipeline_export_api),
	  ROUTE_SPEC(.id = "export_pipeline", .gives = GIVES_ANSWER,
		     .answer = &pipeline_file_shape),
	  .doc = "The pipeline as a file that can be imported." },

	{ READING("templates", RIGHT_SIGNED_IN, templates_api),
	  ROUTE_SPEC(.id = "templates", .gives = GIVES_PAGE, .answer = &template_shape),
	  .doc = "Ready-made pipelines." },
	{ OPERATION("pipelines/from-template", pipeline_entity, pipeline_from_template_api),
	  ROUTE_SPEC(.id = "pipeline_from_template", .body = &from_template_shape,
		     .gives = GIVES_ROW, .status = 201),
	  .doc = "Makes a pipeline from a template." },
	{ OPERATION("pipelines/import", pipeline_entity, pipeline_import_api),
	  ROUTE_SPEC(.id = "import_pipeline", .body = &import_shape, .gives = GIVES_ROW,
		     .status = 201),
	  .doc = "Makes a pipeline from a file." },
};

const struct route_table pipeline_routes = { routes, COUNT_OF(routes) };
