/* The encodings of files: which one a file has, and conversion to UTF-8 while it is read. */
#ifndef ALUR_CODEC_CHARSET_H
#define ALUR_CODEC_CHARSET_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum charset {
	CHARSET_UTF8,
	CHARSET_UTF16LE,
	CHARSET_UTF16BE,
	CHARSET_WINDOWS_1252,
	CHARSET_COUNT
};

/* So much of a file's beginning is enough to tell. */
enum { CHARSET_SAMPLE = 1024 * 1024 };

/* By a byte order mark; else UTF-16 by the places of its zero bytes; else UTF-8 if the bytes are valid
 * (cut off at the end of the sample counts as valid unless it is the whole file); else Windows-1252. */
enum charset charset_detect(str sample, bool is_whole);

/* "utf-8", "utf-16le", "utf-16be", "windows-1252". */
const char *charset_name(enum charset charset);
bool charset_named(str name, enum charset *charset); /* in any case of letters */

/* A conversion under way. Zero-initialise but for `from`. */
struct charset_in {
	enum charset from;
	bool begun;
	unsigned char kept[4]; /* the first bytes of a character whose others are still to come */
	size_t kept_count;
	int64_t replaced; /* characters that were not valid, and became U+FFFD */
};

/* The next bytes of a file as UTF-8: a part of `bytes` where they are that already, else in `out`, whose
 * text before is forgotten. Valid until either changes. A byte order mark at the very beginning is left
 * out. `is_last`: nothing follows, so that half a character is not valid. Ask buf_rc(out). */
str charset_convert(struct charset_in *in, str bytes, bool is_last, struct buf *out);

#endif
