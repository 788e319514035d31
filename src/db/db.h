/* The database, SQLite or PostgreSQL, behind one small interface. Nothing above this folder knows
 * which one it is, but for a few texts that differ (db_dialect).
 *
 * Reading: db_read_begin() takes a connection from the pool and opens a read transaction: one
 * request sees one state, and never waits for writers.
 * Writing: one unit of work at a time, on the writer's thread, inside a savepoint of a group; many
 * units share one commit, and each is answered only when that commit is on disk. */
#ifndef ALUR_DB_DB_H
#define ALUR_DB_DB_H

#include "base/ctx.h"

struct db;
struct db_conn;
struct db_stmt;

enum db_dialect { DB_SQLITE, DB_POSTGRES };

struct db_options {
	str url;             /* "sqlite:PATH" or "postgres://..." */
	int readers;         /* most read connections open at once; 0: 4 */
	int cache_kib;       /* page cache of a SQLite connection; 0: 8192 */
	int log_kib;         /* SQLite: where its write-ahead log starts anew; 0: 65536 */
	int group_limit;     /* most units of work in a group; 0: 128 */
	int read_timeout_ms; /* longest that one statement may read (E_BUSY); 0: no bound */
	bool read_only;      /* no writer; a file that is not there is E_MISSING */
	bool serves;         /* PostgreSQL: the one server of this database, see db_open() */
};

/* Opens or creates the database (mode 0600) and starts the writer and checkpoint threads. E_IO with
 * words otherwise: no such folder, not a database, server unreachable, used by another program.
 * A SQLite file is locked against a second writing process for as long as it is open (E_BUSY). On
 * PostgreSQL commands may write beside a server, but of those that open it to serve there is one: the next
 * waits a few seconds for it to go (E_BUSY). */
MUST_USE enum rc db_open(struct ctx *cx, const struct db_options *options, struct db **out);

/* Finishes the queued work, closes. NULL is allowed. */
void db_close(struct db *db);

enum db_dialect db_dialect(const struct db *db);

/* Adds a name for files that belong to the PostgreSQL database of a URL, other than that of any other
 * database: HOST+PORT+NAME, without user and password, as libpq completes what the URL leaves out. */
MUST_USE enum rc db_postgres_name(struct ctx *cx, str url, struct buf *out);

/* --- reading ------------------------------------------------------------------------------- */

/* Takes a reading connection into cx->conn with an open read transaction. Nests: within an open
 * connection (also the writer's) it does nothing but count. Waits for a free connection at most 5 s
 * (E_BUSY). */
MUST_USE enum rc db_read_begin(struct ctx *cx);
void db_read_end(struct ctx *cx);

/* --- writing ------------------------------------------------------------------------------- */

/* A unit of work. `work` runs on the writer's thread with cx->conn set, in a savepoint of its own:
 * its failure is rolled back alone. `done` is called afterwards, on the same thread and in the order
 * of submission, when the group is on disk (or could not be written: then rc is E_IO or E_BUSY and
 * cx->failure says so, for every unit of the group). It must not block nor touch the database. */
struct db_write {
	struct ctx *cx;
	enum rc (*work)(struct ctx *cx, void *argument);
	void *argument;
	void (*done)(struct db_write *write);
	enum rc rc; /* valid in done() */

	/* Private to db/. */
	struct db_write *next;
	struct event *events; /* cx->events before the unit: what a rollback goes back to */
};

/* Queues a unit of work; returns at once. After db_close() began: done() with E_BUSY. */
void db_submit(struct db *db, struct db_write *write);

/* Does a unit of work and waits until it is on disk. Called within a unit of work it simply runs
 * `work` there (the outer one commits). */
MUST_USE enum rc db_write(struct ctx *cx, enum rc (*work)(struct ctx *cx, void *argument),
			  void *argument);

/* A transaction as operations see it: a stretch of the unit of work they run in.
 *	AUTO(tx_end) struct tx tx = { 0 };
 *	TRY(tx_begin(cx, &tx)); ... return tx_commit(&tx);
 * tx_begin() outside a unit of work is a broken promise (ensure). Ending without commit dooms the
 * unit: its savepoint will be rolled back whatever it returns; so several operations in one unit
 * are all or nothing. */
struct tx {
	struct ctx *cx;
	bool open;
};
MUST_USE enum rc tx_begin(struct ctx *cx, struct tx *tx);
MUST_USE enum rc tx_commit(struct tx *tx);
void tx_end(struct tx *tx);

/* A savepoint that may fail without dooming the unit (a row of an import). rollback = true undoes
 * all since the begin, also the doom and the events noted in cx. None can begin in a unit that is
 * doomed already: it fails as the unit will. */
MUST_USE enum rc db_savepoint_begin(struct ctx *cx);
MUST_USE enum rc db_savepoint_end(struct ctx *cx, bool rollback);

/* Without a savepoint, which costs about as much as writing a row: whether a step that failed since has
 * left the unit as it was. If so the unit goes on; if not, only failing as a whole undoes the step. */
struct db_attempt {
	int64_t changes;
	struct event *events;
};
void db_attempt_begin(const struct ctx *cx, struct db_attempt *attempt);
bool db_attempt_left_nothing(const struct ctx *cx, const struct db_attempt *attempt);

/* --- statements ---------------------------------------------------------------------------- */

/* A prepared statement of cx->conn from its cache; parameters are written `?` and counted from 1.
 * AUTO(db_done) gives it back, before db_read_end() or the unit's end. Texts bound must live until
 * then, or until the parameter is bound anew. */
