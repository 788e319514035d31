/* Bands of 1-2-5 steps. */
#include "pipeline/insight_band.h"

/* 1, 2, 5, 10, 20, 50: the end of the band that begins with this; INT64_MAX where that is more. */
static int64_t end_of(int64_t least)
{
	int64_t power = 1;

	while (least / power >= 10)
		power *= 10;

	int64_t times = least / power == 1 ? 2 : least / power == 2 ? 5 : 10;

	return power > INT64_MAX / times ? INT64_MAX : power * times;
}

struct band band_of(int64_t number)
{
	struct band band = { 1, 2 };

	if (number <= 0)
		return (struct band){ 0, 1 };
	while (number >= band.below && band.below < INT64_MAX) {
		band.least = band.below;
		band.below = end_of(band.least);
	}
	return band;
}
