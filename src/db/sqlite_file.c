/* The file of a SQLite database: where it is, that only we may read it, and that only one process
 * writes it. SQLite itself would let several write; but then the live streams, the kept snapshots of
 * readers and the queue of the writer would miss what the others did. */
#include "db/sqlite_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rc fail_open(struct ctx *cx, const char *path)
{
	return fail(cx, E_IO, "the database %s cannot be opened: %s", path, strerror(errno));
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

enum rc sqlite_lock(struct ctx *cx, const char *place, int *lock_fd)
{
	str path = str_printf(cx->arena, "%s-lock", place);

	if (!path.ptr)
		return fail_memory(cx);
	int fd = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0600);

	if (fd < 0)
		return fail_open(cx, path.ptr);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		enum rc rc =
			errno == EWOULDBLOCK ? fail_locked(cx, place, fd) : fail_open(cx, path.ptr);

		close(fd);
		return rc;
	}
	write_process_number(fd);
	*lock_fd = fd;
	return OK;
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
		return fail_open(cx, path.ptr);
	return db->options.read_only ? OK : sqlite_lock(cx, db->place, &db->lock_fd);
}
