/* One trip to the server: savepoints that wait, the preparing of a statement and its execution go
 * together in a pipeline (PostgreSQL manual, "libpq: Pipeline Mode"). Statements themselves:
 * postgres_stmt.c. */
#include "db/postgres_engine.h"

/* What was sent and whose answers are to be read, in this order. */
struct trip {
	struct db_conn *conn;
	PGconn *link;
	enum problem problem; /* the first one: the server skips what follows it */
};

/* --- sending ----------------------------------------------------------------------------------- */

struct name {
	char text[24];
};

static struct name name_of(const struct postgres_stmt *stmt)
{
	struct name name;

	snprintf(name.text, sizeof name.text, "s%d", stmt->number);
	return name;
}

static void sent(struct trip *trip, int ok)
{
	if (!ok && trip->problem == NO_PROBLEM)
		trip->problem = postgres_problem(trip->conn, NULL);
}

/* Rows, if it has any, come in binary as those of statements do. */
static void send_text(struct trip *trip, const char *sql)
{
	sent(trip, PQsendQueryParams(trip->link, sql, 0, NULL, NULL, NULL, NULL, 1));
}

static void send_waiting(struct trip *trip)
{
	const struct postgres_conn *own = to_postgres_conn(trip->conn);

	for (int i = 0; i < own->waiting_count; i++)
		send_text(trip, own->waiting[i]);
}

static void send_deallocate(struct trip *trip, const struct postgres_stmt *stmt)
{
	char sql[48];

	snprintf(sql, sizeof sql, "DEALLOCATE %s", name_of(stmt).text);
	send_text(trip, sql);
}

static void send_prepare(struct trip *trip, struct postgres_stmt *stmt)
{
	const struct postgres_parameters *parameters = &stmt->parameters;

	for (int i = 0; i < parameters->count; i++)
		stmt->prepared_types[i] = parameters->types[i];
	sent(trip, PQsendPrepare(trip->link, name_of(stmt).text, stmt->sql, parameters->count,
				 parameters->types));
}

static void send_execute(struct trip *trip, const struct postgres_stmt *stmt)
{
	const struct postgres_parameters *parameters = &stmt->parameters;

	sent(trip,
	     PQsendQueryPrepared(trip->link, name_of(stmt).text, parameters->count,
				 parameters->values, parameters->lengths, parameters->formats, 1));
}

/* --- reading ----------------------------------------------------------------------------------- */

static bool is_good(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* The answer to one command; whether it succeeded. A success goes to *keep (may be NULL). */
static bool read_answer(struct trip *trip, PGresult **keep)
{
	if (PQstatus(trip->link) == CONNECTION_BAD)
		return false;

	PGresult *result = PQgetResult(trip->link);
	bool good = is_good(result);

	if (!good && trip->problem == NO_PROBLEM)
		trip->problem = postgres_problem(trip->conn, result);
	if (good && keep)
		*keep = result;
	else
		PQclear(result);
	/* Each command's answers end with NULL. */
	while (result && PQstatus(trip->link) != CONNECTION_BAD) {
		result = PQgetResult(trip->link);
		PQclear(result);
	}
	return good;
}

static void read_end(struct trip *trip)
{
	if (PQstatus(trip->link) == CONNECTION_BAD) {
		if (trip->problem == NO_PROBLEM)
			trip->problem = postgres_problem(trip->conn, NULL);
		return;
	}
	PGresult *result = PQgetResult(trip->link);

	if (PQresultStatus(result) != PGRES_PIPELINE_SYNC && trip->problem == NO_PROBLEM)
		trip->problem = postgres_problem(trip->conn, result);
	PQclear(result);
	PQexitPipelineMode(trip->link);
}

void postgres_drain(struct postgres_conn *own)
{
	struct trip trip = { .conn = &own->conn, .link = own->link };

	if (!own->answer_due)
		return;
	own->answer_due = false;
	read_answer(&trip, NULL);
	read_end(&trip);
}

/* --- the trip ---------------------------------------------------------------------------------- */

/* NULL is of any type, so its type does not count. */
static bool has_prepared_types(const struct postgres_stmt *stmt)
{
	const struct postgres_parameters *parameters = &stmt->parameters;

	for (int i = 0; i < parameters->count; i++)
		if (parameters->values[i] && parameters->types[i] != stmt->prepared_types[i])
			return false;
	return true;
}

/* In this session it may have no name yet: it gets a stale one, or a new one. */
static void give_name(struct postgres_conn *own, struct postgres_stmt *stmt)
{
	if (stmt->session == own->session)
		return;
	stmt->session = own->session;
	stmt->is_prepared = false;
	stmt->is_known = own->stale_count > 0;
	stmt->number = stmt->is_known ? own->stale[--own->stale_count] : ++own->statements;
}

static void run_statement(struct trip *trip, struct postgres_stmt *stmt, PGresult **out)
{
	bool prepares = !stmt->is_prepared;
	bool deallocates = prepares && stmt->is_known;

	if (deallocates && read_answer(trip, NULL))
		stmt->is_known = false;
	if (prepares && read_answer(trip, NULL)) {
		stmt->is_known = true;
		stmt->is_prepared = true;
	}
	read_answer(trip, out);
}

static void send_statement(struct trip *trip, struct postgres_stmt *stmt)
{
	give_name(to_postgres_conn(trip->conn), stmt);
	stmt->is_prepared = stmt->is_prepared && has_prepared_types(stmt);
	if (!stmt->is_prepared && stmt->is_known)
		send_deallocate(trip, stmt);
	if (!stmt->is_prepared)
		send_prepare(trip, stmt);
	send_execute(trip, stmt);
}

enum problem postgres_run(struct db_conn *conn, struct postgres_stmt *stmt, const char *control,
			  PGresult **out)
{
	struct postgres_conn *own = to_postgres_conn(conn);
	struct trip trip = { .conn = conn, .link = own->link };

	postgres_drain(own);
	if (PQenterPipelineMode(own->link) != 1)
		return postgres_problem(conn, NULL);
	send_waiting(&trip);
	if (stmt)
		send_statement(&trip, stmt);
	if (control)
		send_text(&trip, control);
	sent(&trip, PQpipelineSync(own->link));

	for (int i = 0; i < own->waiting_count; i++)
		read_answer(&trip, NULL);
	own->waiting_count = 0;
	if (stmt)
		run_statement(&trip, stmt, control ? NULL : out);
	if (control)
		read_answer(&trip, out);
	read_end(&trip);
	if (trip.problem != NO_PROBLEM && out) {
		PQclear(*out);
		*out = NULL;
	}
	return trip.problem;
}
