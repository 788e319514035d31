/* The command line: one constant table of commands (commands.c), each in a file of its own. Adding a
 * command is a file NAME_cmd.c with a `const struct command`, and its line in commands.c; parsing,
 * help, errors and exit codes follow from the table. */
#ifndef ALUR_CLI_CLI_H
#define ALUR_CLI_CLI_H

#include "app/app.h"
#include "base/ctx.h"

#include <stdatomic.h>
#include <stdio.h>

enum { MAX_ARGUMENTS = 4, MAX_OPTIONS = 16 };

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_WRONG_USE = 2 };

struct json_out;

/* An option of a command: a switch, or one with a value. `setting` takes name, value and doc from the
 * table of settings, and sets it. */
struct option {
	const char *name;  /* "--role" */
	const char *value; /* "NAME"; "dmy|mdy": one of these; NULL: a switch */
	const char *doc;
	bool is_required;
	bool is_setting;
	enum setting_id setting;
};

#define OPTION_OF_SETTING(id)                                                                      \
	{                                                                                          \
		.is_setting = true, .setting = (id)                                                \
	}

enum command_flag {
	COMMAND_DB = 1 << 0,       /* the database is open when it runs; takes --db */
	COMMAND_DB_URL = 1 << 1,   /* takes --db, but opens it by itself */
	COMMAND_JSON = 1 << 2,     /* takes --json */
	COMMAND_BARE = 1 << 3,     /* needs nothing: runs even where the settings are wrong */
	COMMAND_UPGRADES = 1 << 4, /* may upgrade an older database; others refuse */
	COMMAND_TELLS = 1 << 5,    /* tells what the database's tables lack; others refuse */
};

struct invocation;

struct command {
	const char *name;      /* "user add" */
	const char *arguments; /* "EMAIL"; NULL: none */
	int min, max;          /* how many arguments */
	const struct option *options;
	size_t option_count;
	unsigned flags;
	const char *summary; /* one line */
	const char *const
		*examples; /* command lines that teach, each with what it does after "  #" */
	size_t example_count;
	/* What is wrong with the words themselves, before anything is opened; NULL: nothing more can be. */
	enum rc (*check)(struct ctx *cx, const struct invocation *in);
	enum rc (*run)(struct ctx *cx, struct invocation *in);
};

/* In the order in which help shows them. */
extern const struct command *const commands[];
extern const size_t command_count;

/* A command as it was called. */
struct invocation {
	struct app *app;
	struct settings settings; /* of the program, with this call's options */
	const struct command *command;
	const char *arguments[MAX_ARGUMENTS];
	int argument_count;
	const char *options[MAX_OPTIONS]; /* values by place in command->options; "" for switches */
	const char *db;                   /* of --db; NULL: not given */
	bool json;
	bool help;
	FILE *in, *out, *err;
	const atomic_bool
		*leaving; /* of the server that does it, once it stops; NULL: no server's */
};

/* Does the server stop that does it? Long work then ends where it can be gone on with. */
static inline bool invocation_is_leaving(const struct invocation *in)
{
	return in->leaving && atomic_load(in->leaving);
}

/* --- command_line.c ------------------------------------------------------------------------------ */

/* The whole program: parses, runs, tells what failed, and returns the exit code. */
int command_line(struct app *app, int argc, char **argv);

/* A command that a running server does for another process (errand.h), with a context of app_ctx(). */
int command_at_server(struct ctx *cx, struct invocation *in, int argc, char *const *argv);

/* Bounds the memory of a command that goes wrong; most need a few hundred KiB. */
extern const size_t command_memory;

/* Tells the failure in one line. */
void command_failed(struct ctx *cx, const struct invocation *in);

/* --- parse.c ------------------------------------------------------------------------------------- */

/* Finds the command and its arguments. E_INVALID: wrong use, in words. */
MUST_USE enum rc command_parse(struct ctx *cx, int argc, char *const *argv, struct invocation *out);

/* The value of an option, NULL when it was not given. */
const char *option_value(const struct invocation *in, const char *name);
str option_text(const struct invocation *in, const char *name);

/* Options after those that every command has; NULL at the end of the walk. */
const char *option_name(const struct option *option);
const char *option_takes(const struct option *option);
const char *option_doc(const struct option *option);

/* --- help_cmd.c ---------------------------------------------------------------------------------- */

/* All commands, or those whose name begins with `prefix`. */
void help_commands(FILE *out, const char *prefix);
void help_command(FILE *out, const struct command *command);

/* --- output.c ------------------------------------------------------------------------------------ */

/* A line for people, translated. */
void say(const struct ctx *cx, struct invocation *in, const char *format, ...) PRINTF_LIKE(3, 4);

/* Prints JSON that was built in `text`, with a line end. E_MEMORY when it did not fit. */
MUST_USE enum rc print_json(struct ctx *cx, struct invocation *in, struct buf *text);

/* Rows of texts under headings, each column as wide as its widest text. */
struct text_table {
	const char *const *headings;
	int columns;
	str *cells; /* row by row; not set: empty */
	size_t rows;
};
void print_table(const struct invocation *in, const struct text_table *table);

/* --- secret_input.c ------------------------------------------------------------------------------ */

/* A password: asked for twice without echo on a terminal, else the first line of the input. */
MUST_USE enum rc read_password(struct ctx *cx, struct invocation *in, str *out);

/* --- people_input.c ------------------------------------------------------------------------------ */

/* The user of an e-mail address on the command line, within a database connection of its own. */
MUST_USE enum rc user_of_argument(struct ctx *cx, const char *email, struct user *user);

/* A new one-time sign-in link for that user. */
MUST_USE enum rc link_of_argument(struct ctx *cx, const char *email, struct sign_in_link *link);

/* --- progress.c ---------------------------------------------------------------------------------- */

/* Shows how far something is, on a terminal, once it has taken a second. */
struct progress {
	FILE *err;
	const char *title;
	int64_t total;    /* 0: not known */
	int64_t begun_ns; /* of clock_monotonic_ns() */
	int64_t shown_ns;
	bool is_terminal;
	bool is_shown;
};
struct progress progress_begin(const struct invocation *in, const char *title, int64_t total);
void progress_step(struct progress *progress, int64_t done);
void progress_end(struct progress *progress);

#endif
