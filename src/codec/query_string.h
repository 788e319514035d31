/* The query of a URL: names and values, decoded. */
#ifndef ALUR_CODEC_QUERY_STRING_H
#define ALUR_CODEC_QUERY_STRING_H

#include "base/ctx.h"

enum { MAX_QUERY_PAIRS = 64 };

struct query_pair {
	str name;
	str value; /* "" when there is no '=' */
};

struct query_string {
	struct query_pair pairs[MAX_QUERY_PAIRS];
	size_t count;
};

/* Decodes "a=1&b.gte=2" ('+' is a space, as browsers' forms write it). E_INVALID on the name: a bad
 * escape, bytes that are not UTF-8, NUL, more than MAX_QUERY_PAIRS. Empty pairs are skipped. */
MUST_USE enum rc query_parse(struct ctx *cx, str text, struct query_string *out);

/* The first value of a name; the not-set str when it is absent. */
str query_get(const struct query_string *query, const char *name);

#endif
