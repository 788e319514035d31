/* How much a deal needs to be talked about. Worked by hand in docs/formulas.md; which deals are scored:
 * review_query.c. */
#ifndef ALUR_PIPELINE_REVIEW_SCORE_H
#define ALUR_PIPELINE_REVIEW_SCORE_H

#include <stdint.h>

/* score = points × (100 + size), where
 *	points = sum over the deal's warnings of: close_date_past 5, overdue_next_step 4, no_next_step 4,
 *		 pushed 3, idle 3, amount_missing 2, others 0
 *	size   = 100 × amount ÷ average, in whole percent rounded down, at most 300; 0 where the amount is
 *		 not known or the average is not above 0
 * `warnings` are bits of hygiene.h; `amount` (0 or less: not known) and `average` of the open deals are in the
 * organisation's currency. The other warnings take looking elsewhere than at the deal, and so do not
 * decide its place; they are told. From 0 to 8400. */
int64_t review_score(unsigned warnings, int64_t amount, int64_t average);

#endif
