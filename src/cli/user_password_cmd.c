/* `alur user password`: gives a user a password; the user's sessions and links end. */
#include "cli/commands.h"

static enum rc set(struct ctx *cx, void *argument)
{
	return password_set(cx, argument);
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct password_change change = { .user_id = 0 };
	struct user user;

	TRY(user_of_argument(cx, in->arguments[0], &user));
	change.user_id = user.row.id;
	TRY(read_password(cx, in, &change.password));
	TRY(password_prepare(cx, &change));
	TRY(db_write(cx, set, &change));
	say(cx, in, "%.*s has a new password and is signed out everywhere.", STR_ARG(user.email));
	return OK;
}

static const struct option options[] = {
	{ .name = "--password-stdin",
	  .doc = "Take it from the input's first line, as it is done "
		 "anyway where there is no terminal." },
};

static const char *const examples[] = {
	"alur user password budi@example.com                    # asks for it",
	"alur user password budi@example.com < password.txt     # takes the first line",
};

const struct command user_password_cmd = {
	.name = "user password",
	.arguments = "EMAIL",
	.min = 1,
	.max = 1,
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB,
	.summary = "Gives a user a new password.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
