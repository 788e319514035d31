/* Translations of messages: the English printf format is the key. */
#ifndef ALUR_BASE_CATALOGUE_H
#define ALUR_BASE_CATALOGUE_H

#include <stddef.h>

enum language { LANGUAGE_EN, LANGUAGE_ID, LANGUAGE_COUNT };

struct translation {
	const char *english;
	const char *translated;
};

/* Sorted by `english`, one per language other than English; built once at the start from
 * data/locales/, constant afterwards. */
struct catalogue {
	const struct translation *entries;
	size_t count;
};

/* The translation of a format, or the format itself where there is none. */
const char *catalogue_find(const struct catalogue *catalogue, const char *english);

/* "en", "id". */
const char *language_code(enum language language);

#endif
