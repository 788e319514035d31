/* The statement cache: buckets by a hash of the text, and a list from newest to oldest use. */
#include "db/stmt_cache.h"

#include "base/ensure.h"
#include "db/engine.h"

#include <stdlib.h>
#include <string.h>

/* Eight bytes at a time in the manner of FNV-1a: a statement of a table with many columns is long,
 * and looked up for each row. The texts are ours, so nobody makes them collide. */
static uint64_t hash_word(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 1099511628211u;
	return hash ^ hash >> 32;
}

static uint64_t hash_text(str sql)
{
	uint64_t hash = 14695981039346656037u ^ sql.len;
	uint64_t word;
	size_t i = 0;

	for (; i + sizeof word <= sql.len; i += sizeof word) {
		memcpy(&word, sql.ptr + i, sizeof word);
		hash = hash_word(hash, word);
	}
	word = 0;
	memcpy(&word, sql.ptr + i, sql.len - i);
	return hash_word(hash, word);
}

static uint64_t hash_of(const struct stmt_key *key)
{
	if (str_is_set(key->text))
		return hash_text(key->text);
	return hash_word(hash_word(hash_word(14695981039346656037u, (uintptr_t)key->source.write),
				   (uintptr_t)key->source.about),
			 key->source.variant);
}

static bool is_same(const struct stmt_key *a, const struct stmt_key *b)
{
	return a->text.len == b->text.len && a->source.write == b->source.write &&
	       a->source.about == b->source.about && a->source.variant == b->source.variant &&
	       (a->text.len == 0 || memcmp(a->text.ptr, b->text.ptr, a->text.len) == 0);
}

static struct db_stmt **bucket_of(struct stmt_cache *cache, uint64_t hash)
{
	return &cache->buckets[hash % STMT_CACHE_BUCKETS];
}

static void list_remove(struct stmt_cache *cache, struct db_stmt *stmt)
{
	struct stmt_entry *entry = &stmt->entry;

	if (entry->newer)
		entry->newer->entry.older = entry->older;
	else
		cache->newest = entry->older;
	if (entry->older)
		entry->older->entry.newer = entry->newer;
	else
		cache->oldest = entry->newer;
}

static void list_add_newest(struct stmt_cache *cache, struct db_stmt *stmt)
{
	stmt->entry.newer = NULL;
	stmt->entry.older = cache->newest;
	if (cache->newest)
		cache->newest->entry.newer = stmt;
	else
		cache->oldest = stmt;
	cache->newest = stmt;
}

struct db_stmt *stmt_cache_find(struct stmt_cache *cache, const struct stmt_key *key)
{
	uint64_t hash = hash_of(key);

	for (struct db_stmt *stmt = *bucket_of(cache, hash); stmt; stmt = stmt->entry.chain) {
		if (stmt->is_out || stmt->entry.hash != hash || !is_same(&stmt->entry.key, key))
			continue;
		if (cache->newest != stmt) {
			list_remove(cache, stmt);
			list_add_newest(cache, stmt);
		}
		return stmt;
	}
	return NULL;
}

static bool keep_text(struct stmt_entry *entry)
{
	str text = entry->key.text;
	char *copy = NULL;

	if (!str_is_set(text))
		return true;
	copy = malloc(text.len + 1);
	if (!copy)
		return false;
	memcpy(copy, text.ptr, text.len);
	entry->key.text.ptr = copy;
	return true;
}

bool stmt_cache_add(struct stmt_cache *cache, struct db_stmt *stmt, const struct stmt_key *key)
{
	struct stmt_entry *entry = &stmt->entry;

	entry->key = *key;
	if (!keep_text(entry))
		return false;
	entry->hash = hash_of(key);
	entry->chain = *bucket_of(cache, entry->hash);
	*bucket_of(cache, entry->hash) = stmt;
	list_add_newest(cache, stmt);
	cache->count++;
	return true;
}

static void take_out(struct stmt_cache *cache, struct db_stmt *stmt)
{
	struct db_stmt **link = bucket_of(cache, stmt->entry.hash);

	while (*link != stmt)
		link = &(*link)->entry.chain;
	*link = stmt->entry.chain;
	list_remove(cache, stmt);
	cache->count--;
	free((void *)(uintptr_t)stmt->entry.key.text.ptr); /* our own copy */
	stmt->entry.key.text = (str){ NULL, 0 };
}

struct db_stmt *stmt_cache_evict(struct stmt_cache *cache)
{
	if (cache->count <= STMT_CACHE_LIMIT)
		return NULL;
	for (struct db_stmt *stmt = cache->oldest; stmt; stmt = stmt->entry.newer) {
		if (stmt->is_out)
			continue;
		take_out(cache, stmt);
		return stmt;
	}
	return NULL;
}

struct db_stmt *stmt_cache_pop(struct stmt_cache *cache)
{
	struct db_stmt *stmt = cache->oldest;

	if (stmt)
		take_out(cache, stmt);
	return stmt;
}
