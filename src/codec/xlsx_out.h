/* Writes a workbook (XLSX) with one table, over libxlsxwriter, in memory that does not grow with it.
 * Cells have types: texts are never formulas or links. Nothing outside xlsx_out.c knows the library. */
#ifndef ALUR_CODEC_XLSX_OUT_H
#define ALUR_CODEC_XLSX_OUT_H

#include "base/ctx.h"

struct xlsx_out;

/* A workbook to be written to `path`; rows wait in nameless files in `folder`. `title` names its sheet,
 * at most 25 characters, none of []:*?/\. A sheet holds 1,048,576 rows; more go on sheets "title 2" ...,
 * each with the header. */
struct xlsx_order {
	const char *path;
	const char *folder;
	const char *title;
	const str *header; /* valid until closed */
	size_t column_count;
};
MUST_USE enum rc xlsx_open(struct ctx *cx, const struct xlsx_order *order, struct xlsx_out **out);

/* Writes the file. E_IO: it, or something before, could not be written. */
MUST_USE enum rc xlsx_finish(struct ctx *cx, struct xlsx_out *out);
void xlsx_close(
	struct xlsx_out **out); /* NULL inside is allowed; an unfinished workbook is dropped */

/* The cells of a row, one after the other. Errors stick until xlsx_finish(). */
void xlsx_text(struct xlsx_out *out,
	       str text); /* cut to the 32,767 units that a cell holds; not set: empty */
void xlsx_empty(struct xlsx_out *out);
/* An exact decimal, number × 10^-digits. What a spreadsheet would round (more than 15 digits) is written
 * as text. */
void xlsx_number(struct xlsx_out *out, int64_t number, int digits);
void xlsx_day(struct xlsx_out *out, int64_t day);
/* A day and a time of it, as a clock on the wall shows them. */
void xlsx_time(struct xlsx_out *out, int64_t day, int64_t ms_of_day);
void xlsx_bool(struct xlsx_out *out, bool yes);
void xlsx_end_row(struct xlsx_out *out);

#endif
