/* Statements of PostgreSQL: prepared on the server at their first step, when the types of the
 * parameters are known, and anew if another type is bound later. All rows of a result are in
 * memory, but of statements in pieces, which fetch them from a cursor; values travel in binary
 * (postgres_value.c). */
#include "base/convert.h"
#include "db/postgres_engine.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE_ROWS = 1000 };

#define FETCH_PIECE "FETCH 1000 FROM pieces"

const char postgres_in_pieces[] = "DECLARE pieces NO SCROLL CURSOR FOR ";

static bool parameters_new(struct postgres_parameters *parameters, int count)
{
	size_t n = count > 0 ? to_size(count) : 1;

	parameters->count = count;
	parameters->types = calloc(n, sizeof *parameters->types);
	parameters->values = calloc(n, sizeof *parameters->values);
	parameters->lengths = calloc(n, sizeof *parameters->lengths);
	parameters->formats = calloc(n, sizeof *parameters->formats);
	parameters->numbers = calloc(n, sizeof *parameters->numbers);
	if (!parameters->types || !parameters->values || !parameters->lengths ||
	    !parameters->formats || !parameters->numbers)
		return false;
	for (int i = 0; i < count; i++)
		parameters->formats[i] = 1; /* binary, all of them */
	return true;
}

static void parameters_free(struct postgres_parameters *parameters)
{
	free(parameters->types);
	free(parameters->values);
	free(parameters->lengths);
	free(parameters->formats);
	free(parameters->numbers);
}

enum problem postgres_prepare(struct db_conn *conn, str sql, struct db_stmt **out)
{
	struct postgres_stmt *stmt = calloc(1, sizeof *stmt);
	int count = 0;

	if (!stmt)
		return conn_problem(conn, PROBLEM_MEMORY, "");
	stmt->stmt.conn = conn;
	stmt->stmt.engine = conn->engine;
	stmt->sql = postgres_sql(sql, &count);
	stmt->in_pieces = str_starts(sql, str_from(postgres_in_pieces));
	ensure(count <= MAX_PARAMETERS);
	stmt->prepared_types = calloc(count > 0 ? to_size(count) : 1, sizeof *stmt->prepared_types);
	if (!stmt->sql || !stmt->prepared_types || !parameters_new(&stmt->parameters, count)) {
		postgres_finalize(&stmt->stmt);
		return conn_problem(conn, PROBLEM_MEMORY, "");
	}
	*out = &stmt->stmt;
	return NO_PROBLEM;
}

/* The name is used again for another statement, which is when the server lets go of this one. */
static void give_back_name(const struct postgres_stmt *own)
{
	struct postgres_conn *conn = to_postgres_conn(own->stmt.conn);

	if (own->is_known && own->session == conn->session && conn->stale_count < MAX_STALE_NAMES)
		conn->stale[conn->stale_count++] = own->number;
}

void postgres_finalize(struct db_stmt *stmt)
{
	struct postgres_stmt *own = to_postgres_stmt(stmt);

	give_back_name(own);
	PQclear(own->result);
	parameters_free(&own->parameters);
	free(own->prepared_types);
	free(own->sql);
	free(own);
}

static void forget_rows(struct postgres_stmt *own)
{
	PQclear(own->result);
	own->result = NULL;
}

void postgres_reset(struct db_stmt *stmt)
{
	struct postgres_stmt *own = to_postgres_stmt(stmt);

	forget_rows(own);
	if (!own->in_pieces)
		return;
	to_postgres_conn(stmt->conn)->has_cursor = false;
	(void)postgres_run(stmt->conn, NULL, "CLOSE pieces", NULL);
}

/* A failed transaction has no cursors, and knows no more than that it has failed. */
static enum problem end_by(struct db_stmt *stmt, enum problem problem)
{
	struct postgres_stmt *own = to_postgres_stmt(stmt);

	forget_rows(own);
	if (own->in_pieces)
		to_postgres_conn(stmt->conn)->has_cursor = false;
	return problem;
}

void postgres_unbind(struct db_stmt *stmt)
{
	struct postgres_parameters *parameters = &to_postgres_stmt(stmt)->parameters;

	for (int i = 0; i < parameters->count; i++)
		parameters->values[i] = NULL;
}

/* --- binding ----------------------------------------------------------------------------------- */

static struct postgres_parameters *parameter(struct db_stmt *stmt, int index)
{
	struct postgres_parameters *parameters = &to_postgres_stmt(stmt)->parameters;

	ensure(index >= 1 && index <= parameters->count);
	return parameters;
}

static void bind(struct db_stmt *stmt, int index, Oid type, str bytes)
{
	struct postgres_parameters *parameters = parameter(stmt, index);

	parameters->types[index - 1] = type;
	parameters->values[index - 1] = bytes.ptr;
	parameters->lengths[index - 1] = to_int(to_int64(bytes.len));
}

void postgres_bind_int(struct db_stmt *stmt, int index, int64_t value)
{
	char *bytes = parameter(stmt, index)->numbers[index - 1];

	postgres_write_int(bytes, value);
	bind(stmt, index, POSTGRES_INT8, (str){ bytes, 8 });
}

void postgres_bind_real(struct db_stmt *stmt, int index, double value)
{
	char *bytes = parameter(stmt, index)->numbers[index - 1];

	postgres_write_real(bytes, value);
	bind(stmt, index, POSTGRES_FLOAT8, (str){ bytes, 8 });
}

