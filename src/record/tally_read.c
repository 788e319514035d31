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
static enum rc add_query(struct ctx *cx, struct buf *sql, const int64_t *numbers, int count,
			 int sign, struct sum *out)
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

enum { LAST_YEAR = 370 };

#define SUMS                                                                                       \
	"SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT), CAST(COALESCE(SUM(total), 0) AS BIGINT)"

enum rc tally_now(struct ctx *cx, const struct entity *entity, int64_t key,
		  const struct tally_owners *owners, struct sum *out)
{
	struct buf sql = buf_new(cx->arena);

	*out = (struct sum){ 0, 0 };
	buf_printf(&sql, SUMS " FROM %s WHERE key = ?", entity->tally->table);
	add_owners(&sql, owners, "owner_id");
	return add_query(cx, &sql, &key, 1, 1, out);
}

/* What whole days up to and without `day` come to: added up from the first one, or, of the last year,
 * taken away from what is now. */
static enum rc days_before(struct ctx *cx, const struct entity *entity, int64_t key,
			   const struct tally_owners *owners, int64_t day, struct sum *out)
{
	const int64_t numbers[] = { key, day };
	bool recent = day > instant_utc_day(cx->now) - LAST_YEAR;
	struct buf sql = buf_new(cx->arena);

	buf_printf(&sql, SUMS " FROM %s_days WHERE key = ? AND day %s ?", entity->tally->table,
		   recent ? ">=" : "<");
	if (owners->all)
		buf_text(&sql, " AND owner_id = -1");
	add_owners(&sql, owners, "owner_id");
	if (recent)
		TRY(tally_now(cx, entity, key, owners, out));
	return add_query(cx, &sql, numbers, 2, recent ? -1 : 1, out);
}

/* Rows whose state began (by updated_at) or ended (by valid_to) at some time. */
struct part {
	const struct tally_owners *owners;
	int64_t key;
	int64_t span[2];    /* both instants included */
	const char *suffix; /* of the table */
	const char *column;
	const char *condition; /* "+" keeps the key from choosing the index */
	int sign;
};

static enum rc add_part(struct ctx *cx, const struct entity *entity, const struct part *part,
			struct sum *out)
{
	const struct tally *tally = entity->tally;
	const int64_t numbers[] = { part->key, part->span[0], part->span[1] };
	struct buf sql = buf_new(cx->arena);
	str owner = str_printf(cx->arena, "COALESCE(%s, 0)", tally->owner);

	buf_printf(&sql,
		   "SELECT COUNT(*), CAST(COALESCE(SUM(%s), 0) AS BIGINT) FROM %s%s"
		   " WHERE %s%s = ? AND %s >= ? AND %s <= ? AND archived_at IS NULL",
		   tally->sum, entity->plural, part->suffix, part->condition, tally->key,
		   part->column, part->column);
	add_owners(&sql, part->owners, owner.ptr);
	return add_query(cx, &sql, numbers, 3, part->sign, out);
}

/* Adds (sign 1) or takes back (sign -1) the changes between two instants. */
static enum rc add_changes(struct ctx *cx, const struct entity *entity, struct part part, int sign,
			   struct sum *out)
{
	part.sign = sign;
	part.suffix = "";
	part.column = "updated_at";
	part.condition = "+";
	TRY(add_part(cx, entity, &part, out));
	part.suffix = "_versions";
	part.condition = "";
	TRY(add_part(cx, entity, &part, out));
	part.sign = -sign;
	part.column = "valid_to";
	return add_part(cx, entity, &part, out);
}

/* From the nearer end of the day. */
enum rc tally_as_of(struct ctx *cx, const struct entity *entity, int64_t key,
		    const struct tally_owners *owners, int64_t at, struct sum *out)
{
	int64_t day = instant_utc_day(at);
	bool morning = at - day * MS_PER_DAY < MS_PER_DAY / 2;
	struct part part = { .owners = owners, .key = key };

	ensure(entity->flags & ENTITY_VERSIONED);
	*out = (struct sum){ 0, 0 };
	part.span[0] = morning ? day * MS_PER_DAY : at + 1;
	part.span[1] = morning ? at : (day + 1) * MS_PER_DAY - 1;
	TRY(days_before(cx, entity, key, owners, morning ? day : day + 1, out));
	return add_changes(cx, entity, part, morning ? 1 : -1, out);
}

/* Those of all days and owners are a row of their own. */
enum rc tally_closings(struct ctx *cx, const struct entity *entity, const struct tally_span *span,
		       const struct tally_owners *owners, struct closings *out)
{
	bool always = span->first == ALL_DAYS;
	int64_t first = always && !owners->all ? ALL_DAYS + 1 : span->first;
	int64_t last = always && owners->all ? ALL_DAYS : span->last;
	struct buf sql = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	*out = (struct closings){ 0, 0, 0 };
	buf_printf(&sql,
		   SUMS ", CAST(COALESCE(SUM(days), 0) AS BIGINT) FROM %s_closings"
			" WHERE key = ? AND day >= ? AND day <= ?",
		   entity->tally->table);
	if (owners->all)
		buf_text(&sql, " AND owner_id = -1");
	add_owners(&sql, owners, "owner_id");
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), &stmt));
	db_bind_int(stmt, 1, span->key);
	db_bind_int(stmt, 2, first);
	db_bind_int(stmt, 3, last);
	TRY(db_step(cx, stmt, &found));
	if (found)
		*out = (struct closings){ db_int(stmt, 0), db_int(stmt, 1), db_int(stmt, 2) };
	return OK;
}

/* The moves of all days are rows of their own, in the order of the table. */
static enum rc prepare_moves(struct ctx *cx, const struct entity *entity, const char *condition,
			     const struct tally_span *span, struct db_stmt **stmt)
{
	bool all = span->first == ALL_DAYS;
	struct buf sql = buf_new(cx->arena);

	buf_printf(&sql,
		   "SELECT from_key, to_key, stay_days, %s FROM %s_moves WHERE %s AND day %s ?",
		   all ? "number" : "CAST(SUM(number) AS BIGINT)", entity->tally->table, condition,
		   all ? "=" : ">=");
	if (!all)
		buf_text(&sql, " AND day <= ? GROUP BY from_key, to_key, stay_days");
	buf_text(&sql, " ORDER BY from_key, to_key, stay_days");
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	db_bind_int(*stmt, 1, span->key);
	db_bind_int(*stmt, 2, span->first);
	if (!all)
		db_bind_int(*stmt, 3, span->last);
	return OK;
}

enum rc tally_moves(struct ctx *cx, const struct entity *entity, int64_t key, int64_t from,
		    int64_t to,
		    enum rc (*each)(struct ctx *cx, void *argument, const struct tally_move *move),
		    void *argument)
{
	static const char *const conditions[] = { "from_key = ?", "to_key = ? AND from_key = 0" };
	const struct tally_span span = { key, from, to };

	for (size_t i = 0; i < COUNT_OF(conditions); i++) {
		AUTO(db_done) struct db_stmt *stmt = NULL;
		bool found = true;

		TRY(prepare_moves(cx, entity, conditions[i], &span, &stmt));
		for (;;) {
			TRY(db_step(cx, stmt, &found));
			if (!found)
				break;

			struct tally_move move = { db_int(stmt, 0), db_int(stmt, 1),
						   db_int(stmt, 2), db_int(stmt, 3) };

			if (move.number != 0)
				TRY(each(cx, argument, &move));
		}
	}
	return OK;
}
