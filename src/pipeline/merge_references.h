/* What referred to a merged row refers to the survivor. Private to pipeline/. */
#ifndef ALUR_PIPELINE_MERGE_REFERENCES_H
#define ALUR_PIPELINE_MERGE_REFERENCES_H

#include "base/ctx.h"
#include "entity/entity.h"

/* Every row that refers to `from_id` refers to `into_id` afterwards, except the survivor itself. A row
 * that a unique index then would refuse, because another says the same already, is archived instead.
 * Events are named `operation`. */
MUST_USE enum rc merge_references(struct ctx *cx, const char *operation,
				  const struct entity *entity, int64_t from_id, int64_t into_id);

#endif
