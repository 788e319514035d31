/* The steps of a cadence: what may stand in its JSON, and reading them. Private to pipeline/ (what API
 * clients see of them: api/answers.c). */
#ifndef ALUR_PIPELINE_CADENCE_STEPS_H
#define ALUR_PIPELINE_CADENCE_STEPS_H

#include "base/ctx.h"

enum { MAX_STEPS = 20, MAX_STEP_DAYS = 260, MAX_STEP_SUBJECT = 200, MAX_STEP_TEXT = 4000 };

struct cadence_step {
	int64_t kind;       /* enum activity_kind, but no note */
	str subject;        /* with placeholders (text_fill.h) */
	str text;           /* the message, with placeholders; not set: none */
	int64_t after_days; /* working days after the step before; of the first: after the start */
};

/* Whether the text is a list of 1 to MAX_STEPS steps: [{"kind","subject","text"?,"after_days"}].
 * E_INVALID on the place of the fault, e.g. "steps[2].kind". */
MUST_USE enum rc cadence_steps_check(struct ctx *cx, str json);

/* Reads steps that were checked; they live in the arena. */
MUST_USE enum rc cadence_steps_read(struct ctx *cx, str json, struct cadence_step **steps,
				    size_t *count);

#endif
