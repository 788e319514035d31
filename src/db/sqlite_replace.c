/* Puts another file in the place of a SQLite database that nobody has open. Which file, and what becomes
 * of the old one, is decided above (app/restore.c). */
#include "db/sqlite_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum rc fail_replace(struct ctx *cx, const char *place)
{
	return fail(cx, E_IO, "the database %s cannot be replaced: %s", place, strerror(errno));
}

/* A log that stayed behind belongs to the old file. */
static enum rc remove_logs(struct ctx *cx, const char *place)
{
	static const char *const suffixes[] = { "-wal", "-shm" };

	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		str name = str_printf(cx->arena, "%s%s", place, suffixes[i]);

		if (!name.ptr)
			return fail_memory(cx);
		if (unlink(name.ptr) != 0 && errno != ENOENT)
			return fail_replace(cx, place);
	}
	return OK;
}

static enum rc sync_folder(struct ctx *cx, const char *place)
{
	str copy = arena_str(cx->arena, str_from(place));

	if (!copy.ptr)
		return fail_memory(cx);
	int fd = open(dirname((char *)copy.ptr), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd >= 0 ? fsync(fd) : -1;

	if (fd >= 0)
		close(fd);
	return rc == 0 ? OK : fail_replace(cx, place);
}

static enum rc replace(struct ctx *cx, const char *place, const char *by)
{
	TRY(remove_logs(cx, place));
	if (rename(by, place) != 0)
		return fail_replace(cx, place);
	return sync_folder(cx, place);
}

enum rc db_sqlite_replace(struct ctx *cx, str path, str by)
{
	str from = arena_str(cx->arena, by);
	str to = arena_str(cx->arena, path);
	int lock_fd = -1;

	if (!from.ptr || !to.ptr)
		return fail_memory(cx);
	char *place = realpath(to.ptr, NULL);

	if (!place)
		return fail_replace(cx, to.ptr);
	enum rc rc = sqlite_lock(cx, place, &lock_fd);

	if (rc == OK) {
		rc = replace(cx, place, from.ptr);
		sqlite_unlock(place, lock_fd);
	}
	free(place);
	return rc;
}
