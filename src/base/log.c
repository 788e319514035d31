/* The log: one line of JSON an event, in one write(2). It needs no arena, so that it works when memory
 * is short. */
#include "base/log.h"

#include "base/day.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MESSAGE_BYTES = 1024, LINE_BYTES = 2048, LONGEST_ESCAPE = 6 };

struct line {
	char bytes[LINE_BYTES];
	size_t used;
};

static const str line_end = STR_INIT("\"}\n");

static void add(struct line *line, str text)
{
	memcpy(line->bytes + line->used, text.ptr, text.len);
	line->used += text.len;
}

/* One character of the message: as it is, escaped, or '?' where it is not UTF-8. */
static size_t add_character(struct line *line, str rest)
{
	size_t length = utf8_sequence(rest.ptr, rest.len);
	char c = rest.ptr[0];

	if (length == 0) {
		add(line, STR("?"));
		return 1;
	}
	if (c == '"' || c == '\\')
		add(line, STR("\\"));
	if ((unsigned char)c < 0x20)
		line->used += (size_t)snprintf(line->bytes + line->used, LONGEST_ESCAPE + 1,
					       "\\u%04x", (unsigned)c);
	else
		add(line, str_sub(rest, 0, length));
	return length;
}

PRINTF_LIKE(2, 0)
static void add_message(struct line *line, const char *format, va_list args)
{
	char text[MESSAGE_BYTES];
	str rest;

	vsnprintf(text, sizeof text, format, args);
	rest = str_from(text);
	while (rest.len > 0 && line->used + LONGEST_ESCAPE + line_end.len < LINE_BYTES)
		rest = str_sub(rest, add_character(line, rest), rest.len);
}

void log_line(enum log_level level, const char *format, ...)
{
	static const char *const levels[] = { [LOG_DEBUG] = "debug",
					      [LOG_INFO] = "info",
					      [LOG_WARN] = "warn",
					      [LOG_ERROR] = "error" };
	struct line line = { .used = 0 };
	char at[INSTANT_CHARS];
	va_list args;

	instant_write(at, clock_now());
	add(&line, STR("{\"at\":\""));
	add(&line, (str){ at, sizeof at });
	add(&line, STR("\",\"level\":\""));
	add(&line, str_from(levels[level]));
	add(&line, STR("\",\"message\":\""));
	va_start(args, format);
	add_message(&line, format, args);
	va_end(args);
	add(&line, line_end);
	if (write(STDERR_FILENO, line.bytes, line.used) < 0)
		return; /* nobody is left who could be told */
}
