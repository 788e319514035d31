/* Reads the ways of deals through their stages, for insight_funnel.c. Private to pipeline/. */
#ifndef ALUR_PIPELINE_INSIGHT_WALK_QUERY_H
#define ALUR_PIPELINE_INSIGHT_WALK_QUERY_H

#include "pipeline/insight_frame.h"
#include "pipeline/insight_path.h"

/* Of larger pipelines the deals that were created last are read, about so many. */
enum { WALK_DEALS = 100000 };

struct insight_walk {
	const struct insight_frame *frame;
	int64_t begin;    /* instant of creation, with this */
	int64_t after_id; /* of those that were created at it, with larger ids */
	bool is_much;     /* set by insight_walk_choose() */
	bool is_done;     /* set by `each`: no more deals are read */
	struct path path; /* of the deal that is told */
};

/* Since when the deals of the frame's period are to be read so that they are about `most`; frame->begin where
 * all of them are. */
MUST_USE enum rc insight_walk_begin(struct ctx *cx, const struct insight_frame *frame, int64_t most,
				    int64_t *begin);

/* For walks to the end: chooses whether deals are read from end to end, and sorted. */
MUST_USE enum rc insight_walk_choose(struct ctx *cx, struct insight_walk *walk);

/* Calls `each` for every deal of the frame that was created in its period, by time and id. One deal at a time is held;
 * of a walk that was chosen to be sorted, SQLite holds them all, some 50 bytes each. */
MUST_USE enum rc insight_walk(struct ctx *cx, struct insight_walk *walk,
			      enum rc (*each)(struct ctx *cx, void *argument,
					      const struct path *path),
			      void *argument);

/* The statement that it runs, for plan tests. */
MUST_USE enum rc insight_walk_sql(struct ctx *cx, const struct insight_walk *walk,
				  struct list_sql *sql);

#endif
