/* Reading the kept sums, now and in the past. Writing them: tally.c. */
#include "record/tally.h"

#include "base/day.h"
#include "record/row.h"

enum rc tally_scope(struct ctx *cx, struct tally_owners *owners)
{
	const struct principal *who = cx->who;
	int64_t *ids = NULL;

	*owners = (struct tally_owners){ .all = who && who->sees_all };
	if (owners->all)
		return OK;

	size_t count = who ? who->owner_count : 0;

	TRY(ctx_alloc(cx, (count + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < count; i++)
		ids[i + 1] = who->owners[i]; /* the first one stays 0: rows of nobody */
	owners->ids = ids;
	owners->count = count + 1;
	return OK;
}

static void add_owners(struct buf *sql, const struct tally_owners *owners, const char *column)
{
	if (owners->all)
		return;
	buf_printf(sql, " AND %s IN (", column);
	for (size_t i = 0; i < owners->count; i++)
		buf_printf(sql, "%s%lld", i == 0 ? "" : ",", (long long)owners->ids[i]);
	buf_text(sql, owners->count > 0 ? ")" : "NULL)");
}

/* Adds `sign` × the one row (number, total) of a query with parameters in `numbers`. */
static enum rc add_query(struct ctx *cx, struct buf *sql, const int64_t *numbers, int count, int sign,
			 struct sum *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	TRY(buf_rc(sql));
	TRY(db_prepare(cx, buf_str(sql), &stmt));
	for (int i = 0; i < count; i++)
		db_bind_int(stmt, i + 1, numbers[i]);
	TRY(db_step(cx, stmt, &found));
	if (found) {
		out->number += sign * db_int(stmt, 0);
		out->total += sign * db_int(stmt, 1);
	}
	return OK;
}

#define SUMS "SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT), CAST(COALESCE(SUM(total), 0) AS BIGINT)"

enum rc tally_now(struct ctx *cx, const struct entity *entity, int64_t key,
		  const struct tally_owners *owners, struct sum *out)
{
	struct buf sql = buf_new(cx->arena);

	*out = (struct sum){ 0, 0 };
	buf_printf(&sql, SUMS " FROM %s WHERE key = ?", entity->tally->table);
	add_owners(&sql, owners, "owner_id");
	return add_query(cx, &sql, &key, 1, 1, out);
}

static enum rc days_before(struct ctx *cx, const struct entity *entity, int64_t key,
			   const struct tally_owners *owners, int64_t day, struct sum *out)
{
	const int64_t numbers[] = { key, day };
	struct buf sql = buf_new(cx->arena);

	buf_printf(&sql, SUMS " FROM %s_days WHERE key = ? AND day < ?", entity->tally->table);
	if (owners->all)
		buf_text(&sql, " AND owner_id = -1");
	add_owners(&sql, owners, "owner_id");
	return add_query(cx, &sql, numbers, 2, 1, out);
}

/* What began (by updated_at) or ended (by valid_to) between two instants, of one table. */
static enum rc part_of_day(struct ctx *cx, const struct entity *entity, int64_t key,
			   const struct tally_owners *owners, const char *table, const char *column,
			   const int64_t span[2], int sign, struct sum *out)
{
	const struct tally *tally = entity->tally;
	const int64_t numbers[] = { key, span[0], span[1] };
	struct buf sql = buf_new(cx->arena);
	str owner = str_printf(cx->arena, "COALESCE(%s, 0)", tally->owner);

	buf_printf(&sql,
		   "SELECT COUNT(*), CAST(COALESCE(SUM(%s), 0) AS BIGINT) FROM %s"
		   " WHERE %s = ? AND %s >= ? AND %s <= ? AND archived_at IS NULL",
		   tally->sum, table, tally->key, column, column);
	add_owners(&sql, owners, owner.ptr);
	return add_query(cx, &sql, numbers, 3, sign, out);
}

enum rc tally_as_of(struct ctx *cx, const struct entity *entity, int64_t key,
		    const struct tally_owners *owners, int64_t at, struct sum *out)
{
	int64_t day = instant_utc_day(at);
	const int64_t span[] = { day * MS_PER_DAY, at };
	str past = str_printf(cx->arena, "%s_versions", entity->plural);

	ensure(entity->flags & ENTITY_VERSIONED);
	*out = (struct sum){ 0, 0 };
	TRY(days_before(cx, entity, key, owners, day, out));
	TRY(part_of_day(cx, entity, key, owners, entity->plural, "updated_at", span, 1, out));
	TRY(part_of_day(cx, entity, key, owners, past.ptr, "updated_at", span, 1, out));
	return part_of_day(cx, entity, key, owners, past.ptr, "valid_to", span, -1, out);
}

static enum rc moves_on(struct ctx *cx, const struct entity *entity, const char *side, int64_t key,
			const int64_t days[2], struct db_stmt **stmt)
{
	TRY(db_prepare(cx,
		       str_printf(cx->arena,
				  "SELECT from_key, to_key, stay_days, CAST(SUM(number) AS BIGINT)"
				  " FROM %s_moves WHERE %s = ? AND day >= ? AND day <= ?"
				  " GROUP BY from_key, to_key, stay_days"
				  " ORDER BY from_key, to_key, stay_days",
				  entity->tally->table, side),
		       stmt));
	db_bind_int(*stmt, 1, key);
	db_bind_int(*stmt, 2, days[0]);
	db_bind_int(*stmt, 3, days[1]);
	return OK;
}

enum rc tally_moves(struct ctx *cx, const struct entity *entity, int64_t key, int64_t from, int64_t to,
		    enum rc (*each)(struct ctx *cx, void *argument, const struct tally_move *move),
		    void *argument)
{
	static const char *const sides[] = { "from_key", "to_key" };
	const int64_t days[] = { from, from == ALL_DAYS ? ALL_DAYS : to };

	for (size_t i = 0; i < COUNT_OF(sides); i++) {
		AUTO(db_done) struct db_stmt *stmt = NULL;
		bool found = true;

		TRY(moves_on(cx, entity, sides[i], key, days, &stmt));
		for (;;) {
			TRY(db_step(cx, stmt, &found));
			if (!found)
				break;

			struct tally_move move = { db_int(stmt, 0), db_int(stmt, 1), db_int(stmt, 2),
						   db_int(stmt, 3) };

			if (move.number != 0)
				TRY(each(cx, argument, &move));
		}
	}
	return OK;
}
