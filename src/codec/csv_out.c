/* The CSV writer. Reading CSV: csv_in.c. */
#include "codec/csv_out.h"

#include "codec/formula_guard.h"

struct csv_out csv_out_new(struct buf *buf)
{
	return (struct csv_out){ .buf = buf };
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Readers drop blanks around fields without quotes, and may take an apostrophe for one. */
static bool needs_quotes(str text)
{
	if (text.len == 0)
		return false;
	if (is_blank(text.ptr[0]) || is_blank(text.ptr[text.len - 1]) || text.ptr[0] == '\'')
		return true;
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == ',' || text.ptr[i] == '"' || text.ptr[i] == '\n' ||
		    text.ptr[i] == '\r')
			return true;
	return false;
}

static void add_doubling_quotes(struct buf *buf, str text)
{
	size_t from = 0;

	while (from < text.len) {
		size_t quote = str_find(text, '"', from);
		size_t to = quote == SIZE_MAX ? text.len : quote + 1;

		buf_add(buf, str_sub(text, from, to));
		if (quote != SIZE_MAX)
			buf_char(buf, '"');
		from = to;
	}
}

static void begin_field(struct csv_out *out)
{
	if (out->comma)
		buf_char(out->buf, ',');
	out->comma = true;
}

void csv_text(struct csv_out *out, str text)
{
	if (!formula_is_risky(text)) {
		csv_value(out, text);
		return;
	}
	begin_field(out);
	buf_text(out->buf, "\"'");
	add_doubling_quotes(out->buf, text);
	buf_char(out->buf, '"');
}

void csv_value(struct csv_out *out, str text)
{
	begin_field(out);
	if (!needs_quotes(text)) {
		buf_add(out->buf, text);
		return;
	}
	buf_char(out->buf, '"');
	add_doubling_quotes(out->buf, text);
	buf_char(out->buf, '"');
}

void csv_end_row(struct csv_out *out)
{
	buf_text(out->buf, "\r\n");
	out->comma = false;
}
