/* A map from texts to ids: open addressing, in an arena that is emptied when it is full. */
#include "exchange/name_map.h"

enum { FIRST_ROOM = 1024, MEMORY = 16 * 1024 * 1024 };

void name_map_init(struct name_map *map)
{
	*map = (struct name_map){ .room = 0 };
	arena_init(&map->memory, MEMORY);
}

void name_map_free(struct name_map *map)
{
	arena_free(&map->memory);
}

/* The slot of a key, or the empty one where it would go. */
static struct name_slot *slot_of(struct name_slot *slots, size_t room, str key)
{
	size_t at = str_hash(key) & (room - 1);

	while (str_is_set(slots[at].key) && !str_eq(slots[at].key, key))
		at = (at + 1) & (room - 1);
	return &slots[at];
}

bool name_map_get(const struct name_map *map, str key, int64_t *id)
{
	const struct name_slot *slot;

	if (map->room == 0)
		return false;
	slot = slot_of(map->slots, map->room, key);
	*id = slot->id;
	return str_is_set(slot->key);
}

static bool grow(struct name_map *map)
{
	size_t room = map->room ? map->room * 2 : FIRST_ROOM;
	struct name_slot *slots = arena_array(&map->memory, room, sizeof *slots);

	if (!slots)
		return false;
	for (size_t i = 0; i < map->room; i++)
		if (str_is_set(map->slots[i].key))
			*slot_of(slots, room, map->slots[i].key) = map->slots[i];
	map->slots = slots;
	map->room = room;
	return true;
}

static bool add(struct name_map *map, str key, int64_t id)
{
	struct name_slot *slot;

	if (map->count * 4 >= map->room * 3 && !grow(map))
		return false;
	slot = slot_of(map->slots, map->room, key);
	if (!str_is_set(slot->key)) {
		slot->key = arena_str(&map->memory, key);
		if (!str_is_set(slot->key))
			return false;
		map->count++;
	}
	slot->id = id;
	return true;
}

bool name_map_set(struct name_map *map, str key, int64_t id)
{
	if (add(map, key, id))
		return true;
	if (map->keeps)
		return false;
	arena_reset(&map->memory);
	map->slots = NULL;
	map->room = 0;
	map->count = 0;
	return add(map, key, id);
}
