/* What only SQLite has: a file, its lock, its write-ahead log, its copies. */
#include "db_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void wait_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L }, NULL);
}

static off_t size_of(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 ? about.st_size : 0;
}

static void path_in(const struct db_fixture *fixture, const char *name, char path[128])
{
	snprintf(path, 128, "%s/%s", fixture->folder, name);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static enum rc open_url(struct ctx *cx, const char *url, bool read_only)
{
	struct db_options options = { .url = str_from(url), .read_only = read_only };
	struct db *db = NULL;
	enum rc rc = db_open(cx, &options, &db);

	if (rc == OK)
		db_close(db);
	else
		assert_null(db);
	return rc;
}

/* --- opening ----------------------------------------------------------------------------------- */

static void test_mode(struct db_fixture *fixture)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-lock" };
	char path[128];
	struct stat about;

	must_execute(&fixture->cx, "CREATE TABLE t (n {int})");
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		snprintf(path, sizeof path, "%s%s", fixture->path, ends[i]);
		assert_int_equal(stat(path, &about), 0);
		assert_int_equal(about.st_mode & 0777, 0600);
	}
}

static void test_second(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	char words[64];
	char other[128];
	char url[160];

	/* By another name too. */
	path_in(fixture, "other.db", other);
	assert_int_equal(symlink(fixture->path, other), 0);
	snprintf(url, sizeof url, "sqlite:%s", other);
	assert_rc(cx, open_url(cx, fixture->url, false), E_BUSY);
	snprintf(words, sizeof words, "process %ld", (long)getpid());
	assert_words(cx, words);
	assert_rc(cx, open_url(cx, url, false), E_BUSY);
	assert_rc(cx, open_url(cx, fixture->url, true), OK); /* reading is allowed */

	db_fixture_close(fixture);
	cx->db = NULL;
	assert_rc(cx, open_url(cx, url, false), OK);
	db_fixture_open(fixture);
}

static const struct {
	const char *name;
	const char *url; /* %s: the folder */
	bool read_only;
	enum rc rc;
	const char *words;
} wrong[] = {
	{ "no scheme", "test.db", false, E_INVALID, "sqlite:PATH" },
	{ "no path", "sqlite:", false, E_INVALID, "sqlite:PATH" },
	{ "another scheme", "mysql://host/x", false, E_INVALID, "sqlite:PATH" },
	{ "a folder that is not there", "sqlite:%s/nowhere/x.db", false, E_IO, "No such file" },
	{ "a folder", "sqlite:%s", false, E_IO, "directory" },
	{ "a text file", "sqlite:%s/text.db", false, E_IO, "not a database" },
	{ "reading what is not there", "sqlite:%s/absent.db", true, E_MISSING, "No such file" },
	{ "reading a text file", "sqlite:%s/text.db", true, E_IO, "not a database" },
	{ "a file: URI is a name like any other", "sqlite:file:%s/x?mode=memory", false, E_IO,
	  "No such file" },
};

static void test_wrong(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	char path[128];
	char url[256];

	path_in(fixture, "text.db", path);
	write_file(path,
		   "This is a text and has been one for longer than a hundred bytes, which is "
		   "what the header of a database takes at least, so it is read.\n");
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		const char *mark = strstr(wrong[i].url, "%s");

		if (mark)
			snprintf(url, sizeof url, "%.*s%s%s", (int)(mark - wrong[i].url),
				 wrong[i].url, fixture->folder, mark + 2);
		else
			snprintf(url, sizeof url, "%s", wrong[i].url);
		enum rc rc = open_url(cx, url, wrong[i].read_only);

		if (rc != wrong[i].rc)
			fail_msg("%s: %s, %.*s", wrong[i].name, rc_name(rc),
				 STR_ARG(cx->failure.detail));
		assert_words(cx, wrong[i].words);
	}
}

/* --- the write-ahead log ------------------------------------------------------------------------- */

static enum rc insert_text(struct ctx *cx, void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("INSERT INTO t (x) VALUES (?)"), &stmt));
	db_bind_text(stmt, 1, *(const str *)argument);
	return db_run(cx, stmt, NULL);
}

