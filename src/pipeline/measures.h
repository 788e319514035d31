/* The formulas of a pipeline's measures. Each is worked by hand in docs/formulas.md. Money is in minor
 * units of one currency and not negative, rates are basis points; results are rounded once, half away
 * from zero. `false` means that there is nothing to compute from (null in the API). What goes in:
 * measures_query.c. */
#ifndef ALUR_PIPELINE_MEASURES_H
#define ALUR_PIPELINE_MEASURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Won and lost deals of a period, and open ones now. */
struct outcome {
	int64_t open;
	int64_t won;
	int64_t lost;
	int64_t amount_open;
	int64_t amount_won;
	int64_t amount_lost;
	int64_t won_days; /* sum of the days from beginning to close of the won deals */
};

/* won ÷ (won + lost), in basis points. Null: nothing closed. */
bool win_rate(const struct outcome *o, int64_t *basis_points);

/* amount won ÷ (amount won + amount lost), in basis points. Null: both are 0. */
bool win_rate_value(const struct outcome *o, int64_t *basis_points);

/* amount won ÷ won, in minor units. Null: nothing won. */
bool average_deal(const struct outcome *o, int64_t *minor);

/* won_days ÷ won, in hundredths of a day. Null: nothing won. */
bool cycle_days(const struct outcome *o, int64_t *hundredths);

/* open × amount won × won ÷ ((won + lost) × won_days), in minor units a day: deals × average size × win
 * rate ÷ cycle length from unrounded factors. Null: nothing won, or a cycle of 0 days. */
bool velocity_per_day(const struct outcome *o, int64_t *minor);

/* amount open ÷ (quota − amount won), in basis points. Null: no quota (below 0), or it is reached. */
bool coverage(const struct outcome *o, int64_t quota, int64_t *basis_points);

/* amount × probability (basis points), in minor units. */
int64_t weighted_value(int64_t amount, int64_t probability);

/* advanced ÷ (advanced + lost), in basis points. Null: no deal advanced or was lost. */
bool stage_conversion(int64_t advanced, int64_t lost, int64_t *basis_points);

/* So many stays in a stage lasted so many whole days. */
struct stay {
	int64_t days;
	int64_t number;
};

/* The median of stays, sorted by days, in half days: of two middles their mean. Null: no stay. */
bool median_days(const struct stay *stays, size_t count, int64_t *half_days);

#endif
