/* Which deals are in a stage, whoever may see them: for the operations that must not leave any behind.
 * Private to pipeline/. */
#ifndef ALUR_PIPELINE_STAGE_DEALS_H
#define ALUR_PIPELINE_STAGE_DEALS_H

#include "base/ctx.h"
#include "entity/entities.h"
#include "record/record.h"

/* Some of the stage's deals, those that entered it first; page->total is the number of all.
 * with_archived: archived deals count too. */
MUST_USE enum rc stage_deals(struct ctx *cx, int64_t stage_id, bool with_archived,
			     struct list_page *page);

MUST_USE enum rc stage_has_deals(struct ctx *cx, int64_t stage_id, bool *yes);

#endif
