/* `alur import list`: the imports there were, newest first. */
#include "cli/commands.h"

#include "codec/json_out.h"
#include "db/db.h"
#include "exchange/imports.h"

enum { AT_MOST = 200 };

static enum rc list(struct ctx *cx, struct buf *text)
{
	struct json_out out = json_out_new(text);
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = imports_to_json(cx, 0, AT_MOST, &out);
	db_read_end(cx);
	return rc;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct buf text = buf_new(cx->arena);

	TRY(list(cx, &text));
	return print_json(cx, in, &text);
}

static const char *const examples[] = { "alur import list --json" };

const struct command import_list_cmd = {
	.name = "import list",
	.flags = COMMAND_DB | COMMAND_JSON,
	.summary = "Lists the imports there were, newest first, as JSON.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
