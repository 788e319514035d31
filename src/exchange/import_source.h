/* A file that is being imported, row by row: bytes to UTF-8 to fields. Encoding and delimiter are
 * detected from its beginning unless they are given. Private to exchange/. */
#ifndef ALUR_EXCHANGE_IMPORT_SOURCE_H
#define ALUR_EXCHANGE_IMPORT_SOURCE_H

#include "base/ctx.h"

struct source;

struct source_form {
	char delimiter;       /* 0: detected */
	const char *encoding; /* NULL: detected; else "utf-8", "utf-16le", "utf-16be", "windows-1252" */
};

struct source_row {
	const str *fields; /* valid until the next row */
	size_t count;
	int64_t number;      /* of the data row, from 1 */
	int64_t line;        /* where it begins in the file, from 1 */
	const char *problem; /* NULL; else why this row cannot be read, in English */
};

/* Opens a file, or bytes that are in memory (path not set), and reads its header. E_MISSING, E_INVALID
 * with words: not readable, no header, not a text. */
struct source_order {
	str path;
	str bytes;
	struct source_form form;
};
MUST_USE enum rc source_open(struct ctx *cx, const struct source_order *order, struct source **out);
void source_close(struct source **source);

/* The header's fields; they live as long as the source. */
const str *source_headers(const struct source *source, size_t *count);
struct source_form source_form(const struct source *source);

/* The next row; *more is false after the last. A row that cannot be read has a `problem`; E_INVALID: the
 * rest of the file cannot be read. */
MUST_USE enum rc source_next(struct ctx *cx, struct source *source, struct source_row *row, bool *more);

/* Bytes of the file read so far, and its size. */
int64_t source_offset(const struct source *source);
int64_t source_size(const struct source *source);

/* SHA-256 of the bytes, hex; valid after the last row. */
str source_sha256(struct ctx *cx, struct source *source);

#endif
