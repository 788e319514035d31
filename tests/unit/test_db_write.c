/* Writing: groups, neighbours, order, doom, savepoints, and the end. */
#include "db_fixture.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

static enum rc run_one(struct ctx *cx, const char *sql, int64_t number)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, str_from(sql), &stmt));
	db_bind_int(stmt, 1, number);
	return db_run(cx, stmt, NULL);
}

static enum rc insert(struct ctx *cx, int64_t number)
{
	return run_one(cx, "INSERT INTO t (n) VALUES (?)", number);
}

static void make_table(struct db_fixture *fixture)
{
	must_execute(&fixture->cx,
		     "CREATE TABLE t (n {int} NOT NULL); CREATE UNIQUE INDEX t_n ON t (n)");
}

/* --- many threads ------------------------------------------------------------------------------ */

enum { THREADS = 64, WRITES = 40 };

struct storm_thread {
	struct db *db;
	pthread_t thread;
	int number;
	int acknowledged;
	int failed;
};

/* Every 7th unit writes and then fails: by itself, by a duplicate, or half way through. */
static enum rc storm_unit(struct ctx *cx, void *argument)
{
	int64_t number = *(const int64_t *)argument;

	TRY(insert(cx, number));
	if (number % 7 != 0)
		return OK;
	if (number % 3 == 0)
		return insert(cx, number);
	if (number % 3 == 1)
		return fail(cx, E_INVALID, "not this one");
	AUTO(tx_end) struct tx tx = { 0 };
	TRY(tx_begin(cx, &tx));
	return OK;
}

static void *storm(void *argument)
{
	struct storm_thread *own = argument;

	for (int i = 0; i < WRITES; i++) {
		struct test_ctx test;
		int64_t number = own->number * WRITES + i;

		test_ctx_init(&test, own->db);
		enum rc rc = db_write(&test.cx, storm_unit, &number);

		if (rc == OK && number % 7 != 0)
			own->acknowledged++;
		if (rc != OK && number % 7 == 0 && test.cx.failure.detail.len > 0)
			own->failed++;
		test_ctx_free(&test);
	}
	return NULL;
}

static void test_storm(struct db_fixture *fixture)
{
	struct storm_thread threads[THREADS];
	struct db_numbers numbers;
	int acknowledged = 0;
	int failed = 0;

	make_table(fixture);
	for (int i = 0; i < THREADS; i++) {
		threads[i] = (struct storm_thread){ .db = fixture->db, .number = i };
		assert_int_equal(pthread_create(&threads[i].thread, NULL, storm, &threads[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i].thread, NULL);
		acknowledged += threads[i].acknowledged;
		failed += threads[i].failed;
	}
	int bad = (THREADS * WRITES + 6) / 7;

	assert_int_equal(failed, bad);
	assert_int_equal(acknowledged, THREADS * WRITES - bad);
	assert_int_equal(must_count(&fixture->cx, "SELECT count(*) FROM t"), acknowledged);
	assert_int_equal(must_count(&fixture->cx, "SELECT count(*) FROM t WHERE n % 7 = 0"), 0);
	db_numbers(fixture->db, &numbers);
	assert_true(numbers.units >= THREADS * WRITES);
	assert_int_equal(numbers.failed_units, bad);
	assert_true(numbers.groups < numbers.units / 2);
	assert_int_equal(numbers.queue, 0);
}

/* --- order ------------------------------------------------------------------------------------- */

enum { ORDERED = 500 };

struct ordered {
	struct db_write write; /* first */
	struct test_ctx test;
	int64_t number;
	struct order *order;
};

struct order {
	int64_t done[ORDERED];
	int count;
	sem_t all;
};

static enum rc ordered_unit(struct ctx *cx, void *argument)
{
	const struct ordered *own = argument;

	return own->number % 5 == 0 ? fail(cx, E_INVALID, "no") : insert(cx, own->number);
}

static void ordered_done(struct db_write *write)
{
	struct ordered *own = (struct ordered *)write;

	own->order->done[own->order->count++] = own->number;
	if (own->order->count == ORDERED)
		sem_post(&own->order->all);
}

static void test_order(struct db_fixture *fixture)
{
	static struct ordered units[ORDERED];
	struct order order = { .count = 0 };

	make_table(fixture);
	sem_init(&order.all, 0, 0);
	for (int i = 0; i < ORDERED; i++) {
		struct ordered *own = &units[i];

		*own = (struct ordered){ .number = i, .order = &order };
		test_ctx_init(&own->test, fixture->db);
		own->write = (struct db_write){
			.cx = &own->test.cx,
			.work = ordered_unit,
			.argument = own,
			.done = ordered_done,
		};
		db_submit(fixture->db, &own->write);
	}
	while (sem_wait(&order.all) != 0)
		;
	for (int i = 0; i < ORDERED; i++) {
		assert_int_equal(order.done[i], i);
		assert_int_equal(units[i].write.rc, i % 5 == 0 ? E_INVALID : OK);
		test_ctx_free(&units[i].test);
	}
	assert_int_equal(must_count(&fixture->cx, "SELECT count(*) FROM t"), ORDERED * 4 / 5);
	sem_destroy(&order.all);
}

/* --- one unit ---------------------------------------------------------------------------------- */

static enum rc operation(struct ctx *cx, int64_t number, bool succeeds)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(insert(cx, number));
	if (!succeeds)
		return fail(cx, E_INVALID, "operation %d fails", (int)number);
	return tx_commit(&tx);
}

