/* Removes a SQLite file that is a copy in the making: a half one must not be taken for a whole one. */
#include "app/copy.h"

#include <unistd.h>

void copy_remove(struct ctx *cx, str path)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-lock" };

	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		str name = str_printf(cx->arena, "%.*s%s", STR_ARG(path), suffixes[i]);

		if (str_is_set(name))
			unlink(name.ptr);
	}
}
