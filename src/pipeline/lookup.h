/* Finds rows by an exact value among those that the caller may see. record_find() finds them whoever
 * may see them. Private to pipeline/. */
#ifndef ALUR_PIPELINE_LOOKUP_H
#define ALUR_PIPELINE_LOOKUP_H

#include "base/ctx.h"
#include "entity/entity.h"
#include "record/record.h"

/* The rows (not archived) whose text field has the value, by id, at most `limit`. An unset or empty
 * value finds nothing. */
MUST_USE enum rc lookup_texts(struct ctx *cx, const struct entity *entity, const char *field,
			      str value, int64_t limit, struct list_page *page);

/* The first of them, copied to `row`. */
MUST_USE enum rc lookup_text(struct ctx *cx, const struct entity *entity, const char *field,
			     str value, void *row, bool *found);

#endif
