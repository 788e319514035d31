/* Which value each field of a merged row has: the survivor's, the chosen one, or the first that fills a
 * gap. What happens to the rows: merge.c. */
#ifndef ALUR_PIPELINE_MERGE_FIELDS_H
#define ALUR_PIPELINE_MERGE_FIELDS_H

#include "pipeline/pipeline.h"

/* Takes into `into` what `merge` chooses from `other` (whose id it names). */
MUST_USE enum rc merge_chosen(struct ctx *cx, const struct entity *entity,
			      const struct merge *merge, void *into, const void *other);

/* Takes into `into` what it lacks and `other` has. */
MUST_USE enum rc merge_gaps(struct ctx *cx, const struct entity *entity, void *into,
			    const void *other);

/* Whether people give this field, so that a merge may take it from another row. */
bool merge_takes(const struct field *field);

#endif
