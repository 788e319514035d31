/* What only PostgreSQL has: a server that goes away, other servers beside us, URLs with passwords. */
#include "db_fixture.h"

#include "db/postgres_engine.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static void wait_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L }, NULL);
}

static enum rc insert(struct ctx *cx, void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("INSERT INTO t (n) VALUES (?)"), &stmt));
	db_bind_int(stmt, 1, *(const int64_t *)argument);
	return db_run(cx, stmt, NULL);
}

static enum rc insert_one(struct ctx *cx)
{
	int64_t one = 1;

	return db_write(cx, insert, &one);
}

static void make_table(struct db_fixture *fixture)
{
	must_execute(&fixture->cx, "CREATE TABLE t (id {id}, n {int})");
}

/* --- URLs -------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *url;
	enum rc rc;
} urls[] = {
	{ "a slash in the password", "postgres://me:sec/ret@127.0.0.1:1/x", E_INVALID },
	{ "an at sign in the password", "postgres://me:sec@ret@127.0.0.1:1/x", E_INVALID },
	{ "a hash in the password", "postgres://me:sec#ret@127.0.0.1:1/x", E_IO },
	{ "a question mark in the password", "postgres://me:sec?ret@127.0.0.1:1/x", E_IO },
	{ "a percent sign in the password", "postgres://me:sec%ret@127.0.0.1:1/x", E_INVALID },
	{ "a setting that is not known", "postgres://me:secret@127.0.0.1:1/x?secret=1", E_INVALID },
	{ "nobody listens", "postgres://me:secret@127.0.0.1:1/x", E_IO },
	{ "the password as a setting", "postgres://127.0.0.1:1/x?user=me&password=secret", E_IO },
};

static void test_urls(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;

	for (size_t i = 0; i < COUNT_OF(urls); i++) {
		struct db_options options = { .url = str_from(urls[i].url) };
		struct db *db;
		enum rc rc = db_open(cx, &options, &db);

		if (rc != urls[i].rc || strstr(cx->failure.detail.ptr, "sec") ||
		    strstr(cx->failure.detail.ptr, "ret"))
			fail_msg("%s: %s, %s", urls[i].name, rc_name(rc), cx->failure.detail.ptr);
	}
}

/* --- texts and numbers --------------------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *sql;
	const char *numbered;
	int count;
} texts[] = {
	{ "marks are numbered", "a = ? AND b IN (?, ?)", "a = $1 AND b IN ($2, $3)", 3 },
	{ "quoted texts stay", "'?' || ? || 'it''s ?'", "'?' || $1 || 'it''s ?'", 1 },
	{ "names stay", "\"a?\" = ?", "\"a?\" = $1", 1 },
	{ "comments stay", "? -- ?\n, ? /* ? */ ?", "$1 -- ?\n, $2 /* ? */ $3", 3 },
	{ "what is not closed stays", "? '?", "$1 '?", 1 },
	{ "a comment that is not closed stays", "? /* ?", "$1 /* ?", 1 },
	{ "a line that does not end stays", "? -- ?", "$1 -- ?", 1 },
	{ "minus and slash are no comments", "? - ? / ?", "$1 - $2 / $3", 3 },
	{ "ten and more", "?,?,?,?,?,?,?,?,?,?,?", "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11", 11 },
	{ "nothing", "", "", 0 },
};

static void test_texts(struct db_fixture *fixture)
{
	(void)fixture;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		int count;
		char *numbered = postgres_sql(str_from(texts[i].sql), &count);

		if (strcmp(numbered, texts[i].numbered) != 0 || count != texts[i].count)
			fail_msg("%s: %s", texts[i].name, numbered);
		free(numbered);
	}
}

