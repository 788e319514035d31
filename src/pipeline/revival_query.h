/* Which rows come back today. Private to pipeline/. */
#ifndef ALUR_PIPELINE_REVIVAL_QUERY_H
#define ALUR_PIPELINE_REVIVAL_QUERY_H

#include "base/ctx.h"
#include "entity/entity.h"

enum { MOST_REVIVED = 100 };

/* The leads or deals that are to come back on `today` or before, the longest due first; at most
 * MOST_REVIVED, for which `ids` has room. */
MUST_USE enum rc revival_due(struct ctx *cx, const struct entity *entity, int64_t today,
			     int64_t *ids, size_t *count);

#endif
