/* A small table of credentials seen in the last seconds, by the digest of their secret; four places
 * for each slot, the oldest gives way. Who decides what goes in: who.c. */
#include "people/known.h"

#include "base/day.h"

#include <stdlib.h>
#include <string.h>

/* The digest is as good as random, so its first byte picks the slot. */
static struct known *slot_of(struct people *people, const struct digest *digest)
{
	_Static_assert(KNOWN_SETS == 256, "one byte picks the slot");
	return people->known[digest->bytes[0]];
}

static struct known *entry_of(struct people *people, const struct digest *digest)
{
	struct known *slot = slot_of(people, digest);

	for (size_t way = 0; way < KNOWN_WAYS; way++)
		if (slot[way].generation != 0 && digest_equal(&slot[way].digest, digest))
			return &slot[way];
	return NULL;
}

static bool is_fresh(const struct people *people, const struct known *entry, int64_t now)
{
	return entry->generation == people->generation && entry->seen_at <= now &&
	       now - entry->seen_at < KNOWN_MS;
}

/* The identity with owners of its own, from cx->arena. */
static bool copy_out(struct ctx *cx, const struct identity *from, struct identity *to)
{
	size_t bytes = from->who.owner_count * sizeof *from->who.owners;
	int64_t *owners = NULL;

	*to = *from;
	to->who.owners = NULL;
	if (bytes == 0)
		return true;
	owners = arena_alloc(cx->arena, bytes);
	if (!owners)
		return false;
	to->who.owners = memcpy(owners, from->who.owners, bytes);
	return true;
}

bool known_find(struct ctx *cx, const struct digest *digest, struct identity *out)
{
	struct people *people = cx->people;
	bool found = false;

	pthread_mutex_lock(&people->lock);

	const struct known *entry = entry_of(people, digest);

	if (entry && is_fresh(people, entry, cx->now))
		found = copy_out(cx, &entry->identity, out);
	pthread_mutex_unlock(&people->lock);
	return found;
}

uint64_t known_generation(struct people *people)
{
	pthread_mutex_lock(&people->lock);

	uint64_t generation = people->generation;

	pthread_mutex_unlock(&people->lock);
	return generation;
}

/* The credential's own place, else a free one, else the oldest of its slot. */
static struct known *place_for(struct people *people, const struct digest *digest)
{
	struct known *slot = slot_of(people, digest);
	struct known *oldest = entry_of(people, digest);

	if (oldest)
		return oldest;
	oldest = slot;
	for (size_t way = 1; way < KNOWN_WAYS; way++)
		if (slot[way].seen_at < oldest->seen_at)
			oldest = &slot[way];
	return oldest;
}

static bool may_remember(const struct people *people, uint64_t generation)
{
	return generation == people->generation &&
	       clock_monotonic_ns() / 1000000 >= people->settled_at;
}

void known_put(struct ctx *cx, const struct known *entry)
{
	struct people *people = cx->people;
	size_t bytes = entry->identity.who.owner_count * sizeof *entry->identity.who.owners;
	int64_t *owners = bytes > 0 ? malloc(bytes) : NULL;

	if (bytes > 0 && !owners)
		return; /* remembering is only for speed */
	if (bytes > 0)
		memcpy(owners, entry->identity.who.owners, bytes);
	pthread_mutex_lock(&people->lock);
	if (may_remember(people, entry->generation)) {
		struct known *place = place_for(people, &entry->digest);
		int64_t *old = (int64_t *)place->identity.who.owners;

		*place = *entry;
		place->identity.who.owners = owners;
		place->seen_at = cx->now;
		owners = old;
	}
	pthread_mutex_unlock(&people->lock);
	free(owners);
}

void use_note(struct people *people, struct use use)
{
	bool noted = false;

	pthread_mutex_lock(&people->lock);
	for (size_t i = 0; i < people->use_count && !noted; i++)
		noted = people->uses[i].kind == use.kind && people->uses[i].id == use.id;
	/* A full list loses this one; the next look at the credential notes it again. */
	if (!noted && people->use_count < MAX_USES)
		people->uses[people->use_count++] = use;
	pthread_mutex_unlock(&people->lock);
}

size_t use_take(struct people *people, struct use *out)
{
	pthread_mutex_lock(&people->lock);

	size_t count = people->use_count;

	memcpy(out, people->uses, count * sizeof *out);
	people->use_count = 0;
	pthread_mutex_unlock(&people->lock);
	return count;
}
