/* Looking up files that are part of the program. The table is made at build time by tools/embed. */
#include "base/embed.h"

/* Index of the first file whose path is not before `path`. */
static size_t lower_bound(str path)
{
	size_t low = 0;
	size_t high = embedded_file_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(str_from(embedded_files[middle].path), path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct embedded_file *embedded_find(str path)
{
	size_t at = lower_bound(path);

	if (at < embedded_file_count && str_is(path, embedded_files[at].path))
		return &embedded_files[at];
	return NULL;
}

size_t embedded_first(str prefix)
{
	size_t at = lower_bound(prefix);

	if (at < embedded_file_count && str_starts(str_from(embedded_files[at].path), prefix))
		return at;
	return embedded_file_count;
}
