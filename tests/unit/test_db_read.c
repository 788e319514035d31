/* Reading: one state a request, no waiting for writers, bounded connections. */
#include "db_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

static void wait_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L }, NULL);
}

/* Two accounts whose sum never changes, however often money moves between them. */
static void make_accounts(struct db_fixture *fixture)
{
	must_execute(&fixture->cx, "CREATE TABLE account (id {id}, worth {int} NOT NULL);"
				   "INSERT INTO account (id, worth) VALUES (1, 500), (2, 500)");
}

static enum rc move(struct ctx *cx, void *argument)
{
	(void)argument;
	TRY(db_execute(cx, STR("UPDATE account SET worth = worth - 1 WHERE id = 1")));
	return db_execute(cx, STR("UPDATE account SET worth = worth + 1 WHERE id = 2"));
}

struct mover {
	struct db *db;
	atomic_bool stop;
	atomic_int moves;
};

static void *keep_moving(void *argument)
{
	struct mover *mover = argument;
	struct test_ctx own;

	test_ctx_init(&own, mover->db);
	while (!atomic_load(&mover->stop)) {
		if (db_write(&own.cx, move, NULL) != OK)
			break;
		atomic_fetch_add(&mover->moves, 1);
		arena_reset(&own.arena);
	}
	test_ctx_free(&own);
	return NULL;
}

static int64_t worth(struct ctx *cx, int64_t id)
{
	int64_t sum;

	assert_rc(cx, db_query_int(cx, STR("SELECT worth FROM account WHERE id = ?"), id, &sum),
		  OK);
	return sum;
}

static void test_one_state(struct db_fixture *fixture)
{
	struct mover mover = { .db = fixture->db };
	struct ctx *cx = &fixture->cx;
	pthread_t thread;

	make_accounts(fixture);
	assert_int_equal(pthread_create(&thread, NULL, keep_moving, &mover), 0);
	while (atomic_load(&mover.moves) < 20)
		wait_ms(1);
	int changes = 0;
	int64_t before = 500;

	for (int i = 0; i < 100; i++) {
		assert_rc(cx, db_read_begin(cx), OK);
		int64_t first = worth(cx, 1);

		wait_ms(1); /* the writer goes on meanwhile */
		assert_rc(cx, db_read_begin(cx), OK);
		assert_int_equal(worth(cx, 2), 1000 - first);
		db_read_end(cx);
		assert_int_equal(worth(cx, 1), first);
		db_read_end(cx);
		assert_true(first <= before);
		changes += first < before;
		before = first;
	}
	atomic_store(&mover.stop, true);
	pthread_join(thread, NULL);
	assert_true(changes > 10);
}

static enum rc insert_and_wait(struct ctx *cx, void *argument)
{
	atomic_bool *go_on = argument;

	TRY(db_execute(cx, STR("UPDATE account SET worth = 0")));
	while (!atomic_load(go_on))
		wait_ms(1);
	return OK;
}

struct slow_writer {
	struct db *db;
	atomic_bool go_on;
};

static void *write_slowly(void *argument)
{
	struct slow_writer *slow = argument;
	struct test_ctx own;

	test_ctx_init(&own, slow->db);
	assert_rc(&own.cx, db_write(&own.cx, insert_and_wait, &slow->go_on), OK);
	test_ctx_free(&own);
	return NULL;
}

static void test_no_waiting(struct db_fixture *fixture)
{
	struct slow_writer slow = { .db = fixture->db };
	pthread_t thread;

	make_accounts(fixture);
	assert_int_equal(pthread_create(&thread, NULL, write_slowly, &slow), 0);
	wait_ms(50);
	/* The unit is in the middle of its work and cannot end before we have read. */
	for (int i = 0; i < 10; i++)
		assert_int_equal(must_count(&fixture->cx, "SELECT sum(worth) FROM account"), 1000);
	atomic_store(&slow.go_on, true);
	pthread_join(thread, NULL);
	assert_int_equal(must_count(&fixture->cx, "SELECT sum(worth) FROM account"), 0);
}

/* What was acknowledged is seen by whoever reads next, on whichever connection. */
enum { READ_THREADS = 8, ROUNDS = 60 };

struct own_writes {
	struct db *db;
	int64_t number;
	int wrong;
};

static enum rc add_row(struct ctx *cx, void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("INSERT INTO seen (n) VALUES (?)"), &stmt));
	db_bind_int(stmt, 1, *(const int64_t *)argument);
	return db_run(cx, stmt, NULL);
}

