/* The writer of workbooks: the cells as they stand in the file's XML. */
#include "table.h"

#include "base/convert.h"
#include "base/day.h"
#include "codec/xlsx_out.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { FILE_ROOM = 8 * 1024 * 1024 };

static const str header[] = { STR_INIT("name"), STR_INIT("amount"), STR_INIT("day") };

struct book {
	char folder[64], path[80];
	struct xlsx_out *out;
};

static void book_open(struct local *local, struct book *book)
{
	struct xlsx_order order = { .title = "deals", .header = header, .column_count = 3 };
	const char *place = getenv("TMPDIR");

	(void)snprintf(book->folder, sizeof book->folder, "%s/alur-xlsx-XXXXXX",
		       place ? place : "/tmp");
	assert_non_null(mkdtemp(book->folder));
	(void)snprintf(book->path, sizeof book->path, "%s/book", book->folder);
	order.path = book->path;
	order.folder = book->folder;
	assert_int_equal(xlsx_open(&local->cx, &order, &book->out), OK);
}

static void book_close(struct book *book)
{
	xlsx_close(&book->out);
	(void)unlink(book->path);
	assert_int_equal(rmdir(book->folder), 0); /* nothing else may be left there */
}

static size_t number_at(const char *bytes, size_t count)
{
	size_t number = 0;

	while (count-- > 0)
		number = number << 8 | (unsigned char)bytes[count];
	return number;
}

static str inflated(struct arena *arena, str packed, size_t size)
{
	z_stream stream = { .next_in = (Bytef *)(uintptr_t)packed.ptr,
			    .avail_in = (uInt)packed.len };
	char *text = arena_alloc(arena, size + 1);

	assert_non_null(text);
	stream.next_out = (Bytef *)text;
	stream.avail_out = (uInt)size;
	assert_int_equal(inflateInit2(&stream, -MAX_WBITS), Z_OK);
	assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
	(void)inflateEnd(&stream);
	return (str){ text, size };
}

/* A file of the archive, by its central directory (PKWARE APPNOTE 4.3.12). Not set: there is none. */
static str member(struct arena *arena, str zip, const char *name)
{
	for (size_t at = 0; at + 46 < zip.len; at++) {
		const char *entry = zip.ptr + at;
		str here;
		const char *local;

		if (memcmp(entry, "PK\x01\x02", 4) != 0)
			continue;
		here = (str){ entry + 46, number_at(entry + 28, 2) };
		if (!str_eq(here, str_from(name)))
			continue;
		local = zip.ptr + number_at(entry + 42, 4);
		local += 30 + number_at(local + 26, 2) + number_at(local + 28, 2);
		return inflated(arena, (str){ local, number_at(entry + 20, 4) },
				number_at(entry + 24, 4));
	}
	return (str){ NULL, 0 };
}

/* Finishes the book; the XML of a sheet. */
static str sheet_of(struct local *local, struct book *book, const char *name)
{
	char *bytes = arena_alloc(&local->arena, FILE_ROOM);
	FILE *file;
	str zip;

	if (book->out)
		assert_int_equal(xlsx_finish(&local->cx, book->out), OK);
	xlsx_close(&book->out);
	file = fopen(book->path, "rb");
	assert_non_null(file);
	zip = (str){ bytes, fread(bytes, 1, FILE_ROOM, file) };
	(void)fclose(file);
	return member(&local->arena, zip, name);
}

struct cell_row {
	const char *name;
	void (*write)(struct xlsx_out *out);
	const char *xml; /* of the cell, behind its place and style */
};

static void write_formula(struct xlsx_out *out)
{
	xlsx_text(out, STR("=1+1"));
}
static void write_link(struct xlsx_out *out)
{
	xlsx_text(out, STR("http://example.com/?a&b"));
}
static void write_digits(struct xlsx_out *out)
{
	xlsx_text(out, STR("0812"));
}
static void write_money(struct xlsx_out *out)
{
	xlsx_number(out, -1250050, 2);
}
static void write_whole(struct xlsx_out *out)
{
	xlsx_number(out, 42, 0);
}
static void write_longest(struct xlsx_out *out)
{
	xlsx_number(out, INT64_C(999999999999999), 2);
}
static void write_too_long(struct xlsx_out *out)
{
	xlsx_number(out, INT64_C(-1000000000000005), 2);
}
static void write_day(struct xlsx_out *out)
{
	xlsx_day(out, day_from_date((struct date){ 2026, 1, 31 }));
}
static void write_first_day(struct xlsx_out *out)
{
	xlsx_day(out, day_from_date((struct date){ 1900, 1, 1 }));
}
static void write_time(struct xlsx_out *out)
{
	xlsx_time(out, day_from_date((struct date){ 2026, 1, 31 }), 12 * 3600 * 1000);
}
static void write_yes(struct xlsx_out *out)
{
	xlsx_bool(out, true);
}
static void write_control(struct xlsx_out *out)
{
	xlsx_text(out, STR("a\x01"
			   "b"));
}

