/* Imports of files that came through the API, as the user who sent them. */
#include "jobs/jobs.h"

#include "db/db.h"
#include "exchange/imports.h"
#include "people/people.h"

#include <unistd.h>

struct doing {
	const struct job_step *step;
	int64_t job_id;
	bool is_undo;
	bool stopped; /* with the server: it goes on when that starts again */
};

static enum rc find(struct ctx *cx, struct import_job *job, bool *found)
{
	static const enum import_state states[] = { IMPORT_RUNNING, IMPORT_UNDOING,
						    IMPORT_WAITING };
	enum rc rc = OK;

	*found = false;
	TRY(db_read_begin(cx));
	for (size_t i = 0; i < COUNT_OF(states) && !*found && rc == OK; i++)
		rc = import_next(cx, states[i], job, found);
	db_read_end(cx);
	return rc;
}

/* Rights as they are now: whoever may not import any more does not by having asked earlier. */
static enum rc become(struct ctx *cx, int64_t user_id, struct principal *who, bool is_undo)
{
	enum rc rc;

	if (user_id == 0)
		return OK;
	rc = principal_of(cx, user_id, who);
	if (rc == E_MISSING && is_undo) {
		ctx_clear_failure(cx); /* gone; whoever asked for the undoing was allowed to */
		return OK;
	}
	cx->who = rc == OK ? who : cx->who;
	return rc;
}

/* Until the server stops. */
static bool step(void *argument, const struct import_job *job)
{
	const struct doing *doing = argument;

	(void)job;
	return doing->step->goes_on(doing->step->argument);
}

/* Reasons of rejected rows are written once, into a file: for whoever ordered the import. */
static void speak_for(struct ctx *cx, const struct import_job *job, const struct job_step *step)
{
	for (enum language language = LANGUAGE_EN; language < LANGUAGE_COUNT; language++)
		if (str_is(job->order.language, language_code(language)))
			step->speak(cx->app, cx, language);
}

static enum rc run(struct ctx *cx, const struct import_job *job, const struct import_watch *watch,
		   struct doing *doing)
{
	AUTO(import_end) struct importer *importer = NULL;
	enum rc rc;

	TRY(import_begin_job(cx, job, &importer));
	rc = import_run(cx, importer, watch);
	doing->stopped = rc == OK && import_job_of(importer)->state == IMPORT_RUNNING;
	return rc;
}

/* Only what the API has put there: a file that a command was given is its owner's. */
static void drop_upload(const struct ctx *cx, const struct import_job *job)
{
	if (str_is_set(cx->files) && str_starts(job->order.path, cx->files))
		(void)unlink(job->order.path.ptr);
}

/* What cannot begin would be tried for ever. What cannot be undone stays imported. */
static enum rc give_up(struct ctx *cx, struct doing *doing, enum rc why)
{
	const struct failure failure = cx->failure;
	str words = failure_line(cx);
	enum rc rc;

	ctx_clear_failure(cx);
	rc = import_note_failure(cx, doing->job_id, doing->is_undo ? IMPORT_DONE : IMPORT_FAILED,
				 words);
	cx->failure = failure;
	return rc == OK ? why : rc;
}

enum rc import_job_do(struct ctx *cx, const struct job_step *job_step, bool *done)
{
	struct doing doing = { .step = job_step };
	const struct import_watch watch = { step, &doing };
	const struct principal *program = cx->who;
	struct import_job job;
	struct principal who;
	enum rc rc;

	TRY(find(cx, &job, done));
	if (!*done)
		return OK;
	doing.job_id = job.id;
	doing.is_undo = job.state == IMPORT_UNDOING;
	speak_for(cx, &job, job_step);
	rc = become(cx, job.actor_id, &who, doing.is_undo);
	if (rc == OK && doing.is_undo)
		rc = import_undo(cx, job.id, &watch, &job);
	else if (rc == OK)
		rc = run(cx, &job, &watch, &doing);
	cx->who = program; /* the user may not be allowed to any more */
	if (rc == E_BUSY) {
		*done = false; /* a command is at it: later, perhaps */
		return OK;
	}
	if (rc != OK)
		rc = give_up(cx, &doing, rc);
	if (!doing.is_undo && !doing.stopped)
		drop_upload(cx, &job);
	return rc;
}
