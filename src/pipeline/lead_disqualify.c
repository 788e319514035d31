/* A lead that will not become a customer, or not now, and why. The way back: lead_reopen.c; by itself, on
 * a day: revival.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/enrollment.h"
#include "record/record.h"

enum rc lead_disqualify(struct ctx *cx, int64_t lead_id, str reason, int64_t revive_on,
			struct lead *lead)
{
	const struct field *field = entity_field(&lead_entity, STR("disqualified_reason"));
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_load_to_change(cx, &lead_entity, lead_id, lead));
	if (lead->lifecycle == LIFECYCLE_CONVERTED)
		return fail(cx, E_CONFLICT,
			    "this lead is converted: take the conversion back first");
	TRY(field->type->from_text(cx, field, "reason", reason, lead));
	if (!str_is_set(lead->disqualified_reason))
		return fail_code(cx, "reason", "required", "say why the lead is disqualified");
	if (revive_on != UNSET && revive_on <= organisation_today(cx))
		return fail_code(cx, "revive_on", "past", "give a day to come");

	lead->lifecycle = LIFECYCLE_DISQUALIFIED;
	lead->revive_on = revive_on;
	TRY(plan_scope_begin(cx, "lead.disqualify", &lead_entity, lead_id, &batch));
	TRY(save_named(cx, "lead.disqualify", &lead_entity, lead));
	TRY(lead_follow(cx, lead));
	return tx_commit(&tx);
}