static const struct cell_row cells[] = {
	{ "a formula is a text", write_formula, "t=\"inlineStr\"><is><t>=1+1</t></is></c>" },
	{ "a link is a text", write_link,
	  "t=\"inlineStr\"><is><t>http://example.com/?a&amp;b</t></is></c>" },
	{ "digits that people wrote are a text", write_digits,
	  "t=\"inlineStr\"><is><t>0812</t></is></c>" },
	{ "money is a number", write_money, "><v>-12500.5</v></c>" },
	{ "a count is a number", write_whole, "><v>42</v></c>" },
	{ "fifteen digits are a number", write_longest, "><v>9999999999999.99</v></c>" },
	{ "sixteen are a text, exact", write_too_long,
	  "t=\"inlineStr\"><is><t>-10000000000000.05</t></is></c>" },
	{ "a day is a number of days", write_day, "><v>46053</v></c>" },
	{ "the first day, too", write_first_day, "><v>1</v></c>" },
	{ "a time is a part of a day", write_time, "><v>46053.5</v></c>" },
	{ "yes is one", write_yes, " t=\"b\"><v>1</v></c>" },
	{ "a control character is escaped", write_control,
	  "t=\"inlineStr\"><is><t>a_x0001_b</t></is></c>" },
};

static void cell_is(void **row)
{
	const struct cell_row *r = *row;
	LOCAL(local);
	AUTO(book_close) struct book book = { .out = NULL };
	str xml;
	const char *cell;

	book_open(&local, &book);
	xlsx_empty(book.out);
	r->write(book.out);
	xlsx_end_row(book.out);
	xml = sheet_of(&local, &book, "xl/worksheets/sheet1.xml");
	assert_true(str_is_set(xml));
	cell = strstr(xml.ptr, "<c r=\"B2\"");
	assert_non_null(cell);
	assert_non_null(strstr(cell, r->xml));
	assert_null(strstr(xml.ptr, "<f>"));
	assert_null(strstr(xml.ptr, "hyperlink"));
	assert_null(strstr(xml.ptr, "<c r=\"A2\""));
}

static void the_header_is_the_first_row(void)
{
	LOCAL(local);
	AUTO(book_close) struct book book = { .out = NULL };
	str xml;

	book_open(&local, &book);
	xml = sheet_of(&local, &book, "xl/worksheets/sheet1.xml");
	assert_non_null(strstr(xml.ptr, "<is><t>name</t></is>"));
	assert_non_null(strstr(xml.ptr, "<c r=\"C1\""));
}

/* In whole characters: the text is of sequences of four bytes, each two units. */
static void long_texts_are_cut_to_a_cell(void)
{
	LOCAL(local);
	AUTO(book_close) struct book book = { .out = NULL };
	struct buf text = buf_new(&local.arena);
	str xml;

	buf_char(&text, '<');
	for (int i = 0; i < 20000; i++)
		buf_text(&text, "\U0001f600");
	book_open(&local, &book);
	xlsx_text(book.out, buf_str(&text));
	xlsx_end_row(book.out);
	xml = sheet_of(&local, &book, "xl/worksheets/sheet1.xml");
	assert_non_null(strstr(xml.ptr, "\U0001f600</t>"));
	assert_true(xml.len > 16383 * 4 && xml.len < 16383 * 4 + 3000);
}

static void rows_go_on_in_the_next_sheet(void)
{
	LOCAL(local);
	AUTO(book_close) struct book book = { .out = NULL };
	str xml;

	book_open(&local, &book);
	for (int i = 0; i < 1048575; i++)
		xlsx_end_row(book.out);
	xlsx_text(book.out, STR("first of the second"));
	xlsx_end_row(book.out);
	xml = sheet_of(&local, &book, "xl/worksheets/sheet2.xml");
	assert_true(str_is_set(xml));
	assert_non_null(strstr(xml.ptr, "<is><t>name</t></is>"));
	assert_non_null(strstr(xml.ptr, "first of the second"));
}

static void an_unfinished_book_is_dropped(void)
{
	LOCAL(local);
	AUTO(book_close) struct book book = { .out = NULL };

	book_open(&local, &book);
	xlsx_text(book.out, STR("a"));
	xlsx_close(&book.out);
	assert_int_not_equal(access(book.path, F_OK), 0);
}

static void a_file_that_cannot_be_written_fails(void)
{
	LOCAL(local);
	AUTO(xlsx_close) struct xlsx_out *out = NULL;
	struct xlsx_order order = { "/no/such/folder/book", "/tmp", "deals", header, 3 };

	if (xlsx_open(&local.cx, &order, &out) == OK)
		assert_int_equal(xlsx_finish(&local.cx, out), E_IO);
}

static const struct plain_row others[] = {
	{ "the header is the first row", the_header_is_the_first_row },
	{ "long texts are cut to what a cell holds", long_texts_are_cut_to_a_cell },
	{ "rows go on in the next sheet", rows_go_on_in_the_next_sheet },
	{ "an unfinished workbook is dropped", an_unfinished_book_is_dropped },
	{ "a file that cannot be written fails", a_file_that_cannot_be_written_fails },
};

int main(void)
{
	static const struct table tables[] = { TABLE(cells, cell_is), PLAIN(others) };

	return tables_run("xlsx_out", tables, COUNT_OF(tables));
}
