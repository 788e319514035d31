/* Reads a file row by row: pieces of bytes (here) to UTF-8 (charset.c) to rows (csv_in.c). What its
 * columns mean: map.c. */
#include "exchange/import_source.h"

#include "base/convert.h"
#include "codec/charset.h"
#include "codec/csv_detect.h"
#include "codec/formula_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes that are converted at a time; UTF-8 has at most three for one of them. */
enum { PIECE = 64 * 1024, TEXT_MEMORY = 1024 * 1024, HEADER_MEMORY = 8 * 1024 * 1024 };

struct source {
	int file;        /* -1: bytes in memory */
	str memory;      /* of those, what is still to be read */
	char *beginning; /* CHARSET_SAMPLE bytes, from which the encoding is detected; then pieces */
	str raw;         /* read, not yet converted */
	bool at_end;     /* nothing is behind `raw` */
	bool ended;      /* and the rows know it */
	int64_t size, offset;
	crypto_hash_sha256_state hash;

	enum charset charset;
	struct charset_in conversion;
	struct arena text_arena, header_arena;
	struct buf text;

	struct csv_form form;
	struct csv_in *rows;
	str *headers;
	size_t header_count;
	int64_t number;
	str fields[CSV_MAX_FIELDS]; /* of the row in hand */
};

static enum rc open_bytes(struct ctx *cx, const struct source_order *order, struct source *s);
static enum rc read_beginning(struct ctx *cx, struct source *s);
static enum rc choose_charset(struct ctx *cx, const struct source_form *form, struct source *s);
static enum rc begin_rows(struct ctx *cx, const struct source_form *form, struct source *s);
static enum rc read_header(struct ctx *cx, struct source *s);
static enum rc next_row(struct ctx *cx, struct source *s, struct csv_row *row, bool *more);

/* --- opening and closing ------------------------------------------------------------------------- */

enum rc source_open(struct ctx *cx, const struct source_order *order, struct source **out)
{
	AUTO(source_close) struct source *s = calloc(1, sizeof *s);

	if (!s)
		return fail_memory(cx);
	s->file = -1;
	arena_init(&s->text_arena, TEXT_MEMORY);
	arena_init(&s->header_arena, HEADER_MEMORY);
	s->text = buf_new(&s->text_arena);
	crypto_hash_sha256_init(&s->hash);
	TRY(open_bytes(cx, order, s));
	TRY(read_beginning(cx, s));
	TRY(choose_charset(cx, &order->form, s));
	TRY(begin_rows(cx, &order->form, s));
	TRY(read_header(cx, s));
	*out = s;
	s = NULL;
	return OK;
}

void source_close(struct source **source)
{
	struct source *s = *source;

	if (!s)
		return;
	if (s->file >= 0)
		(void)close(s->file);
	csv_in_close(&s->rows);
	arena_free(&s->text_arena);
	arena_free(&s->header_arena);
	free(s->beginning);
	free(s);
	*source = NULL;
}

static enum rc open_bytes(struct ctx *cx, const struct source_order *order, struct source *s)
{
	struct stat st;
	str name;

	s->beginning = malloc(CHARSET_SAMPLE);
	if (!s->beginning)
		return fail_memory(cx);
	s->memory = order->bytes;
	s->size = to_int64(order->bytes.len);
	if (!str_is_set(order->path))
		return OK;
	name = arena_str(cx->arena, order->path);
	if (!name.ptr)
		return fail_memory(cx);
	s->file = open(name.ptr, O_RDONLY | O_CLOEXEC);
	if (s->file < 0 || fstat(s->file, &st) != 0)
		return fail(cx, E_MISSING, "%.*s cannot be read: %s", STR_ARG(order->path),
			    strerror(errno));
	if (S_ISDIR(st.st_mode))
		return fail(cx, E_MISSING, "%.*s cannot be read: %s", STR_ARG(order->path),
			    strerror(EISDIR));
	s->size = (int64_t)st.st_size;
	return OK;
}

/* --- bytes --------------------------------------------------------------------------------------- */

