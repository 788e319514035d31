/* A database of its own for each test, on SQLite always and on PostgreSQL too when the environment
 * has ALUR_TEST_POSTGRES, the URL of a database whose contents nobody misses. */
#ifndef ALUR_TESTS_DB_FIXTURE_H
#define ALUR_TESTS_DB_FIXTURE_H

#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* cmocka's own fail() without arguments hides ours; tests say fail_msg(). */
#undef fail
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), _fail(__FILE__, __LINE__))

struct db_fixture {
	enum db_dialect dialect;
	struct db_options options;
	char folder[64];
	char path[96]; /* SQLite */
	char url[512];
	struct db *db;
	struct arena arena;
	struct ctx cx;
};

struct db_test {
	const char *name; /* a sentence */
	void (*run)(struct db_fixture *fixture);
};

enum { ON_SQLITE = 1, ON_POSTGRES = 2, ON_BOTH = 3 };

/* Runs the table on the engines that are here; the exit status of the test program. */
int db_tests_run(const struct db_test *tests, size_t count, int engines);

/* Opens the fixture's database again, e.g. with other options; it must be closed. */
void db_fixture_open(struct db_fixture *fixture);
void db_fixture_close(struct db_fixture *fixture);

/* A context on the fixture's database with an arena of its own, for one thread. */
struct test_ctx {
	struct arena arena;
	struct ctx cx;
};
void test_ctx_init(struct test_ctx *own, struct db *db);
void test_ctx_free(struct test_ctx *own);

/* Runs SQL statements in a unit of work that must succeed. `{id}`, `{int}` ... are replaced as in
 * migrations. */
void must_execute(struct ctx *cx, const char *sql);

/* The integer that a query gives, in a read transaction of its own unless one is open. */
int64_t must_count(struct ctx *cx, const char *sql);

/* Prints cx->failure when it is not as expected. */
void assert_rc(const struct ctx *cx, enum rc rc, enum rc expected);
void assert_words(const struct ctx *cx, const char *part);

#endif
