/* Writes CSV (RFC 4180: commas, double quotes, CRLF) straight into a buf. The writer sets the commas.
 * csv_in.c reads every field back as it was written; texts that a spreadsheet would run as formulas are
 * guarded (formula_guard.h). */
#ifndef ALUR_CODEC_CSV_OUT_H
#define ALUR_CODEC_CSV_OUT_H

#include "base/buf.h"

#include <stdbool.h>

struct csv_out {
	struct buf *buf; /* ask buf_rc() once, at the end */
	bool comma;      /* a comma belongs before the next field */
};

struct csv_out csv_out_new(struct buf *buf);

/* A field that people wrote: guarded. Not set: empty. */
void csv_text(struct csv_out *out, str text);

/* A number, date or word of our own printing: as it is. Not set: empty. */
void csv_value(struct csv_out *out, str text);

void csv_end_row(struct csv_out *out);

#endif
