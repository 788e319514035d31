/* The log: one line of JSON an event. */
#include "table.h"

#include "base/day.h"
#include "base/log.h"

#include <string.h>
#include <unistd.h>

enum { ROOM = 4096 };

/* What `write` puts on stderr. */
static size_t captured(char *out, void (*write)(const char *text), const char *text)
{
	int ends[2];
	int kept = dup(STDERR_FILENO);
	ssize_t size;

	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	write(text);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(ends[1]);
	size = read(ends[0], out, ROOM - 1);
	close(ends[0]);
	assert_true(size > 0);
	out[size] = '\0';
	return (size_t)size;
}

static void log_text(const char *text)
{
	log_line(LOG_WARN, "%s", text);
}

struct log_row {
	const char *name;
	const char *text;
	const char *message;
};

static const struct log_row lines[] = {
	{ "a plain message", "started", "started" },
	{ "quotes and backslashes are escaped", "a \"b\" \\c", "a \\\"b\\\" \\\\c" },
	{ "a message is one line", "a\nb\tc", "a\\u000ab\\u0009c" },
	{ "UTF-8 stays", "Caf\u00e9 \U0001f600", "Caf\u00e9 \U0001f600" },
	{ "what is not UTF-8 is shown as a question mark", "a\xff\xc3z", "a??z" },
	{ "the empty message", "", "" },
};

static void line_is(void **row)
{
	const struct log_row *r = *row;
	char line[ROOM];
	char expected[ROOM];
	int64_t at;

	captured(line, log_text, r->text);
	assert_true(instant_parse((str){ line + 7, 24 }, &at));
	assert_true(clock_now() - at < 60000 && clock_now() >= at);
	snprintf(expected, sizeof expected,
		 "{\"at\":\"%.24s\",\"level\":\"warn\",\"message\":\"%s\"}\n", line + 7,
		 r->message);
	assert_string_equal(line, expected);
}

static void long_messages_are_cut(void)
{
	char text[5000];
	char line[ROOM];
	size_t size;

	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	size = captured(line, log_text, text);
	assert_in_range(size, 1024, 2048);
	assert_string_equal(line + size - 3, "\"}\n");
	memset(text, '\001', sizeof text - 1); /* grows sixfold */
	size = captured(line, log_text, text);
	assert_in_range(size, 1024, 2048);
	assert_string_equal(line + size - 3, "\"}\n");
}

static const struct plain_row others[] = {
	{ "a message that is too long is cut", long_messages_are_cut },
};

int main(void)
{
	static const struct table tables[] = { TABLE(lines, line_is), PLAIN(others) };

	return tables_run("log", tables, COUNT_OF(tables));
}
