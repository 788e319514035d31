/* Invariants of the data, recounted: references point somewhere, versions join without gap, kept sums
 * equal what the rows say. History that does not add up: verify_history.c; words: verify_search.c. */
#include "record/row.h"
#include "record/tally.h"

typedef enum rc finding(struct ctx *cx, void *argument, str words);

/* Says a finding for each row of a query: its columns are numbers, told with their names. */
static enum rc say_rows(struct ctx *cx, str sql, const char *what, finding *each, void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	TRY(db_prepare(cx, sql, &stmt));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(each(cx, argument,
			 str_printf(cx->arena, "%s: %lld", what, (long long)db_int(stmt, 0))));
	}
}

static enum rc check_references(struct ctx *cx, const struct entity *entity, finding *each,
				void *argument)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];
		const struct entity *target;
		str what, sql;

		if (field->type != &field_ref)
			continue;
		target = entity_by_name(str_from(field->ref));
		what = str_printf(cx->arena, "%s.%s points to no %s in row", entity->plural,
				  field->name, target->name);
		sql = str_printf(cx->arena,
				 "SELECT t.id FROM %s t WHERE t.%s IS NOT NULL AND NOT EXISTS"
				 " (SELECT 1 FROM %s r WHERE r.id = t.%s) LIMIT 20",
				 entity->plural, field->name, target->plural, field->name);
		TRY(say_rows(cx, sql, what.ptr, each, argument));
	}
	return OK;
}

static enum rc check_versions(struct ctx *cx, const struct entity *entity, finding *each,
			      void *argument)
{
	const char *table = entity->plural;
	str what = str_printf(cx->arena, "a version of %s is not followed by the next, row", table);
	str sql = str_printf(
		cx->arena,
		"SELECT v.id FROM %s_versions v WHERE NOT EXISTS"
		" (SELECT 1 FROM %s_versions n WHERE n.id = v.id AND n.updated_at = v.valid_to"
		" AND n.revision = v.revision + 1) AND NOT EXISTS"
		" (SELECT 1 FROM %s r WHERE r.id = v.id AND r.updated_at = v.valid_to"
		" AND r.revision = v.revision + 1) LIMIT 20",
		table, table, table);

	TRY(say_rows(cx, sql, what.ptr, each, argument));
	what = str_printf(cx->arena, "a version of %s ends before it begins, row", table);
	sql = str_printf(cx->arena,
			 "SELECT id FROM %s_versions WHERE valid_to < updated_at LIMIT 20", table);
	TRY(say_rows(cx, sql, what.ptr, each, argument));
	what = str_printf(cx->arena, "two versions of %s overlap, row", table);
	sql = str_printf(cx->arena,
			 "SELECT id FROM (SELECT id, updated_at, LAG(valid_to) OVER"
			 " (PARTITION BY id ORDER BY updated_at, valid_to) AS before"
			 " FROM %s_versions) AS v WHERE before > updated_at LIMIT 20",
			 table);
	return say_rows(cx, sql, what.ptr, each, argument);
}

/* A row goes only with an event that says so. */
static enum rc check_lost_rows(struct ctx *cx, const struct entity *entity, finding *each,
			       void *argument)
{
	str what = str_printf(cx->arena, "%s has history, but is gone, row", entity->plural);
	str sql =
		str_printf(cx->arena,
			   "SELECT DISTINCT e.row_key / %d FROM events e WHERE e.row_key %% %d = %d"
			   " AND NOT EXISTS (SELECT 1 FROM %s r WHERE r.id = e.row_key / %d)"
			   " AND NOT EXISTS (SELECT 1 FROM events p WHERE p.row_key = e.row_key"
			   " AND p.kind = 'purge') LIMIT 20",
			   ENTITY_CODES, ENTITY_CODES, entity->code, entity->plural, ENTITY_CODES);

	return say_rows(cx, sql, what.ptr, each, argument);
}

/* "stage_id, COALESCE(owner_id, 0), COUNT(*), sum" of the rows that count, as a SELECT. */
static str recount_now(struct ctx *cx, const struct entity *entity)
{
	const struct tally *tally = entity->tally;

	return str_printf(cx->arena,
			  "SELECT %s, COALESCE(%s, 0), CAST(COUNT(*) AS BIGINT),"
			  " CAST(COALESCE(SUM(%s), 0) AS BIGINT) FROM %s"
			  " WHERE archived_at IS NULL GROUP BY %s, COALESCE(%s, 0)",
			  tally->key, tally->owner, tally->sum, entity->plural, tally->key,
			  tally->owner);
}

static str kept_now(struct ctx *cx, const struct entity *entity)
{
	return str_printf(
		cx->arena,
		"SELECT key, owner_id, number, total FROM %s WHERE number <> 0 OR total <> 0",
		entity->tally->table);
}