struct load {
	struct db *db;
	atomic_bool stop;
	str text;
};

/* Requests of 10 ms, one after the other. */
static void *read_on(void *argument)
{
	struct load *load = argument;
	struct test_ctx own;

	test_ctx_init(&own, load->db);
	while (!atomic_load(&load->stop)) {
		assert_rc(&own.cx, db_read_begin(&own.cx), OK);
		must_count(&own.cx, "SELECT max(id) FROM t");
		wait_ms(10);
		db_read_end(&own.cx);
	}
	test_ctx_free(&own);
	return NULL;
}

static void *write_on(void *argument)
{
	struct load *load = argument;
	struct test_ctx own;

	test_ctx_init(&own, load->db);
	while (!atomic_load(&load->stop))
		assert_rc(&own.cx, db_write(&own.cx, insert_text, &load->text), OK);
	test_ctx_free(&own);
	return NULL;
}

/* A small limit, so that little writing passes it many times. */
static int64_t limit_log(struct db_fixture *fixture)
{
	db_fixture_close(fixture);
	fixture->options.log_kib = 4096;
	db_fixture_open(fixture);
	must_execute(&fixture->cx, "CREATE TABLE t (id {id}, x {text})");
	return INT64_C(4096) * 1024;
}

/* Without a bound the log would hold all that is written. How far it passes its limit depends on how long
 * readers are kept from going on, and so on what else the machine does: a third of that is allowed. It goes
 * on until so much is written, not for a time. */
static void test_log_is_bounded(struct db_fixture *fixture)
{
	enum {
		WRITERS = 4,
		READERS = 2,
		WRITTEN = 24,
		MOST = 8,
		LONGEST_MS = 120000,
		LOOK_MS = 10
	};
	int64_t limit = limit_log(fixture);
	struct load load = { .db = fixture->db };
	pthread_t threads[WRITERS + READERS];
	static char text[20000];
	char log[128];
	off_t largest = 0;

	memset(text, 'x', sizeof text);
	load.text = (str){ text, sizeof text };
	path_in(fixture, "test.db-wal", log);
	for (int i = 0; i < WRITERS + READERS; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, i < WRITERS ? write_on : read_on, &load),
			0);
	for (int ms = 0; ms < LONGEST_MS && size_of(fixture->path) < WRITTEN * limit;
	     ms += LOOK_MS) {
		wait_ms(LOOK_MS);
		if (size_of(log) > largest)
			largest = size_of(log);
	}
	atomic_store(&load.stop, true);
	for (int i = 0; i < WRITERS + READERS; i++)
		pthread_join(threads[i], NULL);
	assert_true(size_of(fixture->path) >= WRITTEN * limit);
	assert_in_range(largest, 1, MOST * limit);
}

static void test_long_reader(struct db_fixture *fixture)
{
	int64_t limit = limit_log(fixture);
	struct ctx *cx = &fixture->cx;
	struct test_ctx reader;
	struct db_numbers numbers;
	static char text[100000];
	str x = { text, sizeof text };

	memset(text, 'x', sizeof text);
	test_ctx_init(&reader, fixture->db);
	assert_rc(&reader.cx, db_read_begin(&reader.cx), OK);
	assert_int_equal(must_count(&reader.cx, "SELECT count(*) FROM t"), 0);
	/* It holds the log, and nobody waits for it long. */
	for (int i = 0; i < 200; i++)
		assert_rc(cx, db_write(cx, insert_text, &x), OK);
	assert_int_equal(must_count(&reader.cx, "SELECT count(*) FROM t"), 0);
	db_numbers(fixture->db, &numbers);
	assert_true(numbers.wal_bytes > 3 * limit);
	db_read_end(&reader.cx);
	test_ctx_free(&reader);
	/* When it is gone the log starts anew, though the attempts had become rare. */
	for (int i = 0; i < 150 && numbers.wal_bytes > limit; i++) {
		wait_ms(100);
		assert_rc(cx, db_write(cx, insert_text, &(str){ "x", 1 }), OK);
		db_numbers(fixture->db, &numbers);
	}
	assert_true(numbers.wal_bytes < limit);
}

