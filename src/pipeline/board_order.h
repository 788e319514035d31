/* In which order the cards of a board's column come, and the cursors of its pages. Private to pipeline/;
 * the statements that follow an order: board_cards_query.c. */
#ifndef ALUR_PIPELINE_BOARD_ORDER_H
#define ALUR_PIPELINE_BOARD_ORDER_H

#include "base/ctx.h"
#include "entity/entities.h"

/* A column is one or more stretches, one behind the other; within each the cards go by the order's field
 * and then by id. */
enum stretch {
	STRETCH_ALL,   /* the field is always set */
	STRETCH_SET,   /* it is */
	STRETCH_UNSET, /* it is not: the newest cards first */
	STRETCH_DUE,   /* before the boundary */
	STRETCH_LATER, /* from the boundary on */
};
enum { MAX_STRETCHES = 3 };

/* Orders, each also with "-" before it, from high to low:
 *   urgency           by next step: what is overdue or due until the end of today, then what has no
 *                     next step, then what is planned from tomorrow on
 *   stage_entered_at, title
 *   amount, expected_close    cards without one come last, both ways */
struct card_order {
	const char *name; /* of board_sort_names: "urgency", "-amount" */
	const struct field *field;
	bool descending;
	enum stretch stretches[MAX_STRETCHES];
	size_t stretch_count;
	int64_t boundary; /* of urgency: the instant at which tomorrow begins */
};

/* `sort` not set: by urgency, of the past by who entered the stage last. `now`: the instant of the board.
 * E_INVALID on `sort`. */
struct card_order_request {
	str sort;
	int64_t now;
	bool of_past;
};
MUST_USE enum rc card_order_parse(struct ctx *cx, const struct card_order_request *request,
				  struct card_order *out);

/* The same for a closed stage, where nothing is urgent: by urgency means the last closed first. */
struct card_order card_order_of_closed(const struct card_order *order);

/* The last card of a page: behind it the next one begins. */
struct card_place {
	bool is_set;
	size_t stretch; /* which of the order's */
	int64_t number; /* the field's value, or its text; neither in STRETCH_UNSET */
	str text;
	int64_t id;
};

/* Not set: from the start. Takes over the boundary of the cursor's first page. E_INVALID on `cursor`: none,
 * or one of another order. */
MUST_USE enum rc card_place_read(struct ctx *cx, str cursor, struct card_order *order,
				 struct card_place *place);
MUST_USE enum rc card_place_write(struct ctx *cx, const struct card_order *order,
				  const struct deal *deal, str *cursor);

/* Ids of a stretch run the way of the field, but for cards without one. */
bool stretch_ids_descend(const struct card_order *order, enum stretch stretch);

#endif
