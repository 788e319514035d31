/* Small files as a whole: presets and maps. Large ones are read row by row: source.h. */
#ifndef ALUR_EXCHANGE_FILE_TEXT_H
#define ALUR_EXCHANGE_FILE_TEXT_H

#include "base/ctx.h"

/* The bytes of a file in cx->arena. E_MISSING: it cannot be read; E_TOO_LARGE: over `limit`. */
MUST_USE enum rc file_text(struct ctx *cx, str path, size_t limit, str *out);

#endif