static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* How often the threads of the database were woken. */
static long times_woken(void)
{
	long woken = 0;
	FILE *lines = popen("cat /proc/$PPID/task/*/status", "r");
	char line[128];
	bool ours = false;

	assert_non_null(lines);
	while (fgets(line, sizeof line, lines)) {
		if (strncmp(line, "Name:", 5) == 0)
			ours = strstr(line, "alur-") != NULL;
		if (ours && strncmp(line, "voluntary_ctxt_switches:", 24) == 0)
			woken += strtol(line + 24, NULL, 10);
	}
	pclose(lines);
	return woken;
}

static void test_idle(struct db_fixture *fixture)
{
	must_execute(&fixture->cx, "CREATE TABLE t (id {id}, x {text})");
	assert_int_equal(must_count(&fixture->cx, "SELECT count(*) FROM t"), 0);
	wait_ms(600); /* the last commit is copied */
	double cpu = cpu_seconds();
	long woken = times_woken();

	wait_ms(1000);
	assert_true(cpu_seconds() - cpu < 0.05);
	assert_true(woken > 0);
	assert_int_equal(times_woken(), woken);
}

/* --- full disk ----------------------------------------------------------------------------------- */

static bool mount_small_disk(const struct db_fixture *fixture, char folder[128])
{
	path_in(fixture, "small", folder);
	return mkdir(folder, 0700) == 0 && mount("none", folder, "tmpfs", 0, "size=4m") == 0;
}

static int64_t fill_disk(struct ctx *cx, enum rc *rc)
{
	static char text[50000];
	str x = { text, sizeof text };
	int64_t saved = 0;

	memset(text, 'x', sizeof text);
	*rc = OK;
	for (; *rc == OK && saved < 1000; saved += *rc == OK)
		*rc = db_write(cx, insert_text, &x);
	return saved;
}

static void fill_and_go_on(struct db_fixture *fixture, struct ctx *cx)
{
	enum rc rc;

	must_execute(cx, "CREATE TABLE t (id {id}, x {text})");
	int64_t saved = fill_disk(cx, &rc);

	assert_rc(cx, rc, E_IO);
	assert_words(cx, "disk is full");
	/* Reading goes on, nothing half is there, and with room again writing does too. */
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), saved);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t WHERE length(x) = 50000"), saved);
	char folder[128];

	path_in(fixture, "small", folder);
	assert_int_equal(mount("none", folder, "tmpfs", MS_REMOUNT, "size=64m"), 0);
	ctx_clear_failure(cx);
	assert_rc(cx, db_write(cx, insert_text, &(str){ "y", 1 }), OK);
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), saved + 1);
}

static void test_full_disk(struct db_fixture *fixture)
{
	char folder[128];
	struct ctx *cx = &fixture->cx;

	if (geteuid() != 0 || !mount_small_disk(fixture, folder)) {
		print_message("# needs root\n");
		skip();
	}
	db_fixture_close(fixture);
	snprintf(fixture->url, sizeof fixture->url, "sqlite:%s/full.db", folder);
	db_fixture_open(fixture);
	fill_and_go_on(fixture, cx);
	db_fixture_close(fixture);
	assert_int_equal(umount(folder), 0);
	snprintf(fixture->url, sizeof fixture->url, "sqlite:%s", fixture->path);
	db_fixture_open(fixture);
}

/* Several units in one group, one of them too large for the disk: none of them is saved, and all
 * that hear OK are there. */
static enum rc insert_much(struct ctx *cx, void *argument)
{
	str text = *(const str *)argument;

	for (int i = 0; i < 40; i++) {
		enum rc rc = insert_text(cx, &text);

		if (rc != OK)
			return rc;
	}
	return OK;
}

struct full_thread {
	struct db *db;
	int saved;
	int failed;
	bool greedy;
};

static void *write_until_full(void *argument)
{
	struct full_thread *own = argument;
	static char text[50000];
	str x = { text, own->greedy ? sizeof text : 10 };
	struct test_ctx test;

	test_ctx_init(&test, own->db);
	for (int i = 0; i < 50; i++) {
		enum rc rc = db_write(&test.cx, own->greedy ? insert_much : insert_text, &x);

		own->saved += rc == OK;
		own->failed += rc == E_IO;
	}
	test_ctx_free(&test);
	return NULL;
}

