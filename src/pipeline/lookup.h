/* Finds rows by an exact value among those that the caller may see. record_find() finds them whoever
 * may see them. Private to pipeline/. */
#ifndef ALUR_PIPELINE_LOOKUP_H
#define ALUR_PIPELINE_LOOKUP_H

#include "base/ctx.h"
#include "entity/entity.h"
#include "record/record.h"

/* The rows (not archived) whose field has the text, by id, at most `limit`. No text, or an empty one,
 * finds nothing. */
struct lookup {
	const struct entity *entity;
	const char *field;
	str text;
};
MUST_USE enum rc lookup_page(struct ctx *cx, const struct lookup *lookup, int64_t limit,
			     struct list_page *page);

/* The first of them, copied to `row`. */
MUST_USE enum rc lookup_first(struct ctx *cx, const struct lookup *lookup, void *row, bool *found);

#endif
