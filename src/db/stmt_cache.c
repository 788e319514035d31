/* The statement cache: buckets by a hash of the text, and a list from newest to oldest use. */
#include "db/stmt_cache.h"

#include "base/ensure.h"
#include "db/engine.h"

#include <stdlib.h>
#include <string.h>

/* Eight bytes at a time in the manner of FNV-1a: a statement of a table with many columns is long,
 * and looked up for each row. The texts are ours, so nobody makes them collide. */
static uint64_t hash_of(str sql)
{
	uint64_t hash = 14695981039346656037u ^ sql.len;
	uint64_t word;
	size_t i = 0;

	for (; i + sizeof word <= sql.len; i += sizeof word) {
		memcpy(&word, sql.ptr + i, sizeof word);
		hash = (hash ^ word) * 1099511628211u;
		hash ^= hash >> 32;
	}
	word = 0;
	memcpy(&word, sql.ptr + i, sql.len - i);
	hash = (hash ^ word) * 1099511628211u;
	return hash ^ hash >> 32;
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

struct db_stmt *stmt_cache_find(struct stmt_cache *cache, str sql)
{
	uint64_t hash = hash_of(sql);

	for (struct db_stmt *stmt = *bucket_of(cache, hash); stmt; stmt = stmt->entry.chain) {
		if (stmt->is_out || stmt->entry.hash != hash || stmt->entry.length != sql.len ||
		    memcmp(stmt->entry.text, sql.ptr, sql.len) != 0)
			continue;
		if (cache->newest != stmt) {
			list_remove(cache, stmt);
			list_add_newest(cache, stmt);
		}
		return stmt;
	}
	return NULL;
}

bool stmt_cache_add(struct stmt_cache *cache, struct db_stmt *stmt, str sql)
{
	struct stmt_entry *entry = &stmt->entry;

	entry->text = malloc(sql.len + 1);
	if (!entry->text)
		return false;
	memcpy(entry->text, sql.ptr, sql.len);
	entry->text[sql.len] = '\0';
	entry->length = sql.len;
	entry->hash = hash_of(sql);
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
	free(stmt->entry.text);
	stmt->entry.text = NULL;
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
