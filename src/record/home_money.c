/* Amounts in the organisation's currency: fields with `home_of` follow that field by the newest
 * exchange rate of the day. Without a rate they stay unset, and sums leave the row out until there is
 * one (home_catch_up.c). */
#include "record/row.h"

#include "base/money.h"
#include "base/zone.h"

static enum rc rate_of(struct ctx *cx, str currency, int64_t day, int64_t *rate_micro)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	*rate_micro = 0;
	TRY(db_prepare(
		cx,
		STR("SELECT rate_micro FROM currency_rates WHERE currency = ? AND valid_from <= ?"
		    " AND archived_at IS NULL ORDER BY valid_from DESC LIMIT 1"),
		&stmt));
	db_bind_text(stmt, 1, currency);
	db_bind_int(stmt, 2, day);
	TRY(db_step(cx, stmt, &found));
	if (found)
		*rate_micro = db_int(stmt, 0);
	return OK;
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

static enum rc convert(struct ctx *cx, int64_t amount, str currency, int64_t at, int64_t *home)
{
	const struct currency *from = currency_find(currency);
	const struct currency *to = currency_find(str_from(cx->organisation.currency));
	int64_t rate = 0;

	*home = UNSET;
	if (amount == UNSET || !from || !to)
		return OK;
	if (from == to) {
		*home = amount;
		return OK;
	}
	TRY(rate_of(cx, currency, zone_day(cx->organisation.zone, at), &rate));
	*home = worth(amount, rate, from, to);
	return OK;
}

/* What was counted once is not counted anew by a later rate; home_catch_up.c has the exceptions. */
static bool is_counted(const struct field *home, const void *row)
{
	return field_get_int(home, row) != UNSET;
}

enum rc home_money(struct ctx *cx, const struct entity *entity, void *row, const void *before,
		   int64_t at)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *home = &entity->fields[i];

		if (!home->home_of)
			continue;

		const struct field *amount = entity_field(entity, str_from(home->home_of));
		const struct field *currency = entity_field(entity, str_from(amount->currency));

		if (before && is_counted(home, row) && field_equal(amount, before, row) &&
		    field_equal(currency, before, row))
			continue;
		TRY(convert(cx, field_get_int(amount, row), field_get_str(currency, row), at,
			    field_int_of(home, row)));
	}
	return OK;
}

/* Whether one of the rates that there are makes `home` of this amount. */
static enum rc is_by_a_rate(struct ctx *cx, int64_t amount, str currency, int64_t home, bool *yes)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	const struct currency *from = currency_find(currency);
	const struct currency *to = currency_find(str_from(cx->organisation.currency));
	bool found = true;

	TRY(db_prepare(cx,
		       STR("SELECT rate_micro FROM currency_rates WHERE currency = ?"
			   " AND archived_at IS NULL"),
		       &stmt));
	db_bind_text(stmt, 1, currency);
	for (*yes = false; !*yes && from && to;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		*yes = worth(amount, db_int(stmt, 0), from, to) == home;
	}
	return OK;
}

enum rc home_money_stands(struct ctx *cx, const struct entity *entity, const void *row, bool *yes)
{
	*yes = true;
	for (size_t i = 0; i < entity->field_count && *yes; i++) {
		const struct field *home = &entity->fields[i];

		if (!home->home_of)
			continue;

		const struct field *amount = entity_field(entity, str_from(home->home_of));
		const struct field *currency = entity_field(entity, str_from(amount->currency));
		str code = field_get_str(currency, row);
		int64_t worth_now = field_get_int(home, row);

		*yes = worth_now != UNSET && str_is(code, cx->organisation.currency);
		if (worth_now != UNSET && !*yes)
			TRY(is_by_a_rate(cx, field_get_int(amount, row), code, worth_now, yes));
	}
	return OK;
}
