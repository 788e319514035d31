/* What people call the columns of a file that no program exported. Private to exchange/. */
#ifndef ALUR_EXCHANGE_HEADER_WORDS_H
#define ALUR_EXCHANGE_HEADER_WORDS_H

#include "exchange/kind.h"

struct header_asked {
	const struct kind *kind;
	const struct columns *columns;
	str header;  /* in its normal form: header_normal() */
	bool weakly; /* by words that count only where no other header says the same column */
};

/* The place among the columns of a kind that a header means: a word of either language, or the name of a
 * user-defined field; -1: none. Never one of our own names, which go before. */
int header_meant(struct ctx *cx, const struct header_asked *asked);

/* "Close date" is the day on which a deal is to close, and of a closed one the day on which it did. */
bool header_means_closing(str header);

#endif
