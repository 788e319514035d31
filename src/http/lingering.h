/* Connections that were answered before their body was read: what still comes is read and dropped
 * for a moment, so that the client gets to see the answer. Part of connections.c's thread. */
#ifndef ALUR_HTTP_LINGERING_H
#define ALUR_HTTP_LINGERING_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { LINGERING_MAX = 64 };

/* Any thread adds; only the waiting one takes away. */
struct lingering {
	pthread_mutex_t lock;
	int fds[LINGERING_MAX];
	int64_t until_ms[LINGERING_MAX];
	int count;
};

void lingering_init(struct lingering *lingering);
void lingering_end(struct lingering *lingering);

/* Takes a copy of the descriptor; false when there are too many already. Wake the waiter then. */
bool lingering_add(struct lingering *lingering, int fd, int64_t now_ms);

/* Waits at most `timeout_ms` (-1: for ever) for `wake_fd` to be readable, and reads what comes
 * meanwhile; may return early. */
void lingering_wait(struct lingering *lingering, int wake_fd, int timeout_ms);

#endif
