/* The form of answers that are not rows. Who writes them: the files named at each. */
#include "api/shape.h"

#include "pipeline/idle_limit.h"

/* "Who" and "of which company", wherever only the name is wanted. */
static const struct member named_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("name", TEXT) },
};
const struct shape named_shape = { .name = "Named", SHAPE(named_members), .is_answer = true };

/* --- changes: record/history.c -------------------------------------------------------------------- */

#define CHANGE_MEMBERS                                                                             \
	{ MEMBER("id", ID) }, { MEMBER("at", INSTANT) },                                           \
		{ MEMBER("actor_id", ID), .flags = M_NULL, .doc = "Null: the program itself." },   \
		{ MEMBER("entity", ENTITY) }, { MEMBER("row_id", ID) },                            \
		{ MEMBER("kind", TEXT),                                                            \
		  .doc = "create, update, archive, restore, deal.move, ..." },                     \
		{ MEMBER("batch_id", ID), .flags = M_NULL, .doc = "Bulk operation or import." },   \
		{ MEMBER("undo_of", ID), .flags = M_NULL,                                          \
		  .doc = "The change that this one sets back." },                                  \
	{                                                                                          \
		MEMBER("changes", PAIR), .flags = M_MAP, .doc = "By field: [before, after]."       \
	}

static const struct member event_members[] = { CHANGE_MEMBERS };
const struct shape event_shape = {
	.name = "Event",
	SHAPE(event_members),
	.is_answer = true,
	.doc = "A change, as live streams tell it.",
};

static const struct member change_members[] = {
	CHANGE_MEMBERS,
	{ MEMBER("actor", OBJECT), .of = &named_shape, .flags = M_NULL },
};
const struct shape change_shape = {
	.name = "Change",
	SHAPE(change_members),
	.is_answer = true,
	.doc = "A change in the history of a row.",
};

static const struct member undone_members[] = {
	{ MEMBER("undone_events", INT), .doc = "How many changes were set back." },
	{ MEMBER("entity", ENTITY), .flags = M_NULL },
	{ MEMBER("row_id", INT), .doc = "0 where it is not one row." },
	{ MEMBER("batch_id", ID), .flags = M_NULL },
};
const struct shape undone_shape = { .name = "Undone", SHAPE(undone_members), .is_answer = true };

/* --- board: pipeline/board_query.c ---------------------------------------------------------------- */

static const struct member card_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("revision", INT), .doc = "The deal's ETag, without its quotes." },
	{ MEMBER("title", TEXT) },
	{ MEMBER("amount", MONEY), .flags = M_NULL },
	{ MEMBER("currency", TEXT) },
	{ MEMBER("company", OBJECT), .of = &named_shape, .flags = M_NULL },
	{ MEMBER("owner", OBJECT), .of = &named_shape, .flags = M_NULL },
	{ MEMBER("expected_close", DAY), .flags = M_NULL },
	{ MEMBER("stage_entered_at", INSTANT) },
	{ MEMBER("next_step_at", INSTANT), .flags = M_NULL },
	{ MEMBER("snoozed_until", DAY), .flags = M_NULL },
	{ MEMBER("source_id", ID), .flags = M_NULL },
	{ MEMBER("category", NAMES), .names = deal_category_names },
	{ MEMBER("contact", OBJECT), .of = &named_shape, .flags = M_NULL,
	  .doc = "The main one, if `fields` asks for it; null in the past." },
	{ MEMBER("custom", ANY), .flags = M_MAP,
	  .doc = "What `fields` asks for and is set; long texts are cut." },
	{ MEMBER("warnings", TEXT), .flags = M_LIST, .doc = "What is wrong with its upkeep." },
};
static const struct shape card_shape = { .name = "Card", SHAPE(card_members), .is_answer = true };

#define IDLE_LIMIT_MEMBERS                                                                         \
	{ MEMBER("days", INT), .flags = M_NULL,                                                    \
	  .doc = "After so many days in the stage a deal is idle; null: no limit." },              \
		{ MEMBER("source", NAMES), .names = idle_source_names },                           \
		{ MEMBER("n", INT), .doc = "Stays of won deals that it was learned from." },       \
		{ MEMBER("weight", RATE), .doc = "Of what was learned against the template's." },  \
		{ MEMBER("learned_days", INT), .flags = M_NULL },                                  \
		{ MEMBER("template_days", INT), .flags = M_NULL,                                   \
		  .doc = "The stage's own idle_days." },                                           \
	{                                                                                          \
		MEMBER("learned_at", INSTANT), .flags = M_NULL                                     \
	}

static const struct member idle_limit_members[] = { IDLE_LIMIT_MEMBERS };
static const struct shape idle_limit_shape = {
	.name = "IdleLimit",
	SHAPE(idle_limit_members),
	.is_answer = true,
	.doc = "From what was learned of won deals (Kaplan-Meier) and from the template.",
};

