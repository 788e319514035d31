/* Reads CSV in pieces, over libcsv: bytes are pushed, rows are pulled, memory is bounded whatever the
 * file. The text must be UTF-8 already (charset.h); what delimits it is found by csv_detect.h.
 *
 * Rows end with LF, CRLF or CR. Empty lines are skipped. Blanks around fields that are not quoted are
 * not part of them. A quote within a quoted field is doubled; a single one there, and quotes within
 * fields that are not quoted, are taken as they stand. */
#ifndef ALUR_CODEC_CSV_IN_H
#define ALUR_CODEC_CSV_IN_H

#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { CSV_MAX_FIELD = 1024 * 1024, CSV_MAX_ROW = 4 * 1024 * 1024, CSV_MAX_FIELDS = 4096 };

struct csv_form {
	char delimiter; /* ',' ';' '\t' '|' */
	char quote;     /* '"' or '\'' */
};

/* Why a row cannot be used. Reading goes on behind it. */
enum csv_problem {
	CSV_FINE,
	CSV_FIELD_TOO_LONG, /* over CSV_MAX_FIELD, mostly since a quote is not closed; the rows up to the
			     * next line end behind that are lost with it */
	CSV_ROW_TOO_LONG,
	CSV_TOO_MANY_FIELDS,
	CSV_HAS_NUL,         /* not a text */
	CSV_QUOTE_NOT_CLOSED /* until the end of the file */
};

struct csv_row {
	const str *fields; /* valid until the next call; none when the row is too long */
	size_t count;
	int64_t line;   /* where it begins, from 1 */
	int64_t offset; /* likewise, in bytes of the pushed text */
	int64_t end;    /* offset behind its line end (of CRLF in two pieces: between them) */
	enum csv_problem problem;
};

struct csv_in;

/* NULL: no memory. */
struct csv_in *csv_in_open(struct csv_form form);
void csv_in_close(struct csv_in **in); /* NULL inside is allowed */

/* To go on in the middle of a file: what is pushed first is this line, at this offset. */
void csv_in_start_at(struct csv_in *in, int64_t line, int64_t offset);

/* Hands over the next bytes, which must stay until csv_in_next() has returned false. */
void csv_in_push(struct csv_in *in, str bytes);
/* No bytes will follow. */
void csv_in_end(struct csv_in *in);

/* The next row. False: push more; after csv_in_end(): there is none. */
bool csv_in_next(struct csv_in *in, struct csv_row *row);

/* A problem in English, to be translated by tr(). */
const char *csv_problem_words(enum csv_problem problem);

#endif
