/* Waiting on a condition until an instant of the clock that never jumps. */
#ifndef ALUR_DB_WAIT_H
#define ALUR_DB_WAIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* A condition for wait_until(). */
void wait_init(pthread_cond_t *condition);

/* False when `until` (clock_monotonic_ns()) has passed. Wakes for nothing at times, as conditions
 * do. */
bool wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until);

#endif
