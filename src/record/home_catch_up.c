/* Amounts in the organisation's currency (home_money.c) follow the rates that are given later. Rows that were
 * saved when there was no rate for their currency are counted once there is one; those that were counted by
 * a rate that is there no more, because it was corrected or taken back, are counted anew; both as if they
 * were saved now. What a rate that still stands has counted stays as it is. Walks go in chunks, because
 * each of them holds the writer; how far the second has come is in the database, so that it outlives the
 * server. */
#include "record/row.h"

#include "base/money.h"
#include "base/zone.h"

enum { CHUNK = 200, PAGE_IDS = 2000 };

static const char place_fact[] = "home_recount"; /* behind which id it goes on; "": nowhere */

static const struct field *home_field(const struct entity *entity)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (entity->fields[i].home_of)
			return &entity->fields[i];
	return NULL;
}

/* No event tells of it: the field is not tracked. So nothing in memory outlives the row. */
static enum rc count_anew(struct ctx *cx, const struct entity *entity, void *row)
{
	void *before = NULL;

	TRY(row_new_copy(cx, entity, row, &before));
	TRY(home_money(cx, entity, row, NULL, cx->now));

	struct change change = {
		.entity = entity,
		.before = before,
		.kind = "update",
		.at = cx->now,
	};

	return save_change(cx, &change, row);
}

/* Counts those of these rows that no rate which is there has counted. */
static enum rc count_rows(struct ctx *cx, const struct entity *entity, const int64_t *ids,
			  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		bool found = false;
		bool stands = true;
		void *row = NULL;

		TRY(ctx_alloc(cx, entity->size, &row));
		TRY(row_find(cx, entity, ids[i], row, &found));
		if (found)
			TRY(home_money_stands(cx, entity, row, &stands));
		if (!stands)
			TRY(count_anew(cx, entity, row));
		arena_rewind(cx->arena, mark);
	}
	return OK;
}

/* --- without a rate so far: by currency --------------------------------------------------------------- */

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

/* --- by a rate that is there no more: of all rows, page by page ---------------------------------------- */

static enum rc last_id(struct ctx *cx, const struct entity *entity, int64_t *id)
{
	return db_query_int(
		cx, str_printf(cx->arena, "SELECT COALESCE(MAX(id), 0) FROM %s", entity->plural),
		INT64_MIN, id);
}

/* All but those in the organisation's own currency. */
static enum rc read_page(struct ctx *cx, const struct entity *entity, int64_t after_id,
			 int64_t *ids, size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	const struct field *home = home_field(entity);
	const struct field *amount = entity_field(entity, str_from(home->home_of));
	bool found = true;

	*count = 0;
	TRY(db_prepare(cx,
		       str_printf(cx->arena,
				  "SELECT id FROM %s WHERE id > ? AND id <= ? AND %s IS NOT NULL"
				  " AND %s <> ? ORDER BY id",
				  entity->plural, home->name, amount->currency),
		       &stmt));
	db_bind_int(stmt, 1, after_id);
	db_bind_int(stmt, 2, after_id + PAGE_IDS);
	db_bind_text(stmt, 3, str_from(cx->organisation.currency));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		ids[(*count)++] = db_int(stmt, 0);
	}
}

enum rc record_home_recount_left(struct ctx *cx, struct home_walk *walk)
{
	str place;

	*walk = (struct home_walk){ .ended = true };
	TRY(fact_read(cx, place_fact, &place));
	walk->ended = !str_to_int(place, &walk->after_id);
	return OK;
}

static enum rc keep_place(struct ctx *cx, const struct home_walk *walk)
{
	str place =
		walk->ended ? STR("") : str_printf(cx->arena, "%lld", (long long)walk->after_id);

	if (!place.ptr)
		return fail_memory(cx);
	return fact_write(cx, place_fact, place);
}

enum rc record_home_recount(struct ctx *cx, const struct entity *entity, struct home_walk *walk)
{
	int64_t *ids = NULL;
	int64_t last;
	size_t count;

	TRY(ctx_alloc(cx, PAGE_IDS * sizeof *ids, &ids));
	TRY(read_page(cx, entity, walk->after_id, ids, &count));
	TRY(count_rows(cx, entity, ids, count));
	walk->after_id += PAGE_IDS;
	TRY(last_id(cx, entity, &last));
	walk->ended = walk->after_id >= last;
	return keep_place(cx, walk);
}
