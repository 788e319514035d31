/* What the files of the PostgreSQL engine share. */
#ifndef ALUR_DB_POSTGRES_ENGINE_H
#define ALUR_DB_POSTGRES_ENGINE_H

#include "db/engine.h"

#include <libpq-fe.h>

enum { MAX_WAITING_CONTROLS = 32, MAX_PARAMETERS = 60000, MAX_STALE_NAMES = 512 };

struct postgres_conn {
	struct db_conn conn; /* first: to_postgres_conn() */
	PGconn *link;
	/* Savepoints cost no trip to the server: they wait here and go with the next statement. */
	const char *waiting[MAX_WAITING_CONTROLS];
	int waiting_count;
	bool answer_due; /* the end of a read was sent, its answer not yet read */
	int64_t session; /* counts connections: what was prepared in an older one is gone */
	int statements;  /* numbers given to statements so far */
	int stale[MAX_STALE_NAMES]; /* numbers that the server still knows but we no longer use */
	int stale_count;
	int64_t down_since;   /* writer: clock_monotonic_ns() of the first failed attempt; 0: up */
	char transaction[24]; /* writer: id of the group's transaction */
	int64_t changes;      /* rows written so far */
	bool has_cursor;      /* a statement in pieces is open */
	int64_t claimed; /* writer of a server: session in which the database is ours; 0: none */
};

/* Types of PostgreSQL by their numbers in its catalogue (pg_type), which never change. */
enum postgres_type {
	POSTGRES_UNKNOWN = 0,
	POSTGRES_BOOL = 16,
	POSTGRES_BYTEA = 17,
	POSTGRES_INT8 = 20,
	POSTGRES_INT2 = 21,
	POSTGRES_INT4 = 23,
	POSTGRES_TEXT = 25,
	POSTGRES_OID = 26,
	POSTGRES_FLOAT4 = 700,
	POSTGRES_FLOAT8 = 701,
	POSTGRES_NUMERIC = 1700,
	POSTGRES_JSONB = 3802
};

/* Parameters of a statement as libpq wants them, one array each. */
struct postgres_parameters {
	int count;
	Oid *types;
	const char **values;
	int *lengths;
	int *formats;
	char (*numbers)[8]; /* where values of integers and reals are */
};

struct postgres_stmt {
	struct db_stmt stmt; /* first: to_postgres_stmt() */
	char *sql;           /* with $1, $2 ... */
	int number;          /* makes its name on the server */
	int64_t session;     /* in which that name is meant */
	bool is_known;       /* the server has a statement of that name */
	bool is_prepared;    /* and it is this one */
	bool in_pieces;      /* it declares a cursor, and its rows are fetched from that */
	Oid *prepared_types; /* of its parameters when it was prepared */
	struct postgres_parameters parameters;
	PGresult *result;
	int row;
	int64_t changed;
};

static inline struct postgres_conn *to_postgres_conn(const struct db_conn *conn)
{
	return (struct postgres_conn *)conn;
}

static inline struct postgres_stmt *to_postgres_stmt(const struct db_stmt *stmt)
{
	return (struct postgres_stmt *)stmt;
}

/* Checks "postgres://..." and sets db->place. */
MUST_USE enum rc postgres_locate(struct ctx *cx, struct db *db, str url);

/* Classifies a failed result (NULL: the connection's own error) and notes its words. */
enum problem postgres_problem(struct db_conn *conn, const PGresult *result);

/* The statement with `$1`, `$2` ... for `?`, from malloc; NULL: no memory. *count of them. */
char *postgres_sql(str sql, int *count);

/* Sends what waits, then a statement (may be NULL) and control text (may be NULL), and reads the
 * answers. *out (may be NULL) is the last one's result, the caller's to clear. */
enum problem postgres_run(struct db_conn *conn, struct postgres_stmt *stmt, const char *control,
			  PGresult **out);

/* Runs statements without parameters; *out (may be NULL) is the last result, the caller's to clear. */
enum problem postgres_execute_now(struct db_conn *conn, const char *sql, PGresult **out);

/* postgres_claim.c: for the writer of a server, makes sure that this database is its own in the present
 * session. PROBLEM_TAKEN: it is another's. */
enum problem postgres_claim(struct db_conn *conn);

/* The same at the start, with some patience: who was killed a moment ago may not be gone yet. */
enum problem postgres_claim_patiently(struct db_conn *conn);

/* Reads the answer that is still due, if any. */
void postgres_drain(struct postgres_conn *own);

/* Values in the binary format of a type. */
int64_t postgres_read_int(Oid type, str value);
double postgres_read_real(Oid type, str value);
void postgres_write_int(char bytes[8], int64_t value);
void postgres_write_real(char bytes[8], double value);

enum problem postgres_prepare(struct db_conn *conn, str sql, struct db_stmt **out);
void postgres_finalize(struct db_stmt *stmt);
void postgres_reset(struct db_stmt *stmt);
void postgres_unbind(struct db_stmt *stmt);
void postgres_bind_int(struct db_stmt *stmt, int index, int64_t value);
void postgres_bind_real(struct db_stmt *stmt, int index, double value);
void postgres_bind_text(struct db_stmt *stmt, int index, str value);
void postgres_bind_blob(struct db_stmt *stmt, int index, str value);
void postgres_bind_null(struct db_stmt *stmt, int index);
enum problem postgres_step(struct db_stmt *stmt, bool *row);
int64_t postgres_changed(const struct db_stmt *stmt);
int64_t postgres_inserted(const struct db_stmt *stmt);
bool postgres_is_null(const struct db_stmt *stmt, int column);
int64_t postgres_get_int(const struct db_stmt *stmt, int column);
double postgres_get_real(const struct db_stmt *stmt, int column);
str postgres_get_text(const struct db_stmt *stmt, int column);
str postgres_get_blob(const struct db_stmt *stmt, int column);

extern const char postgres_in_pieces[];
extern const char postgres_columns_sql[];
extern const char postgres_indexes_sql[];
MUST_USE enum rc postgres_explain(struct ctx *cx, str sql, str *plan);
MUST_USE enum rc postgres_check(struct ctx *cx,
				enum rc (*each)(struct ctx *cx, void *argument, str finding),
				void *argument);

#endif
