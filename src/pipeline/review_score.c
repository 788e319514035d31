/* How much a deal needs to be talked about: what is wrong with it, times its size. Pure. */
#include "pipeline/review_score.h"

#include <stddef.h>

enum { SELF = 100, MOST = 300 };

/* In the order of enum warning (pipeline/hygiene.h); the test holds the names against it. */
static const int64_t weights[] = {
	4, /* no_next_step */
	4, /* overdue_next_step */
	5, /* close_date_past */
	3, /* pushed */
	3, /* idle */
	0, /* criteria_unmet */
	2, /* amount_missing */
};

static int64_t size_of(int64_t amount, int64_t average)
{
	if (amount <= 0 || average <= 0)
		return 0;
	return amount / average >= MOST / SELF ? MOST : SELF * amount / average;
}

int64_t review_score(unsigned warnings, int64_t amount, int64_t average)
{
	int64_t points = 0;

	for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
		if (warnings >> i & 1)
			points += weights[i];
	return points * (SELF + size_of(amount, average));
}
