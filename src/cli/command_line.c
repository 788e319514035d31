/* The way through a command: parse, start what it needs, run, tell what failed. Only here does a result
 * become an exit code. */
#include "cli/cli.h"

/* Bounds a command that goes wrong; most need a few hundred KiB. */
static const size_t command_memory = (size_t)1 << 30;

static int exit_code_of(enum rc rc)
{
	return rc == OK ? EXIT_DONE : EXIT_FAILED;
}

void command_failed(struct ctx *cx, const struct invocation *in)
{
	const struct failure *failure = &cx->failure;
	const char *between = "";

	fprintf(in->err, "alur: ");
	if (str_is_set(failure->detail)) {
		fprintf(in->err, "%.*s", STR_ARG(failure->detail));
		between = "; ";
	}
	for (int i = 0; i < failure->error_count; i++) {
		fprintf(in->err, "%s%.*s: %.*s", between, STR_ARG(failure->errors[i].field),
			STR_ARG(failure->errors[i].message));
		between = "; ";
	}
	if (between[0] == '\0')
		fprintf(in->err, "%s", rc_name(failure->rc));
	fputc('\n', in->err);
}

/* Values of the command line come before those of the environment. */
static enum rc take_settings(struct ctx *cx, struct invocation *in)
{
	struct settings *settings = &in->app->settings;

	if (in->db)
		TRY(settings_set(cx, settings, SETTING_DB, in->db));
	for (size_t i = 0; i < in->command->option_count; i++) {
		const struct option *option = &in->command->options[i];

		if (option->is_setting && in->options[i])
			TRY(settings_set(cx, settings, option->setting, in->options[i]));
	}
	return OK;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	TRY(take_settings(cx, in));
	if (in->command->flags & COMMAND_DB)
		TRY(app_open(in->app, cx));
	return in->command->run(cx, in);
}

/* What was printed must have arrived: a full disk is a failure. */
static enum rc finish(struct ctx *cx, struct invocation *in, enum rc rc)
{
	if ((fflush(in->out) != 0 || ferror(in->out)) && rc == OK)
		return fail(cx, E_IO, "the output could not be written");
	return rc;
}

static int run_command(struct ctx *cx, struct invocation *in, enum rc started)
{
	enum rc rc = started;

	if (in->help) {
		help_command(in->out, in->command);
		return EXIT_DONE;
	}
	if (rc == OK || (in->command->flags & COMMAND_BARE)) {
		ctx_clear_failure(cx);
		rc = finish(cx, in, run(cx, in));
	}
	if (rc != OK)
		command_failed(cx, in);
	return exit_code_of(rc);
}

int command_line(struct app *app, int argc, char **argv)
{
	struct invocation in = { .app = app, .in = stdin, .out = stdout, .err = stderr };
	struct arena arena;
	struct ctx cx;
	enum rc started;
	int code = EXIT_WRONG_USE;

	arena_init(&arena, command_memory);
	started = app_start(app, &arena, &cx);
	if (command_parse(&cx, argc - 1, argv + 1, &in) == OK)
		code = run_command(&cx, &in, started);
	else
		command_failed(&cx, &in);
	app_close(app);
	arena_free(&arena);
	return code;
}
