/* Reads what idle limits are learned from, and keeps the result by stage (migrations/0009). When it is learned:
 * idle_limits.c. */
#include "pipeline/idle_facts_query.h"

#include "base/convert.h"
#include "db/db.h"
#include "pipeline/pipeline.h"

#include <stdlib.h>

enum { MOST_DAYS = 4000 };

/* --- what is kept ---------------------------------------------------------------------------------- */

static int by_stage(const void *key, const void *item)
{
	const int64_t *id = key;
	const struct idle_fact *fact = item;

	return (*id > fact->stage_id) - (*id < fact->stage_id);
}

static enum rc read_kept(struct ctx *cx, int64_t pipeline_id, struct idle_fact *kept, size_t room,
			 size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	*count = 0;
	TRY(db_prepare(cx,
		       STR("SELECT f.stage_id, f.learned_days, f.stays_left, f.stays_open,"
			   " f.learned_at FROM stage_idle_facts f"
			   " JOIN stages s ON s.id = f.stage_id WHERE s.pipeline_id = ?"
			   " ORDER BY f.stage_id LIMIT ?"),
		       &stmt));
	db_bind_int(stmt, 1, pipeline_id);
	db_bind_int(stmt, 2, to_int64(room));
	for (;;) {
		struct idle_fact *fact = &kept[*count];

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		fact->stage_id = db_int(stmt, 0);
		fact->history.is_learned = !db_is_null(stmt, 1);
		fact->history.learned_days = db_int(stmt, 1);
		fact->history.left = db_int(stmt, 2);
		fact->open = db_int(stmt, 3);
		fact->learned_at = db_int(stmt, 4);
		++*count;
	}
}

enum rc idle_facts_read(struct ctx *cx, const struct stage *stages, size_t count,
			struct idle_fact **facts)
{
	enum { ROOM = 1000 }; /* stages of a pipeline, those that are gone included */
	struct idle_fact *kept = NULL;
	size_t kept_count = 0;

	TRY(ctx_alloc(cx, (count + 1) * sizeof **facts, facts));
	TRY(ctx_alloc(cx, (ROOM + 1) * sizeof *kept, &kept));
	if (count > 0)
		TRY(read_kept(cx, stages[0].pipeline_id, kept, ROOM, &kept_count));
	for (size_t i = 0; i < count; i++) {
		const struct stage *stage = &stages[i];
		struct idle_fact *fact = &(*facts)[i];
		const struct idle_fact *found =
			bsearch(&stage->row.id, kept, kept_count, sizeof *kept, by_stage);

		*fact = found ? *found : (struct idle_fact){ .learned_at = UNSET };
		fact->stage_id = stage->row.id;
		fact->history.has_given = stage->idle_days != UNSET;
		fact->history.given_days = stage->idle_days;
		if (stage->kind == STAGE_OPEN)
			fact->limit = idle_limit(&fact->history);
	}
	return OK;
}

/* --- learning ---------------------------------------------------------------------------------------- */

#define LATEST " ORDER BY d.stage_entered_at DESC, d.id DESC LIMIT 2000"
#define IN_DAYS " + 86399999) / 86400000"

/* All versions of a stay have the time of its beginning; the last of them ended where it did. A stay without
 * duration is none. The plus keeps the walk going from deal to deal. */
static const char stays_sql[] =
	"SELECT stay.days, CAST(SUM(stay.ended) AS BIGINT), CAST(SUM(stay.ongoing) AS BIGINT) FROM ("
	"SELECT (MAX(v.valid_to) - v.stage_entered_at" IN_DAYS " AS days, 1 AS ended, 0 AS ongoing"
	" FROM (SELECT d.id FROM deals d WHERE d.archived_at IS NULL AND d.stage_id ="
	" (SELECT MIN(w.id) FROM stages s JOIN stages w ON w.pipeline_id = s.pipeline_id"
	" WHERE s.id = ? AND w.kind = 'won' AND w.archived_at IS NULL)" LATEST ") AS won"
	" JOIN deals_versions v ON v.id = won.id WHERE +v.stage_id = ?"
	" GROUP BY v.id, v.stage_entered_at"
	" UNION ALL "
	"SELECT (? - still.stage_entered_at" IN_DAYS ", 0, 1"
	" FROM (SELECT d.stage_entered_at FROM deals d WHERE d.archived_at IS NULL AND d.stage_id = ?" LATEST
	") AS still"
	") AS stay WHERE stay.days > 0 GROUP BY stay.days ORDER BY stay.days LIMIT ?";

enum rc idle_fact_learn(struct ctx *cx, int64_t stage_id, struct idle_fact *fact)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct idle_stays *stays = NULL;
	size_t count = 0;

	*fact = (struct idle_fact){ .stage_id = stage_id, .learned_at = cx->now };
	TRY(ctx_alloc(cx, MOST_DAYS * sizeof *stays, &stays));
	TRY(db_prepare(cx, str_from(stays_sql), &stmt));
	db_bind_int(stmt, 1, stage_id);
	db_bind_int(stmt, 2, stage_id);
	db_bind_int(stmt, 3, cx->now);
	db_bind_int(stmt, 4, stage_id);
	db_bind_int(stmt, 5, MOST_DAYS);
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			break;
		stays[count++] =
			(struct idle_stays){ db_int(stmt, 0), db_int(stmt, 1), db_int(stmt, 2) };
		fact->history.left += db_int(stmt, 1);
		fact->open += db_int(stmt, 2);
	}
	fact->history.is_learned = idle_days_learned(stays, count, &fact->history.learned_days);
	return OK;
}

enum rc idle_fact_keep(struct ctx *cx, const struct idle_fact *fact)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx,
		       STR("INSERT INTO stage_idle_facts"
			   " (stage_id, learned_days, stays_left, stays_open, learned_at)"
			   " VALUES (?, ?, ?, ?, ?) ON CONFLICT (stage_id) DO UPDATE SET"
			   " learned_days = excluded.learned_days,"
			   " stays_left = excluded.stays_left, stays_open = excluded.stays_open,"
			   " learned_at = excluded.learned_at"),
		       &stmt));
	db_bind_int(stmt, 1, fact->stage_id);
	if (fact->history.is_learned)
		db_bind_int(stmt, 2, fact->history.learned_days);
	else
		db_bind_null(stmt, 2);
	db_bind_int(stmt, 3, fact->history.left);
	db_bind_int(stmt, 4, fact->open);
	db_bind_int(stmt, 5, fact->learned_at);
	return db_run(cx, stmt, NULL);
}

enum rc idle_facts_due(struct ctx *cx, int64_t since, int64_t *stage_ids, size_t most,
		       size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	*count = 0;
	TRY(db_prepare(cx,
		       STR("SELECT s.id FROM stages s"
			   " LEFT JOIN stage_idle_facts f ON f.stage_id = s.id"
			   " WHERE s.kind = 'open' AND s.archived_at IS NULL"
			   " AND (f.stage_id IS NULL OR f.learned_at < ? OR f.learned_at <"
			   " (SELECT COALESCE(MAX(j.finished_at), 0) FROM import_jobs j))"
			   " ORDER BY s.id LIMIT ?"),
		       &stmt));
	db_bind_int(stmt, 1, since);
	db_bind_int(stmt, 2, to_int64(most));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		stage_ids[(*count)++] = db_int(stmt, 0);
	}
}
