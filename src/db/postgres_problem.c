/* What PostgreSQL's error codes (SQLSTATE, its manual's appendix A) mean to us. The words for each
 * problem: db_problem.c. */
#include "db/postgres_engine.h"

#include <string.h>

static const struct {
	const char *state; /* or the beginning of it */
	enum problem problem;
} problems[] = {
	{ "23505", PROBLEM_DUPLICATE },   { "23503", PROBLEM_REFERENCE },
	{ "23001", PROBLEM_REFERENCE },   { "23", PROBLEM_CHECK },
	{ "22", PROBLEM_VALUE },          { "54", PROBLEM_TOO_LARGE },
	{ "53100", PROBLEM_FULL },        { "53200", PROBLEM_BUSY },
	{ "53300", PROBLEM_UNREACHABLE }, { "57014", PROBLEM_TIMEOUT },
	{ "55P03", PROBLEM_BUSY },        { "40", PROBLEM_BUSY },
	{ "57P", PROBLEM_LOST },          { "08", PROBLEM_LOST },
	{ "25P03", PROBLEM_LOST },        { "58", PROBLEM_IO },
	{ "XX001", PROBLEM_DAMAGED },     { "XX002", PROBLEM_DAMAGED },
	{ "28", PROBLEM_OPEN },           { "3D000", PROBLEM_OPEN },
};

/* The transaction had failed before: that problem is the one to tell. */
static const char already_failed[] = "25P02";

static enum problem kind_of(const char *state)
{
	for (size_t i = 0; i < COUNT_OF(problems); i++)
		if (strncmp(state, problems[i].state, strlen(problems[i].state)) == 0)
			return problems[i].problem;
	return PROBLEM_STATEMENT;
}

static const char *field(const PGresult *result, int which)
{
	const char *text = PQresultErrorField(result, which);

	return text ? text : "";
}

/* The columns of "team_id, code)=(1, x) already exists." with their table, as SQLite has them. */
static void name_columns(char *words, size_t size, const char *table, const char *columns)
{
	size_t length = 0;

	while (*columns && *columns != ')' && length < size) {
		size_t name = strcspn(columns, ",)");

		length += (size_t)snprintf(words + length, size - length, "%s%s.%.*s",
					   length > 0 ? ", " : "", table, (int)name, columns);
		columns += name;
		columns += strspn(columns, ", ");
	}
}

/* "Key (team_id, code)=(1, x) already exists." names the columns in its first parentheses; what
 * follows are values, which are nobody's business. */
static enum problem duplicate(struct db_conn *conn, const PGresult *result)
{
	const char *columns = strchr(field(result, PG_DIAG_MESSAGE_DETAIL), '(');
	char words[DETAIL_SIZE];

	if (columns)
		name_columns(words, sizeof words, field(result, PG_DIAG_TABLE_NAME), columns + 1);
	else
		snprintf(words, sizeof words, "%s", field(result, PG_DIAG_CONSTRAINT_NAME));
	return conn_problem(conn, PROBLEM_DUPLICATE, words);
}

static enum problem check(struct db_conn *conn, const PGresult *result)
{
	const char *column = field(result, PG_DIAG_COLUMN_NAME);
	char words[DETAIL_SIZE];

	snprintf(words, sizeof words, "%s.%s", field(result, PG_DIAG_TABLE_NAME),
		 column[0] ? column : field(result, PG_DIAG_CONSTRAINT_NAME));
	return conn_problem(conn, PROBLEM_CHECK, words);
}

/* The message up to where it begins to quote what was given. */
static enum problem value(struct db_conn *conn, const PGresult *result)
{
	const char *message = field(result, PG_DIAG_MESSAGE_PRIMARY);
	char words[DETAIL_SIZE];

	snprintf(words, sizeof words, "%.*s", (int)strcspn(message, "\":"), message);
	return conn_problem(conn, PROBLEM_VALUE, words);
}

static enum problem of_result(struct db_conn *conn, const PGresult *result)
{
	const char *state = field(result, PG_DIAG_SQLSTATE);
	enum problem problem = kind_of(state);

	if (strcmp(state, already_failed) == 0 && conn->last_problem != NO_PROBLEM)
		return conn->last_problem;
	switch (problem) {
	case PROBLEM_DUPLICATE:
		return duplicate(conn, result);
	case PROBLEM_CHECK:
		return check(conn, result);
	case PROBLEM_VALUE:
		return value(conn, result);
	default:
		return conn_problem(conn, problem, field(result, PG_DIAG_MESSAGE_PRIMARY));
	}
}

enum problem postgres_problem(struct db_conn *conn, const PGresult *result)
{
	const PGconn *link = to_postgres_conn(conn)->link;

	if (PQstatus(link) == CONNECTION_BAD)
		return conn_problem(conn, PROBLEM_LOST, "");
	if (result && field(result, PG_DIAG_SQLSTATE)[0])
		return of_result(conn, result);
	return conn_problem(conn, PROBLEM_IO, "no answer from the database server");
}
