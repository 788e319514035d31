/* Whose deals a board or a measure is about: the caller's scope, narrowed by an owner or a team. Private
 * to pipeline/. */
#ifndef ALUR_PIPELINE_OWNER_FILTER_QUERY_H
#define ALUR_PIPELINE_OWNER_FILTER_QUERY_H

#include "base/ctx.h"
#include "record/record.h"
#include "record/tally.h"

/* `owner_id` and `team_id` 0: no such filter. A team stands for its members and those of all teams below
 * it. Deals of nobody belong to no team. E_INVALID on `owner_id`, `team_id`: no such row. */
MUST_USE enum rc owner_filter(struct ctx *cx, int64_t owner_id, int64_t team_id,
			      struct tally_owners *owners);

/* Takes the filters of a list that name owners out of it, and leaves only those owners. */
MUST_USE enum rc owner_filter_take(struct ctx *cx, struct list_query *query,
				   struct tally_owners *owners);

/* Appends " AND ..." that leaves rows of alias `t` owned by one of these (0: by nobody). */
void owner_filter_sql(const struct tally_owners *owners, const char *t, struct buf *sql);

#endif
