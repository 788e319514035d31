/* `alur restore`: back to a backup, after it has been verified; what was there is kept aside. */
#include "cli/commands.h"

static enum rc run(struct ctx *cx, struct invocation *in)
{
	str kept;

	TRY(app_restore(in->app, cx, str_from(in->arguments[0]), &kept));
	say(cx, in, "Restored from %s.", in->arguments[0]);
	if (str_is_set(kept))
		say(cx, in, "What was there before is kept in %.*s", STR_ARG(kept));
	return OK;
}

static const char *const examples[] = {
	"alur restore alur-2026-11-23.db                          # stop the server first",
	"alur restore alur.db --db postgres://alur@localhost/alur # from SQLite to PostgreSQL",
};

const struct command restore_cmd = {
	.name = "restore",
	.arguments = "FILE",
	.min = 1,
	.max = 1,
	.flags = COMMAND_DB_URL,
	.summary = "Replaces the database by a backup, after verifying it.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