static void test_full_disk_in_groups(struct db_fixture *fixture)
{
	enum { COUNT = 16 };
	struct full_thread own[COUNT];
	pthread_t threads[COUNT];
	char folder[128];
	struct ctx *cx = &fixture->cx;
	int saved = 0;

	if (geteuid() != 0 || !mount_small_disk(fixture, folder)) {
		print_message("# needs root\n");
		skip();
	}
	db_fixture_close(fixture);
	snprintf(fixture->url, sizeof fixture->url, "sqlite:%s/full.db", folder);
	fixture->options.cache_kib = 200; /* so that it spills in the middle of a unit */
	db_fixture_open(fixture);
	must_execute(cx, "CREATE TABLE t (id {id}, x {text})");
	for (int i = 0; i < COUNT; i++) {
		own[i] = (struct full_thread){ .db = fixture->db, .greedy = i % 4 == 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, write_until_full, &own[i]), 0);
	}
	for (int i = 0; i < COUNT; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(own[i].saved + own[i].failed, 50);
		saved += own[i].greedy ? 40 * own[i].saved : own[i].saved;
	}
	assert_int_equal(must_count(cx, "SELECT count(*) FROM t"), saved);
	db_fixture_close(fixture);
	assert_int_equal(umount(folder), 0);
	snprintf(fixture->url, sizeof fixture->url, "sqlite:%s", fixture->path);
	db_fixture_open(fixture);
}

/* --- killed -------------------------------------------------------------------------------------- */

/* The child tells each acknowledged row through the pipe until it is killed. */
static void write_in_child(const char *url, int pipe_end)
{
	struct test_ctx own;
	struct db *db;
	struct db_options options = { .url = str_from(url) };

	test_ctx_init(&own, NULL);
	if (db_open(&own.cx, &options, &db) != OK)
		_exit(1);
	own.cx.db = db;
	for (int32_t n = 0;; n++) {
		if (db_write(&own.cx, insert_text, &(str){ "x", 1 }) != OK ||
		    write(pipe_end, &n, sizeof n) != sizeof n)
			_exit(1);
		arena_reset(&own.arena);
	}
}

static int acknowledged_before_kill(const char *url, int round)
{
	int ends[2];
	int32_t n = -1;

	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();

	if (child == 0) {
		close(ends[0]);
		write_in_child(url, ends[1]);
	}
	close(ends[1]);
	for (int i = 0; i < 20 + 7 * round; i++)
		assert_int_equal(read(ends[0], &n, sizeof n), sizeof n);
	kill(child, SIGKILL);
	while (read(ends[0], &n, sizeof n) == sizeof n)
		;
	close(ends[0]);
	waitpid(child, NULL, 0);
	return n + 1;
}

static void test_killed(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	int64_t acknowledged = 0;

	must_execute(cx, "CREATE TABLE t (id {id}, x {text})");
	for (int round = 0; round < 5; round++) {
		db_fixture_close(fixture);
		acknowledged += acknowledged_before_kill(fixture->url, round);
		db_fixture_open(fixture);
		int64_t there = must_count(cx, "SELECT count(*) FROM t");

		/* The last one may be saved and not yet told. */
		assert_in_range(there, acknowledged, acknowledged + 1);
		acknowledged = there;
	}
}

/* --- copies -------------------------------------------------------------------------------------- */

static enum rc note_finding(struct ctx *cx, void *argument, str finding)
{
	(void)cx;
	(void)finding;
	++*(int *)argument;
	return OK;
}

static int findings_in(const char *path)
{
	struct test_ctx own;
	struct db *db;
	char url[160];
	int findings = 0;

	snprintf(url, sizeof url, "sqlite:%s", path);
	test_ctx_init(&own, NULL);
	struct db_options options = { .url = str_from(url), .read_only = true };

	assert_rc(&own.cx, db_open(&own.cx, &options, &db), OK);
	own.cx.db = db;
	assert_rc(&own.cx, db_read_begin(&own.cx), OK);
	assert_rc(&own.cx, db_check(&own.cx, note_finding, &findings), OK);
	db_read_end(&own.cx);
	db_close(db);
	test_ctx_free(&own);
	return findings;
}

