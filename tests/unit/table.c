/* Running tables of tests through cmocka. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_LIMIT = 64 * 1024 * 1024 };

void plain_check(void **row)
{
	((const struct plain_row *)*row)->run();
}

static const char *name_of(const void *row)
{
	const char *name;

	memcpy(&name, row, sizeof name);
	return name;
}

static struct CMUnitTest test_of(const struct table *table, size_t index)
{
	const char *row = (const char *)table->rows + index * table->size;

	return (struct CMUnitTest){
		.name = name_of(row),
		.test_func = table->check,
		.initial_state = (void *)(uintptr_t)row,
	};
}

int tables_run(const char *group, const struct table *tables, size_t count)
{
	struct CMUnitTest *tests;
	size_t total = 0;
	int failed;

	for (size_t i = 0; i < count; i++)
		total += tables[i].count;
	tests = calloc(total + 1, sizeof *tests);
	if (!tests)
		abort();
	total = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t row = 0; row < tables[i].count; row++)
			tests[total++] = test_of(&tables[i], row);
	failed = _cmocka_run_group_tests(group, tests, total, NULL, NULL);
	free(tests);
	return failed;
}

void local_init(struct local *local)
{
	*local = (struct local){ .cx = { .arena = &local->arena } };
	arena_init(&local->arena, ARENA_LIMIT);
}

void local_free(struct local *local)
{
	arena_free(&local->arena);
}

void assert_text(str actual, const char *expected)
{
	if (!str_eq(actual, str_from(expected)))
		fail_msg("got %s%.*s, expected %s\n", str_is_set(actual) ? "" : "(not set)",
			 STR_ARG(actual), expected ? expected : "(not set)");
}

static bool contains(str text, const char *part)
{
	return str_is_set(text) && memmem(text.ptr, text.len, part, strlen(part)) != NULL;
}

void assert_failure(const struct ctx *cx, const char *field, const char *part)
{
	const struct failure *failure = &cx->failure;

	if (!field && contains(failure->detail, part))
		return;
	for (int i = 0; field && i < failure->error_count; i++)
		if (str_is(failure->errors[i].field, field) &&
		    contains(failure->errors[i].message, part))
			return;
	fail_msg("no \"%s\" on field %s; detail \"%.*s\", %d field errors (first: %.*s: %.*s)\n",
		 part, field ? field : "(none)", STR_ARG(failure->detail), failure->error_count,
		 STR_ARG(failure->errors[0].field), STR_ARG(failure->errors[0].message));
}
