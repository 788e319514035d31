/* Where the socket for errands is: beside the database's file, under its real name. */
#include "cli/errand.h"

#include "base/convert.h"

#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Through /proc, since an address has room for some hundred bytes only. */
static bool address_in(int folder_fd, const char *name, struct sockaddr_un *out)
{
	int length;

	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	length = snprintf(out->sun_path, sizeof out->sun_path, "/proc/self/fd/%d/%s-errands",
			  folder_fd, name);
	return length > 0 && to_size(length) < sizeof out->sun_path;
}

static bool place_of(char *path, struct errand_place *out)
{
	const char *name = strrchr(path, '/') + 1; /* real paths begin with one */
	str copy = str_from(name);
	char kept[NAME_MAX + 1];

	if (copy.len >= sizeof kept)
		return false;
	memcpy(kept, copy.ptr, copy.len + 1);
	out->folder_fd = open(dirname(path), O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (out->folder_fd >= 0 && address_in(out->folder_fd, kept, &out->address))
		return true;
	if (out->folder_fd >= 0)
		close(out->folder_fd);
	return false;
}

bool errand_place(const struct settings *settings, struct errand_place *out)
{
	str url = settings->values[SETTING_DB];
	char *path;
	bool found;

	if (!str_starts(url, STR("sqlite:")))
		return false;
	path = realpath(url.ptr + sizeof "sqlite:" - 1, NULL);
	if (!path)
		return false;
	found = place_of(path, out);
	free(path);
	return found;
}
