/* The learned idle limit, with the example of docs/formulas.md. */
#include "table.h"

#include "pipeline/idle_limit.h"

enum { NONE = -1, MOST = 8 };

static const struct learned_row {
	const char *name;
	struct idle_stays stays[MOST];
	int64_t days;
} learned[] = {
	{ "nothing is learned from no history", { { 0 } }, NONE },
	{ "nothing is learned while all stays go on", { { 3, 0, 5 }, { 40, 0, 1 } }, NONE },
	{ "a single stay that ended is the limit", { { 6, 1, 0 } }, 6 },
	{ "without open stays it is the 80th percentile",
	  { { 1, 2, 0 }, { 2, 2, 0 }, { 3, 2, 0 }, { 4, 2, 0 }, { 50, 2, 0 } },
	  4 },
	{ "just below 80 % is not enough",
	  { { 1, 2, 0 }, { 2, 2, 0 }, { 3, 2, 0 }, { 4, 1, 0 }, { 50, 3, 0 } },
	  50 },
	{ "the example: 13 days",
	  { { 2, 1, 0 },
	    { 3, 2, 0 },
	    { 4, 0, 1 },
	    { 5, 1, 0 },
	    { 8, 1, 0 },
	    { 13, 1, 0 },
	    { 20, 0, 1 } },
	  13 },
	{ "an open stay counts as at risk on its own day",
	  /* 4 of 10 leave on day 2, not 4 of 5. */
	  { { 2, 4, 5 }, { 9, 1, 0 } },
	  9 },
	{ "stays that began yesterday change nothing",
	  { { 1, 0, 1000 }, { 2, 3, 0 }, { 5, 1, 0 }, { 7, 1, 0 } },
	  5 },
	{ "where too many linger it is the longest stay that ended",
	  { { 3, 1, 0 }, { 5, 1, 0 }, { 10, 0, 1 }, { 20, 0, 1 } },
	  5 },
	{ "all leave on one day", { { 4, 9, 0 } }, 4 },
};

static size_t count_of(const struct idle_stays *stays)
{
	size_t count = 0;

	while (count < MOST && stays[count].days > 0)
		count++;
	return count;
}

static void check_learned(void **row)
{
	const struct learned_row *r = *row;
	int64_t days = 0;
	bool known = idle_days_learned(r->stays, count_of(r->stays), &days);

	assert_int_equal(known ? days : NONE, r->days);
}

static const struct limit_row {
	const char *name;
	struct idle_history history;
	struct idle_limit limit;
} limits[] = {
	{ "neither learned nor given: no limit", { .left = 0 }, { .source = IDLE_NONE } },
	{ "only given: the template's",
	  { .has_given = true, .given_days = 14 },
	  { IDLE_GIVEN, 14, 0 } },
	{ "the example: 13 days of 6 stays draw 7 days to 9",
	  { .is_learned = true, .learned_days = 13, .left = 6, .has_given = true, .given_days = 7 },
	  { IDLE_LEARNED, 9, 3750 } },
	{ "ten stays weigh as much as the template",
	  { .is_learned = true,
	    .learned_days = 20,
	    .left = 10,
	    .has_given = true,
	    .given_days = 10 },
	  { IDLE_LEARNED, 15, 5000 } },
	{ "half a day is rounded up",
	  { .is_learned = true,
	    .learned_days = 11,
	    .left = 10,
	    .has_given = true,
	    .given_days = 10 },
	  { IDLE_LEARNED, 11, 5000 } },
	{ "a long history is what counts",
	  { .is_learned = true,
	    .learned_days = 3,
	    .left = 2000,
	    .has_given = true,
	    .given_days = 90 },
	  { IDLE_LEARNED, 3, 9950 } },
	{ "without a given limit nine stays are too few",
	  { .is_learned = true, .learned_days = 5, .left = 9 },
	  { .source = IDLE_NONE } },
	{ "without a given limit ten stays decide alone",
	  { .is_learned = true, .learned_days = 5, .left = 10 },
	  { IDLE_LEARNED, 5, 10000 } },
};

static void check_limit(void **row)
{
	const struct limit_row *r = *row;
	struct idle_limit limit = idle_limit(&r->history);

	assert_int_equal(limit.source, r->limit.source);
	assert_int_equal(limit.weight, r->limit.weight);
	if (limit.source != IDLE_NONE)
		assert_int_equal(limit.days, r->limit.days);
}

/* Thousands of days, each rounded: without open stays the product is exact, so the 80th percentile is. */
static void rounding(void)
{
	static struct idle_stays stays[5000];
	int64_t days = 0;

	for (size_t i = 0; i < COUNT_OF(stays); i++)
		stays[i] = (struct idle_stays){ (int64_t)i + 1, 1, 0 };
	assert_true(idle_days_learned(stays, COUNT_OF(stays), &days));
	assert_int_equal(days, 4000);
}

static const struct plain_row plain[] = {
	{ "rounding does not move the percentile of 5000 different stays", rounding },
};

int main(void)
{
	const struct table tables[] = { TABLE(learned, check_learned), TABLE(limits, check_limit),
					PLAIN(plain) };

	return tables_run("idle_limit", tables, COUNT_OF(tables));
}
