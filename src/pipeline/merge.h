/* Merging rows of any entity; company_merge.c, contact_merge.c and lead_merge.c say which. The public
 * side is pipeline.h. */
#ifndef ALUR_PIPELINE_MERGE_H
#define ALUR_PIPELINE_MERGE_H

#include "pipeline/pipeline.h"

struct merge_kind {
	const struct entity *entity;
	const char *operation; /* name of its events and batch */
	/* What is particular to the entity when `other` goes into `into`; NULL: nothing. */
	enum rc (*absorb)(struct ctx *cx, void *into, const void *other);
};

MUST_USE enum rc merge_rows(struct ctx *cx, const struct merge_kind *kind, int64_t into_id,
			    const struct merge *merge, void *row);

#endif
