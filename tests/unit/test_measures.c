/* The formulas of a pipeline's measures, with the examples of docs/formulas.md. */
#include "table.h"

#include "pipeline/measures.h"

enum { NONE = -1 };

static const struct outcome example = {
	.open = 4,
	.won = 3,
	.lost = 2,
	.amount_open = 2600000001,
	.amount_won = 3000000000,
	.amount_lost = 4500000000,
	.won_days = 110,
};

/* What a formula gives, or NONE. */
static int64_t result(bool known, int64_t value)
{
	return known ? value : NONE;
}

static const struct win_rate_row {
	const char *name;
	int64_t won, lost, basis_points;
} win_rates[] = {
	{ "no closed deal has no win rate", 0, 0, NONE },
	{ "only lost deals have a win rate of zero", 0, 4, 0 },
	{ "only won deals have a win rate of one", 4, 0, 10000 },
	{ "three won and two lost are 0.6", 3, 2, 6000 },
	{ "one of three is rounded down", 1, 2, 3333 },
	{ "two of three are rounded up", 2, 1, 6667 },
	{ "one of sixteen is exact", 1, 15, 625 },
	{ "half a basis point goes up", 1, 31, 313 },
	{ "the demo's deals give 0.6315", 4238, 2473, 6315 },
};

static void check_win_rate(void **row)
{
	const struct win_rate_row *r = *row;
	struct outcome o = { .won = r->won, .lost = r->lost };
	int64_t value = 0;

	bool known = win_rate(&o, &value);

	assert_int_equal(result(known, value), r->basis_points);
}

static const struct win_value_row {
	const char *name;
	int64_t won, lost, basis_points;
} win_values[] = {
	{ "no amounts have no win rate by value", 0, 0, NONE },
	{ "nothing but a lost amount is zero", 0, 500, 0 },
	{ "a single minor unit won is one", 1, 0, 10000 },
	{ "a third of the value is rounded", 100, 200, 3333 },
	{ "the example wins 0.4 of its value", 3000000000, 4500000000, 4000 },
	{ "the largest amounts do not overflow", INT64_MAX, INT64_MAX, 5000 },
};

static void check_win_value(void **row)
{
	const struct win_value_row *r = *row;
	struct outcome o = { .amount_won = r->won, .amount_lost = r->lost };
	int64_t value = 0;

	bool known = win_rate_value(&o, &value);

	assert_int_equal(result(known, value), r->basis_points);
}

static const struct average_row {
	const char *name;
	int64_t amount_won, won, minor;
} averages[] = {
	{ "nothing won has no average deal", 0, 0, NONE },
	{ "won deals without amounts average zero", 0, 2, 0 },
	{ "ten by three is rounded down", 1000, 3, 333 },
	{ "twenty by three is rounded up", 2000, 3, 667 },
	{ "half a minor unit goes up", 5, 2, 3 },
	{ "a currency without minor digits is rounded to its unit", 1000, 3, 333 },
	{ "the example averages ten million", 3000000000, 3, 1000000000 },
};

static void check_average(void **row)
{
	const struct average_row *r = *row;
	struct outcome o = { .amount_won = r->amount_won, .won = r->won };
	int64_t value = 0;

	bool known = average_deal(&o, &value);

	assert_int_equal(result(known, value), r->minor);
}

static const struct cycle_row {
	const char *name;
	int64_t days, won, hundredths;
} cycles[] = {
	{ "nothing won has no cycle", 0, 0, NONE },
	{ "deals won on their first day have a cycle of zero", 0, 2, 0 },
	{ "ten days by four are 2.5", 10, 4, 250 },
	{ "a hundred days by three are 33.33", 100, 3, 3333 },
	{ "two hundred days by three are 66.67", 200, 3, 6667 },
	{ "half a hundredth goes up", 1, 8, 13 },
	{ "the example's cycle is 36.67 days", 110, 3, 3667 },
};

static void check_cycle(void **row)
{
	const struct cycle_row *r = *row;
	struct outcome o = { .won_days = r->days, .won = r->won };
	int64_t value = 0;

	bool known = cycle_days(&o, &value);

	assert_int_equal(result(known, value), r->hundredths);
}

static const struct velocity_row {
	const char *name;
	struct outcome o;
	int64_t minor;
} velocities[] = {
	{ "an empty pipeline has no speed",
	  { .open = 0, .amount_won = 3000000000, .won = 3, .lost = 2, .won_days = 110 },
	  0 },
	{ "nothing won has no velocity", { .open = 4, .lost = 2 }, NONE },
	{ "a cycle of no days has no velocity",
	  { .open = 4, .amount_won = 3000000000, .won = 3, .lost = 2 },
	  NONE },
	{ "won deals without amounts bring nothing a day",
	  { .open = 4, .won = 3, .lost = 2, .won_days = 110 },
	  0 },
	{ "one deal in thirty days is a thirtieth a day",
	  { .open = 1, .amount_won = 10000, .won = 1, .won_days = 30 },
	  333 },
	{ "ten open deals at half the win rate",
	  { .open = 10, .amount_won = 10000, .won = 1, .lost = 1, .won_days = 30 },
	  1667 },
	{ "the example moves 654,545.45 a day from unrounded factors",
	  { 4, 3, 2, 2600000001, 3000000000, 4500000000, 110 },
	  65454545 },
	{ "a million deals of the largest worth do not overflow",
	  { .open = 1000000,
	    .amount_won = INT64_C(100000000000000000),
	    .won = 1000000,
	    .lost = 1000000,
	    .won_days = 50000000 },
	  INT64_C(1000000000000000) },
};

