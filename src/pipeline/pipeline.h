/* The pipeline's operations: what is more than setting a field. Each is in the file of its name. HTTP,
 * command line, import and jobs call these same functions, so no rule can be gone round.
 *
 * All writing operations run within a unit of work (db_write) and are all or nothing: a failure dooms
 * the unit. They need the rights of the entities that they change (record/), hide what the caller may
 * not see (E_MISSING; an invisible id in an argument is E_INVALID on its field), and leave the row as
 * it then is in their last parameter. */
#ifndef ALUR_PIPELINE_PIPELINE_H
#define ALUR_PIPELINE_PIPELINE_H

#include "base/ctx.h"
#include "entity/entities.h"

struct json_in;
struct json_out;
struct list_query;
struct query_string;
struct search_query;
struct undo;

/* --- deals: deal_create.c, deal_move.c, exit_criteria.c ----------------------------------------- */

/* Creates a deal from a row that record_new() began and record_from_json() filled. The pipeline must
 * be in use. `stage_id` 0: its first open stage; any stage of it may be named, won and lost too:
 * then `closed_on` is today in the organisation's zone unless set, and a lost deal needs a
 * `lost_reason_id` where the pipeline has reasons. Exit criteria are not asked: the deal has not
 * left a stage. Errors: E_INVALID on `pipeline_id`, `stage_id`, `closed_on`, `lost_reason_id`. */
MUST_USE enum rc deal_create(struct ctx *cx, struct deal *deal);

/* Takes an archived deal back. If its stage was retired meanwhile, it enters the stage that took over,
 * or the first open one. */
MUST_USE enum rc deal_restore(struct ctx *cx, int64_t deal_id, struct deal *deal);

/* Which optional members of a move were given. */
enum move_given {
	MOVE_LOST_REASON = 1 << 0,
	MOVE_CLOSED_ON = 1 << 1,
	MOVE_AMOUNT = 1 << 2,
	MOVE_REVIVE_ON = 1 << 3,
	MOVE_NOTE = 1 << 4
};

struct move {
	int64_t stage_id;
	int64_t pipeline_id; /* the pipeline of that stage; 0: the deal's own */
	int64_t lost_reason_id;
	int64_t closed_on; /* day; not given: today in the organisation's zone */
	int64_t revive_on; /* day; of lost deals: when to take it up again */
	int64_t amount;    /* in the deal's currency; UNSET takes the amount away */
	str note;          /* what is to be remembered of it, e.g. why it was lost */
	bool override;     /* move although exit criteria are unmet: needs RIGHT_OVERRIDE */
	unsigned given;    /* enum move_given */
};

/* Moves a deal to another stage of its pipeline: forward, back, won, lost or open again.
 * - Forward is to a later open stage or to won, and asks the exit criteria of every open stage
 *   that is left behind: the present one and those that are skipped. From lost to won: of all. Back,
 *   lost and open again ask none. Unmet ones are E_INVALID with one error each: code
 *   "exit_criterion", field "amount", "contact", "line", "custom.KEY" or "checklist.KEY", message
 *   the criterion's own text. With `override` they do not count, and the event is named
 *   "deal.move.override".
 * - Won and lost set `closed_on`, not after today. Lost needs `lost_reason_id` where the pipeline has
 *   reasons. Open again clears both.
 * - The same stage is no move: only `amount` and, in a closed stage, `closed_on`, `revive_on` and
 *   `lost_reason_id` are corrected when given; otherwise nothing is written.
 * - A plan that the deal is in stops (enrollment_follow.c).
 * - A `note` becomes a note among the deal's activities, under the stage's name, undone with the move.
 * - Another pipeline is another road: the deal begins in one of its open stages, and no criteria are asked.
 * E_INVALID on `stage_id`: a stage of another pipeline than is named, or a retired one; in another
 * pipeline a won or lost one. */
MUST_USE enum rc deal_move(struct ctx *cx, int64_t deal_id, const struct move *move,
			   struct deal *deal);

/* --- leads: lead_qualify.c, lead_disqualify.c, lead_reopen.c, lead_convert.c, lead_unconvert.c ----- */

/* lead, or disqualified → prospect. A prospect stays as it is; E_CONFLICT once converted. */
MUST_USE enum rc lead_qualify(struct ctx *cx, int64_t lead_id, struct lead *lead);

