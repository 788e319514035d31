/* Group commit: which units of work share a commit, and what each of them hears. A unit's own
 * transaction functions (tx_begin, savepoints) are in transaction.c. */
#include "db/writer.h"

#include "base/day.h"
#include "db/engine.h"

#include <semaphore.h>

/* A group takes in no further unit when it has run this long, so that the first one's answer does
 * not wait for all that keep coming. */
#define GROUP_NS INT64_C(20000000)

struct group {
	struct db_write *first;
	struct db_write *last;
	int64_t count;
	int64_t failed;
};

/* --- the queue --------------------------------------------------------------------------------- */

static enum rc refuse(struct db_write *write)
{
	write->cx->failure.retry_after_s = 5;
	return fail(write->cx, E_BUSY, "the program is shutting down; try again in a moment");
}

void db_submit(struct db *db, struct db_write *write)
{
	struct writer *writer = &db->writer;

	ensure(!write->cx->conn); /* whoever waits holds no transaction */
	ensure(!db->options.read_only);
	write->next = NULL;
	pthread_mutex_lock(&writer->lock);
	bool stopping = writer->stopping;

	if (!stopping) {
		if (writer->last)
			writer->last->next = write;
		else
			writer->first = write;
		writer->last = write;
		writer->waiting++;
		if (writer->sleeping)
			pthread_cond_signal(&writer->queued);
		writer->sleeping = false;
	}
	pthread_mutex_unlock(&writer->lock);
	if (stopping) {
		write->rc = refuse(write);
		write->done(write);
	}
}

/* Moves the queue to the thread's own list; waits for a unit if `wait`. */
static void take_queue(struct writer *writer, bool wait)
{
	pthread_mutex_lock(&writer->lock);
	while (wait && !writer->first && !writer->stopping) {
		writer->sleeping = true;
		pthread_cond_wait(&writer->queued, &writer->lock);
	}
	writer->sleeping = false;
	writer->taken = writer->first;
	writer->first = NULL;
	writer->last = NULL;
	pthread_mutex_unlock(&writer->lock);
}

static struct db_write *next_unit(struct writer *writer)
{
	if (!writer->taken)
		take_queue(writer, false);
	struct db_write *unit = writer->taken;

	if (unit) {
		writer->taken = unit->next;
		unit->next = NULL;
	}
	return unit;
}

/* --- one unit ---------------------------------------------------------------------------------- */

static enum rc run_work(struct db_conn *conn, struct db_write *unit)
{
	struct ctx *cx = unit->cx;
	enum rc rc = unit->work(cx, unit->argument);

	ensure(conn->given_out == 0);
	if (rc != OK || (!conn->doomed && conn->savepoints == 0))
		return rc;
	return unit_fail(cx); /* a part of it failed and the rest went on regardless */
}

/* The first unit of a group needs no savepoint: what it may have to undo is all that there is. For an
 * import that matters, since SQLite keeps a copy of each page that a savepoint could go back to. */
static enum problem begin_unit(struct db_conn *conn, bool is_first)
{
	return is_first ? NO_PROBLEM : conn->engine->control(conn, CONTROL_UNIT_BEGIN);
}

static enum problem end_unit(struct db_conn *conn, bool is_first)
{
	return is_first ? NO_PROBLEM : conn->engine->control(conn, CONTROL_UNIT_END);
}

static enum problem undo_unit(struct db_conn *conn, bool is_first)
{
	enum control undo = is_first ? CONTROL_ROLLBACK : CONTROL_UNIT_UNDO;
	enum control go_on = is_first ? CONTROL_BEGIN_GROUP : CONTROL_UNIT_END;
	enum problem problem = conn->engine->control(conn, undo);

	return problem == NO_PROBLEM ? conn->engine->control(conn, go_on) : problem;
}

/* A problem: the transaction of the group is gone or cannot go on. */
static enum problem run_unit(struct db_conn *conn, struct db_write *unit, bool is_first)
{
	enum problem problem = begin_unit(conn, is_first);

	unit->events = unit->cx->events;
	unit->rc = OK;
	if (problem != NO_PROBLEM)
		return problem;
	conn->in_unit = true;
	conn->doomed = false;
	conn->savepoints = 0;
	conn->depth = 1;
	unit->cx->conn = conn;
	unit->cx->unit++;
	unit->rc = run_work(conn, unit);
	unit->cx->conn = NULL;
	conn->in_unit = false;
	if (conn->is_lost)
		return conn->last_problem;
	if (unit->rc == OK)
		return end_unit(conn, is_first);
	unit->cx->events = unit->events;
	return undo_unit(conn, is_first);
}

/* --- one group --------------------------------------------------------------------------------- */

static void add(struct group *group, struct db_write *unit)
{
	if (group->last)
		group->last->next = unit;
	else
		group->first = unit;
	group->last = unit;
	group->count++;
}

static enum problem run_units(struct db *db, struct group *group)
{
	int64_t until = clock_monotonic_ns() + GROUP_NS;
	enum problem problem = NO_PROBLEM;

	while (problem == NO_PROBLEM && group->count < db->options.group_limit &&
	       (group->count == 0 || clock_monotonic_ns() < until)) {
		struct db_write *unit = next_unit(&db->writer);

		if (!unit)
			break;
		add(group, unit);
		problem = run_unit(db->writer.conn, unit, group->count == 1);
	}
	return problem;
}

