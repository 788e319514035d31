/* What being won or lost means for a deal's own fields, shared by deal_create.c and deal_move.c. */
#ifndef ALUR_PIPELINE_CLOSING_H
#define ALUR_PIPELINE_CLOSING_H

#include "base/ctx.h"
#include "entity/entities.h"

/* Makes `closed_on` and `lost_reason_id` fit the stage that the deal is to be in. Open: both are taken
 * away. Won: no reason; the day stays or becomes today. Lost: also a reason, when the pipeline has any.
 * E_INVALID on `closed_on` (after today) or `lost_reason_id` (missing, or another pipeline's). */
MUST_USE enum rc deal_settle(struct ctx *cx, struct deal *deal, const struct stage *to);

#endif
