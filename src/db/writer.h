/* The one thread that writes: units of work wait in a queue and are committed in groups. */
#ifndef ALUR_DB_WRITER_H
#define ALUR_DB_WRITER_H

#include "base/ctx.h"

#include <pthread.h>
#include <stdatomic.h>

struct db_write;

struct writer {
	pthread_t thread;
	bool started;
	struct db_conn *conn;   /* NULL: the database was opened for reading only */
	struct db_write *taken; /* out of the queue, not yet run; the thread's own */

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t queued;
	struct db_write *first;
	struct db_write *last;
	int64_t waiting; /* units queued or taken, not yet answered */
	bool sleeping;
	bool stopping;
	int64_t units;
	int64_t failed_units;

	atomic_int_fast64_t groups; /* committed; readers compare it with their snapshot */
};

void writer_init(struct writer *writer);

/* Opens the writing connection. */
MUST_USE enum rc writer_open(struct ctx *cx, struct db *db);

/* Starts the thread, whose own the connection is from then on. */
MUST_USE enum rc writer_start(struct ctx *cx, struct db *db);

/* Refuses new units, finishes what is queued and ends the thread. */
void writer_stop(struct writer *writer);

#endif
