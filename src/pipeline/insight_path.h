/* The way of one deal through the stages of its pipeline, and how it got out of each of them. Private to
 * pipeline/. Who reads the ways: insight_walk_query.c. */
#ifndef ALUR_PIPELINE_INSIGHT_PATH_H
#define ALUR_PIPELINE_INSIGHT_PATH_H

#include "entity/entities.h"

/* Entries into stages beyond these are not kept: nobody moves a deal so often by hand. */
enum { PATH_ENTRIES = 200 };

struct path_entry {
	const struct stage *stage;
	int64_t at; /* instant */
};

struct path {
	int64_t deal_id;
	int64_t created_at;
	struct path_entry entries[PATH_ENTRIES]; /* by time */
	size_t count;
};

enum way_out {
	WAY_ABSENT, /* it has never been there */
	WAY_ON,     /* went on to a later stage, or was won */
	WAY_LOST,   /* is lost, and had not gone on before */
	WAY_STILL,  /* is open, and has not gone on yet */
};

struct path_end {
	enum way_out way;
	int64_t days; /* begun days of 24 hours from entering to going on, being lost, or `now` */
};

/* Adds an entry unless it is there; entries may come in any order. */
void path_add(struct path *path, const struct stage *stage, int64_t at);

/* Out of a stage (NULL: of the deal as a whole, from its creation; on is won): from its first entry until the first time that the deal is beyond, however often it came
 * back; being lost counts only where the deal is lost now. Each deal is counted once in each stage. */
struct path_end path_out_of(const struct path *path, const struct stage *stage, int64_t now);

#endif