static void test_backup(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	static char text[3000];
	struct load load = { .db = fixture->db, .text = { text, sizeof text } };
	pthread_t thread;
	char path[128];

	memset(text, 'x', sizeof text);
	must_execute(cx, "CREATE TABLE t (id {id}, x {text})");
	for (int i = 0; i < 300; i++)
		assert_rc(cx, db_write(cx, insert_text, &load.text), OK);
	assert_int_equal(pthread_create(&thread, NULL, write_on, &load), 0);
	path_in(fixture, "copy.db", path);
	assert_rc(cx, db_sqlite_backup(cx, str_from(path)), OK);
	atomic_store(&load.stop, true);
	pthread_join(thread, NULL);
	assert_int_equal(findings_in(path), 0);

	struct stat about;

	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	assert_rc(cx, db_sqlite_backup(cx, str_from(path)), E_CONFLICT);
	assert_rc(cx, db_sqlite_backup(cx, STR("/nowhere/at/all.db")), E_IO);
	path_in(fixture, "copy.db.partial", path);
	assert_int_equal(stat(path, &about), -1);

	/* The copy is a database like any other. */
	db_fixture_close(fixture);
	path_in(fixture, "copy.db", path);
	snprintf(fixture->url, sizeof fixture->url, "sqlite:%s", path);
	db_fixture_open(fixture);
	assert_true(must_count(cx, "SELECT count(*) FROM t") >= 300);
	assert_rc(cx, db_write(cx, insert_text, &load.text), OK);
}

static void test_damage(struct db_fixture *fixture)
{
	struct ctx *cx = &fixture->cx;
	static char text[3000];
	char noise[4096];

	memset(text, 'x', sizeof text);
	memset(noise, 0x5a, sizeof noise);
	must_execute(cx, "CREATE TABLE t (id {id}, x {text}); CREATE INDEX t_x ON t (x)");
	for (int i = 0; i < 100; i++)
		assert_rc(cx, db_write(cx, insert_text, &(str){ text, sizeof text }), OK);
	db_fixture_close(fixture);
	int fd = open(fixture->path, O_WRONLY);

	assert_int_equal(pwrite(fd, noise, sizeof noise, 10 * 4096), sizeof noise);
	close(fd);
	assert_true(findings_in(fixture->path) > 0);
	db_fixture_open(fixture);
}

static void test_dangling(struct db_fixture *fixture)
{
	must_execute(&fixture->cx, "CREATE TABLE a (id {id});"
				   "CREATE TABLE b (id {id}, a_id {int});"
				   "INSERT INTO b (a_id) VALUES (5)");
	db_fixture_close(fixture);
	/* As if somebody had meddled with the file. */
	char command[256];

	snprintf(
		command, sizeof command,
		"sqlite3 '%s' \"DROP TABLE b; CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER "
		"REFERENCES a (id)); INSERT INTO b (a_id) VALUES (5)\" 2>/dev/null",
		fixture->path);
	if (system(command) != 0)
		skip();
	assert_int_equal(findings_in(fixture->path), 1);
	db_fixture_open(fixture);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "only the owner can read the files", test_mode },
		{ "a second writing process is refused by name, a reading one is not",
		  test_second },
		{ "what is no database is refused with words", test_wrong },
		{ "the log stays short under constant writing and reading", test_log_is_bounded },
		{ "a long reader holds the log but nobody else", test_long_reader },
		{ "an idle database costs nothing", test_idle },
		{ "a full disk refuses writes with words, and hurts nothing", test_full_disk },
		{ "a full disk in the middle of groups loses nothing acknowledged",
		  test_full_disk_in_groups },
		{ "what was acknowledged survives kill -9", test_killed },
		{ "a backup is taken while others write", test_backup },
		{ "a damaged file is found out", test_damage },
		{ "a dangling reference is found out", test_dangling },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_SQLITE);
}
