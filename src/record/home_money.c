/* Amounts in the organisation's currency: fields with `home_of` follow that field by the exchange rate of the day on
 * which it was saved (docs/formulas.md). Without a rate they stay unset, and sums leave the row out until there is
 * one. Counting anew what is there: home_count.c. */
#include "record/row.h"

#include "base/money.h"
#include "base/zone.h"
#include "entity/entities.h"

#include <string.h>

static enum rc read_rate(struct ctx *cx, str sql, str currency, const int64_t days[2],
			 int64_t *rate_micro)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	TRY(db_prepare(cx, sql, &stmt));
	db_bind_text(stmt, 1, currency);
	db_bind_int(stmt, 2, days[0]);
	db_bind_int(stmt, 3, days[1]);
	TRY(db_step(cx, stmt, &found));
	*rate_micro = found ? db_int(stmt, 0) : 0;
	return OK;
}

#define RATES_OF_DAYS                                                                              \
	"SELECT rate_micro FROM currency_rates WHERE currency = ? AND valid_from >= ?"             \
	" AND valid_from <= ? AND archived_at IS NULL ORDER BY valid_from"

enum rc home_rate(struct ctx *cx, str currency, int64_t day, int64_t *rate_micro)
{
	const int64_t until[2] = { INT64_MIN, day };
	const int64_t since[2] = { day, zone_day(cx->organisation.zone, cx->now) };

	TRY(read_rate(cx, STR(RATES_OF_DAYS " DESC LIMIT 1"), currency, until, rate_micro));
	if (*rate_micro != 0)
		return OK;
	return read_rate(cx, STR(RATES_OF_DAYS " LIMIT 1"), currency, since, rate_micro);
}

/* amount × rate ÷ 10^6, from units of 10^-from to units of 10^-to; UNSET where it is too much. */
static int64_t worth(int64_t amount, int64_t rate, const struct currency *from,
		     const struct currency *to)
{
	int64_t home;

	if (rate == 0 || !money_scale(amount, rate * power_of_ten(to->minor_digits),
				      INT64_C(1000000) * power_of_ten(from->minor_digits), &home))
		return UNSET;
	return home;
}

void home_take(struct ctx *cx, str currency)
{
	ensure(currency.len < sizeof cx->home.currency);
	cx->home = (struct home){ .unit = cx->unit };
	memcpy(cx->home.currency, currency.ptr, currency.len);
}

static enum rc read_home(struct ctx *cx)
{
	struct organisation_row organisation;
	bool found = false;

	if (cx->home.unit == cx->unit)
		return OK;
	TRY(record_find_id(cx, &organisation_entity, 1, &organisation, &found));
	home_take(cx, found ? organisation.currency : STR(""));
	return OK;
}

static enum rc convert(struct ctx *cx, int64_t amount, str currency, int64_t at, int64_t *home)
{
	const struct currency *from = currency_find(currency);
	const struct currency *to;
	int64_t rate = 0;

	*home = UNSET;
	if (amount == UNSET || !from)
		return OK;
	TRY(read_home(cx));
	to = currency_find(str_from(cx->home.currency));
	if (!to)
		return OK;
	if (from == to) {
		*home = amount;
		return OK;
	}
	TRY(home_rate(cx, currency, zone_day(cx->organisation.zone, at), &rate));
	*home = worth(amount, rate, from, to);
	return OK;
}

/* What was counted once is not counted anew by a later rate while it stays the same amount. */
static bool is_counted(const struct entity *entity, const struct field *home, const void *before,
		       const void *row)
{
	const struct field *amount = entity_field(entity, str_from(home->home_of));
	const struct field *currency = entity_field(entity, str_from(amount->currency));

	return field_is_set(home, before) && field_equal(amount, before, row) &&
	       field_equal(currency, before, row);
}

static enum rc count_field(struct ctx *cx, const struct entity *entity, const struct field *home,
			   void *row, int64_t at)
{
	const struct field *amount = entity_field(entity, str_from(home->home_of));
	const struct field *currency = entity_field(entity, str_from(amount->currency));

	return convert(cx, field_get_int(amount, row), field_get_str(currency, row), at,
		       field_int_of(home, row));
}

enum rc home_money(struct ctx *cx, const struct entity *entity, void *row, const void *before,
		   int64_t at)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *home = &entity->fields[i];

		if (!home->home_of)
			continue;
		if (before && is_counted(entity, home, before, row))
			field_copy(home, row, before);
		else
			TRY(count_field(cx, entity, home, row, at));
	}
	return OK;
}

const struct field *home_field(const struct entity *entity)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (entity->fields[i].home_of)
			return &entity->fields[i];
	return NULL;
}
