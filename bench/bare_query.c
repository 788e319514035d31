/* The floor of lists and boards: SQL statements run in a loop on a SQLite file, each of their rows written
 * as JSON, without HTTP, rights or anything of ours but the writer of JSON.
 *	bare_query FILE SECONDS SQL...
 * Prints the microseconds of processor time that one round of all statements takes. */
#include "base/day.h"
#include "codec/json_out.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MAX_STATEMENTS = 64 };

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bare_query: %s\n", what);
	exit(1);
}

static int64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void write_row(sqlite3_stmt *stmt, struct json_out *out)
{
	json_object_begin(out);
	for (int i = 0; i < sqlite3_column_count(stmt); i++) {
		json_key(out, sqlite3_column_name(stmt, i));
		if (sqlite3_column_type(stmt, i) == SQLITE_INTEGER)
			json_int(out, sqlite3_column_int64(stmt, i));
		else if (sqlite3_column_type(stmt, i) == SQLITE_NULL)
			json_none(out);
		else
			json_str(out, str_from((const char *)sqlite3_column_text(stmt, i)));
	}
	json_object_end(out);
}

static void run(sqlite3_stmt *stmt, struct json_out *out)
{
	int rc;

	json_array_begin(out);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		write_row(stmt, out);
	must(rc == SQLITE_DONE, "step");
	json_array_end(out);
	sqlite3_reset(stmt);
}

static double measure(sqlite3_stmt *const *stmts, int count, int64_t ns)
{
	struct arena arena;
	int64_t from = clock_monotonic_ns();
	int64_t cpu = cpu_ns();
	int64_t rounds = 0;

	arena_init(&arena, 16 * 1024 * 1024);
	for (; clock_monotonic_ns() - from < ns; rounds++) {
		struct buf text = buf_new(&arena);
		struct json_out out = json_out_new(&text);

		for (int i = 0; i < count; i++)
			run(stmts[i], &out);
		must(buf_rc(&text) == OK, "memory");
		arena_reset(&arena);
	}
	cpu = cpu_ns() - cpu;
	arena_free(&arena);
	return (double)cpu / 1000 / (double)rounds;
}

int main(int argc, char **argv)
{
	sqlite3 *handle;
	sqlite3_stmt *stmts[MAX_STATEMENTS];
	int count = argc - 3;

	must(argc > 3 && count <= MAX_STATEMENTS, "use: bare_query FILE SECONDS SQL...");
	must(sqlite3_open_v2(argv[1], &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) ==
		     SQLITE_OK,
	     "open");
	must(sqlite3_exec(handle, "PRAGMA cache_size=-8192; BEGIN", NULL, NULL, NULL) == SQLITE_OK,
	     "begin");
	for (int i = 0; i < count; i++)
		must(sqlite3_prepare_v2(handle, argv[i + 3], -1, &stmts[i], NULL) == SQLITE_OK,
		     sqlite3_errmsg(handle));
	printf("%.1f\n", measure(stmts, count, strtoll(argv[2], NULL, 10) * 1000000000));
	for (int i = 0; i < count; i++)
		sqlite3_finalize(stmts[i]);
	sqlite3_close(handle);
	return 0;
}
