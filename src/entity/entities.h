/* The structs and entity tables of everything that Alur keeps; each table is in the file of its name. */
#ifndef ALUR_ENTITY_ENTITIES_H
#define ALUR_ENTITY_ENTITIES_H

#include "entity/entity.h"

/* --- organisation and people ---------------------------------------------------------------- */

struct organisation_row {
	struct row row;
	str name;
	str time_zone; /* IANA name */
	str currency;  /* of totals; ISO 4217 */
	int64_t language;
	int64_t calling_code;
};
extern const struct entity organisation_entity;
extern const char *const language_names[];

struct user {
	struct row row;
	str name;
	str email;
	int64_t role; /* enum role */
	int64_t team_id;
	int64_t language;
	int64_t default_view_id; /* the view that the pipeline opens with */
	bool listening_run;      /* has the right to run surveys */
	bool active;             /* may sign in */
	bool first_steps_done;   /* the list of first steps has been put away */
	str external_id;
	str password_hash; /* Argon2id string; secret */
};
extern const struct entity user_entity;
extern const char *const role_names[];

struct team {
	struct row row;
	str name;
	int64_t parent_id;
	int64_t manager_id;
	bool shares_deals; /* members see what the team's members own */
};
extern const struct entity team_entity;

struct token {
	struct row row;
	str name;
	int64_t user_id;
	int64_t last_used_at;
	int64_t expires_at;
	str hash; /* SHA-256 of the token, hex; secret */
};
extern const struct entity token_entity;

/* --- customers ------------------------------------------------------------------------------ */

struct company {
	struct row row;
	str name;
	str domain;
	str phone;
	str email;
	str industry;
	str address;
	str city;
	str country;
	int64_t owner_id;
	int64_t parent_id;
	int64_t employees;
	int64_t revenue; /* a year, in the organisation's currency */
	int64_t founded; /* year */
	int64_t merged_into_id;
	str note;
	str external_id;
	str custom;
	str match_key; /* folded name without legal forms, for finding duplicates; secret */
};
extern const struct entity company_entity;

/* The name without case, accents and legal forms ("PT Maju Jaya Tbk" → "maju jaya"), by which the same
 * company is recognised. */
str company_match_key(struct arena *arena, str name);

struct contact {
	struct row row;
	str name;
	str job_title;
	str email;
	str phone;
	int64_t company_id;
	int64_t owner_id;
	int64_t merged_into_id;
	str note;
	str external_id;
	str custom;
};
extern const struct entity contact_entity;

enum lifecycle { LIFECYCLE_LEAD, LIFECYCLE_PROSPECT, LIFECYCLE_CONVERTED, LIFECYCLE_DISQUALIFIED };
struct lead {
	struct row row;
	str name;
	str company_name;
	str job_title;
	str email;
	str phone;
	int64_t lifecycle;
	int64_t source_id;
	int64_t owner_id;
	int64_t amount;
	str currency;
	str disqualified_reason;
	int64_t qualified_at;
	int64_t converted_at;
	int64_t company_id; /* set by convert */
	int64_t contact_id;
	int64_t deal_id;
	int64_t merged_into_id;
	int64_t revive_on; /* day on which a disqualified lead comes back */
	str note;
	str external_id;
	str custom;
};
extern const struct entity lead_entity;
extern const char *const lifecycle_names[];

struct source {
	struct row row;
	str name;
};
extern const struct entity source_entity;

/* --- the pipeline --------------------------------------------------------------------------- */

struct pipeline {
	struct row row;
	str name;
	str template_key;
	int64_t position;
};
extern const struct entity pipeline_entity;

enum stage_kind { STAGE_OPEN, STAGE_WON, STAGE_LOST };
struct stage {
	struct row row;
	int64_t pipeline_id;
	str name;
	int64_t kind;
	int64_t position;
	int64_t probability; /* basis points */
	int64_t idle_days;
	str guidance;
	str exit_criteria; /* JSON array of {"kind","field"|"key","text"} */
	int64_t retired_into_id;
};
extern const struct entity stage_entity;
extern const char *const stage_kind_names[];

struct lost_reason {
	struct row row;
	int64_t pipeline_id;
	str name;
	int64_t position;
};
extern const struct entity lost_reason_entity;

enum deal_category { CATEGORY_PIPELINE, CATEGORY_BEST_CASE, CATEGORY_COMMIT, CATEGORY_OMITTED };
struct deal {
	struct row row;
	str title;
	int64_t pipeline_id;
	int64_t stage_id;
	int64_t amount;
	str currency;
	int64_t amount_home; /* in the organisation's currency; secret: shown only in sums */
	int64_t company_id;
	int64_t owner_id;
	int64_t expected_close;
	int64_t source_id;
	int64_t category;
	int64_t next_step_at;
	int64_t stage_entered_at;
	int64_t closed_on;
	int64_t lost_reason_id;
	int64_t close_pushes; /* how often the expected close moved to a later month */
	int64_t revive_on;    /* day on which a closed deal is to be taken up again */
	int64_t snoozed_until;
	str checklist; /* JSON object: keys of exit criteria that are ticked */
	str external_id;
	str custom;
};
extern const struct entity deal_entity;

/* SQL of deals whose last change is not of about the day of their closing, in any zone: entered afterwards, changed
 * afterwards, or closed for a day to come. `t` is "t." or "". */
