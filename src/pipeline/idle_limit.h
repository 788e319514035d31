/* After how many days in a stage a deal is idle: learned from the deals that were won, and drawn towards
 * what the stage says while there are few of them. Worked by hand in docs/formulas.md. Who reads the
 * stays: idle_facts_query.c. */
#ifndef ALUR_PIPELINE_IDLE_LIMIT_H
#define ALUR_PIPELINE_IDLE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many stays in a stage lasted so many days: begun days count whole, so a stay of an hour is 1 day. */
struct idle_stays {
	int64_t days;
	int64_t left; /* of deals that were won in the end: they left the stage after so many days */
	int64_t open; /* of open deals that are still there: they will leave later, or never */
};

/* The days within which 80 % of the won deals had left the stage, by the product-limit estimate
 * S(t) = product over the days d ≤ t of (1 − left(d) ÷ at risk(d)), where open stays count as at risk for
 * as long as they have lasted: the smallest t with S(t) ≤ 0.2, and the longest stay that ended where S
 * does not come down to that. `stays` are sorted by days. False: no stay has ended.
 * Source: E. L. Kaplan, P. Meier, "Nonparametric Estimation from Incomplete Observations", Journal of the
 * American Statistical Association 53 (1958), 457-481. */
bool idle_days_learned(const struct idle_stays *stays, size_t count, int64_t *days);

struct idle_history {
	bool is_learned;
	int64_t learned_days; /* by idle_days_learned() */
	int64_t left;         /* n: stays that ended */
	bool has_given;
	int64_t given_days; /* the stage's own `idle_days`, e.g. its template's */
};

enum idle_source { IDLE_NONE, IDLE_GIVEN, IDLE_LEARNED };
extern const char *const idle_source_names[];

struct idle_limit {
	enum idle_source source; /* IDLE_NONE: there is no limit */
	int64_t days;
	int64_t weight; /* of what was learned, in basis points */
};

/* limit = (n × learned + k × given) ÷ (n + k) with k = 10, in whole days, rounded half away from zero, at
 * least 1; the weight of what was learned is n ÷ (n + k). Nothing learned: the given limit. None
 * given: the learned one from n = k on, before that none. */
struct idle_limit idle_limit(const struct idle_history *history);

#endif
