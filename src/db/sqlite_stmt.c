/* Statements of SQLite: prepared once for the life of a connection, values bound without a copy. */
#include "base/convert.h"
#include "base/day.h"
#include "db/sqlite_engine.h"

#include <stdlib.h>

static bool is_blank(const char *text, const char *end)
{
	while (text < end && (*text == ' ' || *text == '\n' || *text == '\t' || *text == ';'))
		text++;
	return text == end;
}

enum problem sqlite_prepare(struct db_conn *conn, str sql, struct db_stmt **out)
{
	sqlite3 *handle = to_sqlite_conn(conn)->handle;
	struct sqlite_stmt *stmt = calloc(1, sizeof *stmt);
	const char *tail = sql.ptr;

	if (!stmt)
		return conn_problem(conn, PROBLEM_MEMORY, "");
	int rc = sqlite3_prepare_v3(handle, sql.ptr, to_int(to_int64(sql.len)),
				    SQLITE_PREPARE_PERSISTENT, &stmt->handle, &tail);

	if (rc != SQLITE_OK) {
		free(stmt);
		return sqlite_problem(conn, rc);
	}
	if (!stmt->handle || !is_blank(tail, sql.ptr + sql.len)) {
		sqlite3_finalize(stmt->handle);
		free(stmt);
		return conn_problem(conn, PROBLEM_STATEMENT, "not exactly one statement");
	}
	stmt->columns = sqlite3_column_count(stmt->handle);
	stmt->stmt.conn = conn;
	stmt->stmt.engine = conn->engine;
	*out = &stmt->stmt;
	return NO_PROBLEM;
}

void sqlite_finalize(struct db_stmt *stmt)
{
	sqlite3_finalize(to_sqlite_stmt(stmt)->handle);
	free(to_sqlite_stmt(stmt));
}

void sqlite_reset(struct db_stmt *stmt)
{
	sqlite3_reset(to_sqlite_stmt(stmt)->handle);
}

/* Values bound are not copies and may be gone by the next use. */
void sqlite_unbind(struct db_stmt *stmt)
{
	sqlite3_clear_bindings(to_sqlite_stmt(stmt)->handle);
	to_sqlite_stmt(stmt)->bind_rc = SQLITE_OK;
}

static void note(struct sqlite_stmt *stmt, int rc)
{
	ensure(rc != SQLITE_RANGE && rc != SQLITE_MISUSE);
	if (stmt->bind_rc == SQLITE_OK)
		stmt->bind_rc = rc;
}

void sqlite_bind_int(struct db_stmt *stmt, int index, int64_t value)
{
	note(to_sqlite_stmt(stmt), sqlite3_bind_int64(to_sqlite_stmt(stmt)->handle, index, value));
}

void sqlite_bind_real(struct db_stmt *stmt, int index, double value)
{
	note(to_sqlite_stmt(stmt), sqlite3_bind_double(to_sqlite_stmt(stmt)->handle, index, value));
}

void sqlite_bind_text(struct db_stmt *stmt, int index, str value)
{
	note(to_sqlite_stmt(stmt),
	     sqlite3_bind_text64(to_sqlite_stmt(stmt)->handle, index, value.ptr, value.len,
				 SQLITE_STATIC, SQLITE_UTF8));
}

void sqlite_bind_blob(struct db_stmt *stmt, int index, str value)
{
	note(to_sqlite_stmt(stmt), sqlite3_bind_blob64(to_sqlite_stmt(stmt)->handle, index,
						       value.ptr, value.len, SQLITE_STATIC));
}

void sqlite_bind_null(struct db_stmt *stmt, int index)
{
	note(to_sqlite_stmt(stmt), sqlite3_bind_null(to_sqlite_stmt(stmt)->handle, index));
}

static void start_clock(struct db_conn *conn)
{
	int64_t ms = conn->db->options.read_timeout_ms;

	if (ms > 0 && !conn->is_writer)
		to_sqlite_conn(conn)->statement_ends = clock_monotonic_ns() + ms * 1000000;
}

enum problem sqlite_step(struct db_stmt *stmt, bool *row)
{
	struct sqlite_stmt *own = to_sqlite_stmt(stmt);
	int rc = own->bind_rc;

	if (!stmt->is_open)
		start_clock(stmt->conn);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(own->handle);
	*row = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW)
		return NO_PROBLEM;

	/* Before the reset, which may change the connection's last error. */
	enum problem problem = rc == SQLITE_DONE ? NO_PROBLEM : sqlite_problem(stmt->conn, rc);

	sqlite3_reset(own->handle);
	return problem;
}

int64_t sqlite_changed(const struct db_stmt *stmt)
{
	const struct sqlite_stmt *own = to_sqlite_stmt(stmt);

	if (sqlite3_stmt_readonly(own->handle))
		return 0;
	return sqlite3_changes64(to_sqlite_conn(stmt->conn)->handle);
}

int64_t sqlite_inserted(const struct db_stmt *stmt)
{
	return sqlite3_last_insert_rowid(to_sqlite_conn(stmt->conn)->handle);
}

static sqlite3_stmt *row_of(const struct db_stmt *stmt, int column)
{
	ensure(stmt->is_open && column >= 0 && column < to_sqlite_stmt(stmt)->columns);
	return to_sqlite_stmt(stmt)->handle;
}

bool sqlite_is_null(const struct db_stmt *stmt, int column)
{
	return sqlite3_column_type(row_of(stmt, column), column) == SQLITE_NULL;
}

int64_t sqlite_get_int(const struct db_stmt *stmt, int column)
{
	return sqlite3_column_int64(row_of(stmt, column), column);
}

double sqlite_get_real(const struct db_stmt *stmt, int column)
{
	return sqlite3_column_double(row_of(stmt, column), column);
}

str sqlite_get_text(const struct db_stmt *stmt, int column)
{
	sqlite3_stmt *row = row_of(stmt, column);
	const unsigned char *text = sqlite3_column_text(row, column);

	if (!text)
		return (str){ NULL, 0 };
	return (str){ (const char *)text, to_size(sqlite3_column_bytes(row, column)) };
}

str sqlite_get_blob(const struct db_stmt *stmt, int column)
{
	sqlite3_stmt *row = row_of(stmt, column);
	const void *blob = sqlite3_column_blob(row, column);

	/* SQLite has no pointer for an empty blob. */
	if (!blob)
		return sqlite3_column_type(row, column) == SQLITE_NULL ? (str){ NULL, 0 } : STR("");
	return (str){ blob, to_size(sqlite3_column_bytes(row, column)) };
}