/* One arm of the recount of days: what begins (sign 1) or ends (sign -1) on each day. */
static str day_arm(struct ctx *cx, const struct entity *entity, const char *suffix,
		   const char *instant, int sign)
{
	const struct tally *tally = entity->tally;

	return str_printf(cx->arena,
			  "SELECT %s AS key, COALESCE(%s, 0) AS owner_id, %s / 86400000 AS day,"
			  " %d AS number, %d * COALESCE(%s, 0) AS total FROM %s%s"
			  " WHERE archived_at IS NULL",
			  tally->key, tally->owner, instant, sign, sign, tally->sum, entity->plural,
			  suffix);
}

static str recount_days(struct ctx *cx, const struct entity *entity)
{
	return str_printf(
		cx->arena,
		"SELECT key, owner_id, day, CAST(SUM(number) AS BIGINT), CAST(SUM(total) AS BIGINT)"
		" FROM (%s UNION ALL %s UNION ALL %s) AS changes GROUP BY key, owner_id, day"
		" HAVING SUM(number) <> 0 OR SUM(total) <> 0",
		day_arm(cx, entity, "", "updated_at", 1).ptr,
		day_arm(cx, entity, "_versions", "updated_at", 1).ptr,
		day_arm(cx, entity, "_versions", "valid_to", -1).ptr);
}

static str kept_days(struct ctx *cx, const struct entity *entity)
{
	return str_printf(cx->arena,
			  "SELECT key, owner_id, day, number, total FROM %s_days"
			  " WHERE owner_id <> -1 AND (number <> 0 OR total <> 0)",
			  entity->tally->table);
}

static str kept_days_of_owners(struct ctx *cx, const struct entity *entity, const char *condition)
{
	return str_printf(cx->arena,
			  "SELECT key, day, CAST(SUM(number) AS BIGINT), CAST(SUM(total) AS BIGINT)"
			  " FROM %s_days WHERE owner_id %s -1 GROUP BY key, day"
			  " HAVING SUM(number) <> 0 OR SUM(total) <> 0",
			  entity->tally->table, condition);
}

static str recount_closings(struct ctx *cx, const struct entity *entity)
{
	const struct tally *tally = entity->tally;

	return str_printf(cx->arena,
			  "SELECT %s, COALESCE(%s, 0), %s, CAST(COUNT(*) AS BIGINT),"
			  " CAST(COALESCE(SUM(%s), 0) AS BIGINT) FROM %s"
			  " WHERE archived_at IS NULL AND %s IS NOT NULL"
			  " GROUP BY %s, COALESCE(%s, 0), %s",
			  tally->key, tally->owner, tally->closed, tally->sum, entity->plural,
			  tally->closed, tally->key, tally->owner, tally->closed);
}

/* The days that they took depend on the zone of when they were written, so they are not recounted. */
static str kept_closings(struct ctx *cx, const struct entity *entity)
{
	return str_printf(cx->arena,
			  "SELECT key, owner_id, day, number, total FROM %s_closings"
			  " WHERE owner_id <> -1 AND (number <> 0 OR total <> 0)",
			  entity->tally->table);
}

/* Sums of all owners (= -1), or of each of them added up (<> -1). */
static str closings_of_owners(struct ctx *cx, const struct entity *entity, const char *condition)
{
	return str_printf(
		cx->arena,
		"SELECT key, day, CAST(SUM(number) AS BIGINT), CAST(SUM(total) AS BIGINT),"
		" CAST(SUM(days) AS BIGINT) FROM %s_closings WHERE owner_id %s -1"
		" AND day > -1000000 GROUP BY key, day HAVING SUM(number) <> 0 OR SUM(total) <> 0",
		entity->tally->table, condition);
}

/* Each state of a row with the one before it. */
static str steps(struct ctx *cx, const struct entity *entity)
{
	const struct tally *tally = entity->tally;
	str columns = str_printf(
		cx->arena,
		"id, revision, updated_at, archived_at, COALESCE(%s, 0) AS key, %s AS since",
		tally->key, tally->since);

	return str_printf(cx->arena,
			  "SELECT key, updated_at, archived_at, LAG(id) OVER w AS before_id,"
			  " LAG(key) OVER w AS before_key, LAG(since) OVER w AS before_since,"
			  " LAG(archived_at) OVER w AS before_archived_at"
			  " FROM (SELECT %s FROM %s_versions UNION ALL SELECT %s FROM %s) AS states"
			  " WINDOW w AS (PARTITION BY id ORDER BY revision)",
			  columns.ptr, entity->plural, columns.ptr, entity->plural);
}

/* As tally_change() counts them: creations as moves out of 0, and none from or into the archive. On which
 * day depends on the zone of when they were written, so that is not recounted. */
