/* Private to record/: the words by which rows are found, and the words of a question. */
#ifndef ALUR_RECORD_SEARCH_WORDS_H
#define ALUR_RECORD_SEARCH_WORDS_H

#include "base/ctx.h"
#include "entity/entity.h"

enum { MAX_SEARCH_WORDS = 8 }; /* of a question; further ones are ignored */

/* The folded words of a row's search fields, each with two spaces before it, so that "  a" and " ab"
 * find beginnings of words by the same trigrams that find "abc" anywhere. Not set: no words. */
str search_words_of(struct arena *arena, const struct entity *entity, const void *row);

/* The patterns of a question: folded words, those of one or two letters with leading spaces; at most
 * MAX_SEARCH_WORDS. A question that is a phone number becomes its digits. */
MUST_USE enum rc search_patterns(struct ctx *cx, str question, str *patterns, size_t *count);

/* A condition on rows of the table search: its text and the texts to bind to its parameters. count == 0:
 * the question has no word, nothing is to be found. */
struct search_sql {
	str text;
	str parameters[MAX_SEARCH_WORDS];
	size_t count;
};

/* The rows with all words of a question. */
MUST_USE enum rc search_sql(struct ctx *cx, str question, struct search_sql *out);

/* All rows with all patterns, but perhaps others, too; much cheaper, for who looks at the rows' words
 * (search_has). Patterns are looked for by at most so many of their trigrams each: the fewer, the faster
 * and the more others. */
MUST_USE enum rc search_near_sql(struct ctx *cx, const str *patterns, size_t count,
				 size_t most_trigrams, struct search_sql *out);

/* Whether the words of a row have all patterns. */
bool search_has(str words, const str *patterns, size_t count);

#endif
