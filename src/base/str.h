/* Text as pointer and length. A str does not own its bytes and need not end in NUL; the one that
 * made it says where they live. ptr == NULL means "not set", which differs from empty text. */
#ifndef ALUR_BASE_STR_H
#define ALUR_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct str {
	const char *ptr;
	size_t len;
} str;

/* A str of a string literal, also in static initialisers. */
#define STR(literal) ((str){ "" literal, sizeof(literal) - 1 })
#define STR_INIT(literal)                                                                          \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}

/* For printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) ((int)(s).len), ((s).ptr ? (s).ptr : "")

str str_from(const char *text); /* NULL gives the not-set str */
bool str_is_set(str s);
bool str_eq(str a, str b); /* both not set: equal; not set and empty: different */
bool str_is(str s, const char *text);
bool str_eq_nocase(str a, str b); /* ASCII letters without case */
int str_cmp(str a, str b);        /* by bytes; not set first */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
str str_sub(str s, size_t from, size_t to); /* bytes [from, to), cut to what is there */
str str_trim(str s);                        /* without ASCII white space at both ends */

/* First position of `c` at or after `from`; SIZE_MAX when there is none. */
size_t str_find(str s, char c, size_t from);

/* Cuts `*rest` at the first `separator`: returns the part before, leaves the part after. Returns
 * false when nothing is left. */
bool str_split(str *rest, char separator, str *part);

/* Reads a whole decimal integer (optional sign, no space). False when it is not one or too large. */
bool str_to_int(str s, int64_t *out);

/* FNV-1a, 64 bit (Fowler, Noll, Vo; RFC 9923). */
uint64_t str_hash(str s);

#endif
