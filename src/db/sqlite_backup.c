/* Copies a SQLite database while it is in use. */
#include "base/convert.h"
#include "db/sqlite_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGES_AT_A_TIME = 1024 };

static enum rc fail_file(struct ctx *cx, const char *path)
{
	if (errno == ENOSPC || errno == EDQUOT)
		return fail(cx, E_IO, "disk is full: the backup %s could not be written", path);
	return fail(cx, E_IO, "the backup %s cannot be written: %s", path, strerror(errno));
}

/* One read transaction holds for all steps, so that commits meanwhile do not make it start over. */
static int copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	int rc = SQLITE_OK;

	if (!backup)
		return sqlite3_errcode(to);
	while (rc == SQLITE_OK)
		rc = sqlite3_backup_step(backup, PAGES_AT_A_TIME);
	sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static enum rc copy_into(struct ctx *cx, const char *path)
{
	sqlite3 *to = NULL;
	int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	/* The copy is synced as a whole at the end, and is worth nothing before. */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(to, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF", NULL, NULL,
				  NULL);
	if (rc == SQLITE_OK)
		rc = copy_pages(to_sqlite_conn(cx->conn)->handle, to);
	enum rc result = OK;

	if ((rc & 0xff) == SQLITE_FULL)
		result = fail(cx, E_IO, "disk is full: the backup %s could not be written", path);
	else if (rc != SQLITE_OK)
		result = fail(cx, E_IO, "the backup %s cannot be written: %s", path,
			      sqlite3_errstr(rc));
	sqlite3_close(to);
	return result;
}

static enum rc sync_path(struct ctx *cx, const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		return fail_file(cx, path);
	int rc = fsync(fd);

	close(fd);
	return rc == 0 ? OK : fail_file(cx, path);
}

/* Gives the finished copy its name, unless a file has taken it meanwhile. */
static enum rc publish(struct ctx *cx, const char *partial, const char *path)
{
	str folder = arena_str(cx->arena, str_from(path));

	if (!folder.ptr)
		return fail_memory(cx);
	if (renameat2(AT_FDCWD, partial, AT_FDCWD, path, RENAME_NOREPLACE) != 0)
		return errno == EEXIST ? fail(cx, E_CONFLICT, "the file %s exists already", path)
				       : fail_file(cx, path);
	return sync_path(cx, dirname((char *)folder.ptr), O_RDONLY | O_DIRECTORY);
}

static enum rc write_backup(struct ctx *cx, const char *partial, const char *path)
{
	int fd = open(partial, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return fail_file(cx, path);
	close(fd);
	enum rc rc = db_read_begin(cx);

	if (rc == OK) {
		int64_t tables;

		/* A transaction only sees one state from its first look on. */
		rc = db_query_int(cx, STR("SELECT count(*) FROM sqlite_schema"), INT64_MIN,
				  &tables);
		if (rc == OK)
			rc = copy_into(cx, partial);
		db_read_end(cx);
	}
	if (rc == OK)
		rc = sync_path(cx, partial, O_RDONLY);
	return rc == OK ? publish(cx, partial, path) : rc;
}

enum rc db_sqlite_backup(struct ctx *cx, str path)
{
	str name = arena_str(cx->arena, path);
	str partial = str_printf(cx->arena, "%.*s.partial", STR_ARG(path));
	struct stat about;

	ensure(db_dialect(cx->db) == DB_SQLITE);
	if (!name.ptr || !partial.ptr)
		return fail_memory(cx);
	if (lstat(name.ptr, &about) == 0)
		return fail(cx, E_CONFLICT, "the file %s exists already", name.ptr);
	enum rc rc = write_backup(cx, partial.ptr, name.ptr);

	if (rc != OK)
		unlink(partial.ptr);
	return rc;
}
