/* Amounts in the organisation's currency (home_money.c) follow the rates that are given later: rows that were
 * saved when there was no rate for their currency are counted once there is one, as if they were saved now. What
 * a rate has counted follows its corrections in home_recount.c. Walks go in chunks, because each of them
 * holds the writer. */
#include "record/row.h"

#include "base/money.h"
#include "base/zone.h"

enum { CHUNK = 200 };

/* As if they were saved now. Where no rate is in force yet nothing changes. */
static enum rc count_rows(struct ctx *cx, const struct entity *entity, const int64_t *ids,
			  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		TRY(home_count_row(cx, entity, ids[i], NULL));
		arena_rewind(cx->arena, mark);
	}
	return OK;
}

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

/* The next ids without a home amount, at most CHUNK. */
static enum rc read_ids(struct ctx *cx, const struct entity *entity, const struct home_walk *walk,
			int64_t *ids, size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	const struct field *home = home_field(entity);
	const struct field *amount = entity_field(entity, str_from(home->home_of));
	bool found = true;

	*count = 0;
	TRY(db_prepare(cx,
		       str_printf(cx->arena,
				  "SELECT id FROM %s WHERE %s = ? AND id > ? AND %s IS NULL"
				  " AND %s IS NOT NULL ORDER BY id LIMIT %d",
				  entity->plural, amount->currency, home->name, amount->name,
				  CHUNK),
		       &stmt));
	db_bind_text(stmt, 1, str_from(walk->currency));
	db_bind_int(stmt, 2, walk->after_id);
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		ids[(*count)++] = db_int(stmt, 0);
	}
}

enum rc record_home_catch_up(struct ctx *cx, const struct entity *entity, struct home_walk *walk)
{
	int64_t ids[CHUNK];
	size_t count;

	if (!walk->currency)
		TRY(next_currency(cx, walk));
	if (walk->ended)
		return OK;
	TRY(read_ids(cx, entity, walk, ids, &count));
	TRY(count_rows(cx, entity, ids, count));
	if (count < CHUNK)
		return next_currency(cx, walk);
	walk->after_id = ids[count - 1];
	return OK;
}