/* lead or prospect → disqualified, with a reason (E_INVALID without). Again: another reason. `revive_on`
 * is a day to come on which it is reopened by itself (revive_due()); UNSET: none. A plan that it
 * is in stops. E_CONFLICT once converted. */
MUST_USE enum rc lead_disqualify(struct ctx *cx, int64_t lead_id, str reason, int64_t revive_on,
				 struct lead *lead);

/* disqualified → what it was before, lead or prospect; the reason goes. E_CONFLICT otherwise. */
MUST_USE enum rc lead_reopen(struct ctx *cx, int64_t lead_id, struct lead *lead);

struct conversion {
	int64_t pipeline_id; /* 0: the first pipeline by position */
	int64_t company_id;  /* 0: found or created */
	int64_t contact_id;  /* 0: found or created */
	str company_name;    /* of the company that is found or created; not set: the lead's */
	bool new_company;    /* create it although there is one of that name */
	bool new_contact;    /* create it although there is one with that address or number */
	str title;           /* not set: the company's name, else the lead's */
	int64_t amount;      /* UNSET: the lead's */
	bool create_deal;
};

/* Makes company, contact and deal of a lead or prospect, one batch. A company or contact is taken
 * over instead of created when its id is given, or when there is one that the caller may see with
 * the same e-mail address or else phone (contact), the same name but for case, accents and legal form
 * (company; see company_match_key). One that the caller may not see is not taken: that would tell
 * that it exists. Rows taken over are not changed, but for a contact without company. No company
 * name: no company. The deal begins in the first open stage with the contact as its primary one;
 * new rows and the deal belong to the lead's owner. The lead's activities come to stand with deal,
 * company and contact too, so that a planned one is the deal's next step.
 * E_CONFLICT: converted already, or disqualified. */
MUST_USE enum rc lead_convert(struct ctx *cx, int64_t lead_id, const struct conversion *conversion,
			      struct lead *lead);

/* Takes a conversion back, as a new batch: archives the deal, contact and company that it created
 * (not those it took over), and the lead is again what it was. E_CONFLICT names each row that has
 * been changed since, or that something newer refers to. */
MUST_USE enum rc lead_unconvert(struct ctx *cx, int64_t lead_id, struct lead *lead);

/* What that leaves of a converted lead, without the rows that it became: nothing is saved. */
void lead_forget_conversion(struct lead *lead);

/* --- merging: merge.c, company_merge.c, contact_merge.c, lead_merge.c --------------------------- */

enum { MAX_MERGED = 20 };

struct merge_choice {
	const struct field *field;
	int64_t from_id; /* the survivor's own id, or one of from_ids */
};

struct merge {
	const int64_t *from_ids;
	size_t from_count; /* 1..MAX_MERGED */
	const struct merge_choice *choices;
	size_t choice_count;
	const struct json_in
		*values; /* an object of fields that are as none of the rows has them */
};

/* Merges the rows `from_ids` into the row `into_id`, as one batch, so that undo takes it back whole.
 * The survivor keeps what it has; what it lacks comes from the others in the order given (user-defined
 * fields one by one); a choice takes a field from another one, `values` go before all. Whatever refers to the others then refers to
 * the survivor, rows that the caller may not see included (and is archived where the survivor has the
 * same already, e.g. as a contact of a deal); the others are archived with `merged_into_id`. The
 * survivor's external id stays; lacking one it takes the first of the others'.
 * E_INVALID on `from_ids` or `fields.NAME`; E_TOO_LARGE when the others have 10,000 references
 * or more (merge the other way round). */
MUST_USE enum rc company_merge(struct ctx *cx, int64_t into_id, const struct merge *merge,
			       struct company *company);
MUST_USE enum rc contact_merge(struct ctx *cx, int64_t into_id, const struct merge *merge,
			       struct contact *contact);
/* Also: a lead becomes a prospect when one of the others is; E_CONFLICT when one of the others is
 * converted. */
MUST_USE enum rc lead_merge(struct ctx *cx, int64_t into_id, const struct merge *merge,
			    struct lead *lead);

/* Reads {"from_ids": [...], "fields": {"name": id}?, "values": {"name": value}?}. */
MUST_USE enum rc merge_from_json(struct ctx *cx, const struct entity *entity,
				 const struct json_in *body, struct merge *merge);

