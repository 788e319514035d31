/* Private to record/: the words by which rows are found, and the words of a question. */
#ifndef ALUR_RECORD_SEARCH_WORDS_H
#define ALUR_RECORD_SEARCH_WORDS_H

#include "base/ctx.h"
#include "entity/entity.h"

enum {
	MAX_SEARCH_WORDS = 8,     /* of a question; further ones are ignored */
	SEARCH_CANDIDATES = 2000, /* rows looked at, newest first, before scope and other filters */
};

/* The folded words of a row's search fields, each with two spaces before it, so that "  a" and " ab"
 * find beginnings of words by the same trigrams that find "abc" anywhere. Not set: no words. */
str search_words_of(struct arena *arena, const struct entity *entity, const void *row);

/* The patterns of a question: folded words, those of one or two letters with leading spaces; at most
 * MAX_SEARCH_WORDS. A question that is a phone number becomes its digits. */
MUST_USE enum rc search_patterns(struct ctx *cx, str question, str *patterns, size_t *count);

/* A query for the row keys with all words of a question, without order or limit: its text and the
 * texts to bind to its parameters. count == 0: the question has no word, nothing is to be found. */
struct search_sql {
	str text;
	str parameters[MAX_SEARCH_WORDS];
	size_t count;
};
MUST_USE enum rc search_sql(struct ctx *cx, str question, struct search_sql *out);

#endif
