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

static void add_list(struct buf *sql, const int64_t *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(sql, "%s%lld", i == 0 ? "IN (" : ",", (long long)keys[i]);
	buf_char(sql, ')');
}

static void add_keys(struct buf *sql, const struct tally_question *question)
{
	add_list(sql, question->keys, question->count);
}

/* A query for rows of (key, number, total), and what becomes of them. */
struct sums_query {
	struct buf sql;
	int64_t numbers[2];
	int count;
	int sign;
};

static enum rc add_query(struct ctx *cx, const struct tally_question *question,
			 struct sums_query *query, struct sum *sums)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(buf_rc(&query->sql));
	TRY(db_prepare(cx, buf_str(&query->sql), &stmt));
	for (int i = 0; i < query->count; i++)
		db_bind_int(stmt, i + 1, query->numbers[i]);
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		for (size_t i = 0; i < question->count; i++) {
			if (question->keys[i] != db_int(stmt, 0))
				continue;
			sums[i].number += query->sign * db_int(stmt, 1);
			sums[i].total += query->sign * db_int(stmt, 2);
		}
	}
}

enum { LAST_YEAR = 370 };

#define SUMS "CAST(COALESCE(SUM(number), 0) AS BIGINT), CAST(COALESCE(SUM(total), 0) AS BIGINT)"

/* Rows by owner: few for each key, so that one statement for each is the cheapest. */
static enum rc read_now(struct ctx *cx, const struct entity *entity,
			const struct tally_question *question, struct sum *sums)
{
	struct buf sql = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found;

	buf_printf(&sql, "SELECT " SUMS " FROM %s WHERE key = ?", entity->tally->table);
	add_owners(&sql, question->owners, "owner_id");
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), &stmt));
	for (size_t i = 0; i < question->count; i++) {
		db_bind_int(stmt, 1, question->keys[i]);
		TRY(db_step(cx, stmt, &found));
		sums[i] = (struct sum){ db_int(stmt, 0), db_int(stmt, 1) };
	}
	return OK;
}

/* What whole days up to and without `day` come to: added up from the first one, or, of the last year,
 * taken away from what is now. */
static enum rc days_before(struct ctx *cx, const struct entity *entity,
			   const struct tally_question *question, int64_t day, struct sum *sums)
{
	bool recent = day > instant_utc_day(cx->now) - LAST_YEAR;
	struct sums_query query = {
		.sql = buf_new(cx->arena), .numbers = { day }, .count = 1, .sign = recent ? -1 : 1
	};

	buf_printf(&query.sql, "SELECT key, " SUMS " FROM %s_days WHERE key ",
		   entity->tally->table);
	add_keys(&query.sql, question);
	buf_printf(&query.sql, " AND day %s ?", recent ? ">=" : "<");
	if (question->owners->all)
		buf_text(&query.sql, " AND owner_id = -1");
	add_owners(&query.sql, question->owners, "owner_id");
	buf_text(&query.sql, " GROUP BY key");
	if (recent)
		TRY(read_now(cx, entity, question, sums));
	return add_query(cx, question, &query, sums);
}

/* Rows whose state began (by updated_at) or ended (by valid_to) at some time. */
struct part {
	int64_t span[2];    /* both instants included */
	const char *suffix; /* of the table */
	const char *column;
	const char *condition; /* "+" keeps the key from choosing the index */
	int sign;
};

static enum rc add_part(struct ctx *cx, const struct entity *entity,
			const struct tally_question *question, const struct part *part,
			struct sum *sums)
{
	const struct tally *tally = entity->tally;
	struct sums_query query = { .sql = buf_new(cx->arena),
				    .numbers = { part->span[0], part->span[1] },
				    .count = 2,
				    .sign = part->sign };
	str owner = str_printf(cx->arena, "COALESCE(%s, 0)", tally->owner);

	buf_printf(
		&query.sql,
		"SELECT %s, COUNT(*), CAST(COALESCE(SUM(%s), 0) AS BIGINT) FROM %s%s WHERE %s%s ",
		tally->key, tally->sum, entity->plural, part->suffix, part->condition, tally->key);
	add_keys(&query.sql, question);
	buf_printf(&query.sql, " AND %s >= ? AND %s <= ? AND archived_at IS NULL", part->column,
		   part->column);
	add_owners(&query.sql, question->owners, owner.ptr);
	buf_printf(&query.sql, " GROUP BY %s", tally->key);
	return add_query(cx, question, &query, sums);
}