/* --- duplicates.c, duplicate_score.c --------------------------------------------------------------- */

struct duplicate {
	const struct entity *entity; /* a lead may turn out to be a contact */
	int64_t id;
	str label;
	const char *reason; /* "email", "phone" or "name" */
	int64_t score;      /* likeness in basis points; 10000 for e-mail and phone */
};

enum { MAX_DUPLICATES = 20 };

/* Rows that may be the same as `row` (a company, contact or lead, saved or not), best first, at most
 * MAX_DUPLICATES, only such as the caller may see: same e-mail address, same phone, or a like name
 * (from 7000 on). Looks rows up by index and search, never by scanning. Leads are compared with leads
 * and contacts. Needs an open connection. */
MUST_USE enum rc duplicates_find(struct ctx *cx, const struct entity *entity, const void *row,
				 struct duplicate *found, size_t *count);

/* {"items": [{"entity","id","title","reason","score"}], "next": null}. */
MUST_USE enum rc duplicates_to_json(struct ctx *cx, const struct entity *entity, int64_t id,
				    struct json_out *out);

/* What is known of a row while it is being written; not set where nothing is yet. */
struct duplicate_draft {
	str name;
	str email;
	str phone;
};

/* The same for a row that is still being written. */
MUST_USE enum rc duplicates_of_draft_to_json(struct ctx *cx, const struct entity *entity,
					     const struct duplicate_draft *draft,
					     struct json_out *out);

/* --- the organisation: organisation_save.c ------------------------------------------------------------ */

/* E_CONFLICT on `currency`: there are exchange rates to the one so far. */
MUST_USE enum rc organisation_save(struct ctx *cx, struct organisation_row *organisation);

/* --- exchange rates: rate_save.c ---------------------------------------------------------------------- */

MUST_USE enum rc rate_save(struct ctx *cx, struct currency_rate *rate);
MUST_USE enum rc rate_archive(struct ctx *cx, int64_t id, struct currency_rate *rate);
MUST_USE enum rc rate_restore(struct ctx *cx, int64_t id, struct currency_rate *rate);

/* --- forms on the web: form_save.c, form_submit.c ----------------------------------------------------- */

enum { FORM_KEY_LENGTH = 16 };

/* Creates or changes a form; a new one gets its key. E_INVALID on "fields", "hosts" and their places. */
MUST_USE enum rc form_save(struct ctx *cx, struct form *form);

/* What came from a form's page. */
struct form_entries {
	const struct query_string *values; /* by name of the lead's field */
	bool agreed;                       /* to `consent` */
	str consent;                       /* the words that were shown */
	str nonce; /* of the page: it makes one lead, however often it is sent */
};

/* Reads them into the lead's fields without saving: E_INVALID with an error for each field at fault, and
 * on "consent". */
MUST_USE enum rc form_read(struct ctx *cx, const struct form *form,
			   const struct form_entries *entries, struct lead *lead);

/* Saves what was read as a new lead of the form's owner and source, by the program itself; a second time
 * nothing is done. */
MUST_USE enum rc form_submit(struct ctx *cx, const struct form *form,
			     const struct form_entries *entries, const struct lead *read);

/* --- pipelines and stages: pipeline_rules.c, stage_*.c ---------------------------------------------- */

/* Every pipeline in use has at least one open stage, exactly one won and one lost stage. These are
 * the only ways to create, change, archive and restore pipelines and stages. */

/* Creates a pipeline with the stages New, Won and Lost, one batch. */
MUST_USE enum rc pipeline_create(struct ctx *cx, struct pipeline *pipeline);
/* E_CONFLICT while it has open deals. */
MUST_USE enum rc pipeline_archive(struct ctx *cx, int64_t id, struct pipeline *pipeline);
/* E_CONFLICT: its stages are gone, with the undoing of its creation. */
MUST_USE enum rc pipeline_restore(struct ctx *cx, int64_t id, struct pipeline *pipeline);
/* E_CONFLICT unless the stages of a pipeline are as they must be. */
MUST_USE enum rc pipeline_rules(struct ctx *cx, int64_t pipeline_id);

/* `template_key` of a pipeline that an import has made: imports put its stages in order (exchange/) until
 * somebody does. */
#define PIPELINE_OF_IMPORT "import"

/* A new stage is open; without a position it comes after the other open ones. E_INVALID: another
 * kind, or exit criteria of the wrong form ("exit_criteria[0].field"). */
