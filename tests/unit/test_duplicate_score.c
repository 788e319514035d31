/* Likeness of names. */
#include "table.h"

#include "pipeline/duplicate_score.h"

static const struct score_row {
	const char *name;
	const char *a, *b;
	int64_t least, most;
} rows[] = {
	{ "equal names are alike in full", "maju jaya", "maju jaya", 10000, 10000 },
	{ "an empty name is like none", "", "maju jaya", 0, 0 },
	{ "two empty names are not alike", "", "", 0, 0 },
	{ "one letter of nine left out", "maju jaya", "maju jya", 8888, 8888 },
	{ "two letters swapped count once", "sinar abadi", "sinra abadi", 9090, 9090 },
	{ "words in another order", "jaya maju", "maju jaya", 10000, 10000 },
	{ "a word left out of three", "sinar jaya abadi", "sinar abadi", 8333, 8333 },
	{ "a typing error in one word", "tokopedia", "tokpedia", 8888, 8888 },
	{ "different names are below the bound", "maju jaya", "sinar abadi", 0,
	  DUPLICATE_SCORE_LIKE - 1 },
	{ "a common word alone does not make names alike", "sinar jaya", "sinar mentari utama", 0,
	  DUPLICATE_SCORE_LIKE - 1 },
	{ "one letter against many", "a", "abcdefgh", 0, 2000 },
	{ "only the first 64 bytes count",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaY", 10000, 10000 },
};

static void check(void **row)
{
	const struct score_row *r = *row;
	int64_t score = duplicate_score(str_from(r->a), str_from(r->b));

	assert_in_range(score, r->least, r->most);
	assert_int_equal(duplicate_score(str_from(r->b), str_from(r->a)), score);
}

int main(void)
{
	const struct table tables[] = { TABLE(rows, check) };

	return tables_run("duplicate_score", tables, COUNT_OF(tables));
}
