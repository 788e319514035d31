/* The file of a SQLite database: where it is, that only we may read it, and that only one process
 * writes it. SQLite itself would let several write; but then the live streams, the kept snapshots of
 * readers and the queue of the writer would miss what the others did. */
#include "db/sqlite_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rc fail_open_as(struct ctx *cx, enum rc rc, const char *path)
{
	return fail(cx, rc, "the database %s cannot be opened: %s", path, strerror(errno));
}

static enum rc fail_open(struct ctx *cx, const char *path)
{
	return fail_open_as(cx, E_IO, path);
}

/* Makes an empty file that only its owner can read, unless there is one. */
static enum rc create(struct ctx *cx, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	struct stat about;

	if (fd < 0)
		return fail_open(cx, path);
	int rc = fstat(fd, &about);

	close(fd);
	if (rc != 0)
		return fail_open(cx, path);
	if (!S_ISREG(about.st_mode))
		return fail(cx, E_IO, "the database %s cannot be opened: it is not a file", path);
	return OK;
}

/* The process that holds the lock wrote its number into the file. */
static enum rc fail_locked(struct ctx *cx, const char *path, int fd)
{
	char number[24] = "";
	ssize_t length = pread(fd, number, sizeof number - 1, 0);
	int64_t process = 0;

	cx->failure.retry_after_s = 1;
	if (length <= 0 || !str_to_int(str_trim((str){ number, (size_t)length }), &process) ||
	    process <= 0)
		return fail(cx, E_BUSY, "the database %s is in use by another process", path);
	return fail(cx, E_BUSY,
		    "the database %s is in use by process %lld: stop that one first, or ask it (a "
		    "running server takes this through its API)",
		    path, (long long)process);
}

static void write_process_number(int fd)
{
	char number[24];
	int length = snprintf(number, sizeof number, "%lld\n", (long long)getpid());

	/* The number only helps a person to find us; the lock holds without it. */
	if (ftruncate(fd, 0) != 0 || pwrite(fd, number, (size_t)length, 0) < 0)
		return;
}

/* The file of the lock goes with the lock, so whoever gets a lock may have that of a file that is gone. */
static bool is_still_there(const char *path, int fd)
{
	struct stat held;
	struct stat named;

	return fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino &&
	       held.st_dev == named.st_dev;
}

static enum rc try_lock(struct ctx *cx, const char *place, const char *path, int *lock_fd)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0600);

	if (fd < 0)
		return fail_open(cx, path);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		enum rc rc =
			errno == EWOULDBLOCK ? fail_locked(cx, place, fd) : fail_open(cx, path);

		close(fd);
		return rc;
	}
	*lock_fd = fd;
	return OK;
}

enum rc sqlite_lock(struct ctx *cx, const char *place, int *lock_fd)
{
	str path = str_printf(cx->arena, "%s-lock", place);

	if (!path.ptr)
		return fail_memory(cx);
	TRY(try_lock(cx, place, path.ptr, lock_fd));
	while (!is_still_there(path.ptr, *lock_fd)) {
		close(*lock_fd);
		*lock_fd = -1;
		TRY(try_lock(cx, place, path.ptr, lock_fd));
	}
	write_process_number(*lock_fd);
	return OK;
}

void sqlite_unlock(const char *place, int lock_fd)
{
	char path[PATH_MAX + sizeof "-lock"];

	snprintf(path, sizeof path, "%s-lock", place);
	(void)unlink(path); /* while it is ours */
	close(lock_fd);
}

void sqlite_leave(struct db *db)
{
	if (db->lock_fd >= 0)
		sqlite_unlock(db->place, db->lock_fd);
}

/* --- finding it ---------------------------------------------------------------------------------- */

static bool has_log(struct ctx *cx, const char *place)
{
	str log = str_printf(cx->arena, "%s-wal", place);
	struct stat about;

	return log.ptr && stat(log.ptr, &about) == 0;
}

/* "file:/a%3fb.db?immutable=1": a file without a log is in nobody's hands, and is read without making one
 * beside it, which a connection that only reads could not remove (SQLite, "URI Filenames"). */
static enum rc name_immutable(struct ctx *cx, struct db *db)
{
	struct buf uri = buf_new(cx->arena);

	buf_text(&uri, "file:");
	for (const char *c = db->place; *c; c++) {
		if (*c == '?' || *c == '#' || *c == '%')
			buf_printf(&uri, "%%%02x", (unsigned)*c);
		else
			buf_char(&uri, *c);
	}
	buf_text(&uri, "?immutable=1");
	TRY(buf_rc(&uri));
	free(db->place);
	db->place = strdup(buf_str(&uri).ptr);
	return db->place ? OK : fail_memory(cx);
}

enum rc sqlite_locate(struct ctx *cx, struct db *db, str url)
{
	str path = arena_str(cx->arena, str_sub(url, sizeof "sqlite:" - 1, url.len));

	if (!path.ptr)
		return fail_memory(cx);
	/* Allocations of several threads would otherwise queue for SQLite's statistics. Only possible
	 * before its first use; later it is refused, which does no harm. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (!db->options.read_only)
		TRY(create(cx, path.ptr));
	/* The real path: two names of one file have one lock, and a later chdir() is no matter. */
	db->place = realpath(path.ptr, NULL);
	if (!db->place)
		return fail_open_as(cx, errno == ENOENT ? E_MISSING : E_IO, path.ptr);
	if (!db->options.read_only)
		return sqlite_lock(cx, db->place, &db->lock_fd);
	return has_log(cx, db->place) ? OK : name_immutable(cx, db);
}