/* The whole group hears of it, but a unit that failed by itself keeps its own words. */
static void fail_group(struct db_conn *conn, struct group *group, enum problem problem)
{
	for (struct db_write *unit = group->first; unit; unit = unit->next) {
		if (unit->rc != OK)
			continue;
		ctx_clear_failure(unit->cx);
		unit->cx->events = unit->events;
		unit->rc = problem_fail(unit->cx, problem, conn->detail);
	}
}

static void answer(struct writer *writer, struct group *group)
{
	for (struct db_write *unit = group->first; unit; unit = unit->next)
		group->failed += unit->rc != OK;

	pthread_mutex_lock(&writer->lock);
	writer->units += group->count;
	writer->failed_units += group->failed;
	writer->waiting -= group->count;
	pthread_mutex_unlock(&writer->lock);

	for (struct db_write *unit = group->first, *next; unit; unit = next) {
		next = unit->next; /* done() may give the unit's memory back */
		unit->done(unit);
	}
}

/* Without a transaction nothing can run: all that wait hear why. */
static void fail_waiting(struct db *db, struct group *group, enum problem problem)
{
	for (struct db_write *unit = next_unit(&db->writer); unit; unit = next_unit(&db->writer)) {
		unit->events = unit->cx->events;
		unit->rc = OK;
		add(group, unit);
	}
	fail_group(db->writer.conn, group, problem);
}

/* A server that goes away between being looked at and this has carried nothing out yet: once more. */
static enum problem begin_group(struct db_conn *conn)
{
	enum problem problem = NO_PROBLEM;

	for (int tries = 0; tries < 2; tries++) {
		problem = conn->engine->before_group(conn);
		if (problem == NO_PROBLEM)
			problem = conn->engine->control(conn, CONTROL_BEGIN_GROUP);
		if (problem != PROBLEM_LOST)
			break;
	}
	return problem;
}

static void run_group(struct db *db)
{
	struct db_conn *conn = db->writer.conn;
	const struct engine *engine = conn->engine;
	struct group group = { 0 };

	conn->last_problem = NO_PROBLEM;
	conn->is_lost = false;
	enum problem problem = begin_group(conn);

	if (problem != NO_PROBLEM) {
		fail_waiting(db, &group, problem);
		answer(&db->writer, &group);
		return;
	}
	problem = run_units(db, &group);
	if (problem == NO_PROBLEM)
		problem = engine->control(conn, CONTROL_COMMIT);
	if (problem == NO_PROBLEM) {
		atomic_fetch_add(&db->writer.groups, 1);
		upkeep_committed(db);
	} else {
		fail_group(conn, &group, problem);
		if (engine->in_transaction(conn))
			(void)engine->control(conn, CONTROL_ROLLBACK);
	}
	answer(&db->writer, &group);
}

static void *writer_run(void *argument)
{
	struct db *db = argument;
	struct writer *writer = &db->writer;

	while (true) {
		if (!writer->taken)
			take_queue(writer, true);
		if (!writer->taken)
			return NULL;
		run_group(db);
	}
}

/* --- opening and closing ----------------------------------------------------------------------- */

void writer_init(struct writer *writer)
{
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->queued, NULL);
}

enum rc writer_open(struct ctx *cx, struct db *db)
{
	struct writer *writer = &db->writer;
	enum problem problem = db->engine->open(db, true, &writer->conn);

	return problem == NO_PROBLEM
		       ? OK
		       : problem_fail(cx, problem, writer->conn ? writer->conn->detail : "");
}

enum rc writer_start(struct ctx *cx, struct db *db)
{
	struct writer *writer = &db->writer;

	writer->started = pthread_create(&writer->thread, NULL, writer_run, db) == 0;
	if (!writer->started)
		return fail(cx, E_IO, "no thread could be started");
	pthread_setname_np(writer->thread, "alur-writer");
	return OK;
}

void writer_stop(struct writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	writer->stopping = true;
	pthread_cond_signal(&writer->queued);
	pthread_mutex_unlock(&writer->lock);
	if (writer->started)
		pthread_join(writer->thread, NULL);
	writer->started = false;
}

/* --- waiting for one's own unit ---------------------------------------------------------------- */

struct waiter {
	struct db_write write; /* first: to_waiter() */
	sem_t finished;
};

static struct waiter *to_waiter(struct db_write *write)
{
	return (struct waiter *)write;
}

static void wake(struct db_write *write)
{
	sem_post(&to_waiter(write)->finished);
}

enum rc db_write(struct ctx *cx, enum rc (*work)(struct ctx *cx, void *argument), void *argument)
{
	if (cx->conn && cx->conn->in_unit)
		return work(cx, argument);
	if (cx->db->options.read_only)
		return fail(cx, E_DENIED, "the database was opened for reading only");

	struct waiter waiter = {
		.write = { .cx = cx, .work = work, .argument = argument, .done = wake },
	};

	sem_init(&waiter.finished, 0, 0);
	db_submit(cx->db, &waiter.write);
	while (sem_wait(&waiter.finished) != 0)
		; /* interrupted by a signal */
	sem_destroy(&waiter.finished);
	return waiter.write.rc;
}
