/* Connections to PostgreSQL: opening, coming back after the server went away, transaction control,
 * and finding out what became of a commit whose answer was lost. */
#include "base/day.h"
#include "db/postgres_engine.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	OLDEST_SERVER = 150000,
	WRITE_TIMEOUT_MS = 60000,
	LOCK_TIMEOUT_MS = 10000,
	/* "Alur" in ASCII: groups of a server and of commands beside it take turns by this advisory lock, so
	 * that ids of events grow in the order of commits. */
	GROUP_LOCK = 0x416c7572
};

/* How long a group waits for a server that restarts, and a lost commit's fate for its answer. */
#define WAIT_FOR_SERVER_NS INT64_C(5000000000)
#define WAIT_FOR_FATE_NS INT64_C(10000000000)
#define PAUSE_NS 50000000

static const char *const control_sql[CONTROL_COUNT] = {
	[CONTROL_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	[CONTROL_END_READ] = "COMMIT",
	[CONTROL_COMMIT] = "COMMIT",
	[CONTROL_ROLLBACK] = "ROLLBACK",
	[CONTROL_UNIT_BEGIN] = "SAVEPOINT unit",
	[CONTROL_UNIT_END] = "RELEASE unit",
	[CONTROL_UNIT_UNDO] = "ROLLBACK TO unit",
	[CONTROL_SAVEPOINT] = "SAVEPOINT part",
	[CONTROL_RELEASE] = "RELEASE part",
	[CONTROL_ROLLBACK_TO] = "ROLLBACK TO part",
};

/* --- opening ----------------------------------------------------------------------------------- */

static void ignore_notice(void *argument, const PGresult *notice)
{
	(void)argument;
	(void)notice;
}

/* The first line of libpq's message. Holds no password: see postgres_url.c. */
static enum problem cannot_connect(struct db_conn *conn)
{
	const char *message = PQerrorMessage(to_postgres_conn(conn)->link);
	/* At the start of the program it is the setting that is wrong, later it is the server. */
	bool at_start = conn->is_writer && !conn->db->writer.started;
	char words[DETAIL_SIZE];

	snprintf(words, sizeof words, "%.*s", (int)strcspn(message, "\n"), message);
	return conn_problem(conn, at_start ? PROBLEM_OPEN : PROBLEM_UNREACHABLE, words);
}

enum problem postgres_execute_now(struct db_conn *conn, const char *sql, PGresult **out)
{
	PGresult *result = PQexec(to_postgres_conn(conn)->link, sql);
	ExecStatusType status = PQresultStatus(result);
	enum problem problem = NO_PROBLEM;

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
		problem = postgres_problem(conn, result);
	if (out && problem == NO_PROBLEM)
		*out = result;
	else
		PQclear(result);
	return problem;
}

static enum problem set_up_session(struct db_conn *conn)
{
	struct postgres_conn *own = to_postgres_conn(conn);
	char sql[512];

	if (PQstatus(own->link) != CONNECTION_OK)
		return cannot_connect(conn);
	if (PQserverVersion(own->link) < OLDEST_SERVER)
		return conn_problem(conn, PROBLEM_OPEN, "PostgreSQL 15 or later is needed");
	PQsetNoticeReceiver(own->link, ignore_notice, NULL);
	own->session++;
	own->stale_count = 0;
	own->waiting_count = 0;
	own->answer_due = false;
	own->has_cursor = false;
	snprintf(sql, sizeof sql,
		 "SET statement_timeout = %d; SET lock_timeout = %d; SET cursor_tuple_fraction = 1;"
		 "SET idle_in_transaction_session_timeout = '5min';"
		 "SELECT set_config('synchronous_commit', 'on', false)"
		 " WHERE current_setting('synchronous_commit') = 'off'",
		 conn->is_writer ? WRITE_TIMEOUT_MS : conn->db->options.read_timeout_ms,
		 LOCK_TIMEOUT_MS);
	return postgres_execute_now(conn, sql, NULL);
}

static enum problem postgres_open(struct db *db, bool writer, struct db_conn **out)
{
	/* What comes before the URL can be set differently in it, what comes after cannot. */
	static const char *const keywords[] = { "connect_timeout", "fallback_application_name",
						"dbname", "client_encoding", NULL };
	const char *const values[] = { "5", "alur", db->place, "UTF8", NULL };
	struct postgres_conn *own = calloc(1, sizeof *own);

	*out = NULL;
	if (!own)
		return PROBLEM_MEMORY;
	own->conn.db = db;
	own->conn.engine = &postgres_engine;
	own->conn.is_writer = writer;
	*out = &own->conn;
	own->link = PQconnectdbParams(keywords, values, 1);
	if (!own->link)
		return conn_problem(*out, PROBLEM_MEMORY, "");

	enum problem problem = set_up_session(&own->conn);

	return problem == NO_PROBLEM ? postgres_claim_patiently(&own->conn) : problem;
}

static void postgres_close(struct db_conn *conn)
{
	PQfinish(to_postgres_conn(conn)->link);
	free(to_postgres_conn(conn));
}

/* --- is the server still there? ------------------------------------------------------------------ */

static bool has_input(const PGconn *link)
{
	struct pollfd input = { .fd = PQsocket(link), .events = POLLIN };

	return poll(&input, 1, 0) > 0;
}

/* A server that goes away closes the connection, which shows as input. Costs one system call. */
static bool is_alive(struct postgres_conn *own)
{
	while (PQstatus(own->link) == CONNECTION_OK && has_input(own->link))
		if (!PQconsumeInput(own->link))
			return false;
	return PQstatus(own->link) == CONNECTION_OK;
}

static void pause_a_moment(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
}

static enum problem reconnect(struct db_conn *conn)
{
	PQreset(to_postgres_conn(conn)->link);
	return set_up_session(conn);
}

/* Connected, and the database is still ours to serve. */
static enum problem make_ready(struct db_conn *conn)
{
	enum problem problem = is_alive(to_postgres_conn(conn)) ? NO_PROBLEM : reconnect(conn);

	return problem == NO_PROBLEM ? postgres_claim(conn) : problem;
}

/* Waits for a server that restarts; but once it has been away for long, only tries. */
static enum problem postgres_before_group(struct db_conn *conn)
{
	struct postgres_conn *own = to_postgres_conn(conn);
	enum problem problem = make_ready(conn);

	if (problem != NO_PROBLEM && own->down_since == 0)
		own->down_since = clock_monotonic_ns();
	while (problem != NO_PROBLEM &&
	       clock_monotonic_ns() - own->down_since < WAIT_FOR_SERVER_NS) {
		pause_a_moment();
		problem = make_ready(conn);
	}
	if (problem == NO_PROBLEM)
		own->down_since = 0;
	return problem;
}

/* --- transaction control ------------------------------------------------------------------------- */

static enum problem begin_group(struct db_conn *conn)
{
	struct postgres_conn *own = to_postgres_conn(conn);
	PGresult *result = NULL;
	char sql[128];

	snprintf(sql, sizeof sql,
		 "BEGIN ISOLATION LEVEL READ COMMITTED;"
		 "SELECT pg_advisory_xact_lock(%d), pg_current_xact_id()",
		 GROUP_LOCK);
	enum problem problem = postgres_execute_now(conn, sql, &result);

	if (problem != NO_PROBLEM)
		return problem;
	snprintf(own->transaction, sizeof own->transaction, "%s", PQgetvalue(result, 0, 1));
	PQclear(result);
	return NO_PROBLEM;
}

/* Asks once: NO_PROBLEM (committed), LOST (rolled back), BUSY (ask again), else not known. */
static enum problem ask_fate(struct db_conn *conn)
{
	PGresult *result = NULL;
	char sql[64];

	snprintf(sql, sizeof sql, "SELECT pg_xact_status('%s')",
		 to_postgres_conn(conn)->transaction);
	if (postgres_execute_now(conn, sql, &result) != NO_PROBLEM)
		return PQstatus(to_postgres_conn(conn)->link) == CONNECTION_BAD
			       ? PROBLEM_BUSY
			       : PROBLEM_UNKNOWN_OUTCOME;

	str fate = str_from(PQgetvalue(result, 0, 0));
	enum problem problem = str_is(fate, "committed")     ? NO_PROBLEM
			       : str_is(fate, "aborted")     ? PROBLEM_LOST
			       : str_is(fate, "in progress") ? PROBLEM_BUSY
							     : PROBLEM_UNKNOWN_OUTCOME;

	PQclear(result);
	return problem;
}

/* The connection broke during a commit, which may have been carried out all the same. The server
 * knows, once it is back. */
static enum problem fate_of_commit(struct db_conn *conn)
{
	int64_t until = clock_monotonic_ns() + WAIT_FOR_FATE_NS;
	enum problem problem = PROBLEM_UNKNOWN_OUTCOME;

	do {
		bool up = is_alive(to_postgres_conn(conn)) || reconnect(conn) == NO_PROBLEM;

		problem = up ? ask_fate(conn) : PROBLEM_BUSY;
		if (problem == PROBLEM_BUSY)
			pause_a_moment();
	} while (problem == PROBLEM_BUSY && clock_monotonic_ns() < until);
	return conn_problem(conn, problem == PROBLEM_BUSY ? PROBLEM_UNKNOWN_OUTCOME : problem, "");
}

static enum problem commit(struct db_conn *conn)
{
	PGresult *result = NULL;
	enum problem problem = postgres_run(conn, NULL, control_sql[CONTROL_COMMIT], &result);
	/* The commit of a transaction that had failed is answered by ROLLBACK. */
	bool committed = result && str_is(str_from(PQcmdStatus(result)), "COMMIT");

	PQclear(result);
	if (problem == NO_PROBLEM && !committed)
		return conn_problem(conn, PROBLEM_STATEMENT, "the transaction had failed before");
	if (PQstatus(to_postgres_conn(conn)->link) == CONNECTION_BAD)
		return fate_of_commit(conn);
	return problem;
}

static enum problem rollback(struct db_conn *conn)
{
	to_postgres_conn(conn)->waiting_count = 0;
	return postgres_execute_now(conn, control_sql[CONTROL_ROLLBACK], NULL);
}

/* Nothing was read: nothing was begun. Otherwise the end is sent, but its answer not awaited. */
static enum problem end_read(struct db_conn *conn)
{
	struct postgres_conn *own = to_postgres_conn(conn);

	if (own->waiting_count > 0) {
		own->waiting_count = 0;
		return NO_PROBLEM;
	}
	if (PQenterPipelineMode(own->link) != 1 ||
	    !PQsendQueryParams(own->link, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) ||
	    !PQpipelineSync(own->link))
		return postgres_problem(conn, NULL);
	own->answer_due = true;
	return NO_PROBLEM;
}

static enum problem begin_read(struct db_conn *conn)
{
	struct postgres_conn *own = to_postgres_conn(conn);

	postgres_drain(own);
	if (!is_alive(own))
		return conn_problem(conn, PROBLEM_LOST, "");
	own->waiting[0] = control_sql[CONTROL_BEGIN_READ];
	own->waiting_count = 1;
	return NO_PROBLEM;
}

static enum problem wait_with(struct db_conn *conn, const char *sql)
{
	struct postgres_conn *own = to_postgres_conn(conn);
	enum problem problem = NO_PROBLEM;

	if (own->waiting_count == MAX_WAITING_CONTROLS)
		problem = postgres_run(conn, NULL, NULL, NULL);
	own->waiting[own->waiting_count++] = sql;
	return problem;
}

static enum problem postgres_control(struct db_conn *conn, enum control control)
{
	switch (control) {
	case CONTROL_BEGIN_READ:
		return begin_read(conn);
	case CONTROL_END_READ:
		return end_read(conn);
	case CONTROL_BEGIN_GROUP:
		return begin_group(conn);
	case CONTROL_COMMIT:
		return commit(conn);
	case CONTROL_ROLLBACK:
		return rollback(conn);
	default:
		return wait_with(conn, control_sql[control]);
	}
}

static bool postgres_in_transaction(const struct db_conn *conn)
{
	PGTransactionStatusType status = PQtransactionStatus(to_postgres_conn(conn)->link);

	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

static enum problem postgres_execute(struct db_conn *conn, const char *sql)
{
	struct postgres_conn *own = to_postgres_conn(conn);
	enum problem problem = NO_PROBLEM;

	if (own->waiting_count > 0 || own->answer_due)
		problem = postgres_run(conn, NULL, NULL, NULL);
	return problem == NO_PROBLEM ? postgres_execute_now(conn, sql, NULL) : problem;
}

static int64_t postgres_changes(const struct db_conn *conn)
{
	return to_postgres_conn(conn)->changes;
}

const struct engine postgres_engine = {
	.locate = postgres_locate,
	.open = postgres_open,
	.close = postgres_close,
	.control = postgres_control,
	.in_transaction = postgres_in_transaction,
	.before_group = postgres_before_group,
	.prepare = postgres_prepare,
	.finalize = postgres_finalize,
	.reset = postgres_reset,
	.unbind = postgres_unbind,
	.bind_int = postgres_bind_int,
	.bind_real = postgres_bind_real,
	.bind_text = postgres_bind_text,
	.bind_blob = postgres_bind_blob,
	.bind_null = postgres_bind_null,
	.step = postgres_step,
	.changed = postgres_changed,
	.changes = postgres_changes,
	.inserted = postgres_inserted,
	.returning_id = " RETURNING id",
	.in_pieces = postgres_in_pieces,
	.is_null = postgres_is_null,
	.get_int = postgres_get_int,
	.get_real = postgres_get_real,
	.get_text = postgres_get_text,
	.get_blob = postgres_get_blob,
	.execute = postgres_execute,
	.columns_sql = postgres_columns_sql,
	.indexes_sql = postgres_indexes_sql,
	.explain = postgres_explain,
	.check = postgres_check,
	.dialect = DB_POSTGRES,
};
