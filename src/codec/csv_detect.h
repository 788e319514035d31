/* Finds out what delimits a CSV file, from its beginning. */
#ifndef ALUR_CODEC_CSV_DETECT_H
#define ALUR_CODEC_CSV_DETECT_H

#include "codec/csv_in.h"

/* So much of a file's beginning is looked at. */
enum { CSV_SAMPLE = 64 * 1024 };

struct csv_detected {
	struct csv_form form;
	size_t preamble; /* bytes to leave out: a line "sep=;" as spreadsheets write it */
	bool has_header; /* the first row has names and no values: no numbers, dates, doubles or gaps */
};

/* `sample` is UTF-8 without a mark; `is_whole`: nothing follows, so that its last line counts. The
 * delimiter is the one that makes the most rows of equal length; a comma where none makes any. False: no
 * memory. */
MUST_USE bool csv_detect(str sample, bool is_whole, struct csv_detected *out);

#endif
