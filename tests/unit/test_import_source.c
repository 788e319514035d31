/* The source of an import: files of every encoding to rows, bad rows, resuming, bounds. */
#include "table.h"

#include "exchange/import_source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void add_row(struct buf *out, const struct source_row *row)
{
	buf_printf(out, "%lld/%lld", (long long)row->number, (long long)row->line);
	buf_char(out, row->problem ? '!' : ':');
	for (size_t i = 0; i < row->count; i++)
		buf_printf(out, "<%.*s>", STR_ARG(row->fields[i]));
	buf_char(out, ' ');
}

/* "header | number/line:<field>... " with '!' in place of ':' where a row has a problem. */
static str read_source(struct ctx *cx, struct source *source)
{
	struct buf out = buf_new(cx->arena);
	struct source_row row;
	size_t count;
	const str *headers = source_headers(source, &count);

	for (size_t i = 0; i < count; i++)
		buf_printf(&out, "<%.*s>", STR_ARG(headers[i]));
	buf_text(&out, " | ");
	for (bool more = true; more;) {
		assert_int_equal(source_next(cx, source, &row, &more), OK);
		if (more)
			add_row(&out, &row);
	}
	return buf_str(&out);
}

/* A file that is gone when it is closed. */
static str file_of(struct ctx *cx, str bytes)
{
	const char *folder = getenv("TMPDIR");
	char *path = (char *)(uintptr_t)str_printf(cx->arena, "%s/alur-source-XXXXXX",
						   folder ? folder : "/tmp")
			     .ptr;
	int file = mkstemp(path);

	assert_true(file >= 0);
	for (size_t at = 0; at < bytes.len;) {
		ssize_t written = write(file, bytes.ptr + at, bytes.len - at);

		assert_true(written > 0);
		at += (size_t)written;
	}
	close(file);
	return str_from(path);
}

static void forget(const str *path)
{
	(void)unlink(path->ptr);
}

static struct source *opened(struct ctx *cx, const struct source_order *order)
{
	struct source *source = NULL;
	enum rc rc = source_open(cx, order, &source);

	if (rc != OK)
		fail_msg("source_open: %s\n", cx->failure.detail.ptr);
	return source;
}

struct source_case {
	const char *name;
	str bytes;
	const char *rows;
	char delimiter;
	const char *encoding;
};

static const struct source_case cases[] = {
	{ "rows below a header", STR_INIT("name,city\nA,B\nC,D\n"),
	  "<name><city> | 1/2:<A><B> 2/3:<C><D> ", ',', "utf-8" },
	{ "a header alone", STR_INIT("name,city\n"), "<name><city> | ", ',', "utf-8" },
	{ "without a last line end", STR_INIT("name;city\r\nA;B"), "<name><city> | 1/2:<A><B> ",
	  ';', "utf-8" },
	{ "UTF-8 with a mark", STR_INIT("\xef\xbb\xbfname,city\nCaf\xc3\xa9,B\n"),
	  "<name><city> | 1/2:<Caf\u00e9><B> ", ',', "utf-8" },
	{ "Windows-1252", STR_INIT("name;price\nCaf\xe9;5 \x80\n"),
	  "<name><price> | 1/2:<Caf\u00e9><5 \u20ac> ", ';', "windows-1252" },
	{ "UTF-16, the low byte first",
	  STR_INIT("\xff\xfe"
		   "a\0\t\0b\0\r\0\n\0\xe9\0\t\0x\0\r\0\n\0"),
	  "<a><b> | 1/2:<\u00e9><x> ", '\t', "utf-16le" },
	{ "UTF-16, the high byte first", STR_INIT("\xfe\xff\0a\0,\0b\0\n\0\xe9\0,\0x\0\n"),
	  "<a><b> | 1/2:<\u00e9><x> ", ',', "utf-16be" },
	{ "UTF-16 without a mark", STR_INIT("a\0,\0b\0\n\0c\0,\0d\0\n\0"), "<a><b> | 1/2:<c><d> ",
	  ',', "utf-16le" },
	{ "a spreadsheet's line for itself", STR_INIT("sep=;\r\na,b;c\r\n1,5;2\r\n"),
	  "<a,b><c> | 1/3:<1,5><2> ", ';', "utf-8" },
	{ "empty lines and rows without text", STR_INIT("\n,\na,b\n\n,\nc,d\n,\n"),
	  "<a><b> | 1/6:<c><d> ", ',', "utf-8" },
	{ "the guard against formulas is taken off", STR_INIT("a,b\n'=1+1,'x\n''-5,-5\n"),
	  "<a><b> | 1/2:<=1+1><'x> 2/3:<'-5><-5> ", ',', "utf-8" },
	{ "ragged rows", STR_INIT("a,b\nshort\nc,d,\nl,o,ng\ne,f\n"),
	  "<a><b> | 1/2!<short> 2/3:<c><d> 3/4!<l><o><ng> 4/5:<e><f> ", ',', "utf-8" },
	{ "a quote that is never closed", STR_INIT("a,b\nc,d\ne,\"f\ng,h\n"),
	  "<a><b> | 1/2:<c><d> 2/3!<e><f\ng,h\n> ", ',', "utf-8" },
	{ "a NUL", STR_INIT("a,b\nc,d\0\ne,f\n"), "<a><b> | 1/2!<c><d> 2/3:<e><f> ", ',', "utf-8" },
};