static enum rc two_operations(struct ctx *cx, void *argument)
{
	(void)argument;
	TRY(operation(cx, 1, true));
	return operation(cx, 2, true);
}

static enum rc ignores_a_failed_operation(struct ctx *cx, void *argument)
{
	(void)argument;
	TRY(operation(cx, 3, true));
	if (operation(cx, 4, false) != OK)
		return OK;
	return OK;
}

static enum rc ignores_a_failed_statement(struct ctx *cx, void *argument)
{
	(void)argument;
	TRY(insert(cx, 5));
	if (insert(cx, 5) != OK)
		return OK;
	return OK;
}

static enum rc forgets_a_savepoint(struct ctx *cx, void *argument)
{
	(void)argument;
	TRY(insert(cx, 6));
	return db_savepoint_begin(cx);
}

static enum rc fails_within_savepoints(struct ctx *cx, void *argument)
{
	(void)argument;
	TRY(insert(cx, 7));
	TRY(db_savepoint_begin(cx));
	TRY(db_savepoint_begin(cx));
	return insert(cx, 7);
}

static enum rc begins_a_savepoint_too_late(struct ctx *cx, void *argument)
{
	(void)argument;
	TRY(insert(cx, 10));
	if (insert(cx, 10) == OK)
		return OK;
	ctx_clear_failure(cx);
	assert_int_equal(db_savepoint_begin(cx), E_INTERNAL);
	ctx_clear_failure(cx);
	return OK;
}

static enum rc inner(struct ctx *cx, void *argument)
{
	return insert(cx, *(const int64_t *)argument);
}

static enum rc writes_within(struct ctx *cx, void *argument)
{
	int64_t number = 8;

	(void)argument;
	TRY(db_write(cx, inner, &number));
	number = 9;
	TRY(db_write(cx, inner, &number));
	TRY(db_read_begin(cx));
	int64_t count = 0;
	enum rc rc = db_query_int(cx, STR("SELECT count(*) FROM t WHERE n = ?"), 9, &count);

	db_read_end(cx);
	return rc != OK || count == 1 ? rc : fail(cx, E_INTERNAL, "it does not see its own write");
}

static const struct {
	const char *name;
	enum rc (*work)(struct ctx *cx, void *argument);
	enum rc rc;
	int64_t rows;
} units[] = {
	{ "two operations are saved together", two_operations, OK, 2 },
	{ "a failed operation dooms all", ignores_a_failed_operation, E_INVALID, 2 },
	{ "a failed statement dooms all", ignores_a_failed_statement, E_CONFLICT, 2 },
	{ "an open savepoint dooms all", forgets_a_savepoint, E_INTERNAL, 2 },
	{ "failing within savepoints undoes all", fails_within_savepoints, E_CONFLICT, 2 },
	{ "a savepoint after a failed statement is too late", begins_a_savepoint_too_late,
	  E_INTERNAL, 2 },
	{ "a write within a unit belongs to it", writes_within, OK, 4 },
};

static void test_units(struct db_fixture *fixture)
{
	make_table(fixture);
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		ctx_clear_failure(&fixture->cx);
		enum rc rc = db_write(&fixture->cx, units[i].work, NULL);
		int64_t rows = must_count(&fixture->cx, "SELECT count(*) FROM t");

		if (rc != units[i].rc || rows != units[i].rows)
			fail_msg("%s: %s, %d rows", units[i].name, rc_name(rc), (int)rows);
		if (rc != OK)
			assert_true(fixture->cx.failure.detail.len > 0);
	}
}

