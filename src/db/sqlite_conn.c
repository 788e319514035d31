/* Connections to SQLite: how one is opened and configured, and transaction control. Statements are
 * in sqlite_stmt.c, the file and its lock in sqlite_file.c, the write-ahead log in checkpoint.c. */
#include "base/day.h"
#include "db/sqlite_engine.h"

#include <stdlib.h>

enum {
	BUSY_TIMEOUT_MS = 5000,
	STEPS_BETWEEN_CLOCK_LOOKS = 20000,
	WAL_FRAME_HEADER = 24,
	WRITER_CACHE_KIB = 65536
};

static const char *const control_sql[CONTROL_COUNT] = {
	[CONTROL_BEGIN_READ] = "BEGIN",
	[CONTROL_END_READ] = "COMMIT",
	[CONTROL_BEGIN_GROUP] = "BEGIN IMMEDIATE",
	[CONTROL_COMMIT] = "COMMIT",
	[CONTROL_ROLLBACK] = "ROLLBACK",
	[CONTROL_UNIT_BEGIN] = "SAVEPOINT unit",
	[CONTROL_UNIT_END] = "RELEASE unit",
	[CONTROL_UNIT_UNDO] = "ROLLBACK TO unit",
	[CONTROL_SAVEPOINT] = "SAVEPOINT part",
	[CONTROL_RELEASE] = "RELEASE part",
	[CONTROL_ROLLBACK_TO] = "ROLLBACK TO part",
};

static enum problem sqlite_execute(struct db_conn *conn, const char *sql)
{
	int rc = sqlite3_exec(to_sqlite_conn(conn)->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? NO_PROBLEM : sqlite_problem(conn, rc);
}

static enum problem sqlite_control(struct db_conn *conn, enum control control)
{
	struct sqlite_conn *own = to_sqlite_conn(conn);
	sqlite3_stmt **stmt = &own->controls[control];
	int rc = SQLITE_OK;

	if (!*stmt)
		rc = sqlite3_prepare_v3(own->handle, control_sql[control], -1,
					SQLITE_PREPARE_PERSISTENT, stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(*stmt);
	enum problem problem = rc == SQLITE_DONE ? NO_PROBLEM : sqlite_problem(conn, rc);

	sqlite3_reset(*stmt);
	return problem;
}

static bool sqlite_in_transaction(const struct db_conn *conn)
{
	return !sqlite3_get_autocommit(to_sqlite_conn(conn)->handle);
}

static int64_t sqlite_changes(const struct db_conn *conn)
{
	return sqlite3_total_changes64(to_sqlite_conn(conn)->handle);
}

/* --- opening ----------------------------------------------------------------------------------- */

static int stop_if_too_long(void *argument)
{
	const struct sqlite_conn *own = argument;

	return own->statement_ends != 0 && clock_monotonic_ns() > own->statement_ends;
}

/* After every commit: how much of the log is in use. */
static int note_log_size(void *argument, sqlite3 *handle, const char *name, int pages)
{
	struct sqlite_conn *own = argument;

	(void)handle;
	(void)name;
	atomic_store(&own->conn.db->checkpoint.wal_bytes, pages * own->page_bytes);
	return SQLITE_OK;
}

/* Stored texts are data here, never programs; and texts in double quotes are names, as they are to
 * PostgreSQL. */
static void harden(sqlite3 *handle)
{
	sqlite3_extended_result_codes(handle, 1);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
}

/* What an import changes in a chunk should stay in memory until its commit: pages that do not are
 * written, read and written again. */
static int cache_kib(const struct db_conn *conn)
{
	int kib = conn->db->options.cache_kib;

	return conn->is_writer && kib < WRITER_CACHE_KIB ? WRITER_CACHE_KIB : kib;
}

static enum problem configure(struct sqlite_conn *own)
{
	char sql[512];