static const struct member stage_idle_limit_members[] = {
	{ MEMBER("stage_id", ID) },
	{ MEMBER("name", TEXT) },
	IDLE_LIMIT_MEMBERS,
};
const struct shape stage_idle_limit_shape = {
	.name = "StageIdleLimit",
	SHAPE(stage_idle_limit_members),
	.is_answer = true,
};

static const struct member board_stage_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("name", TEXT) },
	{ MEMBER("kind", NAMES), .names = stage_kind_names },
	{ MEMBER("count", INT), .doc = "Of all its deals, not of the page." },
	{ MEMBER("amount", MONEY), .doc = "Sum of all its deals." },
	{ MEMBER("weighted", MONEY), .doc = "The sum times the stage's probability." },
	{ MEMBER("currency", TEXT), .doc = "The organisation's." },
	{ MEMBER("idle_limit", OBJECT), .of = &idle_limit_shape, .flags = M_NULL,
	  .doc = "Null: the stage is not open." },
	{ MEMBER("deals", OBJECT), .of = &card_shape, .flags = M_LIST },
	{ MEMBER("next", TEXT), .flags = M_NULL, .doc = "`cursor` of its next page." },
};
static const struct shape board_stage_shape = {
	.name = "BoardStage",
	SHAPE(board_stage_members),
	.is_answer = true,
};

static const struct member board_members[] = {
	{ MEMBER("pipeline", ROW), .row = &pipeline_entity },
	{ MEMBER("stages", OBJECT), .of = &board_stage_shape, .flags = M_LIST },
};
const struct shape board_shape = { .name = "Board", SHAPE(board_members), .is_answer = true };

/* --- measures: pipeline/measures_query.c ---------------------------------------------------------- */

static const struct member stage_measures_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("name", TEXT) },
	{ MEMBER("kind", NAMES), .names = stage_kind_names },
	{ MEMBER("entered", INT) },
	{ MEMBER("advanced", INT) },
	{ MEMBER("lost", INT) },
	{ MEMBER("conversion", RATE), .flags = M_NULL },
	{ MEMBER("median_days", NUMBER), .flags = M_NULL },
};
static const struct shape stage_measures_shape = {
	.name = "StageMeasures",
	SHAPE(stage_measures_members),
	.is_answer = true,
};

static const struct member measures_members[] = {
	{ MEMBER("deals_open", INT) },
	{ MEMBER("deals_won", INT) },
	{ MEMBER("deals_lost", INT) },
	{ MEMBER("amount_open", MONEY) },
	{ MEMBER("amount_won", MONEY) },
	{ MEMBER("currency", TEXT), .doc = "The organisation's." },
	{ MEMBER("win_rate", RATE), .flags = M_NULL, .doc = "won ÷ (won + lost), by number." },
	{ MEMBER("win_rate_value", RATE), .flags = M_NULL, .doc = "The same by worth." },
	{ MEMBER("average_deal", MONEY), .flags = M_NULL, .doc = "Of the won ones." },
	{ MEMBER("cycle_days", NUMBER), .flags = M_NULL,
	  .doc = "From creation to win, on average." },
	{ MEMBER("velocity_per_day", MONEY), .flags = M_NULL },
	{ MEMBER("coverage", NUMBER), .flags = M_NULL,
	  .doc = "Open worth ÷ what the quota lacks." },
	{ MEMBER("stages", OBJECT), .of = &stage_measures_shape, .flags = M_LIST },
};
const struct shape measures_shape = {
	.name = "Measures",
	SHAPE(measures_members),
	.is_answer = true,
	.doc = "Null: nothing to compute it from. Formulas: docs/formulas.md.",
};

/* --- pipelines as files: pipeline/pipeline_export.c, template_list.c ------------------------------- */

static const struct member texts_members[] = {
	{ MEMBER("en", TEXT) },
	{ MEMBER("id", TEXT) },
};
static const struct shape texts_shape = {
	.name = "TwoTexts",
	SHAPE(texts_members),
	.doc = "A text in one or both languages.",
};
static const struct shape both_texts_shape = {
	.name = "BothTexts",
	SHAPE(texts_members),
	.is_answer = true,
	.doc = "A text in both languages.",
};

static const struct member template_stage_members[] = {
	{ MEMBER("name", OBJECT), .of = &both_texts_shape },
	{ MEMBER("kind", NAMES), .names = stage_kind_names },
	{ MEMBER("probability", RATE) },
};
static const struct shape template_stage_shape = {
	.name = "TemplateStage",
	SHAPE(template_stage_members),
	.is_answer = true,
};

