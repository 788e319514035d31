/* What SQLite's result codes mean to us. The words for each problem: db_problem.c. */
#include "db/sqlite_engine.h"

#include <errno.h>
#include <string.h>

/* "UNIQUE constraint failed: deal.external_id" tells the column behind the colon. */
static const char *behind_colon(const char *message)
{
	const char *colon = strstr(message, ": ");

	return colon ? colon + 2 : message;
}

static enum problem of_constraint(struct db_conn *conn, int sqlite_rc, const char *message)
{
	switch (sqlite_rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return conn_problem(conn, PROBLEM_DUPLICATE, behind_colon(message));
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return conn_problem(conn, PROBLEM_REFERENCE, behind_colon(message));
	default:
		return conn_problem(conn, PROBLEM_CHECK, behind_colon(message));
	}
}

/* A full disk shows as SQLITE_FULL, or as a failure to enlarge one of the files beside. */
static bool is_full(sqlite3 *handle, int sqlite_rc)
{
	return (sqlite_rc & 0xff) == SQLITE_FULL ||
	       ((sqlite_rc & 0xff) == SQLITE_IOERR &&
		(sqlite3_system_errno(handle) == ENOSPC || sqlite3_system_errno(handle) == EDQUOT));
}

static enum problem kind_of(sqlite3 *handle, int sqlite_rc)
{
	if (is_full(handle, sqlite_rc))
		return PROBLEM_FULL;
	switch (sqlite_rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return PROBLEM_BUSY;
	case SQLITE_INTERRUPT:
		return PROBLEM_TIMEOUT;
	case SQLITE_NOMEM:
		return PROBLEM_MEMORY;
	case SQLITE_TOOBIG:
		return PROBLEM_TOO_LARGE;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return PROBLEM_READ_ONLY;
	case SQLITE_IOERR:
		return PROBLEM_IO;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return PROBLEM_DAMAGED;
	case SQLITE_CANTOPEN:
		return PROBLEM_OPEN;
	default:
		return PROBLEM_STATEMENT;
	}
}

enum problem sqlite_problem(struct db_conn *conn, int sqlite_rc)
{
	sqlite3 *handle = to_sqlite_conn(conn)->handle;
	const char *message = sqlite3_errmsg(handle);

	if ((sqlite_rc & 0xff) == SQLITE_CONSTRAINT)
		return of_constraint(conn, sqlite3_extended_errcode(handle), message);
	return conn_problem(conn, kind_of(handle, sqlite_rc), message);
}