static enum rc read_some(struct ctx *cx, struct source *s, char *to, size_t size, size_t *got)
{
	ssize_t count;

	if (s->file < 0) {
		str part = str_sub(s->memory, 0, size);

		if (part.len > 0)
			memcpy(to, part.ptr, part.len);
		s->memory = str_sub(s->memory, part.len, s->memory.len);
		*got = part.len;
		return OK;
	}
	do
		count = read(s->file, to, size);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return fail(cx, E_IO, "the file cannot be read: %s", strerror(errno));
	*got = (size_t)count;
	return OK;
}

/* Fills `raw` anew with up to `size` bytes. */
static enum rc read_raw(struct ctx *cx, struct source *s, size_t size)
{
	size_t used = 0;

	while (used < size && !s->at_end) {
		size_t got = 0;

		TRY(read_some(cx, s, s->beginning + used, size - used, &got));
		s->at_end = got == 0;
		used += got;
	}
	s->raw = (str){ s->beginning, used };
	crypto_hash_sha256_update(&s->hash, (const unsigned char *)s->beginning, used);
	return OK;
}

static enum rc read_beginning(struct ctx *cx, struct source *s)
{
	TRY(read_raw(cx, s, CHARSET_SAMPLE));
	if (s->raw.len == 0)
		return fail(cx, E_INVALID, "the file is empty");
	if (str_starts(s->raw, STR("PK\x03\x04")) || str_starts(s->raw, STR("\xd0\xcf\x11\xe0")))
		return fail(
			cx, E_INVALID,
			"this is a workbook, not a text: save its sheet as CSV and import that");
	return OK;
}

/* --- UTF-8 --------------------------------------------------------------------------------------- */

static enum rc choose_charset(struct ctx *cx, const struct source_form *form, struct source *s)
{
	s->charset = charset_detect(s->raw, s->at_end);
	if (form->encoding && !charset_named(str_from(form->encoding), &s->charset))
		return fail_field(cx, E_INVALID, "encoding",
				  "unknown encoding; known are utf-8, utf-16le, utf-16be and "
				  "windows-1252");
	s->conversion.from = s->charset;
	return OK;
}

/* The next text; *more is false when there is none. Valid until the next one. */
static enum rc next_text(struct ctx *cx, struct source *s, str *text, bool *more)
{
	str piece;
	bool is_last;

	*more = !s->ended;
	if (s->ended)
		return OK;
	if (s->raw.len == 0 && !s->at_end)
		TRY(read_raw(cx, s, PIECE));
	piece = str_sub(s->raw, 0, PIECE);
	s->raw = str_sub(s->raw, piece.len, s->raw.len);
	s->offset += to_int64(piece.len);
	is_last = s->raw.len == 0 && s->at_end;
	*text = charset_convert(&s->conversion, piece, is_last, &s->text);
	s->ended = is_last;
	return buf_rc(&s->text) == OK ? OK : fail_memory(cx);
}

/* --- rows ---------------------------------------------------------------------------------------- */

static bool is_delimiter(char c)
{
	return c == ',' || c == ';' || c == '\t' || c == '|';
}

/* Finds the form from the first text and hands it to the reader of rows. */
static enum rc begin_rows(struct ctx *cx, const struct source_form *form, struct source *s)
{
	struct csv_detected found;
	str text;
	bool more;

	if (form->delimiter != '\0' && !is_delimiter(form->delimiter))
		return fail_field(cx, E_INVALID, "delimiter",
				  "unknown delimiter; known are comma, semicolon, tab and bar");
	TRY(next_text(cx, s, &text, &more));
	if (!csv_detect(str_sub(text, 0, CSV_SAMPLE), s->ended && text.len <= CSV_SAMPLE, &found))
		return fail_memory(cx);
	s->form = found.form;
	if (form->delimiter != '\0')
		s->form.delimiter = form->delimiter;
	s->rows = csv_in_open(s->form);
	if (!s->rows)
		return fail_memory(cx);
	if (found.preamble > 0)
		csv_in_start_at(s->rows, 2, to_int64(found.preamble));
	csv_in_push(s->rows, str_sub(text, found.preamble, text.len));
	if (s->ended)
		csv_in_end(s->rows);
	return OK;
}

