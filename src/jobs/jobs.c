/* The thread of the jobs: does what waits, piece by piece, and sleeps until it is woken. What another
 * process left is found all the same, a little later. */
#include "jobs/jobs.h"

#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { MEMORY = 64 * 1024 * 1024, PAUSE_S = 30 };

struct jobs {
	struct app *app;
	struct job_hooks hooks;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stops;
	bool is_woken; /* since it last looked for work */
};

static bool goes_on(void *argument)
{
	struct jobs *jobs = argument;
	bool stops;

	pthread_mutex_lock(&jobs->lock);
	stops = jobs->stops;
	pthread_mutex_unlock(&jobs->lock);
	return !stops;
}

/* Whatever is queued while it looks wakes it at once. */
static void sleep_until_woken(struct jobs *jobs)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PAUSE_S;
	pthread_mutex_lock(&jobs->lock);
	while (!jobs->stops && !jobs->is_woken &&
	       pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until) == 0)
		continue;
	jobs->is_woken = false;
	pthread_mutex_unlock(&jobs->lock);
}

/* True when there was something to do. */
static bool work(struct jobs *jobs, struct arena *arena)
{
	const struct job_step step = { goes_on, jobs, jobs->hooks.speak };
	bool done = false;
	struct ctx cx;

	arena_reset(arena);
	jobs->hooks.begin(jobs->app, arena, &cx);
	if (import_job_do(&cx, &step, &done) != OK)
		log_line(LOG_WARN, "a job failed: %.*s", STR_ARG(failure_line(&cx)));
	if (done)
		jobs->hooks.changed(jobs->app, &cx);
	return done;
}

static void *run(void *argument)
{
	struct jobs *jobs = argument;
	struct arena arena;

	arena_init(&arena, MEMORY);
	while (goes_on(jobs))
		if (!work(jobs, &arena))
			sleep_until_woken(jobs);
	arena_free(&arena);
	return NULL;
}

enum rc jobs_start(struct ctx *cx, const struct job_hooks *hooks, struct jobs **out)
{
	struct jobs *jobs = calloc(1, sizeof *jobs);
	pthread_condattr_t clock;

	*out = NULL;
	if (!jobs)
		return fail_memory(cx);
	jobs->app = cx->app;
	jobs->hooks = *hooks;
	ensure(pthread_condattr_init(&clock) == 0);
	ensure(pthread_condattr_setclock(&clock, CLOCK_MONOTONIC) == 0);
	ensure(pthread_mutex_init(&jobs->lock, NULL) == 0);
	ensure(pthread_cond_init(&jobs->wake, &clock) == 0);
	pthread_condattr_destroy(&clock);
	if (pthread_create(&jobs->thread, NULL, run, jobs) != 0) {
		free(jobs);
		return fail(cx, E_IO, "the threads of the server cannot be started");
	}
	*out = jobs;
	return OK;
}

void jobs_wake(struct jobs *jobs)
{
	pthread_mutex_lock(&jobs->lock);
	jobs->is_woken = true;
	pthread_cond_signal(&jobs->wake);
	pthread_mutex_unlock(&jobs->lock);
}

void jobs_stop(struct jobs *jobs)
{
	if (!jobs)
		return;
	pthread_mutex_lock(&jobs->lock);
	jobs->stops = true;
	pthread_cond_signal(&jobs->wake);
	pthread_mutex_unlock(&jobs->lock);
	pthread_join(jobs->thread, NULL);
	pthread_cond_destroy(&jobs->wake);
	pthread_mutex_destroy(&jobs->lock);
	free(jobs);
}
