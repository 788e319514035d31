/* Work that a server does beside its requests, on a thread of its own. The queue is durable: it is the
 * table of what is asked for (import_jobs), so that work goes on after a restart. */
#ifndef ALUR_JOBS_JOBS_H
#define ALUR_JOBS_JOBS_H

#include "base/ctx.h"

struct jobs;

/* What the program adds: they run on the jobs' thread. */
struct job_hooks {
	/* A context of the program itself, in this arena. */
	void (*begin)(struct app *app, struct arena *arena, struct ctx *cx);
	/* Messages are in this language from here on. */
	void (*speak)(struct app *app, struct ctx *cx, enum language language);
	/* Rows have changed that no request has told of. */
	void (*changed)(struct app *app, struct ctx *cx);
};

/* E_IO: no thread. */
MUST_USE enum rc jobs_start(struct ctx *cx, const struct job_hooks *hooks, struct jobs **out);

/* There is work: whoever queues some says so when it is on disk. Called on any thread. */
void jobs_wake(struct jobs *jobs);

/* Ends what is running at its next chunk, and waits for it; it goes on at the next start. NULL is
 * allowed. */
void jobs_stop(struct jobs *jobs);

/* --- import_job.c ---------------------------------------------------------------------------------------- */

/* Does the next import, or undoing of one, that waits; *done: there was one. `goes_on` is asked after
 * each chunk. */
struct job_step {
	bool (*goes_on)(void *argument);
	void *argument;
	void (*speak)(struct app *app, struct ctx *cx, enum language language);
};
MUST_USE enum rc import_job_do(struct ctx *cx, const struct job_step *step, bool *done);

#endif