MUST_USE enum rc stage_create(struct ctx *cx, struct stage *stage);
MUST_USE enum rc stage_update(struct ctx *cx, struct stage *stage);
/* E_CONFLICT: it still has deals (see stage_retire), or it is the won, the lost or the last open
 * stage. */
MUST_USE enum rc stage_archive(struct ctx *cx, int64_t id, struct stage *stage);
MUST_USE enum rc stage_restore(struct ctx *cx, int64_t id, struct stage *stage);

/* Archives an open stage; its deals move to the open stage `into_id` of the same pipeline, each with
 * its history, all one batch. E_TOO_LARGE above MAX_RETIRED deals in a
 * batch: so many can be undone. */
enum { MAX_RETIRED = 9000 };
MUST_USE enum rc stage_retire(struct ctx *cx, int64_t id, int64_t into_id, struct stage *stage);

/* The same for several stages at once; `stage` is the one that stays. */
MUST_USE enum rc stage_merge(struct ctx *cx, int64_t into_id, const int64_t *from_ids,
			     size_t from_count, struct stage *stage);

/* Puts the open stages of a pipeline into the order of `ids`, which has each of them exactly once (won
 * and lost may be there too: they come last anyway). One batch. */
MUST_USE enum rc stage_order(struct ctx *cx, int64_t pipeline_id, const int64_t *ids, size_t count);

/* The stages of a pipeline as people see them: open ones by position, then won, then lost.
 * with_archived: retired ones too, among the open ones. *stages lives in the arena. */
MUST_USE enum rc stages_of(struct ctx *cx, int64_t pipeline_id, bool with_archived,
			   struct stage **stages, size_t *count);

/* Whether `a` comes before `b` in that order. */
bool stage_before(const struct stage *a, const struct stage *b);

/* For code that handles rows of any entity (API, batch): the way to write them that keeps all rules of
 * this folder; entities without rules here go to record_save(), record_archive(), record_restore(). */
MUST_USE enum rc any_row_create(struct ctx *cx, const struct entity *entity, void *row);
MUST_USE enum rc any_row_update(struct ctx *cx, const struct entity *entity, void *row);
MUST_USE enum rc any_row_archive(struct ctx *cx, const struct entity *entity, int64_t id,
				 void *row);
MUST_USE enum rc any_row_restore(struct ctx *cx, const struct entity *entity, int64_t id,
				 void *row);

/* record_undo(), refused with E_CONFLICT when the pipelines would then break their rules, or a stage
 * would be archived with deals in it; a token would come back; no administrator would be left. */
MUST_USE enum rc pipeline_undo(struct ctx *cx, struct undo *undo);

/* --- templates: template_list.c, pipeline_from_template.c, pipeline_import.c, pipeline_export.c ---- */

/* {"items": [{"key","name","description","stages": [{"name","kind","probability"}]}], "next": null}:
 * the built-in ones; names are objects with both languages. */
MUST_USE enum rc template_list_to_json(struct ctx *cx, struct json_out *out);

/* A new pipeline with its stages, lost reasons and cadences in one language, one batch. `name` not set: the
 * template's. E_INVALID on `template`: no such one; on `name`: taken. */
MUST_USE enum rc pipeline_from_template(struct ctx *cx, str key, enum language language, str name,
					struct pipeline *pipeline);

/* The same from a file of that form (data/templates/schema.json) that somebody made or exported. Faults
 * are E_INVALID on their place, e.g. "stages[2].probability". */
MUST_USE enum rc pipeline_import(struct ctx *cx, const struct json_in *file, enum language language,
				 str name, struct pipeline *pipeline);

/* Such a file of a pipeline: an object that pipeline_import() takes. Its texts are in one language and
 * stand for both. */
MUST_USE enum rc pipeline_export(struct ctx *cx, int64_t pipeline_id, struct json_out *out);

/* --- plans: cadence_save.c, cadence_enroll.c, enrollment_stop.c, enrollment_skip.c ----------------- */

/* Creates or changes a cadence. E_INVALID: its name is taken, or a step is not well formed
 * ("steps[2].kind"). */
MUST_USE enum rc cadence_save(struct ctx *cx, struct cadence *cadence);
/* E_CONFLICT while leads or deals are in it. */
MUST_USE enum rc cadence_archive(struct ctx *cx, int64_t id, struct cadence *cadence);
MUST_USE enum rc cadence_restore(struct ctx *cx, int64_t id, struct cadence *cadence);

