/* Many rows of an entity by their ids, with one query; for pages that show what rows point to. Only names are
 * wanted more often: card_names_query.h. Private to pipeline/. */
#ifndef ALUR_PIPELINE_ROWS_BY_ID_H
#define ALUR_PIPELINE_ROWS_BY_ID_H

#include "base/ctx.h"
#include "entity/entity.h"

struct rows_by_id {
	const struct entity *entity;
	char *rows; /* of the entity's struct, sorted by id */
	size_t count;
};

/* Those of `ids` that the caller may see, archived ones too; zeros and doubles in it do not matter. */
MUST_USE enum rc rows_by_id(struct ctx *cx, const struct entity *entity, const int64_t *ids,
			    size_t count, struct rows_by_id *out);

/* NULL: not there, or not to be seen. */
const void *row_by_id(const struct rows_by_id *rows, int64_t id);

/* How many parameters a statement about so many ids has: the next power of two, so that few different ones
 * are prepared. */
size_t room_for_ids(size_t count);

#endif
