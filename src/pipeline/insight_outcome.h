/* Deals that were closed, as Insight tells them: shared by its answers. Private to pipeline/. */
#ifndef ALUR_PIPELINE_INSIGHT_OUTCOME_H
#define ALUR_PIPELINE_INSIGHT_OUTCOME_H

#include "pipeline/insight_frame.h"
#include "pipeline/measures.h"

/* Writes won, lost, amount_won, amount_lost, win_rate with win_rate_low and win_rate_high, win_rate_value,
 * average_deal. */
void outcome_write(const struct ctx *cx, struct json_out *out, const struct outcome *outcome);

/* Writes rows, rows_won and rows_lost: the closed deals of these days, with one more condition that the caller has
 * printed ("&source_id=3"). */
void outcome_write_rows(struct ctx *cx, struct json_out *out, const struct insight_frame *frame,
			const int64_t days[2], str condition);

#endif
