/* What does group commit cost and give? The same write (a deal changed, its event inserted) four
 * ways on SQLite with synchronous=FULL: in a bare loop that commits 64 at a time, in a bare loop that
 * commits each, by db_submit() with 64 units under way, as the server does it, and by db_write() from
 * 64 threads. Median of 3 interleaved rounds; the ratios count, the figures are of this machine.
 *	group_commit [FOLDER]       FOLDER: on the disk to measure; default: the current one */
#include "base/convert.h"
#include "base/day.h"
#include "db/db.h"

#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { DEALS = 100000, THREADS = 64, ROUNDS = 3, GROUP = 64, MAX_LATENCIES = 1000000 };

#define ROUND_NS INT64_C(1200000000)

static const char schema[] =
	"CREATE TABLE deal (id INTEGER PRIMARY KEY, title TEXT NOT NULL, stage_id INTEGER NOT NULL,"
	" owner_id INTEGER NOT NULL, company_id INTEGER, amount INTEGER NOT NULL, currency TEXT,"
	" status INTEGER NOT NULL, created_at INTEGER, updated_at INTEGER, version INTEGER,"
	" note TEXT, custom TEXT);"
	"CREATE INDEX deal_stage ON deal (stage_id, status, id);"
	"CREATE INDEX deal_owner ON deal (owner_id, id);"
	"CREATE INDEX deal_company ON deal (company_id, id);"
	"CREATE TABLE event (id INTEGER PRIMARY KEY, entity INTEGER NOT NULL,"
	" row_id INTEGER NOT NULL, at INTEGER NOT NULL, actor_id INTEGER, before TEXT, after TEXT);"
	"CREATE INDEX event_row ON event (entity, row_id, id);";

static const char fill[] =
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
	"INSERT INTO deal SELECT i, 'Deal number ' || i, i % 7, i % 40, i % 9000, i * 1000, 'IDR',"
	" i % 3, i, i, 1, 'A note that says what was talked about with the customer', '{}' FROM n";

static const char update_sql[] = "UPDATE deal SET amount = ?, stage_id = ?, updated_at = ?,"
				 " version = version + 1 WHERE id = ?";
static const char insert_sql[] = "INSERT INTO event (entity, row_id, at, actor_id, before, after)"
				 " VALUES (1, ?, ?, 7, ?, ?)";
static const char before_text[] = "{\"amount\":12500000,\"stage_id\":3,\"version\":17}";

struct result {
	double rate;   /* writes a second */
	double cpu_us; /* per write */
	double p50_ms;
	double p99_ms;
};

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "group_commit: %s\n", what);
	exit(1);
}

static int64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* xorshift64 (Marsaglia 2003): which deal is changed. */
static int64_t next_deal(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (int64_t)(*state % DEALS) + 1;
}

/* --- bare ---------------------------------------------------------------------------------------- */

struct copier {
	const char *path;
	atomic_bool stop;
};

/* The bare loop gets the same help as ours: a thread that copies the log. */
static void *copy_log(void *argument)
{
	struct copier *copier = argument;
	sqlite3 *handle;

	must(sqlite3_open(copier->path, &handle) == SQLITE_OK, "open");
	while (!atomic_load(&copier->stop)) {
		nanosleep(&(struct timespec){ .tv_nsec = 250000000 }, NULL);
		sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	}
	sqlite3_close(handle);
	return NULL;
}

struct bare {
	sqlite3 *handle;
	sqlite3_stmt *begin, *commit, *update, *insert;
};

static sqlite3_stmt *prepared(sqlite3 *handle, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	must(sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) ==
		     SQLITE_OK,
	     sqlite3_errmsg(handle));
	return stmt;
}