static void source_is(void **row)
{
	const struct source_case *r = *row;
	LOCAL(local);
	AUTO(forget) str path = file_of(&local.cx, r->bytes);
	const struct source_order orders[] = { { .path = path }, { .bytes = r->bytes } };

	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		AUTO(source_close) struct source *source = opened(&local.cx, &orders[i]);
		struct buf text = buf_new(&local.arena);
		str rows = read_source(&local.cx, source);

		/* NUL ends what assert_text() can compare. */
		for (size_t k = 0; k < rows.len; k++)
			if (rows.ptr[k] != '\0')
				buf_char(&text, rows.ptr[k]);
		assert_text(buf_str(&text), r->rows);
		assert_int_equal(source_form(source).delimiter, r->delimiter);
		assert_string_equal(source_form(source).encoding, r->encoding);
		assert_int_equal(source_size(source), r->bytes.len);
		assert_int_equal(source_offset(source), r->bytes.len);
	}
}

struct refused_case {
	const char *name;
	struct source_order order;
	enum rc rc;
	const char *words; /* part of the message */
};

static const struct refused_case refusals[] = {
	{ "a file that is not there",
	  { .path = STR_INIT("/no/such/file") },
	  E_MISSING,
	  "/no/such" },
	{ "a folder", { .path = STR_INIT("/") }, E_MISSING, "/" },
	{ "nothing", { .bytes = STR_INIT("") }, E_INVALID, "empty" },
	{ "nothing but lines", { .bytes = STR_INIT("\n\r\n\n") }, E_INVALID, "empty" },
	{ "a workbook", { .bytes = STR_INIT("PK\x03\x04 and so on") }, E_INVALID, "workbook" },
	{ "bytes that are no text",
	  { .bytes = STR_INIT("\x7f"
			      "ELF\0\x01\x02\n1\n") },
	  E_INVALID,
	  "NUL" },
	{ "a header with an open quote",
	  { .bytes = STR_INIT("a,\"b\nc,d\n") },
	  E_INVALID,
	  "quote" },
	{ "an unknown encoding",
	  { .bytes = STR_INIT("a,b\n"), .form.encoding = "latin-9" },
	  E_INVALID,
	  NULL },
	{ "an unknown delimiter",
	  { .bytes = STR_INIT("a,b\n"), .form.delimiter = ':' },
	  E_INVALID,
	  NULL },
};

static void source_is_refused(void **row)
{
	const struct refused_case *r = *row;
	LOCAL(local);
	struct source *source = NULL;

	assert_int_equal(source_open(&local.cx, &r->order, &source), r->rc);
	assert_null(source);
	if (r->words)
		assert_non_null(strstr(local.cx.failure.detail.ptr, r->words));
	else
		assert_int_equal(local.cx.failure.error_count, 1);
}

static void a_given_form_counts(void)
{
	LOCAL(local);
	struct source_order order = { .bytes = STR("a,b;c\nd,\xc3\xa9;f\n"),
				      .form = { ';', "windows-1252" } };
	AUTO(source_close) struct source *source = opened(&local.cx, &order);

	assert_text(read_source(&local.cx, source), "<a,b><c> | 1/2:<d,\u00c3\u00a9><f> ");
}

static void bad_bytes_are_counted(void)
{
	LOCAL(local);
	struct source_order order = { .bytes = STR("a,b\nx\xff,\xfe\n"), .form.encoding = "utf-8" };
	AUTO(source_close) struct source *source = opened(&local.cx, &order);

	assert_text(read_source(&local.cx, source), "<a><b> | 1/2:<x\ufffd><\ufffd> ");
	assert_int_equal(source_replaced(source), 2);
}

/* A table of `rows` rows, as UTF-8 or with each byte in a unit of UTF-16. Every tenth row has a line
 * end in a field, every hundredth is ragged. */
static str table_of(struct arena *arena, int rows, bool utf16)
{
	struct buf text = buf_new(arena);
	struct buf wide = buf_new(arena);

	buf_text(&text, "id,name\n");
	for (int i = 1; i <= rows; i++)
		buf_printf(&text,
			   i % 100 == 0  ? "%d\n"
			   : i % 10 == 0 ? "%d,\"line\nline\"\n"
					 : "%d,some name or other\n",
			   i);
	if (!utf16)
		return buf_str(&text);
	buf_add(&wide, STR("\xff\xfe"));
	for (size_t i = 0; i < text.len; i++) {
		buf_char(&wide, text.ptr[i]);
		buf_char(&wide, '\0');
	}
	return buf_str(&wide);
}

