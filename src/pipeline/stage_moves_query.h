/* Moves between the stages of a pipeline in a period, for measures_query.c. Private to pipeline/. */
#ifndef ALUR_PIPELINE_STAGE_MOVES_QUERY_H
#define ALUR_PIPELINE_STAGE_MOVES_QUERY_H

#include "base/ctx.h"
#include "record/tally.h"

/* Which moves are asked for. */
struct moves_order {
	int64_t pipeline_id;
	const struct tally_owners *owners; /* of the deals, before the move */
	int64_t from;                      /* instants, both included */
	int64_t to;
};

/* Calls `each` for every one of them; from_key 0: the deal was created. Reads versions: for owners whom
 * the kept moves (tally_moves) do not tell apart, and for parts of days. */
MUST_USE enum rc stage_moves(struct ctx *cx, const struct moves_order *order,
			     enum rc (*each)(struct ctx *cx, void *argument,
					     const struct tally_move *move),
			     void *argument);

#endif
