/* The CSV reader: what rows are, in pieces of any size, and what happens to bad ones. */
#include "table.h"

#include "codec/csv_in.h"

#include <stdlib.h>
#include <string.h>

/* All rows as text: fields in <>, rows as "line:<a><b>", problems as "line!problem". */
static void add_row(struct buf *out, const struct csv_row *row)
{
	buf_printf(out, "%lld", (long long)row->line);
	if (row->problem == CSV_FINE)
		buf_char(out, ':');
	else
		buf_printf(out, "!%d", row->problem);
	for (size_t i = 0; i < row->count; i++)
		buf_printf(out, "<%.*s>", STR_ARG(row->fields[i]));
	buf_char(out, ' ');
}

static str read_all(struct arena *arena, str text, struct csv_form form, size_t piece)
{
	AUTO(csv_in_close) struct csv_in *in = csv_in_open(form);
	struct buf out = buf_new(arena);
	struct csv_row row;

	assert_non_null(in);
	for (size_t at = 0; at < text.len; at += piece) {
		/* A copy of its own, so that reading behind it is noticed. */
		str part = str_sub(text, at, at + piece);
		char *copy = malloc(part.len);

		assert_non_null(copy);
		memcpy(copy, part.ptr, part.len);
		csv_in_push(in, (str){ copy, part.len });
		while (csv_in_next(in, &row))
			add_row(&out, &row);
		free(copy);
	}
	csv_in_end(in);
	while (csv_in_next(in, &row))
		add_row(&out, &row);
	return buf_str(&out);
}

struct csv_case {
	const char *name;
	const char *text;
	const char *rows;
	struct csv_form form;
};

#define COMMAS                                                                                     \
	{                                                                                          \
		',', '"'                                                                           \
	}

static const struct csv_case cases[] = {
	{ "rows and fields", "a,b\nc,d\n", "1:<a><b> 2:<c><d> ", COMMAS },
	{ "the last line needs no end", "a,b\nc,d", "1:<a><b> 2:<c><d> ", COMMAS },
	{ "lines end with CRLF", "a,b\r\nc,d\r\n", "1:<a><b> 2:<c><d> ", COMMAS },
	{ "lines end with CR", "a,b\rc,d\r", "1:<a><b> 2:<c><d> ", COMMAS },
	{ "empty lines are skipped and counted", "a\n\n\r\n\rb\n", "1:<a> 5:<b> ", COMMAS },
	{ "empty fields", ",a,,\n", "1:<><a><><> ", COMMAS },
	{ "blanks around fields are not theirs", " a , b\t,c \n", "1:<a><b><c> ", COMMAS },
	{ "quoted fields hold delimiters", "\"a,b\",c\n", "1:<a,b><c> ", COMMAS },
	{ "and line ends, which count", "\"a\r\nb\",c\nd,e\n", "1:<a\r\nb><c> 3:<d><e> ", COMMAS },
	{ "and lone CRs, which count as well", "\"a\rb\",c\nd,e\n", "1:<a\rb><c> 3:<d><e> ",
	  COMMAS },
	{ "and blanks", "\" a \",b\n", "1:< a ><b> ", COMMAS },
	{ "and doubled quotes", "\"a \"\"b\"\"\",c\n", "1:<a \"b\"><c> ", COMMAS },
	{ "blanks may stand around the quotes", "x, \"a,b\" ,c\n", "1:<x><a,b><c> ", COMMAS },
	{ "a quote within a field that is not quoted", "5\" pipe,b\n", "1:<5\" pipe><b> ", COMMAS },
	{ "a single quote within a quoted field", "\"5\" pipe\",b\n", "1:<5\" pipe><b> ", COMMAS },
	{ "an empty quoted field", "\"\"\nb\n", "1:<> 2:<b> ", COMMAS },
	{ "ragged rows are as they are", "a\nb,c\nd,e,f\n", "1:<a> 2:<b><c> 3:<d><e><f> ", COMMAS },
	{ "semicolons", "a,1;b,2\n", "1:<a,1><b,2> ", { ';', '"' } },
	{ "tabs, with empty fields", "a\t\tb\n", "1:<a><><b> ", { '\t', '"' } },
	{ "bars and single quotes", "'a|b'|\"c\n", "1:<a|b><\"c> ", { '|', '\'' } },
	{ "the empty file", "", "", COMMAS },
	{ "nothing but line ends", "\n\r\n\r\n", "", COMMAS },
	{ "a quote that is never closed", "a,b\nc,\"d\ne,f\n", "1:<a><b> 2!5<c><d\ne,f\n> ",
	  COMMAS },
	{ "a quote at the very end", "a,\"", "1!5<a><> ", COMMAS },
	{ "a closed quote at the very end", "a,\"b\"", "1:<a><b> ", COMMAS },
	{ "UTF-8 passes", "Caf\u00e9,\u6771\u4eac\n", "1:<Caf\u00e9><\u6771\u4eac> ", COMMAS },
};

static void rows_are_read(void **row)
{
	const struct csv_case *r = *row;
	LOCAL(local);
	static const size_t pieces[] = { 1000, 1, 2, 3, 5, 7 };

	for (size_t i = 0; i < COUNT_OF(pieces); i++)
		assert_text(read_all(&local.arena, str_from(r->text), r->form, pieces[i]), r->rows);
}

static void nul_is_reported(void)
{
	LOCAL(local);

	assert_text(read_all(&local.arena, STR("a,b\nc,\0d\ne,f\n"), (struct csv_form)COMMAS, 100),
		    "1:<a><b> 2!4<c><> 3:<e><f> ");
}