#define DEAL_CLOSED_AT_ODDS(t)                                                                     \
	"(" t "updated_at < (" t "closed_on - 1) * 86400000 OR " t "updated_at > (" t              \
	"closed_on + 2) * 86400000)"
extern const char *const deal_category_names[];

struct deal_contact {
	struct row row;
	int64_t deal_id;
	int64_t contact_id;
	str role; /* "decision maker" */
	bool is_primary;
};
extern const struct entity deal_contact_entity;

struct deal_line {
	struct row row;
	int64_t deal_id;
	int64_t product_id;
	int64_t quantity; /* thousandths of a unit */
	int64_t unit_price;
	int64_t discount; /* basis points */
	str currency;
	str note;
};
extern const struct entity deal_line_entity;

struct review_decision {
	struct row row;
	int64_t deal_id;
	int64_t decision; /* enum review_choice */
	str note;
	int64_t agreed_by_id;
};
extern const struct entity review_decision_entity;
extern const char *const review_choice_names[];
enum review_choice {
	REVIEW_KEEP,
	REVIEW_PUSH,
	REVIEW_PULL,
	REVIEW_LOSE,
	REVIEW_NEXT_STEP,
	REVIEW_ESCALATE,
	REVIEW_REASSIGN
};

enum activity_kind {
	ACTIVITY_TASK,
	ACTIVITY_CALL,
	ACTIVITY_MEETING,
	ACTIVITY_EMAIL,
	ACTIVITY_WHATSAPP,
	ACTIVITY_NOTE
};
enum activity_origin { ORIGIN_PERSON, ORIGIN_CADENCE, ORIGIN_REVIVAL };
struct activity {
	struct row row;
	int64_t kind;
	str subject;
	str note;
	int64_t deal_id;
	int64_t lead_id;
	int64_t company_id;
	int64_t contact_id;
	int64_t owner_id;
	int64_t due_at;
	int64_t done_at;
	int64_t minutes;
	bool reply;     /* the other side answered */
	int64_t origin; /* enum activity_origin: who planned it */
	str external_id;
};
extern const struct entity activity_entity;
extern const char *const activity_kind_names[];
extern const char *const activity_origin_names[];

struct attachment {
	struct row row;
	str name;
	str media_type;
	int64_t bytes;
	str sha256;
	int64_t deal_id; /* or one of the next three */
	int64_t lead_id;
	int64_t company_id;
	int64_t contact_id;
	int64_t added_by_id;
};
extern const struct entity attachment_entity;

enum cadence_subject { CADENCE_LEAD, CADENCE_DEAL };
struct cadence {
	struct row row;
	str name;
	int64_t subject; /* enum cadence_subject */
	int64_t pipeline_id;
	int64_t start_stage_id;
	str steps; /* JSON array: pipeline/cadence_steps.h */
	bool stops_on_reply;
	bool active;
};
extern const struct entity cadence_entity;
extern const char *const cadence_subject_names[];

enum enrollment_state { ENROLLMENT_ACTIVE, ENROLLMENT_FINISHED, ENROLLMENT_STOPPED };
enum stop_reason {
	STOP_REPLY,
	STOP_STAGE_CHANGE,
	STOP_CONVERSION,
	STOP_DISQUALIFIED,
	STOP_CLOSED,
	STOP_BY_HAND
};
struct enrollment {
	struct row row;
	int64_t cadence_id;
	int64_t lead_id; /* or deal_id: one of the two */
	int64_t deal_id;
	int64_t step; /* from 1 */
	int64_t state;
	int64_t stop_reason;
	int64_t activity_id; /* of the step that is planned; 0 when it has ended */
	int64_t ended_at;
};
extern const struct entity enrollment_entity;
extern const char *const enrollment_state_names[];
extern const char *const stop_reason_names[];

struct product {
	struct row row;
	str name;
	str code;
	str family;
	str unit;
	int64_t price;
	str currency;
	bool active;
	str external_id;
	str custom;
};
extern const struct entity product_entity;

struct currency_rate {
	struct row row;
	str currency;
	int64_t rate_micro; /* organisation currency units for one unit, in millionths */
	int64_t valid_from; /* day */
};
extern const struct entity currency_rate_entity;

/* --- the users' own additions --------------------------------------------------------------- */

struct custom_field {
	struct row row;
	str entity;   /* "deal" */
	str key;      /* name under `custom` */
	str name;     /* label */
	int64_t kind; /* text, number, money, day, yes/no, choice */
	str options;  /* JSON array of texts, for a choice */
	bool required;
	int64_t position;
};
extern const struct entity custom_field_entity;
extern const char *const custom_kind_names[];
enum custom_kind {
	CUSTOM_TEXT,
	CUSTOM_NUMBER,
	CUSTOM_MONEY,
	CUSTOM_DAY,
	CUSTOM_YES_NO,
	CUSTOM_CHOICE
};

struct form {
	struct row row;
	str name;
	str key;
	str secret; /* of the stamps of its page */
	int64_t language;
	str title;
	str intro;
	str consent;
	str thanks;
	str fields; /* JSON arrays: pipeline/form_fields.h */
	str hosts;
	int64_t owner_id;
	int64_t source_id;
	bool active;
};
extern const struct entity form_entity;

struct view {
	struct row row;
	str name;
	str resource; /* "deals" */
	str query;    /* filters, sort and columns as JSON */
	int64_t user_id;
	bool shared;
};
extern const struct entity view_entity;

#endif
