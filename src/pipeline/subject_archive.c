/* Archives leads and deals: a plan that they are in stops, and comes back when that is undone. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/enrollment.h"
#include "record/record.h"

enum rc lead_archive(struct ctx *cx, int64_t id, struct lead *lead)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(plan_scope_begin(cx, "lead.archive", &lead_entity, id, &batch));
	TRY(record_archive(cx, &lead_entity, id, lead));
	TRY(lead_follow(cx, lead));
	return tx_commit(&tx);
}

enum rc deal_archive(struct ctx *cx, int64_t id, struct deal *deal)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(plan_scope_begin(cx, "deal.archive", &deal_entity, id, &batch));
	TRY(record_archive(cx, &deal_entity, id, deal));
	TRY(deal_follow(cx, deal->stage_id, deal));
	return tx_commit(&tx);
}
