/* A lead that will not become a customer, and why. The way back: lead_reopen.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "record/record.h"

enum rc lead_disqualify(struct ctx *cx, int64_t lead_id, str reason, struct lead *lead)
{
	const struct field *field = entity_field(&lead_entity, STR("disqualified_reason"));
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &lead_entity, lead_id, lead));
	if (lead->lifecycle == LIFECYCLE_CONVERTED)
		return fail(cx, E_CONFLICT,
			    "this lead is converted: take the conversion back first");
	TRY(field->type->from_text(cx, field, "reason", reason, lead));
	if (!str_is_set(lead->disqualified_reason))
		return fail_code(cx, "reason", "required", "say why the lead is disqualified");

	lead->lifecycle = LIFECYCLE_DISQUALIFIED;
	TRY(save_named(cx, "lead.disqualify", &lead_entity, lead));
	return tx_commit(&tx);
}