static void *read_own_writes(void *argument)
{
	struct own_writes *own = argument;
	struct test_ctx test;

	test_ctx_init(&test, own->db);
	for (int i = 1; i <= ROUNDS; i++) {
		int64_t count = 0;

		if (db_write(&test.cx, add_row, &own->number) != OK ||
		    db_read_begin(&test.cx) != OK) {
			own->wrong++;
			continue;
		}
		if (db_query_int(&test.cx, STR("SELECT count(*) FROM seen WHERE n = ?"),
				 own->number, &count) != OK ||
		    count != i)
			own->wrong++;
		db_read_end(&test.cx);
	}
	test_ctx_free(&test);
	return NULL;
}

static void test_own_writes(struct db_fixture *fixture)
{
	struct own_writes own[READ_THREADS];
	pthread_t threads[READ_THREADS];

	must_execute(&fixture->cx, "CREATE TABLE seen (n {int})");
	for (int i = 0; i < READ_THREADS; i++) {
		own[i] = (struct own_writes){ .db = fixture->db, .number = i };
		assert_int_equal(pthread_create(&threads[i], NULL, read_own_writes, &own[i]), 0);
	}
	for (int i = 0; i < READ_THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(own[i].wrong, 0);
	}
}

/* --- the pool ---------------------------------------------------------------------------------- */

static void test_pool(struct db_fixture *fixture)
{
	struct test_ctx readers[3];
	struct db_numbers numbers;
	struct test_ctx late;

	db_fixture_close(fixture);
	fixture->options.readers = 3;
	db_fixture_open(fixture);
	db_numbers(fixture->db, &numbers);
	assert_int_equal(numbers.readers_open, 0);
	for (int i = 0; i < 3; i++) {
		test_ctx_init(&readers[i], fixture->db);
		assert_rc(&readers[i].cx, db_read_begin(&readers[i].cx), OK);
	}
	db_numbers(fixture->db, &numbers);
	assert_int_equal(numbers.readers_open, 3);
	assert_int_equal(numbers.readers_busy, 3);

	test_ctx_init(&late, fixture->db);
	assert_rc(&late.cx, db_read_begin(&late.cx), E_BUSY); /* after 5 s */
	assert_true(late.cx.failure.retry_after_s > 0);
	db_read_end(&readers[0].cx);
	assert_rc(&late.cx, db_read_begin(&late.cx), OK);
	db_read_end(&late.cx);
	db_read_end(&readers[1].cx);
	db_read_end(&readers[2].cx);
	db_numbers(fixture->db, &numbers);
	assert_int_equal(numbers.readers_busy, 0);
	assert_int_equal(numbers.readers_open, 3);
	test_ctx_free(&late);
	for (int i = 0; i < 3; i++)
		test_ctx_free(&readers[i]);
}

static void test_no_writing(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;

	make_accounts(fixture);
	assert_rc(cx, db_read_begin(cx), OK);
	assert_int_not_equal(db_execute(cx, STR("DELETE FROM account")), OK);
	db_read_end(cx);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM account"), 2);
}

static enum rc nothing(struct ctx *cx, void *argument)
{
	(void)cx;
	(void)argument;
	return OK;
}

static void test_read_only(struct db_fixture *fixture)
{
	make_accounts(fixture);
	/* Beside an open database, as a report from the command line beside the server. */
	struct db *server = fixture->db;

	fixture->options.read_only = true;
	db_fixture_open(fixture);
	assert_int_equal(must_count(&fixture->cx, "SELECT count(*) FROM account"), 2);
	assert_rc(&fixture->cx, db_write(&fixture->cx, nothing, NULL), E_DENIED);
	db_fixture_close(fixture);
	fixture->db = server;
	fixture->cx.db = server;
}

static void test_too_long(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	int64_t count;

	db_fixture_close(fixture);
	fixture->options.read_timeout_ms = 100;
	db_fixture_open(fixture);
	assert_rc(cx, db_read_begin(cx), OK);
	enum rc rc = db_query_int(cx,
				  STR("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
				      "FROM n WHERE i < 2000000000) SELECT count(*) FROM n"),
				  INT64_MIN, &count);

	db_read_end(cx);
	assert_rc(cx, rc, E_BUSY);
	assert_words(cx, "too long");
	assert_int_equal(must_count(cx, "SELECT 7"), 7);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a request sees one state while writers commit", test_one_state },
		{ "a reader never waits for a writer", test_no_waiting },
		{ "what was acknowledged is seen by the next reader", test_own_writes },
		{ "readers are opened when needed, and no more than allowed", test_pool },
		{ "nothing can be written while reading", test_no_writing },
		{ "a database opened for reading only refuses to write", test_read_only },
		{ "a statement that reads for too long is stopped", test_too_long },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
