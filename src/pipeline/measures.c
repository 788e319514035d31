/* The formulas of a pipeline's measures. Pure. */
#include "pipeline/measures.h"

enum { BASIS_POINTS = 10000, HUNDREDTHS = 100 };

typedef __int128 wide;

static wide to_wide(int64_t number)
{
	return number;
}

/* The caller has seen that it fits. */
static int64_t to_narrow(wide number)
{
	return (int64_t)number;
}

/* numerator ÷ denominator (both not negative, denominator above 0), half away from zero. False when the
 * result does not fit. */
static bool divide(wide numerator, wide denominator, int64_t *out)
{
	wide result = (2 * numerator + denominator) / (2 * denominator);

	if (result > INT64_MAX)
		return false;
	*out = to_narrow(result);
	return true;
}

static bool share(int64_t part, int64_t rest, int64_t *basis_points)
{
	wide whole = to_wide(part) + rest;

	return whole > 0 && divide(to_wide(part) * BASIS_POINTS, whole, basis_points);
}

bool win_rate(const struct outcome *o, int64_t *basis_points)
{
	return share(o->won, o->lost, basis_points);
}

bool win_rate_value(const struct outcome *o, int64_t *basis_points)
{
	return share(o->amount_won, o->amount_lost, basis_points);
}

bool average_deal(const struct outcome *o, int64_t *minor)
{
	return o->won > 0 && divide(o->amount_won, o->won, minor);
}

bool cycle_days(const struct outcome *o, int64_t *hundredths)
{
	return o->won > 0 && divide(to_wide(o->won_days) * HUNDREDTHS, o->won, hundredths);
}

bool velocity_per_day(const struct outcome *o, int64_t *minor)
{
	wide worth = to_wide(o->open) * o->amount_won * o->won;
	wide time = (to_wide(o->won) + o->lost) * o->won_days;

	return o->won > 0 && o->won_days > 0 && divide(worth, time, minor);
}

bool coverage(const struct outcome *o, int64_t quota, int64_t *basis_points)
{
	if (quota < 0 || o->amount_won >= quota)
		return false;
	return divide(to_wide(o->amount_open) * BASIS_POINTS, quota - o->amount_won, basis_points);
}

int64_t weighted_value(int64_t amount, int64_t probability)
{
	int64_t minor = 0;

	/* A probability is at most 1, so it fits. */
	(void)divide(to_wide(amount) * probability, BASIS_POINTS, &minor);
	return minor;
}

bool stage_conversion(int64_t advanced, int64_t lost, int64_t *basis_points)
{
	return share(advanced, lost, basis_points);
}

/* The days of the stay at a place in the row of all stays, the shortest being 0. */
static int64_t days_at(const struct stay *stays, size_t count, int64_t place)
{
	for (size_t i = 0; i < count; i++) {
		if (place < stays[i].number)
			return stays[i].days;
		place -= stays[i].number;
	}
	return 0;
}

bool median_days(const struct stay *stays, size_t count, int64_t *half_days)
{
	int64_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += stays[i].number;
	if (total <= 0)
		return false;
	*half_days = days_at(stays, count, (total - 1) / 2) + days_at(stays, count, total / 2);
	return true;
}
