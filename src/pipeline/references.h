/* What refers to a row: found by walking the entity tables, so that a new REF field is known here without
 * being named. Private to pipeline/. */
#ifndef ALUR_PIPELINE_REFERENCES_H
#define ALUR_PIPELINE_REFERENCES_H

#include "base/ctx.h"
#include "entity/entity.h"

struct reference {
	const struct entity *entity; /* of the row that refers */
	const struct field *field;   /* its REF field */
};

/* Calls `each` for every row (not archived, whoever may see it) of any entity that refers to row `id`
 * of `target`; `row` is a copy that may be changed and saved. Trails that earlier merges left
 * (merged_into_id, retired_into_id) do not count. E_TOO_LARGE above 10,000 rows of a kind. */
MUST_USE enum rc references_each(struct ctx *cx, const struct entity *target, int64_t id,
				 enum rc (*each)(struct ctx *cx, void *argument,
						 const struct reference *reference, void *row),
				 void *argument);

#endif
