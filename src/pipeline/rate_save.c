/* Gives a currency its exchange rate: deals in it that had none are counted. Corrects it, takes it back or restores it:
 * all deals in the currency are counted anew. A first part of them at once, so that
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

static enum rc count(struct ctx *cx, const struct currency_rate *was,
		     const struct currency_rate *rate)
{
	TRY(record_home_rate_changed(cx, &deal_entity, was, rate));
	return count_first(cx, rate->currency);
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
	TRY(count(cx, corrects ? &was : rate, rate));
	return tx_commit(&tx);
}

enum rc rate_archive(struct ctx *cx, int64_t id, struct currency_rate *rate)
{
	AUTO(tx_end) struct tx tx = { 0 };
	struct currency_rate was;

	TRY(tx_begin(cx, &tx));
	TRY(record_load(cx, &currency_rate_entity, id, &was));
	TRY(record_archive(cx, &currency_rate_entity, id, rate));
	TRY(count(cx, &was, rate));
	return tx_commit(&tx);
}

enum rc rate_restore(struct ctx *cx, int64_t id, struct currency_rate *rate)
{
	AUTO(tx_end) struct tx tx = { 0 };
	struct currency_rate was;

	TRY(tx_begin(cx, &tx));
	TRY(record_load(cx, &currency_rate_entity, id, &was));
	TRY(record_restore(cx, &currency_rate_entity, id, rate));
	TRY(count(cx, &was, rate));
	return tx_commit(&tx);
}
