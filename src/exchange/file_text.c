/* Reads a small file whole. */
#include "exchange/file_text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void close_file(const int *file)
{
	if (*file >= 0)
		(void)close(*file);
}

enum rc file_text(struct ctx *cx, str path, size_t limit, str *out)
{
	str name = arena_str(cx->arena, path);
	AUTO(close_file) int file = name.ptr ? open(name.ptr, O_RDONLY | O_CLOEXEC) : -1;
	char *bytes = NULL;
	size_t used = 0;

	if (file < 0)
		return fail(cx, E_MISSING, "%.*s cannot be read: %s", STR_ARG(path),
			    strerror(errno));
	TRY(ctx_alloc(cx, limit + 1, &bytes));
	for (;;) {
		ssize_t got = read(file, bytes + used, limit + 1 - used);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(cx, E_IO, "%.*s cannot be read: %s", STR_ARG(path),
				    strerror(errno));
		used += (size_t)got;
		if (got == 0 || used > limit)
			break;
	}
	if (used > limit)
		return fail(cx, E_TOO_LARGE, "%.*s is larger than %lld KiB", STR_ARG(path),
			    (long long)limit / 1024);
	*out = (str){ bytes, used };
	return OK;
}