/* --- savepoints and events ----------------------------------------------------------------------- */

/* Events are record/'s business; here only their list head counts. */
static struct event *event(int number)
{
	static char places[8];

	return (struct event *)(void *)&places[number];
}

static enum rc saves_parts(struct ctx *cx, void *argument)
{
	(void)argument;
	cx->events = event(1);
	TRY(insert(cx, 1));

	TRY(db_savepoint_begin(cx)); /* kept */
	TRY(insert(cx, 2));
	cx->events = event(2);

	TRY(db_savepoint_begin(cx)); /* undone with the duplicate, the doom and its events */
	cx->events = event(3);
	TRY(insert(cx, 3));
	assert_int_equal(insert(cx, 1), E_CONFLICT);
	ctx_clear_failure(cx);
	TRY(db_savepoint_end(cx, true));
	assert_ptr_equal(cx->events, event(2));

	TRY(db_savepoint_begin(cx)); /* undone though an operation failed in it */
	assert_int_equal(operation(cx, 4, false), E_INVALID);
	ctx_clear_failure(cx);
	TRY(db_savepoint_end(cx, true));

	TRY(insert(cx, 5));
	TRY(db_savepoint_end(cx, false));
	return OK;
}

static void test_savepoints(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;

	make_table(fixture);
	assert_rc(cx, db_write(cx, saves_parts, NULL), OK);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), 3);
	assert_int_equal(must_count(cx, "SELECT sum(n) FROM t"), 8);
	assert_ptr_equal(cx->events, event(2));
}

static enum rc notes_and_fails(struct ctx *cx, void *argument)
{
	(void)argument;
	cx->events = event(5);
	return fail(cx, E_STALE, "changed meanwhile");
}

static void test_events(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;

	cx->events = event(4);
	assert_rc(cx, db_write(cx, notes_and_fails, NULL), E_STALE);
	assert_ptr_equal(cx->events, event(4));
	assert_null(cx->conn);
}

static enum rc kept_past_failures(struct ctx *cx, void *argument)
{
	(void)argument;
	for (int row = 0; row < 3000; row++) {
		TRY(db_savepoint_begin(cx));
		enum rc rc = insert(cx, row % 1000);

		ctx_clear_failure(cx);
		TRY(db_savepoint_end(cx, rc != OK));
	}
	return OK;
}

static void test_many_savepoints(struct db_fixture *fixture)
{
	make_table(fixture);
	assert_rc(&fixture->cx, db_write(&fixture->cx, kept_past_failures, NULL), OK);
	assert_int_equal(must_count(&fixture->cx, "SELECT count(*) FROM t"), 1000);
}

/* --- the end ----------------------------------------------------------------------------------- */

static atomic_int answered;

static void count_answer(struct db_write *write)
{
	(void)write;
	atomic_fetch_add(&answered, 1);
}

static enum rc slow_insert(struct ctx *cx, void *argument)
{
	nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	return insert(cx, *(const int64_t *)argument);
}

static void test_close(struct db_fixture *fixture)
{
	enum { QUEUED = 50 };
	static struct db_write writes[QUEUED];
	static struct test_ctx tests[QUEUED];
	static int64_t numbers[QUEUED];

	make_table(fixture);
	atomic_store(&answered, 0);
	for (int i = 0; i < QUEUED; i++) {
		numbers[i] = i;
		test_ctx_init(&tests[i], fixture->db);
		writes[i] = (struct db_write){
			.cx = &tests[i].cx,
			.work = slow_insert,
			.argument = &numbers[i],
			.done = count_answer,
		};
		db_submit(fixture->db, &writes[i]);
	}
	db_fixture_close(fixture);
	assert_int_equal(atomic_load(&answered), QUEUED);
	for (int i = 0; i < QUEUED; i++) {
		assert_int_equal(writes[i].rc, OK);
		test_ctx_free(&tests[i]);
	}
	db_fixture_open(fixture);
	assert_int_equal(must_count(&fixture->cx, "SELECT count(*) FROM t"), QUEUED);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "64 threads write, every 7th unit fails, and no neighbour is hurt", test_storm },
		{ "units are answered in the order in which they were submitted", test_order },
		{ "a unit is saved as a whole or not at all", test_units },
		{ "a savepoint undoes rows, doom and events, but no more", test_savepoints },
		{ "a failed unit takes its events with it", test_events },
		{ "thousands of rows may fail in savepoints of one unit", test_many_savepoints },
		{ "closing finishes what is queued", test_close },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
