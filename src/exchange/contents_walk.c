/* A walk through the folder of contents: its files, and those of the 256 folders below it. */
#include "exchange/contents_walk.h"

#include <dirent.h>
#include <fcntl.h>
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

static bool is_kind(int folder, const char *name, mode_t kind)
{
	struct stat file;

	return fstatat(folder, name, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (file.st_mode & S_IFMT) == kind;
}

static enum rc walk_shelf(struct ctx *cx, const struct walk *walk, DIR *folder, const char *shelf)
{
	const struct dirent *file;

	while ((file = readdir(folder)) != NULL) {
		const struct contents_entry entry = { shelf, file->d_name, dirfd(folder) };

		if (is_kind(entry.folder, entry.name, S_IFREG))
			TRY(walk->each(cx, walk->argument, &entry));
	}
	return OK;
}

static enum rc enter(struct ctx *cx, const struct walk *walk, int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	AUTO(close_folder) DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	return folder ? walk_shelf(cx, walk, folder, name) : OK;
}

enum rc contents_walk(struct ctx *cx, str folder,
		      enum rc (*each)(struct ctx *cx, void *argument,
				      const struct contents_entry *entry),
		      void *argument)
{
	const struct walk walk = { each, argument };
	AUTO(close_folder) DIR *top = str_is_set(folder) ? opendir(folder.ptr) : NULL;
	const struct dirent *entry;

	if (!top)
		return OK; /* nothing was ever attached */
	TRY(enter(cx, &walk, dirfd(top), "."));
	while ((entry = readdir(top)) != NULL)
		if (entry->d_name[0] != '.' && is_kind(dirfd(top), entry->d_name, S_IFDIR))
			TRY(enter(cx, &walk, dirfd(top), entry->d_name));
	return OK;
}
