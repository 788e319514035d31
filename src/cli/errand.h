/* Private to cli/. An errand is a command that the running server does for another process: a SQLite
 * database is written by one process alone, so while a server has it open, `alur user add` and its
 * like go to the server, by a socket beside the database's file. The three standard files go along, so
 * input, output and progress are the caller's own. */
#ifndef ALUR_CLI_ERRAND_H
#define ALUR_CLI_ERRAND_H

#include "cli/cli.h"

#include <sys/un.h>

enum { ERRAND_MAX = 64 * 1024, ERRAND_MAX_WORDS = 256, ERRAND_FILES = 3 };

/* What goes first, together with the three files; then `bytes` of words with a NUL behind each: the
 * program's version, the folder, the language, and argv without the program's name. */
struct errand_head {
	uint32_t magic;
	uint32_t bytes;
};
static const uint32_t errand_magic = 0x416c7572;

enum errand_word { ERRAND_VERSION, ERRAND_FOLDER, ERRAND_LANGUAGE, ERRAND_ARGV };

/* --- errand_place.c ------------------------------------------------------------------------------ */

/* The socket of a SQLite database, as an address that is short enough wherever the file lies: it goes
 * through `folder_fd`, which the caller closes when it is done with the address. False for other
 * databases, and when there is no such file. */
struct errand_place {
	int folder_fd;
	struct sockaddr_un address;
};
bool errand_place(const struct settings *settings, struct errand_place *out);

/* --- errand_ask.c -------------------------------------------------------------------------------- */

/* Asks the server that has the database to do this command. False: there is none that answers;
 * otherwise *code is the exit code, and everything was told. */
struct words {
	int count;
	char *const *list;
};
bool errand_ask(struct ctx *cx, struct invocation *in, struct words words, int *code);

/* --- errand_answer.c ----------------------------------------------------------------------------- */

struct errands;

/* Takes errands for the open database, on threads of their own. *out is NULL for PostgreSQL, which
 * needs none. */
MUST_USE enum rc errands_start(struct app *app, struct ctx *cx, struct errands **out);

/* Takes no more, waits for those under way. NULL is allowed. */
void errands_stop(struct errands *errands);

#endif
