/* Adding up by values: insight_values.c. */
#include "table.h"

#include "pipeline/insight_values.h"

static struct value number(int64_t id)
{
	return (struct value){ .is_set = true, .number = id };
}

static struct value text(const char *word)
{
	return (struct value){ .is_set = true, .text = str_from(word) };
}

static struct value_sum *must_find(struct local *local, struct value_sums *sums, struct value value)
{
	struct value_sum *sum = NULL;

	assert_int_equal(value_sum_of(&local->cx, sums, &value, &sum), OK);
	return sum;
}

static void add(struct local *local, struct value_sums *sums, struct value value, int64_t deals)
{
	const struct stage won = { .kind = STAGE_WON };

	value_sum_add(must_find(local, sums, value), &won, deals, 10 * deals);
}

static void by_stage(void)
{
	const struct stage stages[] = { { .kind = STAGE_OPEN },
					{ .kind = STAGE_WON },
					{ .kind = STAGE_LOST } };
	struct value_sum sum = { .value = number(1) };

	for (int i = 0; i < 3; i++)
		value_sum_add(&sum, &stages[i], i + 1, 100 * (i + 1));
	assert_int_equal(sum.outcome.open, 1);
	assert_int_equal(sum.outcome.won, 2);
	assert_int_equal(sum.outcome.lost, 3);
	assert_int_equal(sum.outcome.amount_open, 100);
	assert_int_equal(sum.outcome.amount_won, 200);
	assert_int_equal(sum.outcome.amount_lost, 300);
}

/* Three times as many as there is room for at first. */
static void finds_again(void)
{
	LOCAL(local);
	struct value_sums sums = { .count = 0 };

	for (int round = 1; round <= 2; round++)
		for (int64_t id = 1; id <= 800; id++)
			add(&local, &sums, number(id), id);
	assert_int_equal(sums.count, 800);
	for (int64_t id = 1; id <= 800; id++)
		assert_int_equal(must_find(&local, &sums, number(id))->outcome.amount_won, 20 * id);
}

static void keeps_texts(void)
{
	LOCAL(local);
	struct value_sums sums = { .count = 0 };
	char word[] = "steel";

	add(&local, &sums, text(word), 1);
	word[0] = 'S';
	add(&local, &sums, text("steel"), 1);
	assert_int_equal(sums.count, 1);
	assert_text(sums.sums[0].value.text, "steel");
}

static void not_set_is_no_zero(void)
{
	LOCAL(local);
	struct value_sums sums = { .count = 0 };

	add(&local, &sums, (struct value){ .is_set = false }, 1);
	add(&local, &sums, number(0), 1);
	assert_int_equal(sums.count, 2);
}

static void sorts(void)
{
	LOCAL(local);
	struct value_sums sums = { .count = 0 };

	add(&local, &sums, text("b"), 2);
	add(&local, &sums, text("ab"), 2);
	add(&local, &sums, text("a"), 2);
	add(&local, &sums, text("many"), 3);
	add(&local, &sums, (struct value){ .is_set = false }, 2);
	value_sums_sort(&sums);
	assert_text(sums.sums[0].value.text, "many");
	assert_false(sums.sums[1].value.is_set);
	assert_text(sums.sums[2].value.text, "a");
	assert_text(sums.sums[3].value.text, "ab");
	assert_text(sums.sums[4].value.text, "b");
}

static void says_when_they_are_too_many(void)
{
	LOCAL(local);
	struct value_sums sums = { .count = 0 };
	int64_t id = 1;

	while (must_find(&local, &sums, number(id)))
		id++;
	assert_in_range(id, 10000, 100000);
	assert_non_null(must_find(&local, &sums, number(id - 1)));
}

static const struct plain_row rows[] = {
	{ "deals and amounts go where their stage says", by_stage },
	{ "a value is found again, however many there are", finds_again },
	{ "texts are copied", keeps_texts },
	{ "what is not set is another value than 0", not_set_is_no_zero },
	{ "the most deals come first, then the smaller value", sorts },
	{ "very many values are refused, known ones never", says_when_they_are_too_many },
};

int main(void)
{
	const struct table tables[] = { PLAIN(rows) };

	return tables_run("insight_values", tables, COUNT_OF(tables));
}
