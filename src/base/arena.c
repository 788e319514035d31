/* The arena: a list of blocks, each twice the last, up to a limit. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 8 * 1024, LARGEST_STEP = 1024 * 1024, ALIGNMENT = 16 };

struct arena_block {
	struct arena_block *older;
	size_t size;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t limit)
{
	*arena = (struct arena){ .limit = limit };
}

static size_t round_up(size_t size)
{
	return (size + (ALIGNMENT - 1)) & ~(size_t)(ALIGNMENT - 1);
}

static bool add_block(struct arena *arena, size_t need)
{
	size_t size = arena->block ? arena->block->size * 2 : FIRST_BLOCK;

	if (size > LARGEST_STEP)
		size = LARGEST_STEP;
	if (arena->total + size > arena->limit)
		size = need;
	if (size < need)
		size = need;
	if (size > arena->limit || arena->total > arena->limit - size)
		return false;

	struct arena_block *block = malloc(sizeof *block + size);

	if (!block)
		return false;
	block->older = arena->block;
	block->size = size;
	arena->block = block;
	arena->used = 0;
	arena->total += size;
	return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		return NULL;
	size = round_up(size ? size : 1);
	if ((!arena->block || arena->block->size - arena->used < size) && !add_block(arena, size))
		return NULL;

	void *memory = arena->block->bytes + arena->used;

	arena->used += size;
	return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	return __builtin_mul_overflow(count, size, &bytes) ? NULL : arena_alloc(arena, bytes);
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
	size_t old_room = round_up(old_size ? old_size : 1);

	if (old && new_size <= old_size)
		return old;
	if (old && arena->block && arena->used >= old_room &&
	    (unsigned char *)old == arena->block->bytes + (arena->used - old_room) &&
	    new_size <= arena->block->size - (arena->used - old_room)) {
		arena->used += round_up(new_size) - old_room;
		memset((unsigned char *)old + old_size, 0, new_size - old_size);
		return old;
	}

	void *memory = arena_alloc(arena, new_size);

	if (memory && old)
		memcpy(memory, old, old_size);
	return memory;
}

str arena_str(struct arena *arena, str s)
{
	char *copy = s.ptr ? arena_alloc(arena, s.len + 1) : NULL;

	if (!copy)
		return (str){ NULL, 0 };
	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	return (str){ copy, s.len };
}

static void drop_newest(struct arena *arena)
{
	struct arena_block *block = arena->block;

	arena->block = block->older;
	arena->total -= block->size;
	free(block);
}

void arena_reset(struct arena *arena)
{
	while (arena->block && arena->block->older)
		drop_newest(arena);
	arena->used = 0;
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){ arena->block, arena->used };
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	while (arena->block && arena->block != mark.block && arena->block->older)
		drop_newest(arena);
	arena->used = arena->block == mark.block ? mark.used : 0;
}

void arena_free(struct arena *arena)
{
	while (arena->block)
		drop_newest(arena);
	arena->used = 0;
}
