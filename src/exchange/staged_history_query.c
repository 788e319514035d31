/* The rows of a stage history between the reading of its file and the rewriting of the deals. */
#include "exchange/importing.h"

#include "db/db.h"

enum rc staged_add(struct ctx *cx, int64_t job_id, const struct staged_entry *entry)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(
		cx,
		STR("INSERT INTO import_staged (job_id, deal_id, entered_at, stage_id, user_id, amount)"
		    " VALUES (?, ?, ?, ?, ?, ?)"),
		&stmt));
	db_bind_int(stmt, 1, job_id);
	db_bind_int(stmt, 2, entry->deal_id);
	db_bind_int(stmt, 3, entry->entered_at);
	db_bind_int(stmt, 4, entry->stage_id);
	db_bind_int(stmt, 5, entry->user_id);
	if (entry->amount == UNSET)
		db_bind_null(stmt, 6);
	else
		db_bind_int(stmt, 6, entry->amount);
	return db_run(cx, stmt, NULL);
}

static enum rc read_entries(struct ctx *cx, int64_t job_id, int64_t deal_id,
			    struct staged_entry **entries, size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	TRY(ctx_alloc(cx, STAGED_MOST * sizeof **entries, entries));
	TRY(db_prepare(cx,
		       STR("SELECT entered_at, stage_id, user_id, amount FROM import_staged"
			   " WHERE job_id = ? AND deal_id = ? ORDER BY entered_at, id LIMIT ?"),
		       &stmt));
	db_bind_int(stmt, 1, job_id);
	db_bind_int(stmt, 2, deal_id);
	db_bind_int(stmt, 3, STAGED_MOST);
	for (*count = 0; *count < STAGED_MOST; ++*count) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			break;
		(*entries)[*count] = (struct staged_entry){
			.deal_id = deal_id,
			.entered_at = db_int(stmt, 0),
			.stage_id = db_int(stmt, 1),
			.user_id = db_int(stmt, 2),
			.amount = db_is_null(stmt, 3) ? UNSET : db_int(stmt, 3),
		};
	}
	return OK;
}

enum rc staged_next(struct ctx *cx, int64_t job_id, struct staged_entry **entries, size_t *count)
{
	int64_t deal_id = 0;

	*count = 0;
	TRY(db_query_int(
		cx,
		STR("SELECT deal_id FROM import_staged WHERE job_id = ? ORDER BY deal_id LIMIT 1"),
		job_id, &deal_id));
	return deal_id != 0 ? read_entries(cx, job_id, deal_id, entries, count) : OK;
}

enum rc staged_drop(struct ctx *cx, int64_t job_id, int64_t deal_id, int64_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("DELETE FROM import_staged WHERE job_id = ? AND deal_id = ?"),
		       &stmt));
	db_bind_int(stmt, 1, job_id);
	db_bind_int(stmt, 2, deal_id);
	return db_run(cx, stmt, count);
}