	snprintf(sql, sizeof sql,
		 "PRAGMA busy_timeout=%d; PRAGMA cache_size=-%d; PRAGMA temp_store=MEMORY;"
		 "PRAGMA cell_size_check=ON;%s",
		 BUSY_TIMEOUT_MS, cache_kib(&own->conn),
		 own->conn.is_writer ? "" : "PRAGMA query_only=ON;");
	return sqlite_execute(&own->conn, sql);
}

static enum problem configure_writer(struct sqlite_conn *own)
{
	char sql[256];
	sqlite3_stmt *stmt = NULL;

	snprintf(sql, sizeof sql,
		 "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
		 "PRAGMA journal_size_limit=%lld",
		 (long long)own->conn.db->checkpoint.limit);
	enum problem problem = sqlite_execute(&own->conn, sql);

	if (problem != NO_PROBLEM)
		return problem;
	if (sqlite3_prepare_v2(own->handle, "PRAGMA page_size", -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		own->page_bytes = sqlite3_column_int64(stmt, 0) + WAL_FRAME_HEADER;
	sqlite3_finalize(stmt);
	sqlite3_wal_hook(own->handle, note_log_size, own);
	sqlite_give_way(own);
	return NO_PROBLEM;
}

static enum problem sqlite_open(struct db *db, bool writer, struct db_conn **out)
{
	struct sqlite_conn *own = calloc(1, sizeof *own);

	*out = NULL;
	if (!own)
		return PROBLEM_MEMORY;
	own->conn.db = db;
	own->conn.engine = &sqlite_engine;
	own->conn.is_writer = writer;
	*out = &own->conn;

	int flags = writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	int rc = sqlite3_open_v2(db->place, &own->handle,
				 flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);

	if (rc != SQLITE_OK)
		return sqlite_problem(&own->conn, rc);
	harden(own->handle);
	enum problem problem = configure(own);

	if (problem == NO_PROBLEM && writer)
		problem = configure_writer(own);
	if (!writer && db->options.read_timeout_ms > 0)
		sqlite3_progress_handler(own->handle, STEPS_BETWEEN_CLOCK_LOOKS, stop_if_too_long,
					 own);
	return problem;
}

static void sqlite_close(struct db_conn *conn)
{
	struct sqlite_conn *own = to_sqlite_conn(conn);

	for (int i = 0; i < CONTROL_COUNT; i++)
		sqlite3_finalize(own->controls[i]);
	/* Only a connection that has looked removes the log when it is the last; one that is closed
	 * because the file is none of ours may not have. */
	if (conn->is_writer)
		(void)sqlite3_exec(own->handle, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL,
				   NULL);
	ensure(sqlite3_close(own->handle) == SQLITE_OK);
	free(own);
}

static enum problem sqlite_before_group(struct db_conn *conn)
{
	checkpoint_restart_if_due(conn);
	return NO_PROBLEM;
}

const struct engine sqlite_engine = {
	.locate = sqlite_locate,
	.leave = sqlite_leave,
	.open = sqlite_open,
	.close = sqlite_close,
	.control = sqlite_control,
	.in_transaction = sqlite_in_transaction,
	.before_group = sqlite_before_group,
	.checkpoint = checkpoint_copy,
	.prepare = sqlite_prepare,
	.finalize = sqlite_finalize,
	.reset = sqlite_reset,
	.unbind = sqlite_unbind,
	.bind_int = sqlite_bind_int,
	.bind_real = sqlite_bind_real,
	.bind_text = sqlite_bind_text,
	.bind_blob = sqlite_bind_blob,
	.bind_null = sqlite_bind_null,
	.step = sqlite_step,
	.changed = sqlite_changed,
	.changes = sqlite_changes,
	.inserted = sqlite_inserted,
	.returning_id = "",
	.is_null = sqlite_is_null,
	.get_int = sqlite_get_int,
	.get_real = sqlite_get_real,
	.get_text = sqlite_get_text,
	.get_blob = sqlite_get_blob,
	.execute = sqlite_execute,
	.columns_sql = sqlite_columns_sql,
	.indexes_sql = sqlite_indexes_sql,
	.explain = sqlite_explain,
	.check = sqlite_check,
	.dialect = DB_SQLITE,
	.readers_keep_snapshots = true,
};
