/* Contents for a backup, and back from one. They never change, so a link to one is as good as a copy. */
#include "exchange/attachments.h"

#include "base/convert.h"
#include "exchange/contents_walk.h"
#include "exchange/file_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rc cannot_copy(struct ctx *cx, str path)
{
	return fail(cx, E_IO, "the file %.*s cannot be copied: %s", STR_ARG(path), strerror(errno));
}

static enum rc make_folder(struct ctx *cx, str path)
{
	if (!str_is_set(path))
		return fail_memory(cx);
	return mkdir(path.ptr, 0700) == 0 || errno == EEXIST ? OK : cannot_copy(cx, path);
}

static enum rc copy_bytes(struct ctx *cx, int from, int to, str path)
{
	char bytes[64 * 1024];
	ssize_t got;

	while ((got = read(from, bytes, sizeof bytes)) > 0)
		if (!file_append(to, (str){ bytes, to_size(got) }))
			return cannot_copy(cx, path);
	return got == 0 && fsync(to) == 0 ? OK : cannot_copy(cx, path);
}

/* Of a content below its folder: "ab/ab12...", or that with ".partial". */
struct place {
	char name[96];
};

static struct place place_of(const struct contents_entry *entry, const char *suffix)
{
	struct place place;

	(void)snprintf(place.name, sizeof place.name, "%s/%s%s", entry->shelf, entry->name, suffix);
	return place;
}

/* Under another name until it is whole. */
static enum rc copy_file(struct ctx *cx, const struct contents_entry *entry, int folder)
{
	const struct place partial = place_of(entry, ".partial");
	const struct place whole = place_of(entry, "");
	AUTO(file_close) int from = openat(entry->folder, entry->name, O_RDONLY | O_CLOEXEC);
	AUTO(file_close)
	int to = openat(folder, partial.name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (from < 0 || to < 0)
		return cannot_copy(cx, str_from(entry->name));
	TRY(copy_bytes(cx, from, to, str_from(entry->name)));
	return renameat(folder, partial.name, folder, whole.name) == 0
		       ? OK
		       : cannot_copy(cx, str_from(entry->name));
}

static enum rc copy_one(struct ctx *cx, void *argument, const struct contents_entry *entry)
{
	const int *folder = argument;
	const struct place place = place_of(entry, "");

	if (strlen(entry->name) != 64 || strlen(entry->shelf) != 2)
		return OK; /* not whole */
	if (mkdirat(*folder, entry->shelf, 0700) != 0 && errno != EEXIST)
		return cannot_copy(cx, str_from(entry->name));
	if (linkat(entry->folder, entry->name, *folder, place.name, 0) == 0 || errno == EEXIST)
		return OK;
	return copy_file(cx, entry, *folder);
}

enum rc attachments_copy(struct ctx *cx, str from_files, str to_files)
{
	AUTO(file_close) int folder = -1;
	str from = contents_folder(cx, from_files);
	str to = contents_folder(cx, to_files);

	if (!str_is_set(from) || !str_is_set(to))
		return fail_memory(cx);
	if (access(from.ptr, R_OK | X_OK) != 0)
		return errno == ENOENT ? OK /* nothing was ever attached */ : cannot_copy(cx, from);
	TRY(make_folder(cx, to_files));
	TRY(make_folder(cx, to));
	folder = open(to.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder < 0 ? cannot_copy(cx, to) : contents_walk(cx, from, copy_one, &folder);
}
