/* Look-up of translated messages. They are loaded by app/locale.c. */
#include "base/catalogue.h"

#include <stdlib.h>
#include <string.h>

static int by_english(const void *key, const void *entry)
{
	return strcmp(key, ((const struct translation *)entry)->english);
}

const char *catalogue_find(const struct catalogue *catalogue, const char *english)
{
	const struct translation *found = NULL;

	if (catalogue && catalogue->count > 0)
		found = bsearch(english, catalogue->entries, catalogue->count,
				sizeof *catalogue->entries, by_english);
	return found ? found->translated : english;
}

const char *language_code(enum language language)
{
	return language == LANGUAGE_ID ? "id" : "en";
}
