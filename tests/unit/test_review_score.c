/* The order of a review, with the examples of docs/formulas.md. */
#include "table.h"

#include "pipeline/hygiene.h"
#include "pipeline/review_score.h"

#define BIT(warning) (1u << WARNING_##warning)

static const struct score_row {
	const char *name;
	unsigned warnings;
	int64_t amount, average, score;
} rows[] = {
	{ "a deal in good order needs no talk", 0, 100, 100, 0 },
	{ "the example: past its date and without a step, of average size",
	  BIT(CLOSE_DATE_PAST) | BIT(NO_NEXT_STEP), 100, 100, 1800 },
	{ "the example: idle, and three times the average and more", BIT(IDLE), 100000, 100, 1200 },
	{ "the example: half the average", BIT(OVERDUE_NEXT_STEP), 50, 100, 600 },
	{ "an unknown amount leaves the points", BIT(AMOUNT_MISSING) | BIT(PUSHED), 0, 100, 500 },
	{ "without an average size does not count", BIT(PUSHED), 50, 0, 300 },
	{ "percent are rounded down", BIT(PUSHED), 1, 3, 399 },
	{ "what takes looking elsewhere does not decide",
	  BIT(CRITERIA_UNMET) | BIT(NO_CONTACT) | BIT(ONE_CONTACT) | BIT(NO_EXCHANGE_RATE), 100,
	  100, 0 },
	{ "everything at once, and large", ~0u, INT64_MAX, 1, 8400 },
};

static void check(void **row)
{
	const struct score_row *r = *row;

	assert_int_equal(review_score(r->warnings, r->amount, r->average), r->score);
}

static void order(void)
{
	static const enum warning worst_first[] = {
		WARNING_CLOSE_DATE_PAST, WARNING_NO_NEXT_STEP,   WARNING_PUSHED,
		WARNING_AMOUNT_MISSING,  WARNING_CRITERIA_UNMET,
	};

	for (size_t i = 1; i < COUNT_OF(worst_first); i++)
		assert_true(review_score(1u << worst_first[i - 1], 0, 0) >
			    review_score(1u << worst_first[i], 0, 0));
}

static const struct plain_row plain[] = {
	{ "a past date weighs more than no step, that more than pushes, and so on", order },
};

int main(void)
{
	const struct table tables[] = { TABLE(rows, check), PLAIN(plain) };

	return tables_run("review_score", tables, COUNT_OF(tables));
}