struct enroll {
	int64_t lead_id; /* or deal_id: the one that the cadence is for */
	int64_t deal_id;
	int64_t starts_on; /* day; UNSET: today */
};

/* Puts a lead or an open deal into a plan, one batch. Its first step becomes a planned activity of the
 * row's owner, due at 09:00 in the organisation's zone; when that is done, by whatever path, the
 * next one is planned, and after the last one the plan is finished. A logged reply, another stage, a
 * conversion and the like stop it; its planned step is archived then. E_CONFLICT: not in use,
 * converted, closed, or in a plan already (named). E_INVALID on `lead_id`, `deal_id`, `starts_on`. */
MUST_USE enum rc cadence_enroll(struct ctx *cx, int64_t cadence_id, const struct enroll *enroll,
				struct enrollment *enrollment);

/* Takes it out of the plan, or leaves the planned step out. E_CONFLICT when the plan has ended. */
MUST_USE enum rc enrollment_stop(struct ctx *cx, int64_t id, struct enrollment *enrollment);
MUST_USE enum rc enrollment_skip(struct ctx *cx, int64_t id, struct enrollment *enrollment);

/* --- revival.c --------------------------------------------------------------------------------------- */

/* Brings back what is due: leads that were disqualified until today are reopened, closed deals with a day to
 * take them up again are not, and both get a planned task of their owner. A unit of work for the
 * housekeeper; some at a time, each once. */
enum rc revive_due(struct ctx *cx, void *argument);

/* --- search_deals.c ---------------------------------------------------------------------------------- */

/* Adds to what a search of all kinds has found, as far as there is room: the newest deals of the first companies
 * and contacts among the hits, each once; `of` and the subtitle say whose. */
MUST_USE enum rc search_deals(struct ctx *cx, struct search_query *query);

/* --- activity_save.c, subject_archive.c ------------------------------------------------------------- */

/* The ways to write activities, and to archive leads and deals, that keep plans going. */
MUST_USE enum rc activity_save(struct ctx *cx, struct activity *activity);
MUST_USE enum rc activity_archive(struct ctx *cx, int64_t id, struct activity *activity);
MUST_USE enum rc lead_archive(struct ctx *cx, int64_t id, struct lead *lead);
MUST_USE enum rc deal_archive(struct ctx *cx, int64_t id, struct deal *deal);

/* For imports, which save rows at instants of their own: what follows for plans. `before` NULL: a new
 * row. */
MUST_USE enum rc any_row_follow(struct ctx *cx, const struct entity *entity, const void *before,
				void *row);

/* --- reading: board_query.c, measures_query.c ------------------------------------------------------ */

struct board_request {
	int64_t pipeline_id;
	int64_t limit;    /* cards a stage, 1..200 */
	int64_t as_of;    /* instant; UNSET: now */
	int64_t owner_id; /* 0: any */
	int64_t team_id;  /* 0: any; otherwise the team and those below it */
	/* Filters and words of a list of deals; NULL: none. Not of stages, pipelines or archived rows. */
	const struct list_query *filter;
	str sort;   /* of board_sort_names; not set: by urgency, of the past the last moved first */
	str fields; /* shown beside what each card shows: "contact,custom.region"; not set: none */
	bool closed;      /* cards of won and lost stages too */
	int64_t stage_id; /* 0: all; otherwise the next page of this stage alone */
	str cursor;       /* `next` of that stage */
};

/* Orders of cards, which board_order.h explains; NULL at the end. */
extern const char *const board_sort_names[];

/* The board as API.md describes it. Counts and sums are of all deals that the caller may see and that
 * the filters leave, not of the page. What a filter costs: docs/lists.md. As of an instant, retired stages that had deals then are
 * shown too. E_MISSING: no such pipeline; E_INVALID on the parameter at fault. */
MUST_USE enum rc board_to_json(struct ctx *cx, const struct board_request *request,
			       struct json_out *out);

struct today_request {
	int64_t day;      /* UNSET: today in the organisation's zone */
	int64_t owner_id; /* 0: the caller */
	int64_t limit;    /* items of a kind, 1..200 */
};

