/* Contents that nobody needs any more: an upload whose row was refused leaves one. Archived rows keep
 * theirs, because archiving can be undone. */
#include "exchange/attachments.h"

#include "base/day.h"
#include "db/db.h"
#include "exchange/contents_walk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEPT_DAYS = 30 };
static const int64_t partial_ms = 60 * 60 * INT64_C(1000);

static bool is_older(const struct ctx *cx, const struct contents_entry *entry, int64_t ms)
{
	struct stat file;

	return fstatat(entry->folder, entry->name, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
	       file.st_mtime < (cx->now - ms) / 1000;
}

static enum rc is_needed(struct ctx *cx, str name, bool *yes)
{
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = content_is_needed(cx, name, yes);
	db_read_end(cx);
	return rc;
}

/* Its age is asked once more after its rows: whoever attaches it anew makes it young first. */
static enum rc tidy_one(struct ctx *cx, void *argument, const struct contents_entry *entry)
{
	const int64_t kept_ms = KEPT_DAYS * (int64_t)MS_PER_DAY;
	str name = str_from(entry->name);
	bool needed = true;

	(void)argument;
	if (str_ends(name, STR(".partial")) && is_older(cx, entry, partial_ms))
		(void)unlinkat(entry->folder, entry->name, 0);
	if (name.len != 64 || !is_older(cx, entry, kept_ms))
		return OK;
	TRY(is_needed(cx, name, &needed));
	if (!needed && is_older(cx, entry, kept_ms))
		(void)unlinkat(entry->folder, entry->name, 0); /* else the next look removes it */
	return OK;
}

enum rc attachments_tidy(struct ctx *cx)
{
	if (!str_is_set(cx->files))
		return OK;
	return contents_walk(cx, contents_folder(cx, cx->files), tidy_one, NULL);
}
