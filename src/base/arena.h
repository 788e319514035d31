/* Memory of one request or job: allocate forward, give everything back at once. */
#ifndef ALUR_BASE_ARENA_H
#define ALUR_BASE_ARENA_H

#include "base/attr.h"
#include "base/str.h"

#include <stddef.h>

struct arena_block;

/* `limit` bounds the bytes handed out between two resets. Zero-initialise, then arena_init(). Not
 * shared between threads at the same time. */
struct arena {
	struct arena_block *block; /* newest first */
	size_t used;               /* bytes used in `block` */
	size_t total;              /* bytes of all blocks */
	size_t limit;
};

/* A place in an arena to fall back to. */
struct arena_mark {
	struct arena_block *block;
	size_t used;
};

void arena_init(struct arena *arena, size_t limit);

/* Zeroed memory, aligned for any type; NULL when the limit or the machine's memory is passed. */
MUST_USE void *arena_alloc(struct arena *arena, size_t size);

/* Room for `count` objects; NULL also when the product overflows. */
MUST_USE void *arena_array(struct arena *arena, size_t count, size_t size);

/* Grows the newest allocation in place when it can, else copies it. NULL as above. */
MUST_USE void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

/* Copies text, with a NUL behind it. The not-set str when memory is out (or when s is not set). */
str arena_str(struct arena *arena, str s);

/* Keeps one block for reuse, frees the others. */
void arena_reset(struct arena *arena);

/* Gives back all that was allocated since the mark. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

void arena_free(struct arena *arena);

#endif
