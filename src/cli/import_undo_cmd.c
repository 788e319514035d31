/* `alur import undo`: takes an import back as a whole. */
#include "cli/commands.h"

#include "base/str.h"
#include "exchange/imports.h"

static enum rc check(struct ctx *cx, const struct invocation *in)
{
	int64_t id;

	if (!str_to_int(str_from(in->arguments[0]), &id))
		return fail(cx, E_INVALID,
			    "give the number of the import; alur import list shows them");
	return OK;
}

/* Until the server that does it stops. */
static bool step(void *argument, const struct import_job *job)
{
	const struct invocation *in = argument;

	(void)job;
	return !invocation_is_leaving(in);
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	const struct import_watch watch = { step, in };
	struct import_job job;
	int64_t id = 0;

	ensure(str_to_int(str_from(in->arguments[0]), &id));
	TRY(import_undo(cx, id, &watch, &job));
	if (job.state == IMPORT_UNDOING)
		return fail(
			cx, E_BUSY,
			"the server stops; it goes on undoing this import when it starts again");
	say(cx, in, "Import %lld (%.*s) is undone.", (long long)id, STR_ARG(job.order.file_name));
	return OK;
}

static const char *const examples[] = { "alur import undo 7     # as if it had never been" };

const struct command import_undo_cmd = {
	.name = "import undo",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.flags = COMMAND_DB,
	.summary = "Takes back all that an import did; refused when its rows were changed since.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.check = check,
	.run = run,
};
