/* `alur demo`: real sales data to try everything on. */
#include "cli/commands.h"

#include "exchange/imports.h"

static const struct option options[] = {
	{ .name = "--shift-to-today", .doc = "Move all dates, so that the data ends now." },
	{ .name = "--remove", .doc = "Remove it again, with all that was tried out on it." },
};

static enum rc check(struct ctx *cx, const struct invocation *in)
{
	if (option_value(in, "--remove") && option_value(in, "--shift-to-today"))
		return fail(cx, E_INVALID, "give --remove alone");
	return OK;
}

/* How far all files together have come. */
struct far {
	struct progress progress;
	int64_t job_id;
	int64_t before; /* rows of earlier files */
	int64_t read;
};

static bool step(void *argument, const struct import_job *job)
{
	struct far *far = argument;

	if (far->job_id != job->id)
		far->before += far->read;
	far->job_id = job->id;
	far->read = job->counts.read;
	progress_step(&far->progress, far->before + far->read);
	return true;
}

static enum rc load(struct ctx *cx, struct invocation *in)
{
	const struct demo_order order = {
		.shift_to_today = option_value(in, "--shift-to-today") != NULL,
		.folder = cx->files,
	};
	struct far far = { .progress = progress_begin(in, "demo", demo_rows()) };
	const struct import_watch watch = { step, &far };
	struct import_counts counts;
	enum rc rc = demo_load(cx, &order, &watch, &counts);

	progress_end(&far.progress);
	organisation_forget(in->app);
	TRY(rc);
	say(cx, in, "%lld deals. A link to sign in: alur user link demo@alur.local%s%s",
	    (long long)counts.created, in->db ? " --db " : "", in->db ? in->db : "");
	return OK;
}

/* Until the server that does it stops. */
static bool goes_on(void *argument, const struct import_job *job)
{
	const struct invocation *in = argument;

	(void)job;
	return !invocation_is_leaving(in);
}

static enum rc unload(struct ctx *cx, struct invocation *in)
{
	const struct import_watch watch = { goes_on, in };
	struct import_job job;

	TRY(demo_unload(cx, &watch, &job));
	if (job.state == IMPORT_UNDOING)
		return fail(cx, E_BUSY,
			    "the server stops; it goes on removing the demo when it starts again");
	say(cx, in, "The demo is gone.");
	return OK;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	return option_value(in, "--remove") ? unload(cx, in) : load(cx, in);
}

static const char *const examples[] = {
	"alur demo --db sqlite:demo.db --shift-to-today && alur serve --db sqlite:demo.db",
	"alur demo --db sqlite:demo.db     # with the dates of the data, 2016 and 2017",
	"alur demo --remove                # wherever it was loaded, in the browser too",
};

const struct command demo_cmd = {
	.name = "demo",
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB | COMMAND_UPGRADES,
	.summary =
		"Fills an empty database with the pipeline of a company: 8,800 real opportunities,"
		" and people, leads and next steps that are invented.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.check = check,
	.run = run,
};
