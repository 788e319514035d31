/* The idle limit of a stage: Kaplan–Meier's estimate of how long deals that are won stay in it, and how much
 * it counts against the limit that people gave. Pure. */
#include "pipeline/idle_limit.h"

enum {
	PRIOR_STAYS = 10, /* the given limit counts like so many stays */
	BASIS_POINTS = 10000,
};

/* S in billionths. Rounding errors of thousands of days together stay below the tolerance. */
static const int64_t one = 1000000000;
static const int64_t tolerance = 10000;

const char *const idle_source_names[] = { "none", "template", "learned", NULL };

static int64_t divide(int64_t numerator, int64_t denominator)
{
	return (2 * numerator + denominator) / (2 * denominator);
}

static int64_t count_all(const struct idle_stays *stays, size_t count)
{
	int64_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += stays[i].left + stays[i].open;
	return all;
}

bool idle_days_learned(const struct idle_stays *stays, size_t count, int64_t *days)
{
	int64_t at_risk = count_all(stays, count);
	int64_t survival = one;
	bool found = false;

	for (size_t i = 0; i < count && survival > one / 5 + tolerance; i++) {
		if (stays[i].left > 0) {
			survival = divide(survival * (at_risk - stays[i].left), at_risk);
			*days = stays[i].days;
			found = true;
		}
		/* Whoever is censored on a day was still at risk on it. */
		at_risk -= stays[i].left + stays[i].open;
	}
	return found;
}

static int64_t at_least_a_day(int64_t days)
{
	return days > 1 ? days : 1;
}

struct idle_limit idle_limit(const struct idle_history *h)
{
	int64_t n = h->is_learned ? h->left : 0;
	struct idle_limit limit = { .source = IDLE_NONE };

	if (n == 0) {
		limit.source = h->has_given ? IDLE_GIVEN : IDLE_NONE;
		limit.days = h->given_days;
		return limit;
	}
	if (!h->has_given && n < PRIOR_STAYS)
		return limit;
	limit.source = IDLE_LEARNED;
	limit.weight = h->has_given ? divide(n * BASIS_POINTS, n + PRIOR_STAYS) : BASIS_POINTS;
	limit.days = at_least_a_day(
		h->has_given
			? divide(n * h->learned_days + PRIOR_STAYS * h->given_days, n + PRIOR_STAYS)
			: h->learned_days);
	return limit;
}
