/* A queue and its threads. */
#include "http/slow_lane.h"

#include <pthread.h>
#include <stdlib.h>

enum { MAX_WAITING = 256, MAX_THREADS = 16 };

struct slow_lane {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct slow_job *first;
	struct slow_job **end;
	int waiting;
	bool stopping;
	int thread_count;
	pthread_t threads[MAX_THREADS];
};

static void *work(void *argument);

struct slow_lane *slow_lane_start(int threads)
{
	struct slow_lane *lane = calloc(1, sizeof *lane);

	if (!lane)
		return NULL;
	pthread_mutex_init(&lane->lock, NULL);
	pthread_cond_init(&lane->changed, NULL);
	lane->end = &lane->first;
	while (lane->thread_count < threads && lane->thread_count < MAX_THREADS &&
	       pthread_create(&lane->threads[lane->thread_count], NULL, work, lane) == 0)
		lane->thread_count++;
	if (lane->thread_count > 0)
		return lane;
	slow_lane_stop(lane);
	return NULL;
}

void slow_lane_stop(struct slow_lane *lane)
{
	if (!lane)
		return;
	pthread_mutex_lock(&lane->lock);
	lane->stopping = true;
	pthread_cond_broadcast(&lane->changed);
	pthread_mutex_unlock(&lane->lock);
	for (int i = 0; i < lane->thread_count; i++)
		pthread_join(lane->threads[i], NULL);
	pthread_cond_destroy(&lane->changed);
	pthread_mutex_destroy(&lane->lock);
	free(lane);
}

bool slow_lane_add(struct slow_lane *lane, struct slow_job *job, bool may_refuse)
{
	pthread_mutex_lock(&lane->lock);

	bool accepted = !may_refuse || lane->waiting < MAX_WAITING;

	if (accepted) {
		job->next = NULL;
		*lane->end = job;
		lane->end = &job->next;
		lane->waiting++;
		pthread_cond_signal(&lane->changed);
	}
	pthread_mutex_unlock(&lane->lock);
	return accepted;
}

/* The next job; waits for it. NULL at the end of all. */
static struct slow_job *take(struct slow_lane *lane)
{
	pthread_mutex_lock(&lane->lock);
	while (!lane->first && !lane->stopping)
		pthread_cond_wait(&lane->changed, &lane->lock);

	struct slow_job *job = lane->first;

	if (job) {
		lane->first = job->next;
		lane->waiting--;
		if (!lane->first)
			lane->end = &lane->first;
	}
	pthread_mutex_unlock(&lane->lock);
	return job;
}

static void *work(void *argument)
{
	struct slow_lane *lane = argument;
	struct slow_job *job;

	while ((job = take(lane)) != NULL)
		job->run(job);
	return NULL;
}