static const struct {
	const char *sql;
	int64_t number;
	double real;
} numbers[] = {
	{ "0::numeric", 0, 0 },
	{ "1::numeric", 1, 1 },
	{ "-1.5::numeric", -1, -1.5 },
	{ "10000::numeric", 10000, 10000 },
	{ "100000000::numeric", 100000000, 100000000 },
	{ "12345678.000125::numeric", 12345678, 12345678.000125 },
	{ "0.00000001::numeric", 0, 1e-8 },
	{ "9223372036854775807::numeric", INT64_MAX, 9223372036854775807.0 },
	{ "-9223372036854775808::numeric", INT64_MIN, -9223372036854775808.0 },
	{ "1e30::numeric", INT64_MAX, 1e30 },
	{ "-1e30::numeric", INT64_MIN, -1e30 },
	{ "(-7)::smallint", -7, -7 },
	{ "70000::int", 70000, 70000 },
	{ "2.5::real", 2, 2.5 },
	{ "true", 1, 1 },
	{ "'42'::text", 42, 42 },
};

static void test_numbers(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;

	assert_rc(cx, db_read_begin(cx), OK);
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		AUTO(db_done) struct db_stmt *stmt = NULL;
		bool row;

		assert_rc(cx,
			  db_prepare(cx, str_printf(cx->arena, "SELECT %s", numbers[i].sql), &stmt),
			  OK);
		assert_rc(cx, db_step(cx, stmt, &row), OK);
		double real = db_real(stmt, 0);
		double off = real - numbers[i].real;

		if (db_int(stmt, 0) != numbers[i].number || off * off > 1e-24 * real * real)
			fail_msg("%s: %lld, %.17g", numbers[i].sql, (long long)db_int(stmt, 0),
				 real);
	}
	db_read_end(cx);
}

static enum rc changing_types(struct ctx *cx, void *argument)
{
	(void)argument;
	for (int i = 0; i < 4; i++) {
		AUTO(db_done) struct db_stmt *stmt = NULL;
		bool row;

		TRY(db_prepare(cx, STR("SELECT ?"), &stmt));
		if (i % 2)
			db_bind_int(stmt, 1, 5);
		else
			db_bind_text(stmt, 1, STR("five"));
		TRY(db_step(cx, stmt, &row));
		assert_true(i % 2 ? db_int(stmt, 0) == 5 : str_is(db_text(stmt, 0), "five"));
	}
	/* Names on the server are used again, however many statements come and go. */
	for (int i = 0; i < 1000; i++) {
		int64_t number;

		TRY(db_query_int(cx, str_printf(cx->arena, "SELECT %d", i), INT64_MIN, &number));
		assert_int_equal(number, i);
	}
	int64_t known;

	TRY(db_query_int(cx, STR("SELECT count(*) FROM pg_prepared_statements"), INT64_MIN,
			 &known));
	assert_in_range(known, 200, 300);
	return OK;
}

static void test_types(struct db_fixture *fixture)
{
	assert_rc(&fixture->cx, db_write(&fixture->cx, changing_types, NULL), OK);
}

/* --- very many rows ------------------------------------------------------------------------------ */

enum { PIECE_BYTES = 256 * 1024 };

/* Another statement runs in between, and is not in the way. */
static void read_numbers(struct ctx *cx, int64_t rows)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	int64_t other = 0;
	bool row = true;

	assert_rc(cx, db_prepare_many(cx, STR("SELECT n FROM generate_series(1, ?) AS n"), &stmt),
		  OK);
	db_bind_int(stmt, 1, rows);
	for (int64_t n = 1; n <= rows; n++) {
		assert_rc(cx, db_step(cx, stmt, &row), OK);
		assert_true(row);
		assert_int_equal(db_int(stmt, 0), n);
		assert_true(PQresultMemorySize(to_postgres_stmt(stmt)->result) < PIECE_BYTES);
		if (n % 700 == 0)
			assert_rc(cx, db_query_int(cx, STR("SELECT ?"), n, &other), OK);
	}
	assert_rc(cx, db_step(cx, stmt, &row), OK);
	assert_false(row);
}

static void leave_early(struct ctx *cx)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row;

	assert_rc(cx, db_prepare_many(cx, STR("SELECT n FROM generate_series(1, ?) AS n"), &stmt),
		  OK);
	db_bind_int(stmt, 1, 5000);
	assert_rc(cx, db_step(cx, stmt, &row), OK);
	db_bind_int(stmt, 1, 0);
	assert_rc(cx, db_step(cx, stmt, &row), OK);
	assert_false(row);
	db_bind_int(stmt, 1, 1);
	assert_rc(cx, db_step(cx, stmt, &row), OK);
	assert_true(row);
}

