/* Reading: which connection a request gets and when its read transaction begins and ends. On SQLite
 * an idle reader keeps its transaction: taking and giving back the locks of the write-ahead log
 * costs as much as reading a row, and as long as no group was committed there is nothing newer to
 * see. Writing: writer.c. */
#include "db/reader_pool.h"

#include "base/day.h"
#include "db/engine.h"
#include "db/wait.h"

#define WAIT_FOR_READER_NS INT64_C(5000000000)
#define CLOSE_IDLE_AFTER_NS INT64_C(60000000000)

void reader_pool_init(struct reader_pool *pool)
{
	pthread_mutex_init(&pool->lock, NULL);
	wait_init(&pool->given_back);
}

/* Takes an idle connection (*conn set), or a place to open one (*conn NULL). False: none came free. */
static bool take_place(struct reader_pool *pool, int limit, struct db_conn **conn)
{
	int64_t until = clock_monotonic_ns() + WAIT_FOR_READER_NS;
	bool in_time = true;

	pthread_mutex_lock(&pool->lock);
	while (!pool->idle && pool->open >= limit && in_time)
		in_time = wait_until(&pool->given_back, &pool->lock, until);
	bool taken = pool->idle || pool->open < limit;

	*conn = pool->idle;
	if (pool->idle)
		pool->idle = pool->idle->next;
	else if (taken)
		pool->open++;
	if (taken)
		pool->busy++;
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

static void give_up_place(struct reader_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->open--;
	pool->busy--;
	pthread_cond_signal(&pool->given_back);
	pthread_mutex_unlock(&pool->lock);
}

static enum rc open_reader(struct ctx *cx, struct db_conn **out)
{
	struct db *db = cx->db;
	enum problem problem = db->engine->open(db, false, out);

	if (problem == NO_PROBLEM) {
		upkeep_reader_opened(db);
		return OK;
	}
	enum rc rc = problem_fail(cx, problem, *out ? (*out)->detail : "");

	conn_close(*out);
	*out = NULL;
	return rc;
}

static bool sees_all_commits(const struct db_conn *conn)
{
	return conn->in_read && conn->snapshot == atomic_load(&conn->db->writer.groups);
}

static enum problem begin_read(struct db_conn *conn)
{
	const struct engine *engine = conn->engine;
	enum problem problem = NO_PROBLEM;

	if (sees_all_commits(conn))
		return NO_PROBLEM;
	if (conn->in_read)
		problem = engine->control(conn, CONTROL_END_READ);
	conn->in_read = false;
	conn->snapshot = atomic_load(&conn->db->writer.groups);
	if (problem == NO_PROBLEM)
		problem = engine->control(conn, CONTROL_BEGIN_READ);
	conn->in_read = problem == NO_PROBLEM;
	return problem;
}

/* A connection that cannot begin is of no use: its server may have restarted. One new one is tried. */
static enum rc replace_and_begin(struct ctx *cx, struct db_conn **conn)
{
	conn_close(*conn);
	*conn = NULL;
	TRY(open_reader(cx, conn));
	enum problem problem = begin_read(*conn);

	return problem == NO_PROBLEM ? OK : problem_fail(cx, problem, (*conn)->detail);
}

static enum rc open_and_begin(struct ctx *cx, struct db_conn **conn)
{
	if (!*conn)
		TRY(open_reader(cx, conn));
	return begin_read(*conn) == NO_PROBLEM ? OK : replace_and_begin(cx, conn);
}

enum rc db_read_begin(struct ctx *cx)
{
	struct db_conn *conn;

	if (cx->conn) {
		cx->conn->depth++;
		return OK;
	}
	if (!take_place(&cx->db->readers, cx->db->options.readers, &conn)) {
		cx->failure.retry_after_s = 1;
		return fail(cx, E_BUSY, "too many requests read at the same time; try again");
	}
	enum rc rc = open_and_begin(cx, &conn);

	if (rc != OK) {
		conn_close(conn);
		give_up_place(&cx->db->readers);
		return rc;
	}
	conn->depth = 1;
	cx->conn = conn;
	return OK;
}

static void give_back(struct db_conn *conn)
{
	struct reader_pool *pool = &conn->db->readers;

	conn->idle_since = clock_monotonic_ns();
	pthread_mutex_lock(&pool->lock);
	conn->next = pool->idle;
	pool->idle = conn;
	pool->busy--;
	pthread_cond_signal(&pool->given_back);
	pthread_mutex_unlock(&pool->lock);
}

static bool keeps_snapshot(const struct db_conn *conn)
{
	return conn->engine->readers_keep_snapshots && !conn->db->options.read_only &&
	       atomic_load(&conn->db->readers.let_go) == 0;
}

void db_read_end(struct ctx *cx)
{
	struct db_conn *conn = cx->conn;

	ensure(conn && conn->depth > 0);
	if (--conn->depth > 0)
		return;
	ensure(conn->given_out == 0 && !conn->is_writer);
	cx->conn = NULL;
	if (!keeps_snapshot(conn)) {
		conn->in_read = false;
		/* A failure shows again, and is dealt with, when the next request begins. */
		(void)conn->engine->control(conn, CONTROL_END_READ);
	}
	give_back(conn);
}

void reader_pool_let_go(struct db *db)
{
	struct reader_pool *pool = &db->readers;

	atomic_fetch_add(&pool->let_go, 1);
	pthread_mutex_lock(&pool->lock);
	for (struct db_conn *conn = pool->idle; conn; conn = conn->next) {
		if (!conn->in_read)
			continue;
		conn->in_read = false;
		(void)conn->engine->control(conn, CONTROL_END_READ);
	}
	pthread_mutex_unlock(&pool->lock);
}

void reader_pool_keep_again(struct db *db)
{
	atomic_fetch_sub(&db->readers.let_go, 1);
}

/* Unlinks the idle readers that were given back before `instant`. */
static struct db_conn *unlink_older(struct reader_pool *pool, int64_t instant)
{
	struct db_conn *old = NULL;

	pthread_mutex_lock(&pool->lock);
	for (struct db_conn **link = &pool->idle; *link;) {
		struct db_conn *conn = *link;

		if (conn->idle_since >= instant) {
			link = &conn->next;
			continue;
		}
		*link = conn->next;
		conn->next = old;
		old = conn;
		pool->open--;
	}
	pthread_mutex_unlock(&pool->lock);
	return old;
}

static void close_all(struct db_conn *conn)
{
	while (conn) {
		struct db_conn *next = conn->next;

		conn_close(conn);
		conn = next;
	}
}

bool reader_pool_close_idle(struct db *db)
{
	struct reader_pool *pool = &db->readers;

	close_all(unlink_older(pool, clock_monotonic_ns() - CLOSE_IDLE_AFTER_NS));
	pthread_mutex_lock(&pool->lock);
	bool remain = pool->open > 0;

	pthread_mutex_unlock(&pool->lock);
	return remain;
}

void reader_pool_close(struct db *db)
{
	struct reader_pool *pool = &db->readers;

	ensure(pool->busy == 0);
	close_all(unlink_older(pool, INT64_MAX));
	pthread_mutex_destroy(&pool->lock);
	pthread_cond_destroy(&pool->given_back);
}

void reader_pool_numbers(struct reader_pool *pool, int *open, int *busy)
{
	pthread_mutex_lock(&pool->lock);
	*open = pool->open;
	*busy = pool->busy;
	pthread_mutex_unlock(&pool->lock);
}
