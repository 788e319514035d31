/* `alur help`: everything it says stands in the table of commands. */
#include "cli/cli.h"

#include <string.h>

enum { COLUMN = 34 };

static void print_padded(FILE *out, const char *text, const char *doc)
{
	int length = (int)strlen(text);

	fprintf(out, "  %s", text);
	if (length > COLUMN - 2)
		fprintf(out, "\n  %*s", COLUMN, "");
	else
		fprintf(out, "%*s", COLUMN - length, "");
	fprintf(out, "%s\n", doc);
}

static void print_call(FILE *out, const struct command *command)
{
	char call[80];

	snprintf(call, sizeof call, "%s%s%s", command->name, command->arguments ? " " : "",
		 command->arguments ? command->arguments : "");
	print_padded(out, call, command->summary);
}

static bool is_about(const struct command *command, const char *prefix)
{
	return !prefix || str_starts(str_from(command->name), str_from(prefix));
}

void help_commands(FILE *out, const char *prefix)
{
	fprintf(out, "Usage: alur COMMAND [ARGUMENTS] [OPTIONS]\n\n");
	for (size_t i = 0; i < command_count; i++)
		if (is_about(commands[i], prefix))
			print_call(out, commands[i]);
	fprintf(out, "\nalur help COMMAND shows its options and examples.\n");
}

static void print_option(FILE *out, const char *name, const char *value, const char *doc)
{
	char call[80];

	snprintf(call, sizeof call, "%s%s%s", name, value ? " " : "", value ? value : "");
	print_padded(out, call, doc);
}

static void print_setting(FILE *out, enum setting_id id)
{
	const struct setting *setting = &setting_rows[id];

	print_option(out, setting->option, setting->value, setting->doc);
}

static void print_options(FILE *out, const struct command *command)
{
	fprintf(out, "\nOptions:\n");
	for (size_t i = 0; i < command->option_count; i++) {
		const struct option *option = &command->options[i];

		print_option(out, option_name(option), option_takes(option), option_doc(option));
	}
	if (command->flags & (COMMAND_DB | COMMAND_DB_URL))
		print_setting(out, SETTING_DB);
	if (command->flags & COMMAND_JSON)
		print_option(out, "--json", NULL, "Answer as JSON, for programs.");
	print_option(out, "--help", NULL, "This page.");
}

static void print_environment(FILE *out)
{
	fprintf(out, "\nEnvironment:\n");
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		print_option(out, setting_rows[id].environment, setting_rows[id].value,
			     setting_rows[id].doc);
}

void help_command(FILE *out, const struct command *command)
{
	fprintf(out, "Usage: alur %s%s%s [OPTIONS]\n\n%s\n", command->name,
		command->arguments ? " " : "", command->arguments ? command->arguments : "",
		command->summary);
	print_options(out, command);
	if (command->example_count > 0)
		fprintf(out, "\nExamples:\n");
	for (size_t i = 0; i < command->example_count; i++)
		fprintf(out, "  %s\n", command->examples[i]);
	if (strcmp(command->name, "serve") == 0)
		print_environment(out);
}

/* --- the command --------------------------------------------------------------------------------- */

static const struct command *command_of(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static bool begins_any(const char *prefix)
{
	for (size_t i = 0; i < command_count; i++)
		if (is_about(commands[i], prefix))
			return true;
	return false;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	str name = str_from(in->argument_count > 0 ? in->arguments[0] : NULL);
	const struct command *command;

	if (in->argument_count == 2)
		name = str_printf(cx->arena, "%s %s", in->arguments[0], in->arguments[1]);
	if (!str_is_set(name)) {
		help_commands(in->out, NULL);
		return OK;
	}
	command = command_of(name.ptr);
	if (command)
		help_command(in->out, command);
	else if (begins_any(name.ptr))
		help_commands(in->out, name.ptr);
	else
		return fail(cx, E_MISSING, "there is no command %.*s; alur help lists them",
			    STR_ARG(name));
	return OK;
}

static const char *const examples[] = {
	"alur help                  # all commands",
	"alur help user             # those about users",
	"alur help token create     # one of them",
};

const struct command help_cmd = {
	.name = "help",
	.arguments = "[COMMAND]",
	.max = 2,
	.flags = COMMAND_BARE,
	.summary = "Shows the commands, or one of them with its options and examples.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
