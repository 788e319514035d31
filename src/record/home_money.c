/* Amounts in the organisation's currency: fields with `home_of` follow that field by the newest
 * exchange rate of the day. Without a rate they stay unset, and sums leave the row out until it is saved
 * at a time when there is one. */
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
	/* amount × rate ÷ 10^6, from units of 10^-from to units of 10^-to */
	if (rate == 0 || !money_scale(amount, rate * power_of_ten(to->minor_digits),
				      INT64_C(1000000) * power_of_ten(from->minor_digits), home))
		*home = UNSET;
	return OK;
}

/* What was counted once is not counted anew by a later rate. */
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
