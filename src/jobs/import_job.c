/* Imports of files that came through the API, as the user who sent them. */
#include "jobs/jobs.h"

#include "db/db.h"
#include "exchange/imports.h"
#include "people/people.h"

#include <unistd.h>

struct doing {
	const struct job_step *step;
	int64_t job_id;
	enum import_state state;
};

static enum rc find(struct ctx *cx, struct import_job *job, bool *found)
{
	static const enum import_state states[] = { IMPORT_RUNNING, IMPORT_UNDOING, IMPORT_WAITING };
	enum rc rc = OK;

	*found = false;
	TRY(db_read_begin(cx));
	for (size_t i = 0; i < COUNT_OF(states) && !*found && rc == OK; i++)
		rc = import_next(cx, states[i], job, found);
	db_read_end(cx);
	return rc;
}

/* Rights as they are now: whoever may not import any more does not by having asked earlier. */
static enum rc become(struct ctx *cx, int64_t user_id, struct principal *who)
{
	if (user_id == 0)
		return OK;
	TRY(principal_of(cx, user_id, who));
	cx->who = who;
	return OK;
}

static enum rc set_state(struct ctx *cx, void *argument)
{
	const struct doing *doing = argument;

	return import_set_state(cx, doing->job_id, doing->state);
}

/* The state is asked anew at each step: somebody may have cancelled it. */
static bool step(void *argument, const struct import_job *job)
{
	const struct doing *doing = argument;

	(void)job;
	return doing->step->goes_on(doing->step->argument);
}

static enum rc run(struct ctx *cx, const struct import_job *job, struct doing *doing)
{
	AUTO(import_end) struct importer *importer = NULL;
	const struct import_watch watch = { step, doing };
	enum rc rc;

	TRY(import_begin_job(cx, job, &importer));
	rc = import_run(cx, importer, &watch);
	/* Stopped with the server: it goes on when that starts again. */
	if (rc == OK && import_job_of(importer)->state == IMPORT_CANCELLED) {
		doing->state = IMPORT_RUNNING;
		return db_write(cx, set_state, doing);
	}
	if (rc == OK)
		(void)unlink(job->order.path.ptr);
	return rc;
}

/* What cannot begin would be tried for ever. */
static enum rc give_up(struct ctx *cx, struct doing *doing, enum rc why)
{
	const struct failure failure = cx->failure;
	enum rc rc;

	ctx_clear_failure(cx);
	doing->state = IMPORT_FAILED;
	rc = import_note_failure(cx, doing->job_id, failure.detail);
	cx->failure = failure;
	return rc == OK ? why : rc;
}

enum rc import_job_do(struct ctx *cx, const struct job_step *job_step, bool *done)
{
	struct doing doing = { .step = job_step };
	struct import_job job;
	struct principal who;
	enum rc rc;

	TRY(find(cx, &job, done));
	if (!*done)
		return OK;
	doing.job_id = job.id;
	rc = become(cx, job.actor_id, &who);
	if (rc == OK && job.state == IMPORT_UNDOING)
		rc = import_undo(cx, job.id, &job);
	else if (rc == OK)
		rc = run(cx, &job, &doing);
	return rc == OK ? OK : give_up(cx, &doing, rc);
}