void postgres_bind_text(struct db_stmt *stmt, int index, str value)
{
	bind(stmt, index, POSTGRES_TEXT, value);
}

void postgres_bind_blob(struct db_stmt *stmt, int index, str value)
{
	bind(stmt, index, POSTGRES_BYTEA, value);
}

/* The type stays what it was: NULL has any. */
void postgres_bind_null(struct db_stmt *stmt, int index)
{
	parameter(stmt, index)->values[index - 1] = NULL;
}

/* --- stepping ---------------------------------------------------------------------------------- */

/* A cursor is declared, and its first piece fetched, in one trip. */
static enum problem run(struct db_stmt *stmt)
{
	struct postgres_stmt *own = to_postgres_stmt(stmt);
	struct postgres_conn *conn = to_postgres_conn(stmt->conn);

	forget_rows(own);
	ensure(!own->in_pieces || !conn->has_cursor);
	conn->has_cursor = conn->has_cursor || own->in_pieces;
	return postgres_run(stmt->conn, own, own->in_pieces ? FETCH_PIECE : NULL, &own->result);
}

static enum problem execute(struct db_stmt *stmt)
{
	struct postgres_stmt *own = to_postgres_stmt(stmt);
	enum problem problem = run(stmt);

	own->row = -1;
	own->changed = 0;
	if (problem != NO_PROBLEM)
		return end_by(stmt, problem);
	/* For a SELECT the server counts the rows that it read. */
	if (!own->in_pieces && strncmp(PQcmdStatus(own->result), "SELECT", 6) != 0)
		(void)str_to_int(str_from(PQcmdTuples(own->result)), &own->changed);
	to_postgres_conn(stmt->conn)->changes += own->changed;
	return NO_PROBLEM;
}

static enum problem fetch_piece(struct db_stmt *stmt)
{
	struct postgres_stmt *own = to_postgres_stmt(stmt);
	enum problem problem;

	forget_rows(own);
	own->row = -1;
	problem = postgres_run(stmt->conn, NULL, FETCH_PIECE, &own->result);
	return problem == NO_PROBLEM ? NO_PROBLEM : end_by(stmt, problem);
}

static bool ends_piece(const struct postgres_stmt *own)
{
	return own->in_pieces && own->row + 1 == PIECE_ROWS;
}

enum problem postgres_step(struct db_stmt *stmt, bool *row)
{
	struct postgres_stmt *own = to_postgres_stmt(stmt);
	enum problem problem = stmt->is_open ? NO_PROBLEM : execute(stmt);

	*row = false;
	if (problem == NO_PROBLEM && stmt->is_open && ends_piece(own))
		problem = fetch_piece(stmt);
	if (problem != NO_PROBLEM)
		return problem;
	*row = ++own->row < PQntuples(own->result);
	if (!*row)
		postgres_reset(stmt);
	return NO_PROBLEM;
}

int64_t postgres_changed(const struct db_stmt *stmt)
{
	return to_postgres_stmt(stmt)->changed;
}

int64_t postgres_inserted(const struct db_stmt *stmt)
{
	return postgres_get_int(stmt, 0);
}

/* --- values ------------------------------------------------------------------------------------ */

static const struct postgres_stmt *row_of(const struct db_stmt *stmt, int column)
{
	const struct postgres_stmt *own = to_postgres_stmt(stmt);

	ensure(stmt->is_open && column >= 0 && column < PQnfields(own->result));
	return own;
}

static str value_of(const struct postgres_stmt *own, int column)
{
	if (PQgetisnull(own->result, own->row, column))
		return (str){ NULL, 0 };
	return (str){ PQgetvalue(own->result, own->row, column),
		      to_size(PQgetlength(own->result, own->row, column)) };
}

bool postgres_is_null(const struct db_stmt *stmt, int column)
{
	return !value_of(row_of(stmt, column), column).ptr;
}

int64_t postgres_get_int(const struct db_stmt *stmt, int column)
{
	const struct postgres_stmt *own = row_of(stmt, column);
	str value = value_of(own, column);

	return value.ptr ? postgres_read_int(PQftype(own->result, column), value) : 0;
}

double postgres_get_real(const struct db_stmt *stmt, int column)
{
	const struct postgres_stmt *own = row_of(stmt, column);
	str value = value_of(own, column);

	return value.ptr ? postgres_read_real(PQftype(own->result, column), value) : 0.0;
}

static bool is_number(Oid type)
{
	switch (type) {
	case POSTGRES_BOOL:
	case POSTGRES_INT2:
	case POSTGRES_INT4:
	case POSTGRES_INT8:
	case POSTGRES_OID:
	case POSTGRES_FLOAT4:
	case POSTGRES_FLOAT8:
	case POSTGRES_NUMERIC:
		return true;
	default:
		return false;
	}
}

/* Numbers are not turned into texts here; a statement that wants one says CAST(x AS text). */
str postgres_get_text(const struct db_stmt *stmt, int column)
{
	const struct postgres_stmt *own = row_of(stmt, column);
	Oid type = PQftype(own->result, column);
	str value = value_of(own, column);

	ensure(!is_number(type));
	/* In binary, jsonb is a byte for its version and then the text. */
	return type == POSTGRES_JSONB && value.ptr ? str_sub(value, 1, value.len) : value;
}

str postgres_get_blob(const struct db_stmt *stmt, int column)
{
	return value_of(row_of(stmt, column), column);
}
