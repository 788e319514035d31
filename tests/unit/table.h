/* Tests as tables: every row is a test of its own, named by the row's first member, a sentence. */
#ifndef ALUR_TESTS_TABLE_H
#define ALUR_TESTS_TABLE_H

#include "base/ctx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* cmocka's own fail() hides ours; tests say fail_msg(). */
#undef fail
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), _fail(__FILE__, __LINE__))

struct table {
	const void *rows;
	size_t count;
	size_t size;
	void (*check)(void **row); /* the test: *row is one of the rows */
};

#define TABLE(rows, check)                                                                         \
	{                                                                                          \
		rows, COUNT_OF(rows), sizeof(rows)[0], check                                       \
	}

/* Rows without inputs of their own. */
struct plain_row {
	const char *name;
	void (*run)(void);
};
void plain_check(void **row);
#define PLAIN(rows) TABLE(rows, plain_check)

/* Runs all rows of all tables; the exit status of the test program. */
int tables_run(const char *group, const struct table *tables, size_t count);

/* A context without a database, with an arena of its own; freed by AUTO(local_free). */
struct local {
	struct arena arena;
	struct ctx cx;
};
void local_init(struct local *local);
void local_free(struct local *local);
#define LOCAL(name)                                                                                \
	AUTO(local_free) struct local name;                                                        \
	local_init(&name)

void assert_text(str actual, const char *expected); /* NULL: not set */

/* Some field of the failure is `field`, and some word of it contains `part`. */
void assert_failure(const struct ctx *cx, const char *field, const char *part);

#endif