static enum rc next_row(struct ctx *cx, struct source *s, struct csv_row *row, bool *more)
{
	while (!csv_in_next(s->rows, row)) {
		str text;

		TRY(next_text(cx, s, &text, more));
		if (!*more)
			return OK;
		csv_in_push(s->rows, text);
		if (s->ended)
			csv_in_end(s->rows);
	}
	*more = true;
	return OK;
}

static bool has_text(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->fields[i].len > 0)
			return true;
	return row->problem != CSV_FINE;
}

static enum rc next_row_with_text(struct ctx *cx, struct source *s, struct csv_row *row, bool *more)
{
	do
		TRY(next_row(cx, s, row, more));
	while (*more && !has_text(row));
	return OK;
}

static enum rc read_header(struct ctx *cx, struct source *s)
{
	struct csv_row row;
	bool more;

	TRY(next_row_with_text(cx, s, &row, &more));
	if (!more)
		return fail(cx, E_INVALID, "the file is empty");
	if (row.problem != CSV_FINE)
		return fail(cx, E_INVALID,
			    "the first row has to name the columns, but cannot be read: %s",
			    tr(cx, csv_problem_words(row.problem)));
	s->headers = arena_array(&s->header_arena, row.count, sizeof *s->headers);
	s->header_count = row.count;
	if (!s->headers)
		return fail_memory(cx);
	for (size_t i = 0; i < row.count; i++) {
		s->headers[i] = arena_str(&s->header_arena, formula_unguard(row.fields[i]));
		if (!str_is_set(s->headers[i]))
			return fail_memory(cx);
	}
	return OK;
}

/* A row that ends early is rather cut off, and one that ends late has a delimiter within a field; both
 * would put texts into wrong columns. Empty fields at its end do no harm. */
static const char *problem_of(const struct source *s, const struct csv_row *row)
{
	if (row->problem != CSV_FINE)
		return csv_problem_words(row->problem);
	if (row->count < s->header_count)
		return "the row has fewer fields than the header";
	for (size_t i = s->header_count; i < row->count; i++)
		if (row->fields[i].len > 0)
			return "the row has more fields than the header";
	return NULL;
}

enum rc source_next(struct ctx *cx, struct source *source, struct source_row *row, bool *more)
{
	struct csv_row read;

	TRY(next_row_with_text(cx, source, &read, more));
	if (!*more)
		return OK;
	for (size_t i = 0; i < read.count; i++)
		source->fields[i] = formula_unguard(read.fields[i]);
	*row = (struct source_row){
		.fields = source->fields,
		.count = read.count,
		.number = ++source->number,
		.line = read.line,
		.problem = problem_of(source, &read),
	};
	if (!row->problem)
		row->count = source->header_count;
	return OK;
}

enum rc source_skip(struct ctx *cx, struct source *source, int64_t number)
{
	struct source_row row;
	bool more = true;

	while (source->number < number && more)
		TRY(source_next(cx, source, &row, &more));
	if (!more)
		return fail(cx, E_INVALID,
			    "the file has fewer rows than have been imported from it");
	return OK;
}

/* --- what is known ------------------------------------------------------------------------------- */

const str *source_headers(const struct source *source, size_t *count)
{
	*count = source->header_count;
	return source->headers;
}

struct source_form source_form(const struct source *source)
{
	return (struct source_form){ source->form.delimiter, charset_name(source->charset) };
}

int64_t source_offset(const struct source *source)
{
	return source->offset;
}

int64_t source_size(const struct source *source)
{
	return source->size;
}

int64_t source_replaced(const struct source *source)
{
	return source->conversion.replaced;
}

str source_sha256(struct ctx *cx, const struct source *source)
{
	crypto_hash_sha256_state state = source->hash;
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct buf hex = buf_new(cx->arena);

	crypto_hash_sha256_final(&state, hash);
	for (size_t i = 0; i < sizeof hash; i++)
		buf_printf(&hex, "%02x", hash[i]);
	return buf_str(&hex);
}
