/* Stretches of a unit of work: an operation's transaction and savepoints. Both only mark or undo;
 * the unit itself is saved or rolled back by writer.c. */
#include "db/engine.h"

/* Outside a transaction a savepoint would begin one of its own, so a lost group runs nothing. */
static enum problem control(struct db_conn *conn, enum control which)
{
	return conn->is_lost ? conn->last_problem : conn->engine->control(conn, which);
}

static struct db_conn *unit_conn(const struct ctx *cx)
{
	ensure(cx->conn && cx->conn->in_unit);
	return cx->conn;
}

enum rc unit_fail(struct ctx *cx)
{
	if (cx->failure.rc != OK)
		return cx->failure.rc;
	return fail(cx, E_INTERNAL, "a part of this was not finished, so nothing was saved");
}

enum rc tx_begin(struct ctx *cx, struct tx *tx)
{
	(void)unit_conn(cx);
	ensure(!tx->open);
	*tx = (struct tx){ .cx = cx, .open = true };
	return OK;
}

enum rc tx_commit(struct tx *tx)
{
	ensure(tx->open);
	tx->open = false;
	return OK;
}

void tx_end(struct tx *tx)
{
	if (!tx->open)
		return;
	tx->open = false;
	unit_conn(tx->cx)->doomed = true;
}

void db_attempt_begin(const struct ctx *cx, struct db_attempt *attempt)
{
	struct db_conn *conn = unit_conn(cx);

	*attempt = (struct db_attempt){ conn->engine->changes(conn), cx->events };
}

bool db_attempt_left_nothing(const struct ctx *cx, const struct db_attempt *attempt)
{
	struct db_conn *conn = unit_conn(cx);

	return !conn->doomed && conn->engine->changes(conn) == attempt->changes &&
	       cx->events == attempt->events;
}

enum rc db_savepoint_begin(struct ctx *cx)
{
	struct db_conn *conn = unit_conn(cx);

	ensure(conn->savepoints < MAX_SAVEPOINTS);
	if (conn->doomed)
		return unit_fail(cx);
	enum problem problem = control(conn, CONTROL_SAVEPOINT);

	if (problem != NO_PROBLEM)
		return conn_fail(cx, conn, problem);
	conn->saved[conn->savepoints++] =
		(struct savepoint){ .events = cx->events, .doomed = conn->doomed };
	return OK;
}

enum rc db_savepoint_end(struct ctx *cx, bool rollback)
{
	struct db_conn *conn = unit_conn(cx);

	ensure(conn->savepoints > 0);
	const struct savepoint *saved = &conn->saved[--conn->savepoints];
	enum problem problem = NO_PROBLEM;

	if (rollback) {
		problem = control(conn, CONTROL_ROLLBACK_TO);
		cx->events = saved->events;
		conn->doomed = saved->doomed;
	}
	if (problem == NO_PROBLEM)
		problem = control(conn, CONTROL_RELEASE);
	return problem == NO_PROBLEM ? OK : conn_fail(cx, conn, problem);
}