/* Adds (sign 1) or takes back (sign -1) the changes between two instants. Present rows are found by the
 * time alone, so all keys are asked for at once. */
static enum rc add_changes(struct ctx *cx, const struct entity *entity,
			   const struct tally_question *question, struct part part,
			   struct sum *sums)
{
	part.suffix = "";
	part.column = "updated_at";
	part.condition = "+";
	TRY(add_part(cx, entity, question, &part, sums));
	part.suffix = "_versions";
	part.condition = "";
	TRY(add_part(cx, entity, question, &part, sums));
	part.sign = -part.sign;
	part.column = "valid_to";
	return add_part(cx, entity, question, &part, sums);
}

/* From the nearer end of the day. */
static enum rc read_past(struct ctx *cx, const struct entity *entity,
			 const struct tally_question *question, struct sum *sums)
{
	int64_t at = question->at;
	int64_t day = instant_utc_day(at);
	bool morning = at - day * MS_PER_DAY < MS_PER_DAY / 2;
	struct part part = { .sign = morning ? 1 : -1 };

	ensure(entity->flags & ENTITY_VERSIONED);
	part.span[0] = morning ? day * MS_PER_DAY : at + 1;
	part.span[1] = morning ? at : (day + 1) * MS_PER_DAY - 1;
	TRY(days_before(cx, entity, question, morning ? day : day + 1, sums));
	return add_changes(cx, entity, question, part, sums);
}

enum rc tally_read(struct ctx *cx, const struct entity *entity,
		   const struct tally_question *question, struct sum *sums)
{
	for (size_t i = 0; i < question->count; i++)
		sums[i] = (struct sum){ 0, 0 };
	if (question->count == 0)
		return OK;
	return question->at == UNSET ? read_now(cx, entity, question, sums)
				     : read_past(cx, entity, question, sums);
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
		   "SELECT " SUMS ", CAST(COALESCE(SUM(days), 0) AS BIGINT) FROM %s_closings"
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
static enum rc prepare_moves(struct ctx *cx, const struct entity *entity,
			     const struct tally_ways *ways, struct db_stmt **stmt)
{
	bool all = ways->first == ALL_DAYS;
	struct buf sql = buf_new(cx->arena);

	buf_printf(&sql, "SELECT from_key, to_key, stay_days, %s FROM %s_moves WHERE from_key ",
		   all ? "number" : "CAST(SUM(number) AS BIGINT)", entity->tally->table);
	add_list(&sql, ways->from.keys, ways->from.count);
	if (ways->to.count > 0) {
		buf_text(&sql, " AND to_key ");
		add_list(&sql, ways->to.keys, ways->to.count);
	}
	buf_printf(&sql, " AND day %s ?", all ? "=" : ">=");
	if (!all)
		buf_text(&sql, " AND day <= ? GROUP BY from_key, to_key, stay_days");
	buf_text(&sql, " ORDER BY from_key, to_key, stay_days");
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	db_bind_int(*stmt, 1, ways->first);
	if (!all)
		db_bind_int(*stmt, 2, ways->last);
	return OK;
}

enum rc tally_moves(struct ctx *cx, const struct entity *entity, const struct tally_ways *ways,
		    enum rc (*each)(struct ctx *cx, void *argument, const struct tally_move *move),
		    void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	if (ways->from.count == 0)
		return OK;
	TRY(prepare_moves(cx, entity, ways, &stmt));
	for (;;) {
		struct tally_move move;
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		move = (struct tally_move){ db_int(stmt, 0), db_int(stmt, 1), db_int(stmt, 2),
					    db_int(stmt, 3) };
		if (move.number != 0)
			TRY(each(cx, argument, &move));
	}
}

/* Every row begins with its creation. */
enum rc tally_moves_begin(struct ctx *cx, const struct entity *entity, int64_t *day)
{
	str sql = str_printf(
		cx->arena,
		"SELECT COALESCE(MIN(day), 0) FROM %s_moves WHERE from_key = 0 AND day > ?",
		entity->tally->table);

	return db_query_int(cx, sql, ALL_DAYS, day);
}