MUST_USE enum rc db_prepare(struct ctx *cx, str sql, struct db_stmt **out);
void db_done(struct db_stmt **stmt);

/* A statement that every row asks for, whose text is put together from a table: the connection knows it
 * by these three values, so `write` runs only when it is not prepared yet. */
struct sql_source {
	void (*write)(struct ctx *cx, const struct sql_source *source, struct buf *sql);
	const void *
		about; /* what it is written from, e.g. an entity: constant while the program runs */
	uint64_t variant;
};
MUST_USE enum rc db_prepare_from(struct ctx *cx, const struct sql_source *source,
				 struct db_stmt **out);

/* The same for a statement that reads very many rows: PostgreSQL, too, holds only a piece of them in memory then. In
 * a read, and one at a time. */
MUST_USE enum rc db_prepare_many(struct ctx *cx, str sql, struct db_stmt **out);

void db_bind_int(struct db_stmt *stmt, int index, int64_t value);
void db_bind_real(struct db_stmt *stmt, int index, double value);
void db_bind_text(struct db_stmt *stmt, int index, str value); /* not set: NULL */
void db_bind_blob(struct db_stmt *stmt, int index, str value); /* not set: NULL */
void db_bind_null(struct db_stmt *stmt, int index); /* of the type that the place asks for */

/* Next row: *row says whether there is one. A duplicate in a unique index is E_CONFLICT, a broken
 * foreign key or check E_CONFLICT, a full disk E_IO with words. The statement may be bound anew at
 * any time, which closes its rows; after false or an error it may also be stepped again as it is.
 * On both engines a failed statement dooms its unit of work, unless a savepoint around it is rolled
 * back. SQLite reads rows as they are asked for, PostgreSQL holds all of them in memory: what may be
 * many is read in pages, or by db_prepare_many(). */
MUST_USE enum rc db_step(struct ctx *cx, struct db_stmt *stmt, bool *row);

/* Runs to the end, ignoring rows; *changed (may be NULL) is the number of rows it wrote. */
MUST_USE enum rc db_run(struct ctx *cx, struct db_stmt *stmt, int64_t *changed);

/* Runs the INSERT of one row, which ends with db_returning_id(), and tells the row's id. (SQLite could
 * return it too, but takes a third longer then: it keeps a journal for each such statement.) */
const char *db_returning_id(const struct db *db);
MUST_USE enum rc db_insert(struct ctx *cx, struct db_stmt *stmt, int64_t *id);

/* Values of the current row, columns from 0. NULL reads as 0 / 0.0 / the not-set str. Texts and
 * blobs live until the next step: copy what is kept. */
bool db_is_null(const struct db_stmt *stmt, int column);
int64_t db_int(const struct db_stmt *stmt, int column);
double db_real(const struct db_stmt *stmt, int column);
str db_text(const struct db_stmt *stmt, int column);
str db_blob(const struct db_stmt *stmt, int column);

/* Runs statements separated by semicolons, without parameters or results (schema changes). */
MUST_USE enum rc db_execute(struct ctx *cx, str sql);

/* One row of one integer, e.g. a count; 0 when there is no row. Up to one bound integer
 * parameter: pass INT64_MIN for none. */
MUST_USE enum rc db_query_int(struct ctx *cx, str sql, int64_t parameter, int64_t *out);

/* --- the whole database -------------------------------------------------------------------- */

/* A column as it is in the database. The types are those of migrate.h: {id} and {int} are "INTEGER",
 * {real} "REAL", {text} "TEXT", {blob} "BLOB"; any other in the engine's words, in capitals. */
struct db_column {
	str table;
	str name;
	str type;
	bool required; /* NOT NULL, or the primary key */
};

/* All columns of all tables of our own, tables by name, columns in their order; for migrate and
 * check. Texts live as long as cx->arena. */
MUST_USE enum rc db_columns(struct ctx *cx,
			    enum rc (*each)(struct ctx *cx, void *argument,
					    const struct db_column *column),
			    void *argument);

/* All indexes by table and name, without those that a primary key or unique constraint makes. */
MUST_USE enum rc db_indexes(struct ctx *cx,
			    enum rc (*each)(struct ctx *cx, void *argument, str table, str index),
			    void *argument);

/* Copies a SQLite database into a new file while it is in use (SQLite's backup interface), synced.
 * E_CONFLICT: the file exists. For PostgreSQL see record/copy. */
MUST_USE enum rc db_sqlite_backup(struct ctx *cx, str path);

/* Puts the closed SQLite file `by` in the place of the one at `path`, under its lock: which must not
 * be open, here or elsewhere (E_BUSY). Both lie in one file system. */
MUST_USE enum rc db_sqlite_replace(struct ctx *cx, str path, str by);

/* The database's own check of its structure (PRAGMA integrity_check, foreign_key_check; for
 * PostgreSQL nothing). `each` gets one finding in words. */
MUST_USE enum rc db_check(struct ctx *cx,
			  enum rc (*each)(struct ctx *cx, void *argument, str finding),
			  void *argument);

/* The plan of a statement as text lines (EXPLAIN QUERY PLAN / EXPLAIN), for plan tests. */
MUST_USE enum rc db_explain(struct ctx *cx, str sql, str *plan);

/* --- figures ------------------------------------------------------------------------------- */

struct db_numbers {
	int64_t groups; /* commits since the start */
	int64_t units;  /* units of work in them */
	int64_t failed_units;
	int64_t wal_bytes; /* SQLite: size of the write-ahead log in use */
	int64_t queue;     /* units not yet answered */
	int readers_open;
	int readers_busy;
};
void db_numbers(struct db *db, struct db_numbers *out);

#endif
