/* `alur import`: a file of rows into the database. The work: exchange/imports.h. */
#include "cli/commands.h"

#include "codec/json_out.h"
#include "exchange/file_text.h"
#include "exchange/imports.h"

static const struct option options[] = {
	{ .name = "--preset",
	  .value = "NAME|FILE",
	  .doc = "hubspot, pipedrive, salesforce, bitrix24 or a file of your own; otherwise detected." },
	{ .name = "--map",
	  .value = "FILE",
	  .doc = "A JSON object: column of the file -> column of ours, null leaves it out." },
	{ .name = "--create",
	  .value = "KINDS",
	  .doc = "Create what is missing: pipelines,stages,users,companies,products,teams." },
	{ .name = "--dates",
	  .value = "dmy|mdy",
	  .doc = "What 03/04/2026 means; otherwise detected." },
	{ .name = "--numbers",
	  .value = "point|comma",
	  .doc = "What 1.234 means; otherwise detected." },
	{ .name = "--dry-run", .doc = "Show what would happen; nothing is written." },
};

enum { MAP_BYTES = 1024 * 1024 };

static struct import_order order_of(const struct invocation *in)
{
	return (struct import_order){
		.kind = str_from(in->arguments[0]),
		.path = str_from(in->arguments[1]),
		.preset = option_text(in, "--preset"),
		.create = option_text(in, "--create"),
		.dates = option_text(in, "--dates"),
		.numbers = option_text(in, "--numbers"),
		.dry_run = option_value(in, "--dry-run") != NULL,
	};
}

static enum rc check(struct ctx *cx, const struct invocation *in)
{
	const struct import_order order = order_of(in);

	return import_check_words(cx, &order);
}

static enum rc read_order(struct ctx *cx, struct invocation *in, struct import_order *order)
{
	str map = option_text(in, "--map");

	*order = order_of(in);
	order->folder = cx->files;
	return str_is_set(map) ? file_text(cx, map, MAP_BYTES, &order->map) : OK;
}

static enum rc tell_survey(struct ctx *cx, struct invocation *in, const struct importer *importer)
{
	const struct import_job *job = import_job_of(importer);
	str survey;

	TRY(import_survey_to_text(cx, importer, &survey));
	say(cx, in, "%.*s", STR_ARG(survey));
	if (job->resumed)
		say(cx, in, "Going on behind row %lld.", (long long)job->counts.read);
	return OK;
}

static enum rc tell_json(struct ctx *cx, struct invocation *in, const struct importer *importer)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	import_report_to_json(cx, importer, &out);
	return print_json(cx, in, &text);
}

static enum rc tell_result(struct ctx *cx, struct invocation *in, const struct importer *importer)
{
	const struct import_job *job = import_job_of(importer);
	str sum = import_sum(cx->arena, &job->counts);

	if (in->json)
		return tell_json(cx, in, importer);
	import_problems_print(cx, importer, in->out);
	if (job->counts.rejected > 0 && job->id != 0)
		say(cx, in, "Rejected rows with their reasons: %.*s",
		    STR_ARG(import_rejects_path(cx->arena, job)));
	if (job->id == 0)
		say(cx, in, "This was a dry run: nothing is written.");
	if (job->counts.kept_dates > 0)
		say(cx, in,
		    "%lld known rows began at another time than created_on says; that stays as it is.",
		    (long long)job->counts.kept_dates);
	fprintf(in->out, "%.*s\n", STR_ARG(sum));
	return OK;
}

struct running {
	const struct invocation *in;
	struct progress progress;
};

/* Until the server that does it stops. */
static bool step(void *argument, const struct import_job *job)
{
	struct running *running = argument;

	progress_step(&running->progress, job->counts.read);
	return !invocation_is_leaving(running->in);
}

/* As after a crash: whoever gives the command again goes on where this one ended. */
static enum rc stop_with_server(struct ctx *cx, const struct import_job *job)
{
	if (job->id == 0)
		return fail(cx, E_BUSY, "the server stops");
	return fail(
		cx, E_BUSY,
		"the server stops after row %lld of the file; the same command goes on from there",
		(long long)job->counts.read);
}

static enum rc run_importer(struct ctx *cx, struct invocation *in, struct importer *importer)
{
	const struct import_job *job = import_job_of(importer);
	struct running running = { in, progress_begin(in, in->arguments[1], job->rows) };
	const struct import_watch watch = { step, &running };
	enum rc rc;

	if (!in->json)
		TRY(tell_survey(cx, in, importer));
	rc = import_run(cx, importer, &watch);
	progress_end(&running.progress);
	if (rc == OK && job->state == IMPORT_RUNNING)
		return stop_with_server(cx, job);
	if (rc == OK)
		rc = tell_result(cx, in, importer);
	return rc;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	AUTO(import_end) struct importer *importer = NULL;
	struct import_order order;

	TRY(read_order(cx, in, &order));
	TRY(import_begin(cx, &order, &importer));
	return run_importer(cx, in, importer);
}

static const char *const examples[] = {
	"alur import deals deals.csv --dry-run     # what would happen, and which columns are known",
	"alur import deals hubspot-export.csv --preset hubspot --create pipelines,stages,users,companies",
	"alur import stage-history history.csv     # when deals entered which stage",
	"alur import companies customers.csv --map columns.json     # {\"Account\": \"name\", \"Notes\": null}",
};

const struct command import_cmd = {
	.name = "import",
	.arguments = "KIND FILE",
	.min = 2,
	.max = 2,
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB | COMMAND_UPGRADES | COMMAND_JSON,
	.summary = "Imports a CSV file: users, companies, contacts, products, leads, deals, "
		   "deal-lines, deal-contacts, activities or stage-history.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.check = check,
	.run = run,
};
