/* A map from texts to ids with an end to its memory: what names in a file stand for. Private to
 * exchange/. */
#ifndef ALUR_EXCHANGE_NAME_MAP_H
#define ALUR_EXCHANGE_NAME_MAP_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct name_slot {
	str key;
	int64_t id;
};

struct name_map {
	struct arena memory;
	struct name_slot *slots;
	size_t room; /* a power of two; 0: nothing yet */
	size_t count;
	bool keeps; /* nothing is ever forgotten */
};

void name_map_init(struct name_map *map);
void name_map_free(struct name_map *map);

/* False: the map does not know the text. */
bool name_map_get(const struct name_map *map, str key, int64_t *id);

/* Sets or replaces. Where the memory ends, everything is forgotten first, unless the map keeps; false: there
 * is none even then. */
MUST_USE bool name_map_set(struct name_map *map, str key, int64_t id);

#endif
