/* Exit criteria: what must be true before a deal may leave a stage. When they are asked: deal_move.c. */
#ifndef ALUR_PIPELINE_EXIT_CRITERIA_H
#define ALUR_PIPELINE_EXIT_CRITERIA_H

#include "base/ctx.h"
#include "entity/entities.h"

enum { MAX_CRITERIA = 20 }; /* of a stage */

enum criterion_kind {
	ASK_TICK,    /* somebody ticks it in the checklist */
	ASK_CONTACT, /* at least one */
	ASK_LINE,    /* at least one */
	ASK_CUSTOM,  /* a user-defined field is set */
	ASK_FIELD,   /* a field of the deal is filled */
};

struct exit_criterion {
	enum criterion_kind kind;
	str name; /* key of the checklist, or "amount", "contact", "line", "custom.KEY" */
	str text; /* what to tell people, in the language of the pipeline */
	const struct field *field; /* ASK_FIELD; NULL: deals have no such field to fill in */
};

/* What a name asks for; `is_tick`: it is a key of the checklist. */
struct exit_criterion exit_criterion_of(bool is_tick, str name, str text);

/* What is known of a deal. */
struct exit_facts {
	const struct deal *deal;
	bool has_contact;  /* at least one contact */
	bool has_line;     /* at least one product line */
	const str *ticked; /* keys of its checklist that are ticked */
	size_t ticked_count;
	const str *custom; /* keys of its user-defined fields that are set */
	size_t custom_count;
};

/* Pure. A field is filled when it is set; an amount also has to be above zero. A field that deals do not
 * have is never filled. */
bool exit_criterion_met(const struct exit_criterion *criterion, const struct exit_facts *facts);

/* Whether JSON is a list of criteria: [{"kind": "field", "field", "text"} | {"kind": "checklist", "key",
 * "text"}], at most MAX_CRITERIA, keys distinct. Not set: fine. Faults are E_INVALID on their place,
 * e.g. "exit_criteria[1].key". */
MUST_USE enum rc exit_criteria_check_form(struct ctx *cx, str json);

/* The criteria of a stage, read once to be held against many deals. */
struct exit_criteria {
	struct exit_criterion *items;
	size_t count;
	bool asks[ASK_FIELD + 1]; /* whether one of them is of that kind */
};
MUST_USE enum rc exit_criteria_of(struct ctx *cx, const struct stage *stage,
				  struct exit_criteria *out);

/* Those that a deal does not meet: indexes into `criteria`, of which `unmet` has room for all. Of `facts` the
 * deal, has_contact and has_line are given, the rest is read from the deal. */
MUST_USE enum rc exit_criteria_unmet(struct ctx *cx, const struct exit_criteria *criteria,
				     struct exit_facts *facts, size_t *unmet, size_t *count);

/* What a criterion is about, as errors name it: "amount", "contact", "line", "custom.KEY" or
 * "checklist.KEY". */
str exit_criterion_field(struct arena *arena, const struct exit_criterion *criterion);

/* Gathers over several stages what is unmet. Begin with deal and override, add stages, ask the verdict:
 * OK when all is met; else, with `override`, OK and *overridden; else E_INVALID with an error for each. */
struct unmet;
struct exit_check {
	const struct deal *deal;
	bool override;
	struct exit_facts *facts; /* read when first needed */
	struct unmet *unmet;      /* newest first */
};
MUST_USE enum rc exit_criteria_add(struct ctx *cx, struct exit_check *check,
				   const struct stage *stage);
MUST_USE enum rc exit_criteria_verdict(struct ctx *cx, const struct exit_check *check,
				       bool *overridden);

#endif
