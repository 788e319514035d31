/* Changes the organisation's settings. Sums are in its currency: with another one all deals are counted anew, a first
 * part of them at once, the rest by the housekeeper. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "record/record.h"

enum rc organisation_save(struct ctx *cx, struct organisation_row *organisation)
{
	AUTO(tx_end) struct tx tx = { 0 };
	struct organisation_row was;

	TRY(tx_begin(cx, &tx));
	TRY(record_load(cx, &organisation_entity, organisation->row.id, &was));
	TRY(record_save(cx, &organisation_entity, organisation));
	TRY(record_home_currency_changed(cx, &deal_entity, &was, organisation));
	return tx_commit(&tx);
}
