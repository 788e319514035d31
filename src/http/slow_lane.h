/* Threads for what may wait, so that the event loops never do: checking passwords, large answers,
 * pieces of exports, catching up of live streams. */
#ifndef ALUR_HTTP_SLOW_LANE_H
#define ALUR_HTTP_SLOW_LANE_H

#include "base/attr.h"

#include <stdbool.h>

struct slow_lane;

/* Part of the one who asks. `run` may free it. */
struct slow_job {
	void (*run)(struct slow_job *job);
	void *argument;
	struct slow_job *next; /* private */
};

/* NULL: no memory or no thread. */
struct slow_lane *slow_lane_start(int threads);

/* Does what is queued, then ends. */
void slow_lane_stop(struct slow_lane *lane);

/* Queues a job; first come, first served. False when `may_refuse` and too many are waiting. */
MUST_USE bool slow_lane_add(struct slow_lane *lane, struct slow_job *job, bool may_refuse);

#endif
