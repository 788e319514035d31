/* A file that is being imported, row by row: bytes to UTF-8 to fields, in bounded memory whatever the
 * file's size. Encoding and delimiter are detected from its beginning unless they are given. Private to
 * exchange/. */
#ifndef ALUR_EXCHANGE_IMPORT_SOURCE_H
#define ALUR_EXCHANGE_IMPORT_SOURCE_H

#include "base/ctx.h"

struct source;

struct source_form {
	char delimiter; /* ',' ';' '\t' '|'; 0: detected */
	const char *
		encoding; /* NULL: detected; else "utf-8", "utf-16le", "utf-16be", "windows-1252" */
};

struct source_row {
	const str *fields; /* valid until the next row; not those of cx->arena */
	size_t count;
	int64_t number; /* of the data row, from 1 */
	int64_t line;   /* where it begins in the file, from 1 */
	const char
		*problem; /* NULL; else why this row cannot be read, in English, to be translated by
			      * tr(); the fields are then those that could be read */
};

/* Opens a file, or bytes that are in memory and stay there (path not set), and reads its header. The
 * source keeps its own memory: cx->arena may be reset meanwhile. E_MISSING, E_INVALID with words: not
 * readable, no header, not a text, no such encoding or delimiter. */
struct source_order {
	str path;
	str bytes;
	struct source_form form;
};
MUST_USE enum rc source_open(struct ctx *cx, const struct source_order *order, struct source **out);
void source_close(struct source **source); /* NULL inside is allowed */

/* The header's fields; they live as long as the source. */
const str *source_headers(const struct source *source, size_t *count);
/* What was given or detected. */
struct source_form source_form(const struct source *source);

/* The next row; *more is false after the last. Texts are without the guard against formulas
 * (codec/formula_guard.h). Rows without any text are passed over and not counted. A
 * row that cannot be read, or whose fields are not as many as the header's, has a `problem`. E_IO: the
 * rest of the file cannot be read. */
MUST_USE enum rc source_next(struct ctx *cx, struct source *source, struct source_row *row,
			     bool *more);

/* Goes on behind data row `number`, to resume an import, from a source that is just opened. It reads the
 * rows before, so that it is exact in every encoding and the hash is that of the whole file. E_INVALID:
 * the file has fewer rows. */
MUST_USE enum rc source_skip(struct ctx *cx, struct source *source, int64_t number);

/* Bytes of the file read so far, and its size when it was opened. Reading runs up to 64 KiB ahead of the
 * rows. */
int64_t source_offset(const struct source *source);
int64_t source_size(const struct source *source);

/* Characters read so far that are not valid in the file's encoding, and became U+FFFD. */
int64_t source_replaced(const struct source *source);

/* SHA-256 of the bytes, hex in cx->arena; valid after the last row. */
str source_sha256(struct ctx *cx, const struct source *source);

#endif
