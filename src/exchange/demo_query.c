/* Whether a database is empty enough for the demo, and how far the demo has come. */
#include "exchange/importing.h"

#include "db/db.h"

enum rc demo_has_data(struct ctx *cx, bool *yes)
{
	int64_t rows = 0;

	TRY(db_query_int(cx,
			 STR("SELECT (SELECT COUNT(*) FROM (SELECT id FROM deals LIMIT 1) d)"
			     " + (SELECT COUNT(*) FROM (SELECT id FROM pipelines LIMIT 1) p)"),
			 INT64_MIN, &rows));
	*yes = rows > 0;
	return OK;
}

enum rc demo_job(struct ctx *cx, struct import_job *job, bool *found)
{
	int64_t id = 0;

	TRY(db_query_int(cx,
			 STR("SELECT COALESCE(MAX(id), 0) FROM import_jobs"
			     " WHERE options LIKE '%\"demo\":true%'"
			     " OR options LIKE '%\"preset\":\"data/demo/%'"), /* before 0.2 */
			 INT64_MIN, &id));
	*found = id != 0;
	return *found ? import_load(cx, id, job) : OK;
}

enum rc demo_has_failed(struct ctx *cx, int64_t batch_id, bool *yes)
{
	int64_t jobs = 0;

	TRY(db_query_int(
		cx, STR("SELECT COUNT(*) FROM import_jobs WHERE batch_id = ? AND state = 'failed'"),
		batch_id, &jobs));
	*yes = jobs > 0;
	return OK;
}

enum rc demo_rows_read(struct ctx *cx, int64_t batch_id, int64_t *rows)
{
	return db_query_int(
		cx,
		STR("SELECT CAST(COALESCE(SUM(rows_read), 0) AS BIGINT) FROM import_jobs"
		    " WHERE batch_id = ?"),
		batch_id, rows);
}

enum rc import_batch_undone(struct ctx *cx, int64_t batch_id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx,
		       STR("UPDATE import_jobs SET state = 'undone', updated_at = ?"
			   " WHERE batch_id = ?"),
		       &stmt));
	db_bind_int(stmt, 1, cx->now);
	db_bind_int(stmt, 2, batch_id);
	return db_run(cx, stmt, NULL);
}
