/* `alur migrate`: what every command does first by itself, alone: create the database or upgrade it. */
#include "cli/commands.h"

static enum rc run(struct ctx *cx, struct invocation *in)
{
	if (in->app->migrations_applied == 0)
		say(cx, in, "The database is up to date.");
	else
		say(cx, in, "Upgraded by %lld migrations.", (long long)in->app->migrations_applied);
	if (str_is_set(in->app->copy_before_upgrade))
		say(cx, in, "The database as it was is kept in %.*s",
		    STR_ARG(in->app->copy_before_upgrade));
	return OK;
}

static const char *const examples[] = {
	"alur migrate                                   # before the server of a new version starts",
	"alur migrate --db postgres://alur@localhost/alur",
};

const struct command migrate_cmd = {
	.name = "migrate",
	.flags = COMMAND_DB | COMMAND_UPGRADES,
	.summary = "Creates the database or brings it up to date, after a copy of it.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
