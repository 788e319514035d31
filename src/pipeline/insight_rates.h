/* The formulas of Insight that measures.h does not have: how deals go on from a stage, how long they stay, how
 * sure a win rate is. Open deals are censored: they count for as long as they have been watched, and are
 * neither won nor lost. Worked by hand in docs/formulas.md. What goes in: insight_funnel.c, insight_pace.c. */
#ifndef ALUR_PIPELINE_INSIGHT_RATES_H
#define ALUR_PIPELINE_INSIGHT_RATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer ones count as this many days. */
enum { LEAVING_DAYS = 2001 };

/* Of so many stays, or deals, this is what became of them after a number of days: the index in an array
 * of LEAVING_DAYS. Begun days count whole, so one of an hour is of 1 day; without duration, of 0. */
struct leaving {
	int64_t on;    /* went on: to a later stage, or was won */
	int64_t lost;  /* was lost */
	int64_t still; /* is still there: censored */
};

/* Shares of all that entered, in basis points; together 10000. */
struct leaving_shares {
	int64_t on;
	int64_t lost;
	int64_t undecided; /* S at the end: nobody has been watched for long enough */
};

/* Who has gone on, and who has been lost, by the Aalen-Johansen estimate of competing risks: at each day t
 * with n still at risk,
 *   on += S(t-1) × on(t) ÷ n;  lost += S(t-1) × lost(t) ÷ n;  S(t) = S(t-1) × (1 − (on(t) + lost(t)) ÷ n).
 * Those that are censored on a day are at risk on it. False: nothing entered.
 * Source: O. Aalen, S. Johansen, "An Empirical Transition Matrix for Non-homogeneous Markov Chains Based on
 * Censored Observations", Scandinavian Journal of Statistics 5 (1978), 141-150. */
bool leaving_shares(const struct leaving *by_day, struct leaving_shares *shares);

/* The days within which `share` (basis points) has left, on or lost, by the product-limit estimate
 * S(t) = product over d ≤ t of (1 − left(d) ÷ at risk(d)): the smallest t with S(t) ≤ 1 − share. False: S does
 * not come down to that, so it is longer than anybody has been watched.
 * Source: E. L. Kaplan, P. Meier, "Nonparametric Estimation from Incomplete Observations", Journal of the
 * American Statistical Association 53 (1958), 457-481. */
bool leaving_days(const struct leaving *by_day, int64_t share, int64_t *days);

/* Between which rates the true win rate lies in 95 of 100 such samples, in basis points: Wilson's interval
 *   (won + z²÷2 ± z × √(won × lost ÷ n + z²÷4)) ÷ (n + z²),  z = 1.96, n = won + lost.
 * False: nothing closed. Up to 1,000,000,000 deals.
 * Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
 * American Statistical Association 22 (1927), 209-212. */
bool win_rate_range(int64_t won, int64_t lost, int64_t *low, int64_t *high);

/* part ÷ whole in hundredths, of amounts: yield per lead. False: whole is 0 or less, or it does not fit. */
bool amount_each(int64_t amount, int64_t number, int64_t *minor);

#endif