static str recount_moves(struct ctx *cx, const struct entity *entity)
{
	return str_printf(cx->arena,
			  "SELECT from_key, to_key, stay_days, CAST(COUNT(*) AS BIGINT) FROM"
			  " (SELECT COALESCE(before_key, 0) AS from_key, key AS to_key,"
			  " COALESCE((updated_at - before_since) / 86400000, 0) AS stay_days"
			  " FROM (%s) AS steps WHERE archived_at IS NULL AND (before_id IS NULL"
			  " OR (before_archived_at IS NULL AND before_key <> key))) AS moves"
			  " GROUP BY from_key, to_key, stay_days",
			  steps(cx, entity).ptr);
}

/* Of all time (=), or of each day added up (<>). */
static str kept_moves(struct ctx *cx, const struct entity *entity, const char *condition)
{
	return str_printf(cx->arena,
			  "SELECT from_key, to_key, stay_days, CAST(SUM(number) AS BIGINT)"
			  " FROM %s_moves WHERE day %s %lld GROUP BY from_key, to_key, stay_days"
			  " HAVING SUM(number) <> 0",
			  entity->tally->table, condition, (long long)ALL_DAYS);
}

/* Two selects of sums that must give the same rows, and what is said of each row that only one of them gives. */
struct pair {
	str kept;
	str counted;
	str fault; /* its row follows */
};

static enum rc compare(struct ctx *cx, const struct pair *pair, finding *each, void *argument)
{
	str sql = str_printf(
		cx->arena,
		"SELECT * FROM (SELECT * FROM (%.*s) AS a1 EXCEPT SELECT * FROM (%.*s) AS b1)"
		" AS more UNION ALL"
		" SELECT * FROM (SELECT * FROM (%.*s) AS b2 EXCEPT SELECT * FROM (%.*s) AS a2)"
		" AS less LIMIT 20",
		STR_ARG(pair->kept), STR_ARG(pair->counted), STR_ARG(pair->counted),
		STR_ARG(pair->kept));

	return say_rows(cx, sql, pair->fault.ptr, each, argument);
}

static enum rc check_sums(struct ctx *cx, const struct entity *entity, finding *each,
			  void *argument)
{
	const char *table = entity->tally->table;
	struct arena *arena = cx->arena;
	const struct pair pairs[] = {
		{ .kept = kept_now(cx, entity),
		  .counted = recount_now(cx, entity),
		  .fault = str_printf(arena, "%s differs from the rows for key", table) },
		{ .kept = kept_days(cx, entity),
		  .counted = recount_days(cx, entity),
		  .fault = str_printf(arena, "%s_days differs from the versions for key", table) },
		{ .kept = kept_days_of_owners(cx, entity, "<>"),
		  .counted = kept_days_of_owners(cx, entity, "="),
		  .fault = str_printf(arena, "%s_days of all owners differs for key", table) },
		{ .kept = kept_closings(cx, entity),
		  .counted = recount_closings(cx, entity),
		  .fault = str_printf(arena, "%s_closings differs from the rows for key", table) },
		{ .kept = closings_of_owners(cx, entity, "<>"),
		  .counted = closings_of_owners(cx, entity, "="),
		  .fault = str_printf(arena, "%s_closings of all owners differs for key", table) },
		{ .kept = kept_moves(cx, entity, "="),
		  .counted = recount_moves(cx, entity),
		  .fault = str_printf(arena, "%s_moves differs from the versions for key", table) },
		{ .kept = kept_moves(cx, entity, "<>"),
		  .counted = kept_moves(cx, entity, "="),
		  .fault = str_printf(arena, "%s_moves of all days differs for key", table) },
	};

	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		TRY(compare(cx, &pairs[i], each, argument));
	return OK;
}

/* What events point to besides their row. */
static enum rc check_events(struct ctx *cx, finding *each, void *argument)
{
	TRY(say_rows(cx,
		     STR("SELECT e.id FROM events e WHERE e.batch_id IS NOT NULL AND NOT EXISTS"
			 " (SELECT 1 FROM batches b WHERE b.id = e.batch_id) LIMIT 20"),
		     "an event belongs to no batch, event", each, argument));
	return say_rows(cx,
			STR("SELECT e.id FROM events e WHERE e.undo_of IS NOT NULL AND NOT EXISTS"
			    " (SELECT 1 FROM events u WHERE u.id = e.undo_of) LIMIT 20"),
			"an event undoes one that is not there, event", each, argument);
}

enum rc record_verify(struct ctx *cx, finding *each, void *argument)
{
	for (size_t i = 0; i < entity_count; i++) {
		const struct entity *entity = entities[i];

		TRY(check_references(cx, entity, each, argument));
		if (entity->flags & ENTITY_VERSIONED)
			TRY(check_versions(cx, entity, each, argument));
		if (entity->tally)
			TRY(check_sums(cx, entity, each, argument));
		TRY(check_lost_rows(cx, entity, each, argument));
		TRY(verify_history(cx, entity, each, argument));
		TRY(verify_search(cx, entity, each, argument));
	}
	return check_events(cx, each, argument);
}
