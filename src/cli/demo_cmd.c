/* `alur demo`: real sales data to try everything on. */
#include "cli/commands.h"

#include "exchange/imports.h"

static const struct option options[] = {
	{ .name = "--shift-to-today", .doc = "Move all dates, so that the data ends now." },
};

static bool step(void *argument, const struct import_job *job)
{
	progress_step(argument, job->counts.read);
	return true;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	const struct demo_order order = {
		.shift_to_today = option_value(in, "--shift-to-today") != NULL,
		.folder = cx->files,
	};
	struct progress progress = progress_begin(in, "demo", 8800);
	const struct import_watch watch = { step, &progress };
	struct import_counts counts;
	enum rc rc = demo_load(cx, &order, &watch, &counts);

	progress_end(&progress);
	organisation_forget(in->app);
	TRY(rc);
	say(cx, in, "%lld deals. A link to sign in: alur user link demo@alur.local%s%s",
	    (long long)counts.created, in->db ? " --db " : "", in->db ? in->db : "");
	return OK;
}

static const char *const examples[] = {
	"alur demo --db sqlite:demo.db --shift-to-today && alur serve --db sqlite:demo.db",
	"alur demo --db sqlite:demo.db     # with the dates of the data, 2016 and 2017",
};

const struct command demo_cmd = {
	.name = "demo",
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB | COMMAND_UPGRADES,
	.summary =
		"Fills an empty database with the pipeline of a company: 8,800 real opportunities.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
