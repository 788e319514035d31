/* Bands of amounts and counts, by which Insight compares deals: few, the same for every period, and of a width that
 * goes with the size. Worked by hand in docs/formulas.md. */
#ifndef ALUR_PIPELINE_INSIGHT_BAND_H
#define ALUR_PIPELINE_INSIGHT_BAND_H

#include <stdint.h>

/* Of whole units, which amounts have as minor ones. */
struct band {
	int64_t least; /* with this */
	int64_t below; /* without this; INT64_MAX: no end */
};

/* The band of a number: 0 alone, then steps of 1-2-5 in each power of ten: 1, 2 to 4, 5 to 9, 10 to 19, 20 to 49.
 * The numbers are not negative. */
struct band band_of(int64_t number);

enum { MOST_BANDS = 60 };

#endif