static void check_velocity(void **row)
{
	const struct velocity_row *r = *row;
	int64_t value = 0;

	bool known = velocity_per_day(&r->o, &value);

	assert_int_equal(result(known, value), r->minor);
}

static const struct coverage_row {
	const char *name;
	int64_t open, quota, won, basis_points;
} coverages[] = {
	{ "without a quota there is no coverage", 2600000001, -1, 3000000000, NONE },
	{ "a reached quota needs no coverage", 2600000001, 3000000000, 3000000000, NONE },
	{ "a passed quota needs no coverage", 2600000001, 2000000000, 3000000000, NONE },
	{ "nothing open covers nothing", 0, 5000000000, 3000000000, 0 },
	{ "a third of the rest", 10000, 30000, 0, 3333 },
	{ "the example covers 1.3 times the rest", 2600000001, 5000000000, 3000000000, 13000 },
};

static void check_coverage(void **row)
{
	const struct coverage_row *r = *row;
	struct outcome o = { .amount_open = r->open, .amount_won = r->won };
	int64_t value = 0;

	bool known = coverage(&o, r->quota, &value);

	assert_int_equal(result(known, value), r->basis_points);
}

static const struct weighted_row {
	const char *name;
	int64_t amount, probability, minor;
} weighted[] = {
	{ "nothing weighs nothing", 0, 2500, 0 },
	{ "half a minor unit goes up", 1, 5000, 1 },
	{ "a little less than half goes down", 1, 4999, 0 },
	{ "a third of ten", 1000, 3333, 333 },
	{ "won counts in full", 99999, 10000, 99999 },
	{ "lost counts nothing", 99999, 0, 0 },
	{ "a currency without minor digits", 1000, 335, 34 },
	{ "the example's qualification", 2000000001, 2500, 500000000 },
	{ "the example's proposal", 600000000, 5000, 300000000 },
};

static void check_weighted(void **row)
{
	const struct weighted_row *r = *row;

	assert_int_equal(weighted_value(r->amount, r->probability), r->minor);
}

static const struct conversion_row {
	const char *name;
	int64_t advanced, lost, basis_points;
} conversions[] = {
	{ "no decided deal has no conversion", 0, 0, NONE },
	{ "all lost is zero", 0, 3, 0 },
	{ "all advanced is one", 3, 0, 10000 },
	{ "five of twelve", 5, 7, 4167 },
	{ "the example's qualification", 4, 2, 6667 },
	{ "the example's proposal", 3, 1, 7500 },
};

static void check_conversion(void **row)
{
	const struct conversion_row *r = *row;
	int64_t value = 0;

	bool known = stage_conversion(r->advanced, r->lost, &value);

	assert_int_equal(result(known, value), r->basis_points);
}

static const struct median_row {
	const char *name;
	struct stay stays[6];
	size_t count;
	int64_t half_days;
} medians[] = {
	{ "no stay has no median", { { 0, 0 } }, 0, NONE },
	{ "one stay is its own median", { { 4, 1 } }, 1, 8 },
	{ "three stays have a middle one", { { 0, 2 }, { 9, 1 } }, 2, 0 },
	{ "two stays give the mean of both", { { 1, 1 }, { 2, 1 } }, 2, 3 },
	{ "a long stay does not pull the median", { { 3, 3 }, { 40, 1 } }, 2, 6 },
	{ "fourteen stays around a half", { { 5, 7 }, { 6, 7 } }, 2, 11 },
	{ "the same days may be told twice", { { 5, 4 }, { 5, 3 }, { 6, 7 } }, 3, 11 },
	{ "the example's qualification: the middles are 5 and 7",
	  { { 2, 1 }, { 3, 1 }, { 5, 1 }, { 7, 1 }, { 10, 1 }, { 30, 1 } },
	  6,
	  12 },
	{ "the example's proposal: the middle is 6",
	  { { 1, 1 }, { 4, 1 }, { 6, 1 }, { 8, 1 }, { 20, 1 } },
	  5,
	  12 },
};

static void check_median(void **row)
{
	const struct median_row *r = *row;
	int64_t value = 0;

	bool known = median_days(r->stays, r->count, &value);

	assert_int_equal(result(known, value), r->half_days);
}

static void example_in_full(void)
{
	int64_t value = 0;

	assert_true(win_rate(&example, &value));
	assert_int_equal(value, 6000);
	assert_true(win_rate_value(&example, &value));
	assert_int_equal(value, 4000);
	assert_true(average_deal(&example, &value));
	assert_int_equal(value, 1000000000);
	assert_true(cycle_days(&example, &value));
	assert_int_equal(value, 3667);
	assert_true(velocity_per_day(&example, &value));
	assert_int_equal(value, 65454545);
}

static const struct plain_row plain[] = {
	{ "the example of the documentation, figure by figure", example_in_full },
};

int main(void)
{
	const struct table tables[] = {
		TABLE(win_rates, check_win_rate),  TABLE(win_values, check_win_value),
		TABLE(averages, check_average),    TABLE(cycles, check_cycle),
		TABLE(velocities, check_velocity), TABLE(coverages, check_coverage),
		TABLE(weighted, check_weighted),   TABLE(conversions, check_conversion),
		TABLE(medians, check_median),      PLAIN(plain),
	};

	return tables_run("measures", tables, COUNT_OF(tables));
}