/* What there is to do for one owner on a day: steps overdue and due, what has come back, leads that nobody
 * has touched, plans that have ended, open deals without a next step; and what is planned in the week of
 * that day. {"date","owner_id","items","totals","counted_to","week"}; a total of `counted_to`
 * means so many or more. E_INVALID on `owner_id`: no such person, or the caller does not see what
 * that one owns. */
MUST_USE enum rc today_to_json(struct ctx *cx, const struct today_request *request,
			       struct json_out *out);

struct measures_request {
	int64_t pipeline_id;
	int64_t from; /* days, both included; UNSET: unbounded */
	int64_t to;
	int64_t as_of; /* instant; UNSET: now */
	int64_t owner_id;
	int64_t team_id;
};

/* The measures as API.md lists them; formulas: measures.h and docs/formulas.md. */
MUST_USE enum rc measures_to_json(struct ctx *cx, const struct measures_request *request,
				  struct json_out *out);

/* --- review.c ---------------------------------------------------------------------------------------- */

struct review_request {
	int64_t pipeline_id;
	int64_t owner_id;
	int64_t team_id;
	int64_t limit;
	str cursor;
};

/* {"items": [{"deal": row, "score", "warnings": [as deal_hygiene_to_json()], "last_decision": row or null}],
 * "next"}: the open deals that need to be talked about, the worst first (review_score.h). A deal about
 * which something was decided today (a row of review_decisions) is left out until it changes. */
MUST_USE enum rc review_to_json(struct ctx *cx, const struct review_request *request,
				struct json_out *out);

/* --- review_decide.c --------------------------------------------------------------------------------- */

/* A decision and what it takes: `push` and `pull` a later or earlier expected close, `lose` a reason where the
 * pipeline has some, `next_step` an activity of the deal's owner, `reassign` an owner. */
struct review_order {
	int64_t decision; /* enum review_choice */
	str note;
	int64_t expected_close; /* day; UNSET: none */
	int64_t owner_id;       /* 0: none */
	int64_t lost_reason_id; /* 0: none */
	int64_t revive_on;      /* of a loss: when to take it up again; UNSET: never */
	int64_t step_kind;      /* enum activity_kind */
	str step_subject;
	int64_t step_due_at; /* UNSET: none */
};

/* Carries out what was decided about an open deal and writes it down, one batch. E_INVALID on what the
 * decision lacks; E_CONFLICT: the deal is closed. */
MUST_USE enum rc review_decide(struct ctx *cx, int64_t deal_id, const struct review_order *order,
			       struct review_decision *decision);

/* --- waterfall_answer.c ------------------------------------------------------------------------------ */

struct waterfall_request {
	int64_t pipeline_id;
	int64_t from; /* days, both included; must be set */
	int64_t to;
	int64_t close_from; /* days of closing, both included; UNSET: unbounded */
	int64_t close_to;
	int64_t owner_id;
	int64_t team_id;
	str part;   /* the deals behind it, too: "pushed"; not set: none */
	str cursor; /* `next` of that part */
	int64_t limit;
};

/* {"from","to","close_from","close_to","currency", "opening": {"deals","amount"}, ..., "closing",
 * "archived", "items": [{"id","title","amount","before": {"state","amount","closes_on"},"after"}],
 * "next"}. The parts: waterfall.h. E_INVALID on the parameter at fault. */
MUST_USE enum rc waterfall_to_json(struct ctx *cx, const struct waterfall_request *request,
				   struct json_out *out);

/* --- Insight: insight_*.c ------------------------------------------------------------------------------- */

/* Which deals the answers are about. Each has the members `rows...` of its figures: a query string of
 * GET /deals that gives, together with the filters of the request, the deals that were counted. */
struct insight_scope {
	int64_t pipeline_id;
	int64_t from; /* days, both included; UNSET: the twelve months up to the end of this one */
	int64_t to;
	int64_t as_of;    /* UNSET: as they are */
	int64_t owner_id; /* 0: any */
	int64_t team_id;
	/* Filters and words of a list of deals; NULL: none. */
	const struct list_query *filter;
};

struct funnel_request {
	struct insight_scope scope; /* its days are those of the deals' creation */
	str cohort;                 /* of insight_cohort_names; not set: month */
	/* The deals behind a figure: */
	int64_t stage_id; /* 0: of the deals as a whole */
	str way;          /* of insight_way_names */
	str cursor;
	int64_t limit;
};
extern const char *const insight_cohort_names[];
extern const char *const insight_way_names[];

