/* Keeps spreadsheets from running the texts of a CSV file as formulas, without changing what an import
 * of the same file reads.
 *
 * A text is risky when it begins with one of = + - @, tab, CR, LF or the wide forms of the first four,
 * with any number of apostrophes in front. Written, it gets one apostrophe more; read, a risky text that
 * has an apostrophe in front loses one. So every text is read as it was written, also one that began
 * with an apostrophe itself. Numbers and dates of our own printing are never guarded. */
#ifndef ALUR_CODEC_FORMULA_GUARD_H
#define ALUR_CODEC_FORMULA_GUARD_H

#include "base/str.h"

#include <stdbool.h>

/* This text gets an apostrophe. */
bool formula_is_risky(str text);

/* The text of a file without the apostrophe of the guard: a part of `text`. */
str formula_unguard(str text);

#endif
