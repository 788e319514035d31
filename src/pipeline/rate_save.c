/* Gives a currency its exchange rate, corrects it or takes it back: deals in it are counted by the rates as they
 * are now, unless one that still stands has counted them. A first part of them at once, so that whoever
 * changed the rate sees what it does; the housekeeper does the rest. */
#include "pipeline/pipeline.h"

#include "base/money.h"
#include "db/db.h"
#include "record/record.h"

static enum rc count_first(struct ctx *cx, str currency)
{
	struct home_walk uncounted = { .currency = currency_find(currency)->code };
	struct home_walk all = { 0 };

	TRY(record_home_recount(cx, &deal_entity, &all));
	return record_home_catch_up(cx, &deal_entity, &uncounted);
}

enum rc rate_save(struct ctx *cx, struct currency_rate *rate)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_save(cx, &currency_rate_entity, rate));
	TRY(count_first(cx, rate->currency));
	return tx_commit(&tx);
}

enum rc rate_archive(struct ctx *cx, int64_t id, struct currency_rate *rate)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_archive(cx, &currency_rate_entity, id, rate));
	TRY(count_first(cx, rate->currency));
	return tx_commit(&tx);
}

enum rc rate_restore(struct ctx *cx, int64_t id, struct currency_rate *rate)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_restore(cx, &currency_rate_entity, id, rate));
	TRY(count_first(cx, rate->currency));
	return tx_commit(&tx);
}
