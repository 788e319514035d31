/* What the files of the SQLite engine share. */
#ifndef ALUR_DB_SQLITE_ENGINE_H
#define ALUR_DB_SQLITE_ENGINE_H

#include "db/engine.h"

#include <sqlite3.h>

/* sqlite_give_way.c: what a file does that gives way. */
struct giving_way {
	sqlite3_io_methods methods; /* first: found by the file's pointer to them */
	const sqlite3_io_methods *usual;
	int64_t offered_ns; /* when the processor was offered last */
};

struct sqlite_conn {
	struct db_conn conn; /* first: to_sqlite_conn() */
	sqlite3 *handle;
	sqlite3_stmt *controls[CONTROL_COUNT];
	int64_t page_bytes; /* of a page in the write-ahead log, with its header */
	struct giving_way database_gives_way, log_gives_way; /* writer */
	int64_t statement_ends; /* reader: when the running statement is stopped; 0: never */
};

struct sqlite_stmt {
	struct db_stmt stmt; /* first: to_sqlite_stmt() */
	sqlite3_stmt *handle;
	int columns;
	int bind_rc; /* of the first parameter that could not be bound; told by the next step */
};

static inline struct sqlite_conn *to_sqlite_conn(const struct db_conn *conn)
{
	return (struct sqlite_conn *)conn;
}

static inline struct sqlite_stmt *to_sqlite_stmt(const struct db_stmt *stmt)
{
	return (struct sqlite_stmt *)stmt;
}

/* From now on other threads need not wait for what this connection writes into the database and its log,
 * which is open. */
void sqlite_give_way(struct sqlite_conn *own);

/* Classifies the last error of the connection and notes its words. */
enum problem sqlite_problem(struct db_conn *conn, int sqlite_rc);

/* Finds, creates (mode 0600) and locks the file of "sqlite:PATH"; sets db->place, db->lock_fd. */
MUST_USE enum rc sqlite_locate(struct ctx *cx, struct db *db, str url);

void sqlite_leave(struct db *db);

/* Takes the lock of the file at a real path. E_BUSY: another process has it. */
MUST_USE enum rc sqlite_lock(struct ctx *cx, const char *place, int *lock_fd);

/* Gives it back and removes its file. */
void sqlite_unlock(const char *place, int lock_fd);

enum problem sqlite_prepare(struct db_conn *conn, str sql, struct db_stmt **out);
void sqlite_finalize(struct db_stmt *stmt);
void sqlite_reset(struct db_stmt *stmt);
void sqlite_unbind(struct db_stmt *stmt);
void sqlite_bind_int(struct db_stmt *stmt, int index, int64_t value);
void sqlite_bind_real(struct db_stmt *stmt, int index, double value);
void sqlite_bind_text(struct db_stmt *stmt, int index, str value);
void sqlite_bind_blob(struct db_stmt *stmt, int index, str value);
void sqlite_bind_null(struct db_stmt *stmt, int index);
enum problem sqlite_step(struct db_stmt *stmt, bool *row);
int64_t sqlite_changed(const struct db_stmt *stmt);
int64_t sqlite_inserted(const struct db_stmt *stmt);
bool sqlite_is_null(const struct db_stmt *stmt, int column);
int64_t sqlite_get_int(const struct db_stmt *stmt, int column);
double sqlite_get_real(const struct db_stmt *stmt, int column);
str sqlite_get_text(const struct db_stmt *stmt, int column);
str sqlite_get_blob(const struct db_stmt *stmt, int column);

extern const char sqlite_columns_sql[];
extern const char sqlite_indexes_sql[];
MUST_USE enum rc sqlite_explain(struct ctx *cx, str sql, str *plan);
MUST_USE enum rc sqlite_check(struct ctx *cx,
			      enum rc (*each)(struct ctx *cx, void *argument, str finding),
			      void *argument);

#endif
