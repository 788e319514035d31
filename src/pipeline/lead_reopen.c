/* A disqualified lead comes back as what it was before: a prospect if it had been qualified. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "record/record.h"

enum rc lead_reopen(struct ctx *cx, int64_t lead_id, struct lead *lead)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &lead_entity, lead_id, lead));
	if (lead->lifecycle != LIFECYCLE_DISQUALIFIED)
		return fail(cx, E_CONFLICT, "only a disqualified lead can be reopened");

	lead->lifecycle = lead->qualified_at == UNSET ? LIFECYCLE_LEAD : LIFECYCLE_PROSPECT;
	lead->disqualified_reason = (str){ NULL, 0 };
	lead->revive_on = UNSET;
	TRY(save_named(cx, "lead.reopen", &lead_entity, lead));
	return tx_commit(&tx);
}
