/* A lead becomes a prospect: it fits, and it has shown interest. Next: lead_convert.c; the other way:
 * lead_disqualify.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "record/record.h"

enum rc lead_qualify(struct ctx *cx, int64_t lead_id, struct lead *lead)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &lead_entity, lead_id, lead));
	if (lead->lifecycle == LIFECYCLE_CONVERTED)
		return fail(cx, E_CONFLICT, "this lead is converted already");
	if (lead->lifecycle != LIFECYCLE_PROSPECT) {
		lead->lifecycle = LIFECYCLE_PROSPECT;
		lead->qualified_at = cx->now;
		lead->disqualified_reason = (str){ NULL, 0 };
		lead->revive_on = UNSET;
		TRY(save_named(cx, "lead.qualify", &lead_entity, lead));
	}
	return tx_commit(&tx);
}
