/* Conditions with a deadline. The clock itself is base/day.h's clock_monotonic_ns(). */
#include "db/wait.h"

#include <errno.h>
#include <time.h>

enum { NS_PER_SECOND = 1000000000 };

void wait_init(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

bool wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until)
{
	struct timespec at = { .tv_sec = until / NS_PER_SECOND, .tv_nsec = until % NS_PER_SECOND };

	return pthread_cond_timedwait(condition, lock, &at) != ETIMEDOUT;
}
