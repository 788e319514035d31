/* Writes JSON (RFC 8259) straight into a buf: no tree, no copies. The writer sets the commas. Texts
 * must be valid UTF-8, as all stored texts are; bytes that are not become U+FFFD.
 *
 * json_none() and json_number() are not called json_null() and json_real() because the library that
 * reads JSON (json_in.c) exports those names. */
#ifndef ALUR_CODEC_JSON_OUT_H
#define ALUR_CODEC_JSON_OUT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct json_out {
	struct buf *buf; /* ask buf_rc() once, at the end */
	bool comma;      /* a comma belongs before the next value or key */
};

struct json_out json_out_new(struct buf *buf);

void json_object_begin(struct json_out *out);
void json_object_end(struct json_out *out);
void json_array_begin(struct json_out *out);
void json_array_end(struct json_out *out);

/* A key of our own: needs no escaping. A value must follow. Inline, so that the length of a literal is
 * known when it is compiled. */
void json_key_plain(struct json_out *out, str key);
static inline void json_key(struct json_out *out, const char *key)
{
	json_key_plain(out, (str){ key, strlen(key) });
}

/* The items of a list's page, and then `next`: the cursor of the next page, not set: this was the last.
 * Inside an object that the caller opened. */
void json_items_begin(struct json_out *out);
void json_items_end(struct json_out *out, str next);

/* A key that a user chose. */
void json_key_str(struct json_out *out, str key);

void json_str(struct json_out *out, str text); /* not set: null */
void json_int(struct json_out *out, int64_t number);
void json_bool(struct json_out *out, bool yes);
void json_none(struct json_out *out);
void json_number(struct json_out *out,
		 double number); /* shortest that reads back; not finite: null */
void json_instant(struct json_out *out, int64_t instant); /* RFC 3339 text */
void json_day(struct json_out *out, int64_t day);         /* YYYY-MM-DD text */

/* JSON that is ready; not set: null. */
void json_raw(struct json_out *out, str json);

/* For a value that the caller prints into the buf right after this. */
void json_print_begin(struct json_out *out);

/* For a text that the caller prints into the buf between these two; it must need no escaping. */
void json_quote_begin(struct json_out *out);
void json_quote_end(struct json_out *out);

#endif
