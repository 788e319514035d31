/* Statements as everybody else uses them: taken from the connection's cache, bound, stepped, given
 * back. What an engine does for each is in sqlite_stmt.c and postgres_stmt.c. */
#include "db/engine.h"

#include <stdlib.h>

static void finalize(struct db_stmt *stmt)
{
	stmt->engine->finalize(stmt);
}

static enum rc prepare_new(struct ctx *cx, const struct stmt_key *key, str sql,
			   struct db_stmt **out)
{
	struct db_conn *conn = cx->conn;
	struct db_stmt *stmt = NULL;
	enum problem problem = conn->engine->prepare(conn, sql, &stmt);

	if (problem != NO_PROBLEM)
		return conn_fail(cx, conn, problem);
	if (!stmt_cache_add(&conn->cache, stmt, key)) {
		finalize(stmt);
		return fail_memory(cx);
	}
	*out = stmt;
	return OK;
}

static void give_out(struct db_stmt *stmt)
{
	struct db_conn *conn = stmt->conn;

	stmt->is_out = true;
	conn->given_out++;

	struct db_stmt *old = stmt_cache_evict(&conn->cache);

	if (old)
		finalize(old);
}

enum rc db_prepare(struct ctx *cx, str sql, struct db_stmt **out)
{
	struct stmt_key key = { .text = sql };

	ensure(cx->conn != NULL);
	*out = stmt_cache_find(&cx->conn->cache, &key);
	if (!*out)
		TRY(prepare_new(cx, &key, sql, out));
	give_out(*out);
	return OK;
}

enum rc db_prepare_many(struct ctx *cx, str sql, struct db_stmt **out)
{
	const char *in_pieces = cx->conn->engine->in_pieces;

	ensure(!cx->conn->in_unit);
	if (!in_pieces)
		return db_prepare(cx, sql, out);
	sql = str_printf(cx->arena, "%s%.*s", in_pieces, STR_ARG(sql));
	return sql.ptr ? db_prepare(cx, sql, out) : fail_memory(cx);
}

static enum rc prepare_written(struct ctx *cx, const struct stmt_key *key, struct db_stmt **out)
{
	struct buf sql = buf_new(cx->arena);

	key->source.write(cx, &key->source, &sql);
	TRY(buf_rc(&sql));
	return prepare_new(cx, key, buf_str(&sql), out);
}

enum rc db_prepare_from(struct ctx *cx, const struct sql_source *source, struct db_stmt **out)
{
	struct stmt_key key = { .source = *source };

	ensure(cx->conn != NULL);
	*out = stmt_cache_find(&cx->conn->cache, &key);
	if (!*out)
		TRY(prepare_written(cx, &key, out));
	give_out(*out);
	return OK;
}

static void close_rows(struct db_stmt *stmt)
{
	if (stmt->is_open)
		stmt->engine->reset(stmt);
	stmt->is_open = false;
}

void db_done(struct db_stmt **stmt)
{
	if (!*stmt)
		return;
	close_rows(*stmt);
	(*stmt)->engine->unbind(*stmt);
	(*stmt)->is_out = false;
	(*stmt)->conn->given_out--;
	*stmt = NULL;
}

void db_bind_int(struct db_stmt *stmt, int index, int64_t value)
{
	close_rows(stmt);
	stmt->engine->bind_int(stmt, index, value);
}

void db_bind_real(struct db_stmt *stmt, int index, double value)
{
	close_rows(stmt);
	stmt->engine->bind_real(stmt, index, value);
}

void db_bind_text(struct db_stmt *stmt, int index, str value)
{
	close_rows(stmt);
	stmt->engine->bind_text(stmt, index, value);
}

void db_bind_blob(struct db_stmt *stmt, int index, str value)
{
	close_rows(stmt);
	stmt->engine->bind_blob(stmt, index, value);
}

void db_bind_null(struct db_stmt *stmt, int index)
{
	close_rows(stmt);
	stmt->engine->bind_null(stmt, index);
}

enum rc db_step(struct ctx *cx, struct db_stmt *stmt, bool *row)
{
	struct db_conn *conn = stmt->conn;
	enum problem problem = conn->is_lost ? conn->last_problem : stmt->engine->step(stmt, row);

	stmt->is_open = problem == NO_PROBLEM && *row;
	return problem == NO_PROBLEM ? OK : conn_fail(cx, conn, problem);
}

enum rc db_run(struct ctx *cx, struct db_stmt *stmt, int64_t *changed)
{
	bool row;

	do
		TRY(db_step(cx, stmt, &row));
	while (row);
	if (changed)
		*changed = stmt->engine->changed(stmt);
	return OK;
}

const char *db_returning_id(const struct db *db)
{
	return db->engine->returning_id;
}

enum rc db_insert(struct ctx *cx, struct db_stmt *stmt, int64_t *id)
{
	bool row;

	TRY(db_step(cx, stmt, &row));
	*id = stmt->engine->inserted(stmt);
	close_rows(stmt);
	return OK;
}

bool db_is_null(const struct db_stmt *stmt, int column)
{
	return stmt->engine->is_null(stmt, column);
}

int64_t db_int(const struct db_stmt *stmt, int column)
{
	return stmt->engine->get_int(stmt, column);
}

double db_real(const struct db_stmt *stmt, int column)
{
	return stmt->engine->get_real(stmt, column);
}

str db_text(const struct db_stmt *stmt, int column)
{
	return stmt->engine->get_text(stmt, column);
}

str db_blob(const struct db_stmt *stmt, int column)
{
	return stmt->engine->get_blob(stmt, column);
}

enum rc db_execute(struct ctx *cx, str sql)
{
	struct db_conn *conn = cx->conn;
	str text = arena_str(cx->arena, sql); /* with a NUL behind it */

	ensure(conn != NULL);
	if (!text.ptr)
		return fail_memory(cx);
	enum problem problem =
		conn->is_lost ? conn->last_problem : conn->engine->execute(conn, text.ptr);

	return problem == NO_PROBLEM ? OK : conn_fail(cx, conn, problem);
}

enum rc db_query_int(struct ctx *cx, str sql, int64_t parameter, int64_t *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row;

	*out = 0;
	TRY(db_prepare(cx, sql, &stmt));
	if (parameter != INT64_MIN)
		db_bind_int(stmt, 1, parameter);
	TRY(db_step(cx, stmt, &row));
	if (row)
		*out = db_int(stmt, 0);
	return OK;
}

enum problem conn_problem(struct db_conn *conn, enum problem problem, const char *detail)
{
	if (detail != conn->detail)
		snprintf(conn->detail, sizeof conn->detail, "%s", detail ? detail : "");
	conn->last_problem = problem;
	return problem;
}

enum rc conn_fail(struct ctx *cx, struct db_conn *conn, enum problem problem)
{
	if (conn->in_unit) {
		conn->doomed = true;
		conn->is_lost = conn->is_lost || !conn->engine->in_transaction(conn);
	}
	return problem_fail(cx, problem, conn->detail);
}

void conn_close(struct db_conn *conn)
{
	if (!conn)
		return;
	for (struct db_stmt *stmt = stmt_cache_pop(&conn->cache); stmt;
	     stmt = stmt_cache_pop(&conn->cache))
		finalize(stmt);
	conn->engine->close(conn);
}
