/* The way through a command: parse, start what it needs, run, tell what failed. Only here does a result
 * become an exit code. */
#include "app/serve.h"
#include "cli/errand.h"

const size_t command_memory = (size_t)1 << 30;

void command_failed(struct ctx *cx, const struct invocation *in)
{
	fprintf(in->err, "alur: %.*s\n", STR_ARG(failure_line(cx)));
}

/* Values of the command line come before those of the environment; for this call alone. */
static enum rc take_settings(struct ctx *cx, struct invocation *in)
{
	struct settings *settings = &in->settings;

	*settings = in->app->settings;
	if (in->db)
		TRY(settings_set(cx, settings, SETTING_DB, in->db));
	for (size_t i = 0; i < in->command->option_count; i++) {
		const struct option *option = &in->command->options[i];

		if (option->is_setting && in->options[i])
			TRY(settings_set(cx, settings, option->setting, in->options[i]));
	}
	return OK;
}

/* What was printed must have arrived: a full disk is a failure. */
static enum rc finish(struct ctx *cx, struct invocation *in, enum rc rc)
{
	if ((fflush(in->out) != 0 || ferror(in->out)) && rc == OK)
		return fail(cx, E_IO, "the output could not be written");
	return rc;
}

static int run(struct ctx *cx, struct invocation *in)
{
	enum rc rc = finish(cx, in, in->command->run(cx, in));

	if (rc == OK)
		return EXIT_DONE;
	command_failed(cx, in);
	return EXIT_FAILED;
}

/* --- in a process of its own --------------------------------------------------------------------- */

/* Every command makes an empty database; those that only ask do not upgrade an older one. */
static enum rc open_database(struct ctx *cx, const struct invocation *in)
{
	enum rc rc = E_MISSING;

	if (!(in->command->flags & COMMAND_UPGRADES))
		rc = app_open_existing(in->app, cx, (in->command->flags & COMMAND_TELLS) != 0);
	if (rc != E_MISSING)
		return rc;
	ctx_clear_failure(cx);
	return app_open(in->app, cx);
}

/* A server that has the database does it instead. */
static int run_with_database(struct ctx *cx, struct invocation *in, struct words words)
{
	enum rc rc = open_database(cx, in);
	int code = EXIT_FAILED;

	if (rc == OK)
		return run(cx, in);
	if (rc == E_BUSY && errand_ask(cx, in, words, &code))
		return code;
	command_failed(cx, in);
	return EXIT_FAILED;
}

static int run_here(struct ctx *cx, struct invocation *in, enum rc started, struct words words)
{
	if (in->help) {
		help_command(in->out, in->command);
		return EXIT_DONE;
	}
	if (in->command->flags & COMMAND_BARE) {
		ctx_clear_failure(cx);
		return run(cx, in);
	}
	if (started != OK || take_settings(cx, in) != OK) {
		command_failed(cx, in);
		return EXIT_FAILED;
	}
	in->app->settings = in->settings;
	return in->command->flags & COMMAND_DB ? run_with_database(cx, in, words) : run(cx, in);
}

int command_line(struct app *app, int argc, char **argv)
{
	struct invocation in = { .app = app, .in = stdin, .out = stdout, .err = stderr };
	const struct words words = { argc > 0 ? argc - 1 : 0, argv + 1 };
	struct arena arena;
	struct ctx cx;
	enum rc started;
	int code = EXIT_WRONG_USE;

	arena_init(&arena, command_memory);
	started = app_start(app, &arena, &cx);
	if (command_parse(&cx, words.count, words.list, &in) == OK)
		code = run_here(&cx, &in, started, words);
	else
		command_failed(&cx, &in);
	app_close(app);
	arena_free(&arena);
	return code;
}

/* --- within a server ----------------------------------------------------------------------------- */

static int run_at_server(struct ctx *cx, struct invocation *in)
{
	if (!(in->command->flags & COMMAND_DB)) {
		(void)fail(cx, E_BUSY, "alur %s is not for a running server", in->command->name);
		command_failed(cx, in);
		return EXIT_FAILED;
	}
	if (take_settings(cx, in) != OK || organisation_now(in->app, cx) != OK) {
		command_failed(cx, in);
		return EXIT_FAILED;
	}
	return run(cx, in);
}

int command_at_server(struct ctx *cx, struct invocation *in, int argc, char *const *argv)
{
	int code = EXIT_WRONG_USE;

	if (command_parse(cx, argc, argv, in) == OK)
		code = run_at_server(cx, in);
	else
		command_failed(cx, in);
	app_changed_aside(in->app, cx);
	return code;
}
