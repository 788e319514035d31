/* What commands print for people and for programs. */
#include "cli/cli.h"

#include "base/convert.h"
#include "base/utf8.h"

enum { GAP = 2 };

void say(const struct ctx *cx, struct invocation *in, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	/* The catalogue holds formats with the same directives; tests/arch checks each pair. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	vfprintf(in->out, tr(cx, format), args);
#pragma GCC diagnostic pop
	va_end(args);
	fputc('\n', in->out);
}

enum rc print_json(struct ctx *cx, struct invocation *in, struct buf *text)
{
	str whole;

	buf_char(text, '\n');
	if (buf_rc(text) != OK)
		return fail_memory(cx);
	whole = buf_str(text);
	fwrite(whole.ptr, 1, whole.len, in->out);
	return OK;
}

static size_t width_of(const struct text_table *table, int column)
{
	size_t width = utf8_length(str_from(table->headings[column]));

	for (size_t row = 0; row < table->rows; row++) {
		size_t length =
			utf8_length(table->cells[row * to_size(table->columns) + to_size(column)]);

		if (length > width)
			width = length;
	}
	return width;
}

/* The last column is not filled up. */
static void print_cell(const struct invocation *in, const struct text_table *table, int column,
		       str text)
{
	size_t length = utf8_length(text);

	fprintf(in->out, "%.*s", STR_ARG(text));
	if (column == table->columns - 1) {
		fputc('\n', in->out);
		return;
	}
	for (size_t width = width_of(table, column) + GAP; length < width; length++)
		fputc(' ', in->out);
}

void print_table(const struct invocation *in, const struct text_table *table)
{
	for (int column = 0; column < table->columns; column++)
		print_cell(in, table, column, str_from(table->headings[column]));
	for (size_t row = 0; row < table->rows; row++)
		for (int column = 0; column < table->columns; column++)
			print_cell(in, table, column,
				   table->cells[row * to_size(table->columns) + to_size(column)]);
}
