/* Files that came through the API and that nobody needs any more. Where they come from: api/import_api.c;
 * jobs/import_job.c removes them when their job is done. What both may leave behind, when the server is
 * killed, goes here, and what one person keeps too much of. */
#include "exchange/imports.h"

#include "base/day.h"
#include "db/db.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file is there before its job is. */
enum { YOUNG_MS = 60 * 60 * 1000 };

static bool is_old_upload(const struct ctx *cx, int folder, const char *name)
{
	struct stat file;

	return str_ends(str_from(name), STR(IMPORT_UPLOAD)) &&
	       fstatat(folder, name, &file, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(file.st_mode) &&
	       file.st_mtime < (cx->now - YOUNG_MS) / 1000;
}

static enum rc remove_unneeded(struct ctx *cx, int folder, const char *name)
{
	bool needed = true;
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = import_needs_upload(cx, str_from(name), &needed);
	db_read_end(cx);
	if (rc == OK && !needed)
		(void)unlinkat(folder, name, 0); /* else the next look removes it */
	return rc;
}

/* Of the files whose names begin so, the one that was not used for the longest time. */
struct oldest {
	char name[NAME_MAX + 1];
	struct timespec at;
	int count; /* of all of them */
};

static bool is_before(struct timespec one, struct timespec other)
{
	return one.tv_sec < other.tv_sec ||
	       (one.tv_sec == other.tv_sec && one.tv_nsec < other.tv_nsec);
}

static void find_oldest(DIR *folder, str prefix, struct oldest *oldest)
{
	const struct dirent *entry;
	struct stat file;

	oldest->count = 0;
	rewinddir(folder);
	while ((entry = readdir(folder)) != NULL) {
		str name = str_from(entry->d_name);

		if (!str_starts(name, prefix) || !str_ends(name, STR(IMPORT_UPLOAD)) ||
		    fstatat(dirfd(folder), entry->d_name, &file, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (oldest->count++ > 0 && !is_before(file.st_mtim, oldest->at))
			continue;
		oldest->at = file.st_mtim;
		memcpy(oldest->name, name.ptr, name.len + 1);
	}
}

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder);
}

enum rc import_uploads_tidy(struct ctx *cx)
{
	AUTO(close_folder) DIR *folder = str_is_set(cx->files) ? opendir(cx->files.ptr) : NULL;
	const struct dirent *entry;

	if (!folder)
		return OK; /* nothing was ever sent */
	while ((entry = readdir(folder)) != NULL)
		if (is_old_upload(cx, dirfd(folder), entry->d_name))
			TRY(remove_unneeded(cx, dirfd(folder), entry->d_name));
	return OK;
}

void import_uploads_make_room(struct ctx *cx, str prefix)
{
	AUTO(close_folder) DIR *folder = opendir(cx->files.ptr);
	struct oldest oldest = { .count = 0 };

	if (!folder)
		return; /* nothing was ever sent */
	for (find_oldest(folder, prefix, &oldest); oldest.count >= MAX_KEPT_UPLOADS;
	     find_oldest(folder, prefix, &oldest))
		if (unlinkat(dirfd(folder), oldest.name, 0) != 0)
			return; /* it goes when it is an hour old */
}