/* What became of the deals that began in a period, of each stage and each cohort: {"from","to","since","deals",
 * "stages","cohorts"}. Formulas: insight_rates.h; what counts as going on: insight_path.h. `since` is null, or the
 * instant before which deals were left out because there are too many (insight_walk_query.h). */
MUST_USE enum rc insight_funnel_to_json(struct ctx *cx, const struct funnel_request *request,
					struct json_out *out);
/* {"items": [{"id","title","way","days"}], "next"}: one figure's deals, the oldest first. */
MUST_USE enum rc insight_funnel_deals_to_json(struct ctx *cx, const struct funnel_request *request,
					      struct json_out *out);

/* What was closed in a period, in all and by month: rates, average, days that wins took, velocity. */
MUST_USE enum rc insight_pace_to_json(struct ctx *cx, const struct insight_scope *scope,
				      struct json_out *out);

/* The same by the values of a field: of the deal (owner_id, source_id, company_id, lost_reason_id, category,
 * currency; amount in bands), of its company (company.city) or of the organisation's own (custom.KEY,
 * company.custom.KEY): record/grouping.c. The groups with most closed deals, and the rest together. E_INVALID on
 * `by`. */
MUST_USE enum rc insight_outcomes_to_json(struct ctx *cx, const struct insight_scope *scope, str by,
					  struct json_out *out);

/* What came of each source: of leads and of deals that began in the period. Leads have owners, but not the
 * filters of deals: where such are asked, their figures are null. */
MUST_USE enum rc insight_sources_to_json(struct ctx *cx, const struct insight_scope *scope,
					 struct json_out *out);

/* How what is open and expected to close in a period covers what is still missing from `target` (minor units;
 * UNSET: from what was won in the period of the same length before). */
MUST_USE enum rc insight_coverage_to_json(struct ctx *cx, const struct insight_scope *scope,
					  int64_t target, struct json_out *out);

/* --- closing_calendar_query.c ---------------------------------------------------------------------------- */

struct calendar_request {
	struct insight_scope
		scope; /* its days are those of the expected close, both needed; at most 93 */
	int64_t limit; /* deals of a day, up to 20 */
	bool closed;   /* won and lost ones, too */
};

/* {"from","to","undated","days": [{"day","sums": [{"currency","amount"}],"deals","largest": [...]}]}: number and
 * sums of the deals that are expected to close on each day, and the largest of them; days without any are left out. */
MUST_USE enum rc closing_calendar_to_json(struct ctx *cx, const struct calendar_request *request,
					  struct json_out *out);

/* --- deal_hygiene.c ---------------------------------------------------------------------------------- */

/* {"items": [{"warning","reason","field","since","days","limit_days","repair": {"action","resource","row_id",
 * "field","others"}}], "next": null}: what is wrong with a deal's upkeep, in the caller's language, and
 * how to put it right. An unmet exit criterion is an item of its own. Conditions: hygiene.h. */
MUST_USE enum rc deal_hygiene_to_json(struct ctx *cx, int64_t deal_id, struct json_out *out);

/* --- idle_limits.c ----------------------------------------------------------------------------------- */

/* {"items": [{"stage_id","name","days","source","n","weight","learned_days","template_days","learned_at"}],
 * "next": null} of the open stages: after how many days a deal is idle there, and from how many won
 * deals that was learned. Formula: idle_limit.h. E_MISSING: no such pipeline. */
MUST_USE enum rc idle_limits_to_json(struct ctx *cx, int64_t pipeline_id, struct json_out *out);

/* Learns the limits of stages of which nothing has been learned for a day, or since an import ended; some
 * stages at a time. For the housekeeper: reads aside, then writes what it found as one unit of work. */
MUST_USE enum rc idle_limits_learn(struct ctx *cx);

/* --- pipeline_verify.c ------------------------------------------------------------------------------ */

/* Every broken promise of this subject in words: a deal in no stage or in one of another pipeline, a
 * closed deal without day, an open one with it, a pipeline without its won and lost stage, deals in
 * archived stages, converted leads without their rows. For `alur check`. */
MUST_USE enum rc pipeline_verify(struct ctx *cx,
				 enum rc (*each)(struct ctx *cx, void *argument, str finding),
				 void *argument);

#endif
