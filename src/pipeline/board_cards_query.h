/* The cards of one stage of a board, now or at a past instant. Private to pipeline/; the board as a
 * whole: board_query.c. */
#ifndef ALUR_PIPELINE_BOARD_CARDS_QUERY_H
#define ALUR_PIPELINE_BOARD_CARDS_QUERY_H

#include "pipeline/board_filter_query.h"
#include "pipeline/board_order.h"

struct cards_request {
	const struct board_filter *filter; /* begun */
	const struct card_order *order;
	int64_t stage_id;
	bool is_open;  /* the stage is */
	int64_t found; /* cards that there are of it */
	int64_t in_stage; /* deals of all owners in it now; asked where owners or filters leave some out */
	int64_t limit;
	str cursor; /* not set: from the start */
};

struct cards {
	struct deal *deals; /* with the fields that a card needs */
	size_t count;
	str next; /* cursor; not set: these are the last ones */
};

/* At most `limit` deals of a stage, in order. Without filters it costs no more than the rows that it
 * gives, however many the stage holds, but for orders of the past. E_INVALID on `cursor`. */
MUST_USE enum rc board_cards(struct ctx *cx, const struct cards_request *request,
			     struct cards *out);

/* The statement that it would run for a stretch of the order, of present rows or of versions, for plan
 * tests. */
MUST_USE enum rc board_cards_sql(struct ctx *cx, const struct cards_request *request,
				 size_t stretch, bool versions, struct list_sql *sql);

#endif
