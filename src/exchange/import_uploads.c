/* Files that came through the API and that nobody needs any more. Where they come from: api/import_api.c;
 * jobs/import_job.c removes them when their job is done. What both may leave behind, when the server is
 * killed, goes here. */
#include "exchange/imports.h"

#include "base/day.h"
#include "db/db.h"

#include <dirent.h>
#include <fcntl.h>
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