static void test_pieces(struct db_fixture *fixture)
{
	static const int64_t rows[] = { 0, 1, 999, 1000, 1001, 2000, 50000 };
	struct ctx *cx = &fixture->cx;

	assert_rc(cx, db_read_begin(cx), OK);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		read_numbers(cx, rows[i]);
	leave_early(cx);
	read_numbers(cx, 10);
	db_read_end(cx);
	assert_rc(cx, db_read_begin(cx), OK);
	read_numbers(cx, 10);
	db_read_end(cx);
}

/* The row behind the first piece cannot be computed. */
static void test_failing_piece(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	struct db_stmt *stmt = NULL;
	enum rc rc = OK;
	int rows = 0;

	assert_rc(cx, db_read_begin(cx), OK);
	assert_rc(cx,
		  db_prepare_many(cx, STR("SELECT 7 / (1500 - n) FROM generate_series(1, ?) AS n"),
				  &stmt),
		  OK);
	db_bind_int(stmt, 1, 5000);
	for (bool row = true; rc == OK && row; rows++)
		rc = db_step(cx, stmt, &row);
	assert_int_not_equal(rc, OK);
	assert_int_equal(rows, 1001);
	assert_non_null(strstr(cx->conn->detail, "division"));
	db_done(&stmt);
	db_read_end(cx);
	ctx_clear_failure(cx);
	assert_rc(cx, db_read_begin(cx), OK);
	read_numbers(cx, 2000);
	db_read_end(cx);
}

/* --- the connection breaks ----------------------------------------------------------------------- */

/* Ends connections of our database from the outside: the writer's, or the readers'. */
static void terminate(const struct db_fixture *fixture, const char *which)
{
	PGconn *link = PQconnectdb(fixture->url);
	char sql[256];

	snprintf(sql, sizeof sql,
		 "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE pid <> "
		 "pg_backend_pid() AND datname = current_database() AND %s",
		 which);
	PGresult *result = PQexec(link, sql);

	assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
	PQclear(result);
	PQfinish(link);
}

static void test_idle_break(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;

	make_table(fixture);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 0);
	assert_rc(cx, insert_one(cx), OK);
	terminate(fixture, "true");
	/* Nobody notices. */
	assert_rc(cx, insert_one(cx), OK);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 2);
	terminate(fixture, "true");
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 2);
	assert_rc(cx, insert_one(cx), OK);
}

static enum rc insert_and_break(struct ctx *cx, void *argument)
{
	int64_t one = 1;

	TRY(insert(cx, &one));
	terminate(argument, "true");
	if (insert(cx, &one) == OK)
		return OK;
	/* Going on regardless changes nothing outside the transaction that is gone. */
	assert_int_not_equal(db_execute(cx, STR("DELETE FROM t")), OK);
	assert_int_not_equal(db_savepoint_begin(cx), OK);
	return cx->failure.rc;
}

static void test_break_in_unit(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;

	make_table(fixture);
	assert_rc(cx, insert_one(cx), OK);
	assert_rc(cx, db_write(cx, insert_and_break, fixture), E_BUSY);
	assert_words(cx, "nothing was saved");
	assert_rc(cx, insert_one(cx), OK);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 2);
}

static void test_break_in_read(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	int64_t count;

	make_table(fixture);
	assert_rc(cx, db_read_begin(cx), OK);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 0);
	terminate(fixture, "true");
	assert_rc(cx, db_query_int(cx, STR("SELECT count(*) FROM t"), INT64_MIN, &count), E_BUSY);
	db_read_end(cx);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 0);
}

/* --- the answer to a commit is lost -------------------------------------------------------------- */

/* A trigger that is put off until the commit makes that take a second. */
static void make_commits_slow(struct db_fixture *fixture)
{
	make_table(fixture);
	must_execute(
		&fixture->cx,
		"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
		"'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';"
		"CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
		"FOR EACH ROW EXECUTE FUNCTION slow()");
}

struct breaker {
	struct db_fixture *fixture;
	bool at_server;
};

