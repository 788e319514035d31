/* Prepared statements of one connection, found by their text or by what it is written from; the longest
 * unused one goes first when there are too many. What a statement is: engine.h. */
#ifndef ALUR_DB_STMT_CACHE_H
#define ALUR_DB_STMT_CACHE_H

#include "db/db.h"

enum { STMT_CACHE_LIMIT = 256, STMT_CACHE_BUCKETS = 256 };

/* What a statement is known by: its text, or where that comes from (the text is not set then). */
struct stmt_key {
	str text;
	struct sql_source source;
};

/* The part of a statement that the cache needs. */
struct stmt_entry {
	struct stmt_key key; /* with a copy of the text */
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

/* A statement of this key that nobody has at the moment, now the newest; NULL: there is none. */
struct db_stmt *stmt_cache_find(struct stmt_cache *cache, const struct stmt_key *key);

/* Puts a new statement in. False: no memory for its text. */
bool stmt_cache_add(struct stmt_cache *cache, struct db_stmt *stmt, const struct stmt_key *key);

/* Takes out and returns the longest unused statement that nobody has, as long as there are more
 * than the limit; NULL when nothing needs to go. */
struct db_stmt *stmt_cache_evict(struct stmt_cache *cache);

/* Takes out any statement; NULL when the cache is empty. */
struct db_stmt *stmt_cache_pop(struct stmt_cache *cache);

#endif
