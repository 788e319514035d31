/* Gives a currency its exchange rate, corrects it or takes it back: deals in it that had no rate are counted, and
 * those that a rate has counted which is there no more are counted anew. A first part of them at once, so that
 * whoever changed the rate sees what it does; the housekeeper does the rest. */
#include "pipeline/pipeline.h"

#include "base/money.h"
#include "db/db.h"
#include "record/record.h"

static enum rc count_first(struct ctx *cx, str currency)
{
	struct home_walk uncounted = { .currency = currency_find(currency)->code };

	return record_home_catch_up(cx, &deal_entity, &uncounted);
}

/* A new rate counts nothing anew: a year of them, day by day, is given at once. */
enum rc rate_save(struct ctx *cx, struct currency_rate *rate)
{
	AUTO(tx_end) struct tx tx = { 0 };
	struct currency_rate was;
	bool corrects;

	TRY(tx_begin(cx, &tx));
	TRY(record_find_id(cx, &currency_rate_entity, rate->row.id, &was, &corrects));
	TRY(record_save(cx, &currency_rate_entity, rate));
	if (corrects)
		TRY(record_home_rate_changed(cx, &deal_entity, &was));
	TRY(count_first(cx, rate->currency));
	return tx_commit(&tx);
}

enum rc rate_archive(struct ctx *cx, int64_t id, struct currency_rate *rate)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_archive(cx, &currency_rate_entity, id, rate));
	TRY(record_home_rate_changed(cx, &deal_entity, rate));
	TRY(count_first(cx, rate->currency));
	return tx_commit(&tx);
}

enum rc rate_restore(struct ctx *cx, int64_t id, struct currency_rate *rate)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_restore(cx, &currency_rate_entity, id, rate));
	TRY(record_home_rate_restored(cx, &deal_entity, rate));
	TRY(count_first(cx, rate->currency));
	return tx_commit(&tx);
}