static void *break_commit(void *argument)
{
	const struct breaker *breaker = argument;
	const struct db_fixture *fixture = breaker->fixture;

	wait_ms(400);
	if (breaker->at_server)
		terminate(fixture, "query = 'COMMIT' AND state = 'active'");
	else
		shutdown(PQsocket(to_postgres_conn(fixture->db->writer.conn)->link), SHUT_RDWR);
	return NULL;
}

static enum rc break_while_committing(struct db_fixture *fixture, bool at_server)
{
	struct breaker breaker = { fixture, at_server };
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, break_commit, &breaker), 0);
	enum rc rc = insert_one(&fixture->cx);

	pthread_join(thread, NULL);
	return rc;
}

static void test_lost_answer(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;

	make_commits_slow(fixture);
	/* The server goes on committing when our end of the line is dead: we find out that it did. */
	assert_rc(cx, break_while_committing(fixture, false), OK);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 1);
	/* The server gives up: we find out that it did not. */
	assert_rc(cx, break_while_committing(fixture, true), E_BUSY);
	assert_words(cx, "nothing was saved");
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 1);
}

/* --- the server restarts ------------------------------------------------------------------------- */

static void *restart_server(void *argument)
{
	wait_ms(300);
	if (system(argument) != 0)
		print_error("# the server could not be restarted\n");
	return NULL;
}

/* Only where the environment says how to restart the cluster: other suites share it. */
static void test_restart(struct db_fixture *fixture)
{
	char *command = getenv("ALUR_TEST_POSTGRES_RESTART");
	struct ctx *cx = &fixture->cx;
	pthread_t thread;
	int64_t saved = 0;
	int failed = 0;

	if (!command)
		skip();
	make_table(fixture);
	assert_int_equal(pthread_create(&thread, NULL, restart_server, command), 0);
	for (int i = 0; i < 300; i++) {
		ctx_clear_failure(cx);
		enum rc rc = insert_one(cx);

		saved += rc == OK;
		failed += rc != OK;
		if (rc != OK)
			assert_rc(cx, rc, E_BUSY);
		wait_ms(10);
	}
	pthread_join(thread, NULL);
	assert_true(failed <= 1); /* the one that was under way */
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), saved);
}

/* --- several servers ----------------------------------------------------------------------------- */

struct server {
	struct db *db;
	pthread_t thread;
	atomic_bool *stop;
};

static void *serve(void *argument)
{
	struct server *server = argument;
	struct test_ctx own;

	test_ctx_init(&own, server->db);
	while (!atomic_load(server->stop))
		assert_rc(&own.cx, insert_one(&own.cx), OK);
	test_ctx_free(&own);
	return NULL;
}

/* Whoever has read all events up to a number never misses one below it. */
static void test_order_of_ids(struct db_fixture *fixture)
{
	enum { SERVERS = 4 };
	struct server servers[SERVERS];
	struct ctx *cx = &fixture->cx;
	atomic_bool stop = false;
	int64_t newest = 0;
	int64_t below = 0;

	make_table(fixture);
	for (int i = 0; i < SERVERS; i++) {
		servers[i] = (struct server){ .stop = &stop };
		assert_rc(cx, db_open(cx, &fixture->options, &servers[i].db), OK);
		assert_int_equal(pthread_create(&servers[i].thread, NULL, serve, &servers[i]), 0);
	}
	for (int i = 0; i < 200; i++) {
		int64_t count;

		assert_rc(cx, db_read_begin(cx), OK);
		assert_rc(cx,
			  db_query_int(cx, STR("SELECT count(*) FROM t WHERE id <= ?"), newest,
				       &count),
			  OK);
		assert_int_equal(count, below);
		newest = must_count(cx, "SELECT coalesce(max(id), 0) FROM t");
		below = must_count(cx, "SELECT count(*) FROM t");
		db_read_end(cx);
		wait_ms(2);
	}
	atomic_store(&stop, true);
	for (int i = 0; i < SERVERS; i++) {
		pthread_join(servers[i].thread, NULL);
		db_close(servers[i].db);
	}
	assert_true(below > 50);
}

/* --- one that serves ----------------------------------------------------------------------------- */