static void bare_open(struct bare *bare, const char *path)
{
	must(sqlite3_open_v2(path, &bare->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
			     NULL) == SQLITE_OK,
	     "open");
	must(sqlite3_exec(
		     bare->handle,
		     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192;"
		     "PRAGMA wal_autocheckpoint=0; PRAGMA busy_timeout=5000;"
		     "PRAGMA foreign_keys=ON",
		     NULL, NULL, NULL) == SQLITE_OK,
	     "configure");
	bare->begin = prepared(bare->handle, "BEGIN IMMEDIATE");
	bare->commit = prepared(bare->handle, "COMMIT");
	bare->update = prepared(bare->handle, update_sql);
	bare->insert = prepared(bare->handle, insert_sql);
}

static void bare_close(struct bare *bare)
{
	sqlite3_finalize(bare->begin);
	sqlite3_finalize(bare->commit);
	sqlite3_finalize(bare->update);
	sqlite3_finalize(bare->insert);
	must(sqlite3_close(bare->handle) == SQLITE_OK, "close");
}

static void bare_run(sqlite3_stmt *stmt)
{
	must(sqlite3_step(stmt) == SQLITE_DONE, sqlite3_errmsg(sqlite3_db_handle(stmt)));
	sqlite3_reset(stmt);
}

static void bare_write(struct bare *bare, int64_t deal, int64_t now)
{
	sqlite3_bind_int64(bare->update, 1, now % 1000000);
	sqlite3_bind_int64(bare->update, 2, now % 7);
	sqlite3_bind_int64(bare->update, 3, now);
	sqlite3_bind_int64(bare->update, 4, deal);
	bare_run(bare->update);
	sqlite3_bind_int64(bare->insert, 1, deal);
	sqlite3_bind_int64(bare->insert, 2, now);
	sqlite3_bind_text(bare->insert, 3, before_text, -1, SQLITE_STATIC);
	sqlite3_bind_text(bare->insert, 4, before_text, -1, SQLITE_STATIC);
	bare_run(bare->insert);
}

static struct result measure_bare(const char *path, int group)
{
	struct copier copier = { .path = path };
	pthread_t thread;
	struct bare bare;
	uint64_t random = 88172645463325252u;
	int64_t writes = 0;

	bare_open(&bare, path);
	must(pthread_create(&thread, NULL, copy_log, &copier) == 0, "thread");
	int64_t from = clock_monotonic_ns();
	int64_t cpu = cpu_ns();

	while (clock_monotonic_ns() - from < ROUND_NS) {
		bare_run(bare.begin);
		for (int i = 0; i < group; i++, writes++)
			bare_write(&bare, next_deal(&random), writes);
		bare_run(bare.commit);
	}
	double seconds = (double)(clock_monotonic_ns() - from) / 1e9;

	cpu = cpu_ns() - cpu;
	atomic_store(&copier.stop, true);
	pthread_join(thread, NULL);
	bare_close(&bare);
	return (struct result){
		.rate = (double)writes / seconds,
		.cpu_us = (double)cpu / 1e3 / (double)writes,
	};
}

/* --- ours ---------------------------------------------------------------------------------------- */

struct shared {
	struct db *db;
	int64_t from;
	atomic_int_fast64_t writes;
	int32_t *latencies_us;
};

struct write {
	int64_t deal;
	int64_t number;
};

static enum rc write_deal(struct ctx *cx, void *argument)
{
	AUTO(db_done) struct db_stmt *update = NULL;
	AUTO(db_done) struct db_stmt *insert = NULL;
	const struct write *write = argument;

	TRY(db_prepare(cx, (str){ update_sql, sizeof update_sql - 1 }, &update));
	db_bind_int(update, 1, write->number % 1000000);
	db_bind_int(update, 2, write->number % 7);
	db_bind_int(update, 3, write->number);
	db_bind_int(update, 4, write->deal);
	TRY(db_run(cx, update, NULL));
	TRY(db_prepare(cx, (str){ insert_sql, sizeof insert_sql - 1 }, &insert));
	db_bind_int(insert, 1, write->deal);
	db_bind_int(insert, 2, write->number);
	db_bind_text(insert, 3, (str){ before_text, sizeof before_text - 1 });
	db_bind_text(insert, 4, (str){ before_text, sizeof before_text - 1 });
	return db_run(cx, insert, NULL);
}

