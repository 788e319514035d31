/* Files as a whole: presets and maps are read so, and what becomes an import is written so. Large ones are
 * read row by row: import_source.h. */
#ifndef ALUR_EXCHANGE_FILE_TEXT_H
#define ALUR_EXCHANGE_FILE_TEXT_H

#include "base/ctx.h"

/* The bytes of a file in cx->arena. E_MISSING: it cannot be read; E_TOO_LARGE: over `limit`. */
MUST_USE enum rc file_text(struct ctx *cx, str path, size_t limit, str *out);

/* Makes or replaces a file. E_IO in words. */
MUST_USE enum rc file_write(struct ctx *cx, str path, str bytes);

/* Writes all the bytes at once or piece by piece; false: errno says why not. */
MUST_USE bool file_append(int fd, str bytes);

/* For AUTO(): closes a descriptor, unless it is -1. */
void file_close(const int *fd);

#endif
