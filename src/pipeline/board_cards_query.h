/* The cards of one stage of a board, now or at a past instant. Private to pipeline/; the board as a
 * whole: board_query.c. */
#ifndef ALUR_PIPELINE_BOARD_CARDS_QUERY_H
#define ALUR_PIPELINE_BOARD_CARDS_QUERY_H

#include "entity/entities.h"
#include "record/tally.h"

struct cards_request {
	const struct tally_owners *owners; /* whose deals */
	int64_t as_of;                     /* instant; UNSET: now */
	int64_t stage_id;
	int64_t limit;
	str cursor; /* not set: from the start */
};

struct cards {
	struct deal *deals; /* with the fields that a card needs */
	size_t count;
	str next; /* cursor; not set: these are the last ones */
};

/* At most `limit` deals of a stage, those that entered it last first. Costs no more than the rows that
 * it gives, however many the stage holds. E_INVALID on `cursor`. */
MUST_USE enum rc board_cards(struct ctx *cx, const struct cards_request *request,
			     struct cards *out);

/* The statement that it would run, for plan tests. */
MUST_USE enum rc board_cards_sql(struct ctx *cx, const struct cards_request *request, str *sql);

/* Cuts `count` deals, in the order of cards, to the page that begins behind the cursor; for deals that
 * are in memory already. */
MUST_USE enum rc board_cards_page(struct ctx *cx, const struct cards_request *request,
				  struct deal *deals, size_t count, struct cards *out);

#endif