static const struct member template_members[] = {
	{ MEMBER("key", TEXT) },
	{ MEMBER("name", OBJECT), .of = &both_texts_shape },
	{ MEMBER("description", OBJECT), .of = &both_texts_shape },
	{ MEMBER("stages", OBJECT), .of = &template_stage_shape, .flags = M_LIST },
};
const struct shape template_shape = { .name = "Template",
				      SHAPE(template_members),
				      .is_answer = true };

static const char *const criterion_kinds[] = { "field", "checklist", NULL };

static const struct member criterion_members[] = {
	{ MEMBER("kind", NAMES), .names = criterion_kinds, .flags = M_REQUIRED },
	{ MEMBER("field", TEXT), .doc = "Of kind field: what must be filled." },
	{ MEMBER("key", TEXT), .doc = "Of kind checklist: what must be ticked." },
	{ MEMBER("text", TEXT), .flags = M_REQUIRED, .doc = "What to tell people." },
};
const struct shape criterion_shape = { .name = "Criterion", SHAPE(criterion_members) };

static const struct member file_criterion_members[] = {
	{ MEMBER("kind", NAMES), .names = criterion_kinds, .flags = M_REQUIRED },
	{ MEMBER("field", TEXT) },
	{ MEMBER("key", TEXT) },
	{ MEMBER("text", OBJECT), .of = &texts_shape, .flags = M_REQUIRED },
};
static const struct shape file_criterion_shape = { .name = "FileCriterion",
						   SHAPE(file_criterion_members) };

static const struct member file_stage_members[] = {
	{ MEMBER("key", TEXT), .max = 60 },
	{ MEMBER("name", OBJECT), .of = &texts_shape, .flags = M_REQUIRED },
	{ MEMBER("kind", NAMES), .names = stage_kind_names, .flags = M_REQUIRED },
	{ MEMBER("probability", RATE) },
	{ MEMBER("idle_days", INT), .min = 1, .max = 3650 },
	{ MEMBER("guidance", OBJECT), .of = &texts_shape },
	{ MEMBER("exit_criteria", OBJECT), .of = &file_criterion_shape, .flags = M_LIST,
	  .max = 20 },
};
static const struct shape file_stage_shape = { .name = "FileStage", SHAPE(file_stage_members) };

static const struct member file_reason_members[] = {
	{ MEMBER("name", OBJECT), .of = &texts_shape, .flags = M_REQUIRED },
};
static const struct shape file_reason_shape = { .name = "FileLostReason",
						SHAPE(file_reason_members) };

static const char *const file_step_kinds[] = {
	"call", "meeting", "email", "whatsapp", "task", NULL
};
static const char *const stop_events[] = { "reply", "stage_change", NULL };

static const struct member file_step_members[] = {
	{ MEMBER("kind", NAMES), .names = file_step_kinds, .flags = M_REQUIRED },
	{ MEMBER("after_working_days", INT), .flags = M_REQUIRED, .max = 260 },
	{ MEMBER("subject", OBJECT), .of = &texts_shape, .flags = M_REQUIRED },
	{ MEMBER("body", OBJECT), .of = &texts_shape },
};
static const struct shape file_step_shape = { .name = "FileStep", SHAPE(file_step_members) };

static const struct member file_cadence_members[] = {
	{ MEMBER("key", TEXT), .max = 60 },
	{ MEMBER("name", OBJECT), .of = &texts_shape, .flags = M_REQUIRED },
	{ MEMBER("for", NAMES), .names = cadence_subject_names, .flags = M_REQUIRED },
	{ MEMBER("start_stage", TEXT), .doc = "Key of a stage of the file." },
	{ MEMBER("steps", OBJECT), .of = &file_step_shape, .flags = M_REQUIRED | M_LIST, .min = 1,
	  .max = 20 },
	{ MEMBER("stop_on", NAMES), .names = stop_events, .flags = M_LIST, .max = 2 },
};
static const struct shape file_cadence_shape = { .name = "FileCadence",
						 SHAPE(file_cadence_members) };

static const struct member pipeline_file_members[] = {
	{ MEMBER("format", INT), .flags = M_REQUIRED, .min = 1, .max = 1 },
	{ MEMBER("key", TEXT), .max = 60 },
	{ MEMBER("name", OBJECT), .of = &texts_shape, .flags = M_REQUIRED },
	{ MEMBER("description", OBJECT), .of = &texts_shape },
	{ MEMBER("stages", OBJECT), .of = &file_stage_shape, .flags = M_REQUIRED | M_LIST },
	{ MEMBER("lost_reasons", OBJECT), .of = &file_reason_shape, .flags = M_LIST },
	{ MEMBER("cadences", OBJECT), .of = &file_cadence_shape, .flags = M_LIST, .max = 50 },
};
const struct shape pipeline_file_shape = {
	.name = "PipelineFile",
	SHAPE(pipeline_file_members),
	.doc = "A pipeline with its stages, lost reasons and cadences, apart from any organisation.",
};

