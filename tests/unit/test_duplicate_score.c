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
	{ "one letter of four left out, beside a word that both have", "maju jaya", "maju jya",
	  7500, 7500 },
	{ "two letters of five swapped count once", "sinar abadi", "sinra abadi", 8000, 8000 },
	{ "words in another order", "jaya maju", "maju jaya", 10000, 10000 },
	{ "a word left out of three", "sinar jaya abadi", "sinar abadi", 8333, 8333 },
	{ "a typing error in one word", "tokopedia", "tokpedia", 8888, 8888 },
	{ "different names are below the bound", "maju jaya", "sinar abadi", 0,
	  DUPLICATE_SCORE_LIKE - 1 },
	{ "a common word alone does not make names alike", "sinar jaya", "sinar mentari utama", 0,
	  DUPLICATE_SCORE_LIKE - 1 },
	{ "a long family name does not make two people one", "ani simanjuntak", "budi simanjuntak",
	  0, DUPLICATE_SCORE_LIKE - 1 },
	{ "nor does one that comes first", "siregar tigor", "siregar maruli", 0,
	  DUPLICATE_SCORE_LIKE - 1 },
	{ "nor with given names of one letter's difference at their beginning", "budi siregar",
	  "rudi siregar", 0, DUPLICATE_SCORE_LIKE - 1 },
	{ "two given names in common leave the third to decide", "maria ani simanjuntak",
	  "maria tiur simanjuntak", 0, DUPLICATE_SCORE_LIKE - 1 },
	{ "a typing error in the given name is one all the same", "berton simanjuntak",
	  "bertno simanjuntak", DUPLICATE_SCORE_LIKE, DUPLICATE_SCORE_MAX },
	{ "a typing error in the family name, too", "berton simanjuntak", "berton simanjutak",
	  DUPLICATE_SCORE_LIKE, DUPLICATE_SCORE_MAX },
	{ "an initial stands for its name", "budi s siregar", "budi santoso siregar",
	  DUPLICATE_SCORE_LIKE, DUPLICATE_SCORE_MAX },
	{ "a given name left out", "tiur maria simanjuntak", "tiur simanjuntak",
	  DUPLICATE_SCORE_LIKE, DUPLICATE_SCORE_MAX },
	{ "dj is the old j", "djoko susilo", "joko susilo", DUPLICATE_SCORE_LIKE,
	  DUPLICATE_SCORE_MAX },
	{ "j is the old y", "jusuf wijaya", "yusuf wijaya", DUPLICATE_SCORE_LIKE,
	  DUPLICATE_SCORE_MAX },
	{ "both in one name", "djaja makmur", "jaya makmur", DUPLICATE_SCORE_LIKE,
	  DUPLICATE_SCORE_MAX },
	{ "tj is the old c", "tjandra gunawan", "candra gunawan", DUPLICATE_SCORE_LIKE,
	  DUPLICATE_SCORE_MAX },
	{ "tj is the old c, which some write ch", "tjandra gunawan", "chandra gunawan",
	  DUPLICATE_SCORE_LIKE, DUPLICATE_SCORE_MAX },
	{ "oe is the old u, also at the beginning", "oesman hakim", "usman hakim",
	  DUPLICATE_SCORE_LIKE, DUPLICATE_SCORE_MAX },
	{ "a name with c and with k", "catherine lee", "katherine lee", DUPLICATE_SCORE_LIKE,
	  DUPLICATE_SCORE_MAX },
	{ "short names with c and with k, too", "carl lee", "karl lee", DUPLICATE_SCORE_LIKE,
	  DUPLICATE_SCORE_MAX },
	{ "old spelling in the name that comes last", "budi djatmiko", "budi jatmiko",
	  DUPLICATE_SCORE_LIKE, DUPLICATE_SCORE_MAX },
	{ "a soft c is no k", "cici siregar", "kiki siregar", 0, DUPLICATE_SCORE_LIKE - 1 },
	{ "old spelling does not make other names alike", "djoni siregar", "toni siregar", 0,
	  DUPLICATE_SCORE_LIKE - 1 },
	{ "nor does a letter that has two ways to be written", "joko siregar", "yanto siregar", 0,
	  DUPLICATE_SCORE_LIKE - 1 },
	{ "branches of a company that share most words are two", "bank mandiri cabang bandung",
	  "bank mandiri cabang medan", 0, DUPLICATE_SCORE_LIKE - 1 },
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
