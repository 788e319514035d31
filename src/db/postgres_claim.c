/* One server for a PostgreSQL database. Each keeps in memory what it believes to be so (rights, settings,
 * live streams), and would not hear of what the other changes. The server's writer therefore holds an
 * advisory lock for as long as its session lives: PostgreSQL gives it back by itself when the process or
 * its machine is gone. Commands do not ask for it (docs/decisions/postgres-one-writer.md). */
#include "base/day.h"
#include "db/postgres_engine.h"

#include <string.h>
#include <time.h>

/* "Alur" in ASCII and a number of our own; GROUP_LOCK of postgres_conn.c is another lock. */
enum { CLAIM_SPACE = 0x416c7572, CLAIM_NUMBER = 1 };

enum { PAUSE_NS = 50000000 };
#define PATIENCE_NS INT64_C(5000000000)

static enum problem query_text(struct db_conn *conn, const char *sql, char *text, size_t size)
{
	PGresult *result = NULL;
	enum problem problem = postgres_execute_now(conn, sql, &result);

	text[0] = '\0';
	if (problem == NO_PROBLEM && PQntuples(result) > 0)
		snprintf(text, size, "%s", PQgetvalue(result, 0, 0));
	PQclear(result);
	return problem;
}

/* Where the other one runs, as the database server sees it. */
static enum problem taken(struct db_conn *conn)
{
	char sql[512];
	char where[DETAIL_SIZE];

	snprintf(sql, sizeof sql,
		 "SELECT COALESCE(host(a.client_addr), 'localhost') FROM pg_locks l"
		 " JOIN pg_stat_activity a ON a.pid = l.pid"
		 " JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()"
		 " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %d AND l.objid = %d"
		 " AND l.objsubid = 2 LIMIT 1",
		 CLAIM_SPACE, CLAIM_NUMBER);

	enum problem problem = query_text(conn, sql, where, sizeof where);

	return problem == NO_PROBLEM ? conn_problem(conn, PROBLEM_TAKEN, where[0] ? where : "?")
				     : problem;
}

enum problem postgres_claim(struct db_conn *conn)
{
	struct postgres_conn *own = to_postgres_conn(conn);
	char sql[256];
	char granted[8];

	if (!conn->is_writer || !conn->db->options.serves || own->claimed == own->session)
		return NO_PROBLEM;
	/* A machine that vanished must not hold the lock for hours, as TCP by itself would let it. */
	snprintf(sql, sizeof sql,
		 "SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 5;"
		 "SET tcp_keepalives_count = 4; SELECT pg_try_advisory_lock(%d, %d)",
		 CLAIM_SPACE, CLAIM_NUMBER);

	enum problem problem = query_text(conn, sql, granted, sizeof granted);

	if (problem != NO_PROBLEM)
		return problem;
	if (strcmp(granted, "t") != 0)
		return taken(conn);
	own->claimed = own->session;
	return NO_PROBLEM;
}

enum problem postgres_claim_patiently(struct db_conn *conn)
{
	int64_t until = clock_monotonic_ns() + PATIENCE_NS;
	enum problem problem = postgres_claim(conn);

	while (problem == PROBLEM_TAKEN && clock_monotonic_ns() < until) {
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
		problem = postgres_claim(conn);
	}
	return problem;
}
