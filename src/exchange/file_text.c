/* Reads and writes files as a whole. */
#include "exchange/file_text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void file_close(const int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

bool file_append(int fd, str bytes)
{
	while (bytes.len > 0) {
		ssize_t written = write(fd, bytes.ptr, bytes.len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes = str_sub(bytes, (size_t)written, bytes.len);
	}
	return true;
}

enum rc file_write(struct ctx *cx, str path, str bytes)
{
	AUTO(file_close)
	int fd = open(path.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || !file_append(fd, bytes))
		return fail(cx, E_IO, "%.*s cannot be written: %s", STR_ARG(path), strerror(errno));
	return OK;
}

enum rc file_text(struct ctx *cx, str path, size_t limit, str *out)
{
	str name = arena_str(cx->arena, path);
	AUTO(file_close) int file = name.ptr ? open(name.ptr, O_RDONLY | O_CLOEXEC) : -1;
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