/* All rows behind the row `from`. */
static str rows_behind(struct ctx *cx, const struct source_order *order, int64_t from, str *sha256)
{
	AUTO(source_close) struct source *source = opened(cx, order);
	str rows;

	assert_int_equal(source_skip(cx, source, from), OK);
	rows = read_source(cx, source);
	*sha256 = source_sha256(cx, source);
	return rows;
}

static void imports_resume_at(bool utf16)
{
	LOCAL(local);
	struct source_order order = { .bytes = table_of(&local.arena, 20000, utf16) };
	str whole_hash, hash;
	str whole = rows_behind(&local.cx, &order, 0, &whole_hash);

	for (int64_t from = 1; from <= 20000; from += 3331) {
		struct arena_mark mark = arena_mark(&local.arena);
		str rest = rows_behind(&local.cx, &order, from, &hash);

		rest = str_sub(rest, strlen("<id><name> | "), rest.len);
		assert_true(str_ends(whole, rest));
		assert_true(
			str_starts(rest, str_printf(&local.arena, "%lld/", (long long)from + 1)));
		assert_true(str_eq(hash, whole_hash));
		arena_rewind(&local.arena, mark);
	}
}

static void imports_resume(void)
{
	imports_resume_at(false);
	imports_resume_at(true);
}

static void fewer_rows_than_before_are_refused(void)
{
	LOCAL(local);
	struct source_order order = { .bytes = STR("a,b\n1,2\n") };
	AUTO(source_close) struct source *source = opened(&local.cx, &order);

	assert_int_equal(source_skip(&local.cx, source, 2), E_INVALID);
}

/* From FIPS 180-2: "abc"; here with a header's line end. */
static void the_hash_is_that_of_the_file(void)
{
	LOCAL(local);
	struct source_order order = { .bytes = STR("abc") };
	AUTO(source_close) struct source *source = opened(&local.cx, &order);

	(void)read_source(&local.cx, source);
	assert_text(source_sha256(&local.cx, source),
		    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* 1 MiB lines: a field just below the bound passes, one above it is given up, alone. */
static void long_lines_are_bounded(void)
{
	LOCAL(local);
	struct buf text = buf_new(&local.arena);
	struct source_order order = { 0 };
	AUTO(source_close) struct source *source = NULL;
	struct source_row row;
	bool more;

	buf_text(&text, "a,b\n");
	for (int i = 0; i < 1000 * 1000; i++)
		buf_char(&text, 'x');
	buf_text(&text, ",y\n");
	for (int i = 0; i < 1100 * 1000; i++)
		buf_char(&text, 'x');
	buf_text(&text, ",y\nc,d\n");
	order.bytes = buf_str(&text);
	source = opened(&local.cx, &order);
	assert_int_equal(source_next(&local.cx, source, &row, &more), OK);
	assert_true(more && !row.problem && row.count == 2 && row.fields[0].len == 1000000);
	assert_int_equal(source_next(&local.cx, source, &row, &more), OK);
	assert_true(more && row.problem && row.line == 3);
	assert_int_equal(source_next(&local.cx, source, &row, &more), OK);
	assert_true(more && !row.problem && row.line == 4);
}

/* Every byte becomes three; a buffer that grew with the file would pass the arena's limit. */
static void conversion_is_bounded(void)
{
	LOCAL(local);
	struct buf text = buf_new(&local.arena);
	struct source_order order = { .form.encoding = "windows-1252" };
	AUTO(source_close) struct source *source = NULL;
	struct source_row row;
	bool more = true;

	buf_text(&text, "a\n");
	for (int i = 1; i < 4 * 1024 * 1024; i++)
		buf_char(&text, i % 1000 == 0 ? '\n' : '\x80');
	order.bytes = buf_str(&text);
	source = opened(&local.cx, &order);
	while (more) {
		assert_int_equal(source_next(&local.cx, source, &row, &more), OK);
		if (more)
			assert_null(row.problem);
	}
	assert_int_equal(row.number, 4195);
}

static const struct plain_row others[] = {
	{ "a given form counts, not the looks", a_given_form_counts },
	{ "bad bytes are counted", bad_bytes_are_counted },
	{ "an import resumes at any row of any encoding", imports_resume },
	{ "a file with fewer rows than before is refused", fewer_rows_than_before_are_refused },
	{ "the hash is that of the file", the_hash_is_that_of_the_file },
	{ "lines of a mebibyte are bounded", long_lines_are_bounded },
	{ "conversion is bounded", conversion_is_bounded },
};

int main(void)
{
	static const struct table tables[] = { TABLE(cases, source_is),
					       TABLE(refusals, source_is_refused), PLAIN(others) };

	return tables_run("import_source", tables, COUNT_OF(tables));
}
