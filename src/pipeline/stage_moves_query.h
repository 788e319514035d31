/* Moves between the stages of a pipeline in a period, for measures_query.c. Private to pipeline/. */
#ifndef ALUR_PIPELINE_STAGE_MOVES_QUERY_H
#define ALUR_PIPELINE_STAGE_MOVES_QUERY_H

#include "base/ctx.h"
#include "record/tally.h"

/* Instants of the moves, both included. */
struct span {
	int64_t from;
	int64_t to;
};

/* Calls `each` for every move between stages of the pipeline in the span, of deals of these owners (who
 * had them before the move); from_key 0: the deal was created. Reads versions: for those whom the kept
 * moves (tally_moves) do not tell apart, and for parts of days. */
MUST_USE enum rc stage_moves(struct ctx *cx, int64_t pipeline_id, const struct tally_owners *owners,
			     struct span span,
			     enum rc (*each)(struct ctx *cx, void *argument,
					     const struct tally_move *move),
			     void *argument);

#endif
