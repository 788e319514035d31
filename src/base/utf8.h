/* UTF-8: is it valid, how long is it, and the folded form that searches and duplicates compare. */
#ifndef ALUR_BASE_UTF8_H
#define ALUR_BASE_UTF8_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>

/* Valid UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF) without NUL. */
bool utf8_is_valid(str s);

/* Length of the valid sequence at the beginning of `left` bytes, 1..4; 0 when there is none. NUL is a
 * sequence of 1 here. */
size_t utf8_sequence(const char *at, size_t left);

/* Length of the valid UTF-8 at the beginning; NUL is valid here, too. */
size_t utf8_valid_prefix(str s);

/* Number of code points of valid text. */
size_t utf8_length(str s);

/* The first `count` code points of valid text; all of it where there are no more. */
str utf8_start(str s, size_t count);

/* Has characters that make a text look like another one, refused in names: control characters other
 * than tab, line feed and carriage return; embeddings, overrides and isolates of writing direction
 * (U+202A-202E, 2066-2069); a byte order mark. The marks U+200E and 200F turn nothing but
 * punctuation beside them, and belong to names in Hebrew and Arabic: safe. True also for text that is
 * not UTF-8. */
bool utf8_has_unsafe(str s);

/* The form in which texts are searched and compared; never shown. Compatibility forms are unified
 * (NFKD), case is folded fully, accents are dropped, and everything between words - white space,
 * punctuation, symbols - becomes one space: "  Müller & Söhne, GmbH " gives "muller sohne gmbh". Marks
 * that tell letters apart (the voicing of kana, the vowel signs of Indic scripts) stay. Folding twice
 * gives the same. The text must be valid; the not-set str when memory is out. */
str utf8_fold(struct arena *arena, str s);

#endif
