/* Prepared statements of one connection, found by their text; the longest unused one goes first
 * when there are too many. What a statement is: engine.h. */
#ifndef ALUR_DB_STMT_CACHE_H
#define ALUR_DB_STMT_CACHE_H

#include "base/str.h"

#include <stdint.h>

struct db_stmt;

enum { STMT_CACHE_LIMIT = 256, STMT_CACHE_BUCKETS = 256 };

/* The part of a statement that the cache needs. */
struct stmt_entry {
	char *text; /* own copy of the SQL */
	size_t length;
	uint64_t hash;
	struct db_stmt *chain; /* next in its bucket */
	struct db_stmt *newer;
	struct db_stmt *older;
};

struct stmt_cache {
	struct db_stmt *buckets[STMT_CACHE_BUCKETS];
	struct db_stmt *newest;
	struct db_stmt *oldest;
	int count;
};

/* A statement of this text that nobody has at the moment, now the newest; NULL: there is none. */
struct db_stmt *stmt_cache_find(struct stmt_cache *cache, str sql);

/* Puts a new statement in. False: no memory for its text. */
bool stmt_cache_add(struct stmt_cache *cache, struct db_stmt *stmt, str sql);

/* Takes out and returns the longest unused statement that nobody has, as long as there are more
 * than the limit; NULL when nothing needs to go. */
struct db_stmt *stmt_cache_evict(struct stmt_cache *cache);

/* Takes out any statement; NULL when the cache is empty. */
struct db_stmt *stmt_cache_pop(struct stmt_cache *cache);

#endif
