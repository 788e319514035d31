/* Connections for reading: opened when first needed, given to one thread at a time, closed when
 * nobody has needed them for a minute. Reading itself begins in reader_pool.c, db_read_begin(). */
#ifndef ALUR_DB_READER_POOL_H
#define ALUR_DB_READER_POOL_H

#include "base/attr.h"
#include "base/rc.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct db;
struct db_conn;

struct reader_pool {
	pthread_mutex_t lock;
	pthread_cond_t given_back;
	struct db_conn *idle; /* last used first: its cache is warm */
	int open;
	int busy;
	atomic_int let_go; /* above 0: no reader may keep its transaction now */
};

void reader_pool_init(struct reader_pool *pool);

/* Nobody may read any more. */
void reader_pool_close(struct db *db);

/* Ends the read transactions that idle readers keep, which hold back the write-ahead log. Until
 * reader_pool_keep_again() no other is kept. */
void reader_pool_let_go(struct db *db);
void reader_pool_keep_again(struct db *db);

/* Closes readers that were idle for a minute; true when open ones remain. */
bool reader_pool_close_idle(struct db *db);

void reader_pool_numbers(struct reader_pool *pool, int *open, int *busy);

#endif