static void note_latency(struct shared *shared, int64_t begun, int64_t now)
{
	int64_t number = atomic_fetch_add(&shared->writes, 1);

	if (number < MAX_LATENCIES)
		shared->latencies_us[number] = to_int((now - begun) / 1000);
}

static void *write_on(void *argument)
{
	struct shared *shared = argument;
	struct arena arena;
	struct ctx cx = { .arena = &arena, .db = shared->db };
	uint64_t random = (uint64_t)(uintptr_t)&arena;
	int64_t now = clock_monotonic_ns();

	arena_init(&arena, 1024 * 1024);
	while (now - shared->from < ROUND_NS) {
		struct write write = { .deal = next_deal(&random), .number = now };
		int64_t begun = now;

		must(db_write(&cx, write_deal, &write) == OK, "db_write");
		now = clock_monotonic_ns();
		note_latency(shared, begun, now);
	}
	arena_free(&arena);
	return NULL;
}

/* One of the units under way: as soon as it is answered it is submitted anew. */
struct unit {
	struct db_write write; /* first */
	struct shared *shared;
	struct arena arena;
	struct ctx cx;
	struct write argument;
	uint64_t random;
	int64_t begun;
	sem_t *finished;
};

static void submit(struct unit *unit)
{
	unit->begun = clock_monotonic_ns();
	unit->argument = (struct write){ .deal = next_deal(&unit->random), .number = unit->begun };
	db_submit(unit->shared->db, &unit->write);
}

static void submit_again(struct db_write *write)
{
	struct unit *unit = (struct unit *)write;
	int64_t now = clock_monotonic_ns();

	must(write->rc == OK, "db_submit");
	note_latency(unit->shared, unit->begun, now);
	if (now - unit->shared->from < ROUND_NS)
		submit(unit);
	else
		sem_post(unit->finished);
}

static void run_submitted(struct shared *shared)
{
	struct unit *units = calloc(THREADS, sizeof *units);
	sem_t finished;

	must(units != NULL, "memory");
	sem_init(&finished, 0, 0);
	for (int i = 0; i < THREADS; i++) {
		struct unit *unit = &units[i];

		arena_init(&unit->arena, 1024 * 1024);
		unit->shared = shared;
		unit->random = 88172645463325252u + (uint64_t)i;
		unit->finished = &finished;
		unit->cx = (struct ctx){ .arena = &unit->arena, .db = shared->db };
		unit->write = (struct db_write){
			.cx = &unit->cx,
			.work = write_deal,
			.argument = &unit->argument,
			.done = submit_again,
		};
		submit(unit);
	}
	for (int i = 0; i < THREADS; i++)
		while (sem_wait(&finished) != 0)
			;
	for (int i = 0; i < THREADS; i++)
		arena_free(&units[i].arena);
	free(units);
	sem_destroy(&finished);
}

static void run_threads(struct shared *shared)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		must(pthread_create(&threads[i], NULL, write_on, shared) == 0, "thread");
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static int compare_int32(const void *a, const void *b)
{
	int32_t left = *(const int32_t *)a;
	int32_t right = *(const int32_t *)b;

	return (left > right) - (left < right);
}

static struct db *ours_open(const char *path)
{
	struct arena arena;
	struct ctx cx = { .arena = &arena };
	struct db *db;

	arena_init(&arena, 1024 * 1024);
	struct db_options options = { .url = str_printf(&arena, "sqlite:%s", path) };

	must(db_open(&cx, &options, &db) == OK, "db_open");
	arena_free(&arena);
	return db;
}

static struct result measure_ours(const char *path, void (*run)(struct shared *shared))
{
	struct shared shared = { .db = ours_open(path) };
	struct db_numbers numbers;

	shared.latencies_us = calloc(MAX_LATENCIES, sizeof *shared.latencies_us);
	must(shared.latencies_us != NULL, "memory");
	shared.from = clock_monotonic_ns();
	int64_t cpu = cpu_ns();