/* The lock that a serving program holds. */
#define LOCK_OF_SERVER                                                                             \
	" FROM pg_locks l JOIN pg_database d ON d.oid = l.database"                                \
	" WHERE d.datname = current_database() AND l.locktype = 'advisory'"                        \
	" AND l.classid = 1097626994 AND l.objid = 1 AND l.objsubid = 2"

/* PostgreSQL gives a lock back a moment after its session has ended. */
static void wait_until_nobody_serves(struct ctx *cx)
{
	for (int i = 0; i < 200 && must_count(cx, "SELECT count(*)" LOCK_OF_SERVER) > 0; i++)
		wait_ms(20);
}

/* As when the machine that serves is cut off: the session of whoever holds the lock ends. */
static void end_session_of_server(struct ctx *cx)
{
	must_execute(cx, "SELECT pg_terminate_backend(l.pid)" LOCK_OF_SERVER);
	wait_until_nobody_serves(cx);
}

static enum rc insert_into(struct db *db)
{
	struct test_ctx own;
	enum rc rc;

	test_ctx_init(&own, db);
	rc = insert_one(&own.cx);
	test_ctx_free(&own);
	return rc;
}

/* `fixture` is a command beside them. */
static void test_one_serves(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	struct db_options options = fixture->options;
	struct db *first = NULL;
	struct db *second = NULL;

	make_table(fixture);
	options.serves = true;
	assert_rc(cx, db_open(cx, &options, &first), OK);
	assert_rc(cx, db_open(cx, &options, &second), E_BUSY);
	assert_non_null(strstr(cx->failure.detail.ptr, "another server"));
	ctx_clear_failure(cx);
	assert_rc(cx, insert_one(cx), OK);
	assert_int_equal(insert_into(first), OK);
	end_session_of_server(cx);
	assert_int_equal(insert_into(first), OK); /* it has taken the lock again */
	assert_rc(cx, db_open(cx, &options, &second), E_BUSY);
	ctx_clear_failure(cx);
	end_session_of_server(cx);
	assert_rc(cx, db_open(cx, &options, &second), OK);
	assert_int_equal(insert_into(first), E_BUSY); /* the other was quicker */
	assert_int_equal(insert_into(second), OK);
	db_close(second);
	wait_until_nobody_serves(cx);
	assert_int_equal(insert_into(first), OK);
	db_close(first);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 5);
}

/* Its end has been ordered, but may not have come yet, when the next write begins. */
static void test_ending_session(struct db_fixture *fixture)
{
	enum { TIMES = 40 };

	struct ctx *cx = &fixture->cx;
	struct db_options options = fixture->options;
	struct db *served = NULL;
	PGconn *link = PQconnectdb(fixture->url);

	make_table(fixture);
	options.serves = true;
	assert_rc(cx, db_open(cx, &options, &served), OK);
	for (int i = 0; i < TIMES; i++) {
		PQclear(PQexec(link, "SELECT pg_terminate_backend(l.pid)" LOCK_OF_SERVER));
		assert_int_equal(insert_into(served), OK);
	}
	PQfinish(link);
	db_close(served);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), TIMES);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "no message holds a password", test_urls },
		{ "question marks become numbers, but not in texts", test_texts },
		{ "all its numbers are read", test_numbers },
		{ "types may change, and names on the server are used again", test_types },
		{ "of very many rows a piece is held, while other statements run", test_pieces },
		{ "a piece that cannot be had is told, and the next read is fine",
		  test_failing_piece },
		{ "a connection that broke while idle is replaced", test_idle_break },
		{ "a connection that breaks in a unit saves nothing of it", test_break_in_unit },
		{ "a connection that breaks in a read is told, and the next read is fine",
		  test_break_in_read },
		{ "what became of a commit is found out when its answer was lost",
		  test_lost_answer },
		{ "a server that restarts is waited for", test_restart },
		{ "numbers of rows grow in the order of commits with several servers",
		  test_order_of_ids },
		{ "one server serves a database, and commands write beside it", test_one_serves },
		{ "a write that begins while the server's session is ending waits for the next",
		  test_ending_session },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_POSTGRES);
}
