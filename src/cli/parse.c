/* From argv to a command with its arguments and options, by the table of commands. */
#include "cli/cli.h"

#include <string.h>

const char *option_name(const struct option *option)
{
	return option->is_setting ? setting_rows[option->setting].option : option->name;
}

const char *option_takes(const struct option *option)
{
	return option->is_setting ? setting_rows[option->setting].value : option->value;
}

const char *option_doc(const struct option *option)
{
	return option->is_setting ? setting_rows[option->setting].doc : option->doc;
}

const char *option_value(const struct invocation *in, const char *name)
{
	for (size_t i = 0; i < in->command->option_count; i++)
		if (strcmp(option_name(&in->command->options[i]), name) == 0)
			return in->options[i];
	ensure(false); /* the command has no such option */
	return NULL;
}

str option_text(const struct invocation *in, const char *name)
{
	return str_from(option_value(in, name));
}

/* --- which command ------------------------------------------------------------------------------- */

/* What everybody tries first. */
static const char *usual_word(const char *word)
{
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return "help";
	return strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0 ? "version" : word;
}

/* How many words of argv the name takes; 0: it is another command. */
static int words_matched(const char *name, int argc, char *const *argv)
{
	str rest = str_from(name);
	int words = 0;
	str word;

	while (str_split(&rest, ' ', &word)) {
		if (words == argc || !str_is(word, usual_word(argv[words])))
			return 0;
		words++;
	}
	return words;
}

static const struct command *find_command(int argc, char *const *argv, int *words)
{
	const struct command *best = NULL;

	*words = 0;
	for (size_t i = 0; i < command_count; i++) {
		int matched = words_matched(commands[i]->name, argc, argv);

		if (matched > *words) {
			best = commands[i];
			*words = matched;
		}
	}
	return best;
}

/* "alur user" names several; they are told. */
static bool begins_commands(const char *word)
{
	str prefix = str_from(word);

	for (size_t i = 0; i < command_count; i++) {
		str name = str_from(commands[i]->name);

		if (str_starts(name, prefix) && name.len > prefix.len &&
		    name.ptr[prefix.len] == ' ')
			return true;
	}
	return false;
}

static enum rc no_command(struct ctx *cx, int argc, char *const *argv)
{
	if (argc == 0)
		return fail(cx, E_INVALID, "which command? alur help lists them");
	if (begins_commands(argv[0]))
		return fail(cx, E_INVALID, "alur %s needs another word; see alur help %s", argv[0],
			    argv[0]);
	return fail(cx, E_INVALID, "there is no command %s; alur help lists them", argv[0]);
}

/* --- options ------------------------------------------------------------------------------------- */

struct parsing {
	int argc;
	char *const *argv;
	int at;
};

/* "--role=seller" and "--role seller". */
static enum rc take_value(struct ctx *cx, struct parsing *parsing, const char *name,
			  const char **value)
{
	const char *word = parsing->argv[parsing->at];
	size_t length = strlen(name);

	if (word[length] == '=') {
		*value = word + length + 1;
		return OK;
	}
	if (parsing->at + 1 >= parsing->argc)
		return fail(cx, E_INVALID, "%s needs a value", name);
	*value = parsing->argv[++parsing->at];
	return OK;
}

static bool is_option(const char *word, const char *name, bool takes_value)
{
	size_t length = strlen(name);

	return strncmp(word, name, length) == 0 &&
	       (word[length] == '\0' || (takes_value && word[length] == '='));
}

/* "dmy|mdy" lists all values that there are; "NAME|FILE" are two kinds of them. */
static enum rc check_choice(struct ctx *cx, const struct option *option, const char *value)
{
	str rest = str_from(option->value);
	str word;

	if (option->is_setting || !option->value || option->value[0] < 'a' ||
	    str_find(rest, '|', 0) == SIZE_MAX)
		return OK;
	while (str_split(&rest, '|', &word))
		if (str_is(word, value))
			return OK;
	return fail(cx, E_INVALID, "%s is one of %s, not %s", option->name, option->value, value);
}

static enum rc take_own_option(struct ctx *cx, struct parsing *parsing, struct invocation *in,
			       bool *taken)
{
	const char *word = parsing->argv[parsing->at];

	for (size_t i = 0; i < in->command->option_count && !*taken; i++) {
		const struct option *option = &in->command->options[i];
		const char *name = option_name(option);
		bool has_value = option_takes(option) != NULL;

		if (!is_option(word, name, has_value))
			continue;
		*taken = true;
		in->options[i] = "";
		if (has_value)
			TRY(take_value(cx, parsing, name, &in->options[i]));
		TRY(check_choice(cx, option, in->options[i]));
	}
	return OK;
}

static enum rc take_option(struct ctx *cx, struct parsing *parsing, struct invocation *in)
{
	const char *word = parsing->argv[parsing->at];
	unsigned flags = in->command->flags;
	bool taken = false;

	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		in->help = true;
		return OK;
	}
	if ((flags & COMMAND_JSON) && strcmp(word, "--json") == 0) {
		in->json = true;
		return OK;
	}
	if ((flags & (COMMAND_DB | COMMAND_DB_URL)) && is_option(word, "--db", true))
		return take_value(cx, parsing, "--db", &in->db);
	TRY(take_own_option(cx, parsing, in, &taken));
	if (!taken)
		return fail(cx, E_INVALID, "alur %s has no option %s; see alur help %s",
			    in->command->name, word, in->command->name);
	return OK;
}

/* --- arguments ----------------------------------------------------------------------------------- */

static enum rc take_argument(struct ctx *cx, struct invocation *in, const char *word)
{
	if (in->argument_count == in->command->max)
		return fail(cx, E_INVALID,
			    "alur %s does not know what to do with %s; see alur help %s",
			    in->command->name, word, in->command->name);
	in->arguments[in->argument_count++] = word;
	return OK;
}

static enum rc check_complete(struct ctx *cx, const struct invocation *in)
{
	const struct command *command = in->command;

	if (in->argument_count < command->min)
		return fail(cx, E_INVALID, "alur %s needs %s; see alur help %s", command->name,
			    command->arguments, command->name);
	for (size_t i = 0; i < command->option_count; i++)
		if (command->options[i].is_required && !in->options[i])
			return fail(cx, E_INVALID, "alur %s needs %s; see alur help %s",
				    command->name, command->options[i].name, command->name);
	return command->check ? command->check(cx, in) : OK;
}

enum rc command_parse(struct ctx *cx, int argc, char *const *argv, struct invocation *out)
{
	struct parsing parsing = { .argc = argc, .argv = argv };
	bool only_arguments = false;

	out->command = find_command(argc, argv, &parsing.at);
	if (!out->command)
		return no_command(cx, argc, argv);
	for (; parsing.at < argc; parsing.at++) {
		const char *word = argv[parsing.at];

		if (!only_arguments && strcmp(word, "--") == 0)
			only_arguments = true;
		else if (!only_arguments && word[0] == '-' && word[1] != '\0')
			TRY(take_option(cx, &parsing, out));
		else
			TRY(take_argument(cx, out, word));
	}
	return out->help ? OK : check_complete(cx, out);
}
