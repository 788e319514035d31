/* What people call the columns of a file that no program exported. Private to exchange/. */
#ifndef ALUR_EXCHANGE_HEADER_WORDS_H
#define ALUR_EXCHANGE_HEADER_WORDS_H

#include "exchange/kind.h"

/* The place among the columns of a kind that a header in its normal form (header_normal()) means: a word
 * of either language, or the name of a user-defined field; -1: none. Never one of our own names, which go
 * before. */
int header_meant(struct ctx *cx, const struct kind *kind, const struct columns *columns,
		 str header);

#endif
