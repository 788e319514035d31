/* Reading a password: never from the command line, where others could see it. */
#include "cli/cli.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { MAX_LINE = 4096 };

/* The terminal without echo while it lives. */
struct quiet {
	int fd;
	bool is_on;
	struct termios before;
};

static void quiet_end(struct quiet *quiet)
{
	if (quiet->is_on)
		tcsetattr(quiet->fd, TCSAFLUSH, &quiet->before);
	quiet->is_on = false;
}

static void quiet_begin(struct quiet *quiet, int fd)
{
	struct termios now;

	quiet->fd = fd;
	if (tcgetattr(fd, &quiet->before) != 0)
		return;
	now = quiet->before;
	now.c_lflag &= ~(tcflag_t)ECHO;
	quiet->is_on = tcsetattr(fd, TCSAFLUSH, &now) == 0;
}

static enum rc read_line(struct ctx *cx, struct invocation *in, str *out)
{
	char line[MAX_LINE];
	size_t length;

	if (!fgets(line, sizeof line, in->in))
		return fail(cx, E_INVALID, "no password came from the input");
	length = strcspn(line, "\r\n");
	*out = arena_str(cx->arena, (str){ line, length });
	explicit_bzero(line, sizeof line);
	return str_is_set(*out) ? OK : fail_memory(cx);
}

static enum rc ask(struct ctx *cx, struct invocation *in, const char *question, str *out)
{
	AUTO(quiet_end) struct quiet quiet = { .fd = -1 };

	fprintf(in->err, "%s: ", question);
	fflush(in->err);
	quiet_begin(&quiet, fileno(in->in));

	enum rc rc = read_line(cx, in, out);

	fputc('\n', in->err);
	return rc;
}

enum rc read_password(struct ctx *cx, struct invocation *in, str *out)
{
	str again;

	if (isatty(fileno(in->in)) != 1)
		return read_line(cx, in, out);
	TRY(ask(cx, in, tr(cx, "New password"), out));
	TRY(ask(cx, in, tr(cx, "The same again"), &again));
	if (!str_eq(*out, again))
		return fail(cx, E_INVALID, "the two passwords differ; nothing was changed");
	return OK;
}
