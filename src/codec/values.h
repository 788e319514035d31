/* Dates and numbers as people and programs write them in files. How a column is written is found from a
 * sample of its texts; then each text is read in that form. Dates: date_value.c, numbers:
 * number_value.c. */
#ifndef ALUR_CODEC_VALUES_H
#define ALUR_CODEC_VALUES_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* --- dates --------------------------------------------------------------------------------------- */

/* The form of a column. Dates that explain themselves (2026-01-31, 31 Jan 2026) are read in every form;
 * a form says what 03/04/2026 or 45631 means. */
enum date_form {
	DATE_NONE,      /* no text of the sample is a date */
	DATE_YMD,       /* 2026-01-31, 2026/1/31, 20260131 */
	DATE_NAMED,     /* 31 Jan 2026, Jan 31, 2026 */
	DATE_DMY,       /* 31/01/2026, 31.1.26 */
	DATE_MDY,       /* 01/31/2026 */
	DATE_SERIAL,    /* 46053, 46053.5: days as spreadsheets count them, from 1900 */
	DATE_AMBIGUOUS, /* 03/04/2026: day and month may be either, or the sample has both kinds */
	DATE_FORM_COUNT
};

struct date_value {
	int64_t day;       /* as written, in its zone */
	int64_t ms_of_day; /* 0 when there is no time */
	bool has_time;
	bool has_offset; /* the text says its zone: then `instant` is the moment */
	int64_t instant;
};

enum date_form date_form_detect(const str *sample, size_t count);

/* An example of how dates are written in a form, for people. */
const char *date_form_example(enum date_form form);

/* Reads a date, with or without a time ("14:30", "2:30:05 PM", "T14:30:05.123+07:00"). Years of two
 * digits are 1969 to 2068. False: not one, or one that does not exist. In the forms DATE_NONE and
 * DATE_AMBIGUOUS only dates that explain themselves are read. */
bool date_parse(str text, enum date_form form, struct date_value *out);

/* --- numbers and money --------------------------------------------------------------------------- */

enum number_form {
	NUMBER_NONE,      /* no text of the sample is a number */
	NUMBER_POINT,     /* 1,234,567.89 - also 1'234.5, 1 234.5 */
	NUMBER_COMMA,     /* 1.234.567,89 - also 1 234,5 */
	NUMBER_AMBIGUOUS, /* 1.234: a point or a separator of thousands, or the sample has both kinds */
	NUMBER_FORM_COUNT
};

enum { NUMBER_CHARS = 48 };

struct number_value {
	char decimal[NUMBER_CHARS]; /* "-1234567.89", as money_parse() reads it; NUL behind it */
	bool is_percent;            /* "75%": decimal is "75" */
	char currency[4]; /* "IDR" from "Rp 12.500"; "" where the text names none or, as "$",
				     * not a single one */
};

enum number_form number_form_detect(const str *sample, size_t count);
const char *number_form_example(enum number_form form);

/* Reads a number with or without separators of thousands, a sign before or behind, in parentheses
 * (negative), with a currency or a percent sign. False: not one. In the forms NUMBER_NONE and
 * NUMBER_AMBIGUOUS only numbers that explain themselves are read. */
bool number_parse(str text, enum number_form form, struct number_value *out);

#endif
