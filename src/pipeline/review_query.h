/* Finding the deals that a review is about. Private to pipeline/; the answer: review.c. */
#ifndef ALUR_PIPELINE_REVIEW_QUERY_H
#define ALUR_PIPELINE_REVIEW_QUERY_H

#include "pipeline/hygiene_facts.h"
#include "record/tally.h"

/* A deal on its way into the list: the higher its score, the earlier; of equal ones the older id. */
struct review_candidate {
	int64_t deal_id;
	int64_t score;
	size_t stage; /* index */
};

struct review_search {
	const struct hygiene_stage *stages; /* of the pipeline */
	size_t stage_count;
	const struct tally_owners *owners;
	int64_t average; /* amount of its open deals */
	bool started;    /* those behind this one */
	struct review_candidate after;
};

/* The worst open deals, at most `most`, in order. Reads every open deal of these owners, in pages, and keeps no
 * more than `most` of them. Left out are deals without a score, and those about which something was
 * decided today and that have not changed since. */
MUST_USE enum rc review_find(struct ctx *cx, const struct review_search *search, size_t most,
			     struct review_candidate *found, size_t *count);

/* What was last decided about a deal; *found = false: nothing. */
MUST_USE enum rc review_last_decision(struct ctx *cx, int64_t deal_id,
				      struct review_decision *decision, bool *found);

#endif
