/* Amounts in the organisation's currency (home_money.c) follow the rates that are given later: rows that were
 * saved when there was no rate for their currency are counted once there is one. What a rate has counted follows
 * its corrections: home_recount.c. Walks go in chunks, because each of them holds the writer. */
#include "record/row.h"

#include "base/money.h"
#include "base/zone.h"

enum { CHUNK = 200 };

/* The first currency after that of the walk that has a rate today; none: the walk has ended. */
static enum rc next_currency(struct ctx *cx, struct home_walk *walk)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	TRY(db_prepare(
		cx,
		STR("SELECT currency FROM currency_rates WHERE currency > ? AND valid_from <= ?"
		    " AND archived_at IS NULL ORDER BY currency LIMIT 1"),
		&stmt));
	db_bind_text(stmt, 1, walk->currency ? str_from(walk->currency) : STR(""));
	db_bind_int(stmt, 2, zone_day(cx->organisation.zone, cx->now));
	TRY(db_step(cx, stmt, &found));
	walk->ended = !found;
	walk->after_id = 0;
	if (found)
		walk->currency = currency_find(db_text(stmt, 0))->code;
	return OK;
}

/* Those of which a state waits: the present one, or one of the past, when the amount was in that currency. */
static str waiting_ids(struct ctx *cx, const struct entity *entity)
{
	const struct field *home = home_field(entity);
	const struct field *amount = entity_field(entity, str_from(home->home_of));
	str which = str_printf(cx->arena,
			       "%s = ? AND id > ? AND id <= ? AND %s IS NULL AND %s IS NOT NULL"
			       " ORDER BY id LIMIT %d",
			       amount->currency, home->name, amount->name, CHUNK);

	return str_printf(
		cx->arena,
		"SELECT id FROM (SELECT id FROM %s WHERE %.*s) now"
		" UNION SELECT id FROM (SELECT DISTINCT id FROM %s_versions WHERE %.*s) past"
		" ORDER BY id LIMIT ?",
		entity->plural, STR_ARG(which), entity->plural, STR_ARG(which));
}

/* Where no rate is in force yet nothing changes. */
static enum rc count_page(struct ctx *cx, const struct entity *entity, struct home_walk *walk,
			  struct home_page *page)
{
	*page = (struct home_page){
		.sql = waiting_ids(cx, entity),
		.arms = 2,
		.currency = str_from(walk->currency),
		.after_id = walk->after_id,
		.until_id = INT64_MAX,
		.most = CHUNK,
	};
	return home_count_page(cx, page, &(struct home_counting){ .entity = entity });
}

enum rc record_home_catch_up(struct ctx *cx, const struct entity *entity, struct home_walk *walk)
{
	struct home_page page;

	if (!walk->currency)
		TRY(next_currency(cx, walk));
	if (walk->ended)
		return OK;
	TRY(count_page(cx, entity, walk, &page));
	if (page.count < CHUNK)
		return next_currency(cx, walk);
	walk->after_id = page.last_id;
	return OK;
}
