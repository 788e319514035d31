/* Which plan is under way. Private to pipeline/. */
#ifndef ALUR_PIPELINE_ENROLLMENT_QUERY_H
#define ALUR_PIPELINE_ENROLLMENT_QUERY_H

#include "base/ctx.h"

/* The first active enrollment whose field ("lead_id", "deal_id", "activity_id", "cadence_id") has this
 * id, whoever may see it; 0: there is none. */
MUST_USE enum rc enrollment_active(struct ctx *cx, const char *field, int64_t id,
				   int64_t *enrollment_id);

#endif