/* --- finding: pipeline/duplicates.c, api/search_api.c ---------------------------------------------- */

static const struct member duplicate_members[] = {
	{ MEMBER("entity", ENTITY) },
	{ MEMBER("id", ID) },
	{ MEMBER("title", TEXT) },
	{ MEMBER("reason", TEXT), .doc = "email, phone or name." },
	{ MEMBER("score", RATE), .doc = "Likeness; 1 for the same address or number." },
};
const struct shape duplicate_shape = { .name = "Duplicate",
				       SHAPE(duplicate_members),
				       .is_answer = true };

static const struct member viewer_members[] = {
	{ MEMBER("id", ID) },
	{ MEMBER("name", TEXT) },
	{ MEMBER("role", TEXT) },
	{ MEMBER("why", TEXT),
	  .doc = "owner; team: it shares its deals; manager of the owner's team or of one above it; role: an"
		 " administrator; everybody: the row is nobody's." },
};
const struct shape viewer_shape = { .name = "Viewer", SHAPE(viewer_members), .is_answer = true };

static const struct member hit_members[] = {
	{ MEMBER("entity", ENTITY) },
	{ MEMBER("id", ID) },
	{ MEMBER("title", TEXT) },
	{ MEMBER("subtitle", TEXT), .flags = M_NULL },
	{ MEMBER("of", ENTITY), .flags = M_NULL,
	  .doc = "A deal that was found by its company or contact: which of them. The subtitle is its name." },
};
const struct shape hit_shape = { .name = "Found", SHAPE(hit_members), .is_answer = true };

/* --- people: api/session_api.c, people_api.c ------------------------------------------------------- */

static const struct member session_user_members[] = {
	{ MEMBER("has_password", BOOL) },
};
static const struct shape session_user_shape = {
	.name = "SessionUser",
	SHAPE(session_user_members),
	.rest = &user_entity,
	.is_answer = true,
};

static const struct member session_members[] = {
	{ MEMBER("user", OBJECT), .of = &session_user_shape },
	{ MEMBER("organisation", ROW), .row = &organisation_entity },
	{ MEMBER("rights", TEXT), .flags = M_LIST, .doc = "What the caller may do." },
};
const struct shape session_shape = { .name = "Session", SHAPE(session_members), .is_answer = true };

static const struct member link_members[] = {
	{ MEMBER("path", TEXT), .doc = "Of the one-time link, on this server." },
	{ MEMBER("minutes", INT),
	  .doc = "For how long it works: 4320 for who has neither a password nor a session, else 30." },
	{ MEMBER("expires_at", INSTANT), .doc = "It works before then." },
};
const struct shape link_shape = { .name = "SignInLink", SHAPE(link_members), .is_answer = true };

static const struct member new_token_members[] = {
	{ MEMBER("token", TEXT), .doc = "The secret, shown this once." },
};
const struct shape new_token_shape = {
	.name = "NewToken",
	SHAPE(new_token_members),
	.rest = &token_entity,
	.is_answer = true,
};

/* --- errors: http/problem.c ------------------------------------------------------------------------ */

static const struct member field_error_members[] = {
	{ MEMBER("field", TEXT), .doc = "For example stage_id, or operations[3].amount." },
	{ MEMBER("code", TEXT), .doc = "For programs; never translated." },
	{ MEMBER("message", TEXT), .doc = "For people, in their language." },
};
static const struct shape field_error_shape = {
	.name = "FieldError",
	SHAPE(field_error_members),
	.is_answer = true,
};

static const struct member problem_members[] = {
	{ MEMBER("type", TEXT) },
	{ MEMBER("title", TEXT) },
	{ MEMBER("status", INT), .min = 400, .max = 599 },
	{ MEMBER("detail", TEXT), .flags = M_NULL },
	{ MEMBER("errors", OBJECT), .of = &field_error_shape, .flags = M_LIST },
};
static const struct member refusal_members[] = {
	{ MEMBER("index", INT), .doc = "Of the operation, from 0." },
	{ MEMBER("id", ID), .flags = M_NULL, .doc = "Of the row; null for one to be created." },
	{ MEMBER("message", TEXT) },
	{ MEMBER("errors", OBJECT), .of = &field_error_shape, .flags = M_LIST },
};
const struct shape refusal_shape = {
	.name = "Refusal",
	SHAPE(refusal_members),
	.is_answer = true,
	.doc = "An operation of a batch that was left out.",
};

const struct shape problem_shape = {
	.name = "Problem",
	SHAPE(problem_members),
	.is_answer = true,
	.doc = "An error, after RFC 9457.",
};
