/* Keeps SQLite's write-ahead log short. Copying it into the database never waits for anybody, but
 * under constant load the log then never starts anew; so when it has grown past its limit, the writer
 * itself starts it anew between two groups. */
#ifndef ALUR_DB_CHECKPOINT_H
#define ALUR_DB_CHECKPOINT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct db;
struct db_conn;

struct checkpoint {
	struct db_conn *conn; /* its own; opened at the first copy, used by the upkeep thread */
	pthread_mutex_t lock; /* held by whoever copies the log */
	int64_t limit;        /* bytes, from the options */
	int64_t not_before;   /* the writer's: no attempt to start anew before this instant ... */
	int64_t tried_bytes;  /* ... but for a log that is a limit longer than at the last one */
	int wait_ms;          /* the writer's: how long the next attempt waits for readers */
	atomic_int_fast64_t wal_bytes;    /* in use, as of the last commit */
	atomic_int_fast64_t copied_bytes; /* of these, as of the last copy */
	atomic_bool held; /* the last copy could not go on to the end, for readers */
};

void checkpoint_init(struct checkpoint *checkpoint, int64_t limit);

/* Is there so much to copy that it should be done at once? */
bool checkpoint_is_urgent(const struct checkpoint *checkpoint);

/* Copies what can be copied. On the upkeep thread. */
void checkpoint_copy(struct db *db);

/* On the writer's thread, before a group: starts the log anew if it is due. */
void checkpoint_restart_if_due(struct db_conn *writer);

#endif