static str repeated(struct arena *arena, const char *before, char c, size_t count,
		    const char *after)
{
	struct buf out = buf_new(arena);
	char *room;

	buf_text(&out, before);
	room = buf_reserve(&out, count);
	assert_non_null(room);
	memset(room, c, count);
	out.len += count;
	buf_text(&out, after);
	return buf_str(&out);
}

static void long_fields_are_read(void)
{
	LOCAL(local);
	str text = repeated(&local.arena, "a,\"", 'x', CSV_MAX_FIELD - 4096, "\"\nb,c\n");
	str rows = read_all(&local.arena, text, (struct csv_form)COMMAS, 10000);

	assert_int_equal(rows.len, CSV_MAX_FIELD - 4096 + strlen("1:<a><> 2:<b><c> "));
}

static void too_long_fields_are_given_up(void)
{
	LOCAL(local);
	str text = repeated(&local.arena, "a\nb,\"", 'x', CSV_MAX_FIELD + 100000,
			    " still the same line\nc,d\ne,f\n");

	assert_text(read_all(&local.arena, text, (struct csv_form)COMMAS, 10000),
		    "1:<a> 2!1 3:<c><d> 4:<e><f> ");
	assert_text(read_all(&local.arena, text, (struct csv_form)COMMAS, SIZE_MAX / 2),
		    "1:<a> 2!1 3:<c><d> 4:<e><f> ");
}

/* A stray quote swallows a mebibyte of rows and no more. */
static void stray_quotes_do_not_swallow_the_file(void)
{
	LOCAL(local);
	struct buf text = buf_new(&local.arena);
	str rows;

	buf_text(&text, "a,\"b\n");
	for (int i = 0; i < 200000; i++)
		buf_text(&text, "some,row\n");
	rows = read_all(&local.arena, buf_str(&text), (struct csv_form)COMMAS, 65536);
	assert_true(str_starts(rows, STR("1!1 ")));
	assert_true(str_ends(rows, STR("200001:<some><row> ")));
}

static void too_long_rows_are_reported(void)
{
	LOCAL(local);
	struct buf text = buf_new(&local.arena);
	str field = repeated(&local.arena, "", 'x', 900000, ",");

	for (int i = 0; i < 6; i++)
		buf_add(&text, field);
	buf_text(&text, "end\nb,c\n");
	assert_text(read_all(&local.arena, buf_str(&text), (struct csv_form)COMMAS, 65536),
		    "1!2 2:<b><c> ");
}

static void too_many_fields_are_reported(void)
{
	LOCAL(local);
	str many = repeated(&local.arena, "", ',', CSV_MAX_FIELDS, "\nb,c\n");
	str just = repeated(&local.arena, "", ',', CSV_MAX_FIELDS - 1, "\nb,c\n");

	assert_text(read_all(&local.arena, many, (struct csv_form)COMMAS, 65536), "1!3 2:<b><c> ");
	assert_true(str_starts(read_all(&local.arena, just, (struct csv_form)COMMAS, 65536),
			       STR("1:<>")));
}

static void offsets_are_told(void)
{
	AUTO(csv_in_close) struct csv_in *in = csv_in_open((struct csv_form)COMMAS);
	str text = STR("ab,c\r\n\r\n\"d\ne\",f\ng,h");
	struct csv_row row;

	csv_in_push(in, text);
	assert_true(csv_in_next(in, &row));
	assert_true(row.offset == 0 && row.end == 6 && row.line == 1);
	assert_true(csv_in_next(in, &row));
	assert_true(row.offset == 8 && row.end == 16 && row.line == 3);
	assert_false(csv_in_next(in, &row));
	csv_in_end(in);
	assert_true(csv_in_next(in, &row));
	assert_true(row.offset == 16 && row.end == 19 && row.line == 5);
	assert_false(csv_in_next(in, &row));
	assert_false(csv_in_next(in, &row));
}

static void reading_goes_on_in_the_middle(void)
{
	AUTO(csv_in_close) struct csv_in *in = csv_in_open((struct csv_form)COMMAS);
	struct csv_row row;

	csv_in_start_at(in, 101, 5000);
	csv_in_push(in, STR("a,b\nc,d\n"));
	assert_true(csv_in_next(in, &row));
	assert_true(row.line == 101 && row.offset == 5000 && row.end == 5004);
	assert_true(csv_in_next(in, &row));
	assert_true(row.line == 102 && row.offset == 5004);
}

static void problems_have_words(void)
{
	for (enum csv_problem p = CSV_FIELD_TOO_LONG; p <= CSV_QUOTE_NOT_CLOSED; p++)
		assert_true(strlen(csv_problem_words(p)) > 10);
}

static const struct plain_row others[] = {
	{ "a NUL is reported", nul_is_reported },
	{ "long fields are read", long_fields_are_read },
	{ "a field that is too long is given up with its line", too_long_fields_are_given_up },
	{ "a stray quote does not swallow the file", stray_quotes_do_not_swallow_the_file },
	{ "a row that is too long is reported", too_long_rows_are_reported },
	{ "too many fields are reported", too_many_fields_are_reported },
	{ "offsets are told", offsets_are_told },
	{ "reading goes on in the middle", reading_goes_on_in_the_middle },
	{ "problems have words", problems_have_words },
};

int main(void)
{
	static const struct table tables[] = { TABLE(cases, rows_are_read), PLAIN(others) };

	return tables_run("csv_in", tables, COUNT_OF(tables));
}
