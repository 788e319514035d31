/* The formulas of Insight, with the example of docs/formulas.md. */
#include "table.h"

#include "pipeline/insight_rates.h"

#include <string.h>

enum { NONE = -1, MOST = 8 };

struct day {
	int64_t days;
	struct leaving leaving;
};

/* Of the example: nine deals entered. */
#define EXAMPLE                                                                                    \
	{                                                                                          \
		{ 1, { 1, 0, 0 } }, { 2, { 0, 1, 1 } }, { 3, { 2, 0, 0 } }, { 5, { 0, 1, 0 } },    \
			{ 6, { 0, 0, 1 } },                                                        \
		{                                                                                  \
			8,                                                                         \
			{                                                                          \
				1, 0, 1                                                            \
			}                                                                          \
		}                                                                                  \
	}

static void fill(const struct day *days, struct leaving *by_day)
{
	memset(by_day, 0, LEAVING_DAYS * sizeof *by_day);
	for (size_t i = 0; i < MOST; i++) {
		by_day[days[i].days].on += days[i].leaving.on;
		by_day[days[i].days].lost += days[i].leaving.lost;
		by_day[days[i].days].still += days[i].leaving.still;
	}
}

static const struct shares_row {
	const char *name;
	struct day days[MOST];
	struct leaving_shares shares; /* on NONE: not known */
} shares[] = {
	{ "nothing is known where nothing entered", { { 0, { 0, 0, 0 } } }, { NONE, 0, 0 } },
	{ "the example", EXAMPLE, { 5648, 2407, 1945 } },
	{ "without open deals they are the plain shares",
	  { { 4, { 3, 0, 0 } }, { 9, { 0, 1, 0 } } },
	  { 7500, 2500, 0 } },
	{ "who has only just come changes little",
	  { { 1, { 0, 0, 1000 } }, { 4, { 3, 0, 0 } }, { 9, { 0, 1, 0 } } },
	  { 7500, 2500, 0 } },
	{ "who has stayed long without leaving is not lost",
	  { { 4, { 3, 0, 0 } }, { 9, { 0, 1, 0 } }, { 20, { 0, 0, 4 } } },
	  { 3750, 1250, 5000 } },
	{ "while all are there nothing is decided", { { 7, { 0, 0, 5 } } }, { 0, 0, 10000 } },
	{ "three thirds are a whole",
	  { { 2, { 1, 0, 0 } }, { 3, { 0, 1, 0 } }, { 4, { 1, 0, 0 } } },
	  { 6667, 3333, 0 } },
};

static void check_shares(void **row)
{
	static struct leaving by_day[LEAVING_DAYS];
	const struct shares_row *r = *row;
	struct leaving_shares found = { 0, 0, 0 };

	fill(r->days, by_day);
	if (!leaving_shares(by_day, &found)) {
		assert_int_equal(r->shares.on, NONE);
		return;
	}
	assert_int_equal(found.on, r->shares.on);
	assert_int_equal(found.lost, r->shares.lost);
	assert_int_equal(found.undecided, r->shares.undecided);
}

static const struct days_row {
	const char *name;
	struct day days[MOST];
	int64_t share;
	int64_t within;
} days[] = {
	{ "nobody has left: not known", { { 9, { 0, 0, 3 } } }, 5000, NONE },
	{ "the example: half have left within 5 days", EXAMPLE, 5000, 5 },
	{ "the example: 80 % within 8 days", EXAMPLE, 8000, 8 },
	{ "90 % of the example have not been watched leaving", EXAMPLE, 9000, NONE },
	{ "without open stays it is the percentile",
	  { { 1, { 5, 0, 0 } }, { 3, { 0, 5, 0 } } },
	  5000,
	  1 },
	{ "just above it the next one", { { 1, { 5, 0, 0 } }, { 3, { 0, 5, 0 } } }, 5001, 3 },
	{ "a stay without duration is of 0 days", { { 0, { 1, 0, 0 } } }, 5000, 0 },
};

static void check_days(void **row)
{
	static struct leaving by_day[LEAVING_DAYS];
	const struct days_row *r = *row;
	int64_t found = 0;

	fill(r->days, by_day);
	assert_int_equal(leaving_days(by_day, r->share, &found) ? found : NONE, r->within);
}

static const struct range_row {
	const char *name;
	int64_t won, lost, low, high;
} ranges[] = {
	{ "nothing closed: not known", 0, 0, NONE, NONE },
	{ "the example: 3 of 5 is between 0.2307 and 0.8824", 3, 2, 2307, 8824 },
	{ "none of 4 may still be half", 0, 4, 0, 4899 },
	{ "4 of 4 may still be half", 4, 0, 5101, 10000 },
	{ "50 of 100", 50, 50, 4038, 5962 },
	{ "many deals are sure", 4238, 2473, 6199, 6430 },
	{ "a thousand million deals do not overflow", 500000000, 500000000, 5000, 5000 },
};

static void check_range(void **row)
{
	const struct range_row *r = *row;
	int64_t low = NONE;
	int64_t high = NONE;

	(void)win_rate_range(r->won, r->lost, &low, &high);
	assert_int_equal(low, r->low);
	assert_int_equal(high, r->high);
}

static const struct each_row {
	const char *name;
	int64_t amount, number, each;
} each[] = {
	{ "nothing to share among", 100, 0, NONE },
	{ "10.00 of three leads is 3.33", 1000, 3, 333 },
	{ "half goes up", 5, 2, 3 },
};

static void check_each(void **row)
{
	const struct each_row *r = *row;
	int64_t minor = NONE;

	(void)amount_each(r->amount, r->number, &minor);
	assert_int_equal(minor, r->each);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE(shares, check_shares),
		TABLE(days, check_days),
		TABLE(ranges, check_range),
		TABLE(each, check_each),
	};

	return tables_run("insight_rates", tables, COUNT_OF(tables));
}
