/* The inside of src/db: what a connection and a statement are, and what an engine (SQLite,
 * PostgreSQL) has to offer. Only files of src/db include this; everybody else uses db.h. */
#ifndef ALUR_DB_ENGINE_H
#define ALUR_DB_ENGINE_H

#include "db/checkpoint.h"
#include "db/db.h"
#include "db/db_problem.h"
#include "db/reader_pool.h"
#include "db/stmt_cache.h"
#include "db/upkeep.h"
#include "db/writer.h"

enum { DETAIL_SIZE = 256, MAX_SAVEPOINTS = 16 };

/* Transaction control. A unit of work is a savepoint too, but undoing it also undoes the savepoints
 * in it; of these, which all have one name, the innermost is meant. */
enum control {
	CONTROL_BEGIN_READ,
	CONTROL_END_READ,
	CONTROL_BEGIN_GROUP,
	CONTROL_COMMIT,
	CONTROL_ROLLBACK,
	CONTROL_UNIT_BEGIN,
	CONTROL_UNIT_END,
	CONTROL_UNIT_UNDO,
	CONTROL_SAVEPOINT,
	CONTROL_RELEASE,
	CONTROL_ROLLBACK_TO,
	CONTROL_COUNT
};

/* What a savepoint goes back to besides the database. */
struct savepoint {
	struct event *events;
	bool doomed;
};

/* One connection, used by one thread at a time. Engines embed it as their first member. */
struct db_conn {
	struct db *db;
	const struct engine *engine;
	struct stmt_cache cache;
	bool is_writer;
	bool in_unit;  /* writer: a unit of work runs */
	bool doomed;   /* writer: the unit will be rolled back */
	bool is_lost;  /* writer: the group's transaction is gone; nothing may run until the next */
	bool in_read;  /* reader: its read transaction is open */
	int depth;     /* db_read_begin() calls that are open */
	int given_out; /* statements between db_prepare() and db_done() */
	int savepoints; /* open ones of db_savepoint_begin() */
	struct savepoint saved[MAX_SAVEPOINTS];
	enum problem last_problem;
	char detail[DETAIL_SIZE]; /* words of the last problem, never secret */
	int64_t snapshot;     /* reader: number of the group that its transaction sees at least */
	int64_t idle_since;   /* reader in the pool: clock_monotonic_ns() */
	struct db_conn *next; /* reader in the pool */
};

/* One prepared statement. Engines embed it as their first member. */
struct db_stmt {
	struct db_conn *conn;
	const struct engine *engine;
	struct stmt_entry entry;
	bool is_out;  /* given out by db_prepare() */
	bool is_open; /* stepped and not at its end: must be reset before anything is bound */
};

/* Functions that return a problem put words about it into conn->detail. */
struct engine {
	/* Understands the URL and sets db->place; SQLite: creates and locks the file. */
	enum rc (*locate)(struct ctx *cx, struct db *db, str url);
	/* At the very end: gives back what locate() took. NULL: nothing. */
	void (*leave)(struct db *db);
	/* Also after a problem *out is there (NULL: no memory), for its words and for close(). */
	enum problem (*open)(struct db *db, bool writer, struct db_conn **out);
	void (*close)(struct db_conn *conn);
	enum problem (*control)(struct db_conn *conn, enum control control);
	/* Is the transaction that was begun still there? After some errors it is not. */
	bool (*in_transaction)(const struct db_conn *conn);
	/* On the writer's thread before a group: brings a broken connection back, tidies up. */
	enum problem (*before_group)(struct db_conn *conn);
	/* On the upkeep thread, some time after commits. NULL: nothing to do. */
	void (*checkpoint)(struct db *db);

	enum problem (*prepare)(struct db_conn *conn, str sql, struct db_stmt **out);
	void (*finalize)(struct db_stmt *stmt);
	void (*reset)(struct db_stmt *stmt);
	void (*unbind)(struct db_stmt *stmt);
	void (*bind_int)(struct db_stmt *stmt, int index, int64_t value);
	void (*bind_real)(struct db_stmt *stmt, int index, double value);
	void (*bind_text)(struct db_stmt *stmt, int index, str value);
	void (*bind_blob)(struct db_stmt *stmt, int index, str value);
	void (*bind_null)(struct db_stmt *stmt, int index);
	enum problem (*step)(struct db_stmt *stmt, bool *row);
	int64_t (*changed)(const struct db_stmt *stmt);
	/* Rows written by the connection so far. */
	int64_t (*changes)(const struct db_conn *conn);
	/* After the step of an INSERT that ends with `returning_id`. */
	int64_t (*inserted)(const struct db_stmt *stmt);
	const char *returning_id;
	/* Begins a SELECT whose rows are to come in pieces; NULL: they come one by one anyway. */
	const char *in_pieces;
	bool (*is_null)(const struct db_stmt *stmt, int column);
	int64_t (*get_int)(const struct db_stmt *stmt, int column);
	double (*get_real)(const struct db_stmt *stmt, int column);
	str (*get_text)(const struct db_stmt *stmt, int column);
	str (*get_blob)(const struct db_stmt *stmt, int column);
	enum problem (*execute)(struct db_conn *conn, const char *sql);

	/* SQL with the rows that db_columns() and db_indexes() need: table, name[, type, required]. */
	const char *columns_sql;
	const char *indexes_sql;
	enum rc (*explain)(struct ctx *cx, str sql, str *plan);
	enum rc (*check)(struct ctx *cx,
			 enum rc (*each)(struct ctx *cx, void *argument, str finding),
			 void *argument);

	enum db_dialect dialect;
	/* A reader may keep its transaction for the next request as long as no group was committed:
	 * nobody but our writer changes the database. */
	bool readers_keep_snapshots;
};

extern const struct engine sqlite_engine;
extern const struct engine postgres_engine;

struct db {
	const struct engine *engine;
	struct db_options options; /* its texts are copies */
	char *place;               /* SQLite: the real path; PostgreSQL: the URL (secret) */
	int lock_fd;               /* SQLite: the open lock file; -1: none */
	struct reader_pool readers;
	struct writer writer;
	struct upkeep upkeep;
	struct checkpoint checkpoint; /* SQLite */
};

/* Remembers words about a problem and returns it. */
enum problem conn_problem(struct db_conn *conn, enum problem problem, const char *detail);

/* Fails with the connection's last problem. In a unit of work that also dooms the unit, and notes
 * whether the transaction of the group was lost. */
MUST_USE enum rc conn_fail(struct ctx *cx, struct db_conn *conn, enum problem problem);

/* Fails as a doomed unit does: with what its part said, or in words of its own. */
MUST_USE enum rc unit_fail(struct ctx *cx);

/* Closes statements and connection; NULL is allowed. */
void conn_close(struct db_conn *conn);

#endif
