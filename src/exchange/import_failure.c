/* Imports that did not come to their end: why, kept and noted. */
#include "exchange/importing.h"

#include "db/db.h"

/* What the program did not bring to its end is noted with its reason; it can be taken up again. */
struct failing {
	int64_t id;
	enum import_state state;
	str why;
};

static enum rc write_failure(struct ctx *cx, void *argument)
{
	const struct failing *failing = argument;
	struct import_job job;

	TRY(import_load(cx, failing->id, &job));
	if (job.state == IMPORT_DONE || job.state == IMPORT_UNDONE)
		return OK; /* somebody else has brought it to its end */
	job.state = failing->state;
	job.error = failing->why;
	return import_job_update(cx, &job);
}

enum rc import_note_failure(struct ctx *cx, int64_t id, enum import_state state, str why)
{
	struct failing failing = { id, state, why };

	return db_write(cx, write_failure, &failing);
}
