/* Closed deals, and open ones, by the values of a field. Private to pipeline/. */
#ifndef ALUR_PIPELINE_INSIGHT_VALUES_H
#define ALUR_PIPELINE_INSIGHT_VALUES_H

#include "base/ctx.h"
#include "db/db.h"
#include "pipeline/insight_frame.h"
#include "pipeline/measures.h"

/* A number (an id, the least of a band) or a text; neither: not set. */
struct value {
	bool is_set;
	int64_t number;
	str text;
};

struct value_sum {
	struct value value;
	struct outcome outcome; /* without days */
};

/* Zero-initialised; in the arena. */
struct value_sums {
	struct value_sum *sums; /* in the order in which they came */
	size_t count;
	size_t *slots; /* by the value's hash: its place in `sums` and 1; 0: free */
	size_t room;   /* of slots, a power of two */
	size_t text_bytes;
};

/* The sum of a value, made when it is new; NULL in `out` when there are too many values to be held. */
MUST_USE enum rc value_sum_of(struct ctx *cx, struct value_sums *sums, const struct value *value,
			      struct value_sum **out);

/* Adds so many deals of a stage, and what they are worth together. */
void value_sum_add(struct value_sum *sum, const struct stage *stage, int64_t deals, int64_t amount);

/* The most deals first, of equal many the smaller value; what is not set is the smallest. */
void value_sums_sort(struct value_sums *sums);

#endif
