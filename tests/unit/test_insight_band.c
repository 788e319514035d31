/* Bands of 1-2-5 steps, with the example of docs/formulas.md. */
#include "table.h"

#include "pipeline/insight_band.h"

static const struct band_row {
	const char *name;
	int64_t number;
	int64_t least;
	int64_t below;
} bands[] = {
	{ "nothing is a band of its own", 0, 0, 1 },
	{ "one is the first that counts", 1, 1, 2 },
	{ "the example: 12 million lie from 10 to 20", 1200000000, 1000000000, 2000000000 },
	{ "a boundary belongs to the band that it begins", 5, 5, 10 },
	{ "just below it belongs to the one before", 4, 2, 5 },
	{ "nine belongs to five", 9, 5, 10 },
	{ "ten begins the next power", 10, 10, 20 },
	{ "the largest number has a band without an end", INT64_MAX, 5000000000000000000,
	  INT64_MAX },
};

static void check_band(void **row)
{
	const struct band_row *wanted = *row;
	struct band band = band_of(wanted->number);

	assert_int_equal(band.least, wanted->least);
	assert_int_equal(band.below, wanted->below);
}

int main(void)
{
	static const struct table tables[] = { TABLE(bands, check_band) };

	return tables_run("insight_band", tables, COUNT_OF(tables));
}
