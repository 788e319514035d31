/* `alur check`: looks for every broken invariant and says what it found. */
#include "cli/commands.h"

#include "codec/json_out.h"
#include "db/db.h"
#include "exchange/attachments.h"

struct checking {
	struct invocation *in;
	struct json_out *json; /* NULL: lines */
	int findings;
};

static enum rc tell(struct ctx *cx, void *argument, str finding)
{
	struct checking *checking = argument;

	(void)cx;
	checking->findings++;
	if (checking->json)
		json_str(checking->json, finding);
	else
		fprintf(checking->in->out, "%.*s\n", STR_ARG(finding));
	return OK;
}

/* The database, then the files that belong to it. */
static enum rc check(struct ctx *cx, struct checking *checking)
{
	enum rc rc;

	TRY(app_check(cx, tell, checking));
	TRY(db_read_begin(cx));
	rc = attachments_verify(cx, tell, checking);
	db_read_end(cx);
	return rc;
}

static enum rc check_as_json(struct ctx *cx, struct checking *checking)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	checking->json = &out;
	json_object_begin(&out);
	json_key(&out, "findings");
	json_array_begin(&out);
	TRY(check(cx, checking));
	json_array_end(&out);
	json_object_end(&out);
	return print_json(cx, checking->in, &text);
}

static enum rc tell_sound(struct ctx *cx, struct invocation *in)
{
	struct holdings holdings;
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = app_count(cx, &holdings);
	db_read_end(cx);
	TRY(rc);
	say(cx, in, "%lld deals, %lld companies, %lld users.", (long long)holdings.deals,
	    (long long)holdings.companies, (long long)holdings.users);
	say(cx, in, "Everything is as it should be.");
	return OK;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct checking checking = { .in = in };

	TRY(in->json ? check_as_json(cx, &checking) : check(cx, &checking));
	if (checking.findings > 0)
		return fail(
			cx, E_CONFLICT,
			"%d findings: restore a backup that alur check finds clean, or ask for help",
			checking.findings);
	return in->json ? OK : tell_sound(cx, in);
}

static const char *const examples[] = {
	"alur check",
	"alur check --db sqlite:backup.db --json",
};

const struct command check_cmd = {
	.name = "check",
	.flags = COMMAND_DB | COMMAND_JSON | COMMAND_TELLS,
	.summary = "Looks for everything that could be broken in the database.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
