/* The formulas of Insight. Pure. */
#include "pipeline/insight_rates.h"

enum { BASIS_POINTS = 10000 };

/* Shares while they are computed, in billionths of billionths would not fit: in billionths. Rounding errors of
 * all days together stay below the tolerance. */
static const int64_t one = 1000000000;
static const int64_t tolerance = 10000;

typedef __int128 wide;

/* The caller has seen that it fits. */
static int64_t to_narrow(wide number)
{
	return (int64_t)number;
}

/* Both not negative, the denominator above 0; half goes up. */
static int64_t divide(wide numerator, wide denominator)
{
	return to_narrow((2 * numerator + denominator) / (2 * denominator));
}

static int64_t left_on(const struct leaving *day)
{
	return day->on + day->lost;
}

static int64_t count_all(const struct leaving *by_day)
{
	int64_t all = 0;

	for (size_t day = 0; day < LEAVING_DAYS; day++)
		all += left_on(&by_day[day]) + by_day[day].still;
	return all;
}

bool leaving_shares(const struct leaving *by_day, struct leaving_shares *shares)
{
	int64_t at_risk = count_all(by_day);
	int64_t survival = one;
	int64_t on = 0;
	int64_t lost = 0;

	for (size_t i = 0; i < LEAVING_DAYS && at_risk > 0; i++) {
		const struct leaving *day = &by_day[i];

		on += divide((wide)survival * day->on, at_risk);
		lost += divide((wide)survival * day->lost, at_risk);
		survival = divide((wide)survival * (at_risk - left_on(day)), at_risk);
		at_risk -= left_on(day) + day->still;
	}
	shares->on = divide((wide)on * BASIS_POINTS, one);
	shares->lost = divide((wide)lost * BASIS_POINTS, one);
	/* So that the three are together what they must be. */
	shares->undecided = BASIS_POINTS - shares->on - shares->lost;
	if (shares->undecided < 0 || survival < tolerance) {
		shares->undecided = 0;
		shares->lost = BASIS_POINTS - shares->on;
	}
	return count_all(by_day) > 0;
}

bool leaving_days(const struct leaving *by_day, int64_t share, int64_t *days)
{
	int64_t at_risk = count_all(by_day);
	int64_t enough = one - divide((wide)one * share, BASIS_POINTS);
	int64_t survival = one;

	for (size_t i = 0; i < LEAVING_DAYS && at_risk > 0; i++) {
		const struct leaving *day = &by_day[i];

		survival = divide((wide)survival * (at_risk - left_on(day)), at_risk);
		if (left_on(day) > 0 && survival <= enough + tolerance) {
			*days = (int64_t)i;
			return true;
		}
		at_risk -= left_on(day) + day->still;
	}
	return false;
}

/* The largest whole number whose square is not above `number`, by Newton's method. */
static int64_t square_root(wide number)
{
	wide root = number;
	wide next = (root + 1) / 2;

	while (next < root) {
		root = next;
		next = (root + number / root) / 2;
	}
	return to_narrow(root);
}

/* In ten-thousandths: z² ÷ 2 = 1.9208, z² = 3.8416, z² ÷ 4 = 0.9604. */
bool win_rate_range(int64_t won, int64_t lost, int64_t *low, int64_t *high)
{
	const wide scale = 10000;
	wide n = (wide)won + lost;
	wide middle = won * scale + 19208;
	wide whole = n * scale + 38416;
	wide half;

	if (n <= 0)
		return false;
	half = (wide)196 * square_root((wide)won * lost * scale * scale / n + 96040000) / 100;
	*low = middle > half ? divide((middle - half) * BASIS_POINTS, whole) : 0;
	*high = divide((middle + half) * BASIS_POINTS, whole);
	if (*high > BASIS_POINTS)
		*high = BASIS_POINTS;
	return true;
}

bool amount_each(int64_t amount, int64_t number, int64_t *minor)
{
	if (number <= 0 || amount < 0)
		return false;
	*minor = divide(amount, number);
	return true;
}
