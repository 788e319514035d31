/* A walk through the folder of contents: its files, and those of the 256 folders below it. */
#include "exchange/contents_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
	enum rc (*each)(struct ctx *cx, void *argument, const struct contents_entry *entry);
	void *argument;
};

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder);
}

/* What is not there, or no more, is passed over; what cannot be read is a failure: a backup that leaves it
 * out would look whole. */
static enum rc unless_missing(struct ctx *cx, const char *name)
{
	if (errno == ENOENT)
		return OK;
	return fail(cx, E_IO, "attached files cannot be read (%s): %s", name,
		    strerrordesc_np(errno));
}

/* The next one; NULL after the last. */
static enum rc next(struct ctx *cx, DIR *folder, const char *name, const struct dirent **out)
{
	errno = 0;
	*out = readdir(folder);
	return *out || errno == 0 ? OK : unless_missing(cx, name);
}

static enum rc is_kind(struct ctx *cx, const struct contents_entry *entry, mode_t kind, bool *yes)
{
	struct stat file;

	*yes = false;
	if (fstatat(entry->folder, entry->name, &file, AT_SYMLINK_NOFOLLOW) != 0)
		return unless_missing(cx, entry->name);
	*yes = (file.st_mode & S_IFMT) == kind;
	return OK;
}

static enum rc walk_shelf(struct ctx *cx, const struct walk *walk, DIR *folder, const char *shelf)
{
	for (;;) {
		const struct dirent *file;
		bool is_file;

		TRY(next(cx, folder, shelf, &file));
		if (!file)
			return OK;

		const struct contents_entry entry = { shelf, file->d_name, dirfd(folder) };

		TRY(is_kind(cx, &entry, S_IFREG, &is_file));
		if (is_file)
			TRY(walk->each(cx, walk->argument, &entry));
	}
}

static enum rc enter(struct ctx *cx, const struct walk *walk, int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return unless_missing(cx, name);
	AUTO(close_folder) DIR *folder = fdopendir(fd);

	if (folder)
		return walk_shelf(cx, walk, folder, name);
	close(fd);
	return fail_memory(cx);
}

/* Only folders whose names begin with no dot are shelves. */
static enum rc enter_shelf(struct ctx *cx, const struct walk *walk,
			   const struct contents_entry *entry)
{
	bool is_folder = false;

	if (entry->name[0] != '.')
		TRY(is_kind(cx, entry, S_IFDIR, &is_folder));
	return is_folder ? enter(cx, walk, entry->folder, entry->name) : OK;
}

enum rc contents_walk(struct ctx *cx, str folder,
		      enum rc (*each)(struct ctx *cx, void *argument,
				      const struct contents_entry *entry),
		      void *argument)
{
	const struct walk walk = { each, argument };

	if (!str_is_set(folder))
		return fail_memory(cx);
	AUTO(close_folder) DIR *top = opendir(folder.ptr);

	if (!top)
		return unless_missing(cx, folder.ptr); /* nothing was ever attached */
	TRY(enter(cx, &walk, dirfd(top), "."));
	for (;;) {
		const struct dirent *file;

		TRY(next(cx, top, folder.ptr, &file));
		if (!file)
			return OK;
		TRY(enter_shelf(cx, &walk,
				&(const struct contents_entry){ ".", file->d_name, dirfd(top) }));
	}
}