	run(&shared);
	double seconds = (double)(clock_monotonic_ns() - shared.from) / 1e9;
	int64_t writes = atomic_load(&shared.writes);

	cpu = cpu_ns() - cpu;
	db_numbers(shared.db, &numbers);
	fprintf(stderr, "# %.1f units a group, log %lld KiB\n",
		(double)numbers.units / (double)numbers.groups,
		(long long)numbers.wal_bytes / 1024);
	db_close(shared.db);
	int64_t count = writes < MAX_LATENCIES ? writes : MAX_LATENCIES;

	qsort(shared.latencies_us, to_size(count), sizeof *shared.latencies_us, compare_int32);
	struct result result = {
		.rate = (double)writes / seconds,
		.cpu_us = (double)cpu / 1e3 / (double)writes,
		.p50_ms = (double)shared.latencies_us[count / 2] / 1e3,
		.p99_ms = (double)shared.latencies_us[count * 99 / 100] / 1e3,
	};

	free(shared.latencies_us);
	return result;
}

/* --- the rounds ---------------------------------------------------------------------------------- */

enum { BARE_GROUP, BARE_SINGLE, SUBMITTED, FROM_THREADS, WAYS };

static const char *const names[WAYS] = { "bare loop, 64 a commit", "bare loop, 1 a commit",
					 "db_submit(), 64 under way", "db_write(), 64 threads" };

static int compare_rates(const void *a, const void *b)
{
	const struct result *left = a;
	const struct result *right = b;

	return (left->rate > right->rate) - (left->rate < right->rate);
}

static void make_database(const char *path)
{
	sqlite3 *handle;

	must(sqlite3_open(path, &handle) == SQLITE_OK, "open");
	must(sqlite3_exec(handle, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) == SQLITE_OK, "WAL");
	must(sqlite3_exec(handle, schema, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(handle));
	must(sqlite3_exec(handle, fill, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(handle));
	sqlite3_close(handle);
}

static void print(const struct result *results)
{
	const struct result *floor = &results[BARE_GROUP];
	const struct result *ours = &results[SUBMITTED];

	for (int way = 0; way < WAYS; way++)
		printf("%-26s %8.0f writes/s  %6.1f us CPU each  ratio %.2f  p50 %.1f ms  p99 %.1f ms\n",
		       names[way], results[way].rate, results[way].cpu_us,
		       results[way].rate / floor->rate, results[way].p50_ms, results[way].p99_ms);
	printf("db_submit() / bare group    %.2f (at least 0.9)\n", ours->rate / floor->rate);
	printf("db_submit() / one a commit  %.2f (at least 3)\n",
	       ours->rate / results[BARE_SINGLE].rate);
	printf("db_submit() p99 / p50       %.1f (at most 8)\n", ours->p99_ms / ours->p50_ms);
}

int main(int argc, char **argv)
{
	struct result rounds[WAYS][ROUNDS];
	struct result medians[WAYS];
	char folder[256];
	char path[300];

	snprintf(folder, sizeof folder, "%s/group-commit-XXXXXX", argc > 1 ? argv[1] : ".");
	must(mkdtemp(folder) != NULL, "folder");
	snprintf(path, sizeof path, "%s/bench.db", folder);
	make_database(path);
	for (int round = 0; round < ROUNDS; round++) {
		rounds[BARE_GROUP][round] = measure_bare(path, GROUP);
		rounds[BARE_SINGLE][round] = measure_bare(path, 1);
		rounds[SUBMITTED][round] = measure_ours(path, run_submitted);
		rounds[FROM_THREADS][round] = measure_ours(path, run_threads);
	}
	for (int way = 0; way < WAYS; way++) {
		qsort(rounds[way], ROUNDS, sizeof rounds[way][0], compare_rates);
		medians[way] = rounds[way][ROUNDS / 2];
	}
	print(medians);
	snprintf(path, sizeof path, "rm -rf '%s'", folder);
	return system(path) == 0 ? 0 : 1;
}
