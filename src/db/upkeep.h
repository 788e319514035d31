/* The thread that tidies up behind the others: has the engine copy its write-ahead log into the
 * database (checkpoint.c) and closes idle readers. Sleeps for as long as there is nothing to do. */
#ifndef ALUR_DB_UPKEEP_H
#define ALUR_DB_UPKEEP_H

#include "base/ctx.h"

#include <pthread.h>

struct db;

struct upkeep {
	pthread_t thread;
	bool started;

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	bool dirty;   /* something was committed since the last look */
	bool urgent;  /* so much that it should not wait for more */
	bool readers; /* readers are open */
	bool stopping;
};

void upkeep_init(struct upkeep *upkeep);
MUST_USE enum rc upkeep_start(struct ctx *cx, struct db *db);
void upkeep_stop(struct db *db);

/* After a commit: there is something to copy. */
void upkeep_committed(struct db *db);

/* After a reader was opened: it may have to be closed one day. */
void upkeep_reader_opened(struct db *db);

#endif
