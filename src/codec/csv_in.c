/* The CSV reader, over libcsv. The library is fed line by line, so that at most one row ends at a time.
 * Writing CSV: csv_out.c. */
#include "codec/csv_in.h"

#include "base/convert.h"
#include "base/ensure.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* States of struct csv_parser, for which its header has no names. */
enum { ROW_NOT_BEGUN = 0, FIELD_BEGUN = 2 };

enum { FIELD_STEP = 16 * 1024, PIECE = 64 * 1024, TEXT_STEP = 16 * 1024 };

struct csv_in {
	struct csv_parser parser;
	struct csv_form form;
	str input; /* pushed, not yet parsed */
	bool ended;
	bool skips;       /* the rest of a line whose row was given up */
	bool after_cr;    /* the last byte was CR: an LF now belongs to it */
	int64_t line;     /* of the next byte */
	int64_t offset;   /* of the next byte */
	int64_t row_line; /* where the row begins */
	int64_t row_offset;
	bool row_done;
	enum csv_problem problem;
	char *text; /* the row's fields, one after another */
	size_t room;
	size_t used;
	size_t count;
	size_t ends[CSV_MAX_FIELDS]; /* of each field, in the text */
	str fields[CSV_MAX_FIELDS];
};

/* What bounds a field: the library takes a refusal for a lack of memory. */
static void *grow_field(void *old, size_t size)
{
	return size > CSV_MAX_FIELD ? NULL : realloc(old, size);
}

static bool parser_open(struct csv_in *in)
{
	if (csv_init(&in->parser, 0) != 0)
		return false;
	csv_set_realloc_func(&in->parser, grow_field);
	csv_set_blk_size(&in->parser, FIELD_STEP);
	csv_set_delim(&in->parser, (unsigned char)in->form.delimiter);
	csv_set_quote(&in->parser, (unsigned char)in->form.quote);
	return true;
}

struct csv_in *csv_in_open(struct csv_form form)
{
	struct csv_in *in = calloc(1, sizeof *in);

	if (!in)
		return NULL;
	in->form = form;
	in->line = 1;
	in->text = malloc(TEXT_STEP);
	in->room = TEXT_STEP;
	if (!in->text || !parser_open(in)) {
		free(in->text);
		free(in);
		return NULL;
	}
	return in;
}

void csv_in_close(struct csv_in **in)
{
	if (!*in)
		return;
	csv_free(&(*in)->parser);
	free((*in)->text);
	free(*in);
	*in = NULL;
}

void csv_in_start_at(struct csv_in *in, int64_t line, int64_t offset)
{
	in->line = line;
	in->offset = offset;
}

void csv_in_push(struct csv_in *in, str bytes)
{
	ensure(in->input.len == 0);
	in->input = bytes;
}

void csv_in_end(struct csv_in *in)
{
	in->ended = true;
}

/* Room for a field; false also without memory, when the row is too long for this machine. */
static bool make_room(struct csv_in *in, size_t size)
{
	size_t room = in->room;
	char *text;

	if (size > CSV_MAX_ROW - in->used)
		return false;
	while (room < in->used + size)
		room *= 2;
	text = room > in->room ? realloc(in->text, room) : in->text;
	if (!text)
		return false;
	in->text = text;
	in->room = room;
	return true;
}

static void take_field(void *bytes, size_t size, void *reader)
{
	struct csv_in *in = reader;

	if (in->problem != CSV_FINE)
		return;
	if (in->count == CSV_MAX_FIELDS) {
		in->problem = CSV_TOO_MANY_FIELDS;
		return;
	}
	if (!make_room(in, size)) {
		in->problem = CSV_ROW_TOO_LONG;
		return;
	}
	if (size > 0)
		memcpy(in->text + in->used, bytes, size);
	in->used += size;
	in->ends[in->count++] = in->used;
}

static void take_row(int terminator, void *reader)
{
	(void)terminator;
	((struct csv_in *)reader)->row_done = true;
}

/* --- cutting the input into lines ---------------------------------------------------------------- */

/* The next bytes up to a line end, with it; at most PIECE, so that a field that grows too long is
 * noticed. A CR is a line end by itself unless LF follows. */
static str next_piece(const struct csv_in *in)
{
	str piece = str_sub(in->input, 0, PIECE);
	size_t lf = str_find(piece, '\n', 0);
	size_t cr;

	piece = str_sub(piece, 0, lf == SIZE_MAX ? piece.len : lf + 1);
	cr = str_find(piece, '\r', 0);
	if (cr == SIZE_MAX || (cr + 2 == piece.len && lf == cr + 1))
		return piece;
	return str_sub(piece, 0, cr + 1);
}

/* Counts the bytes of a piece, and the line that it ends. */
static void pass(struct csv_in *in, size_t size)
{
	char first = in->input.ptr[0];
	char last = in->input.ptr[size - 1];
	bool belongs_to_cr = in->after_cr && size == 1 && first == '\n';

	if ((last == '\n' || last == '\r') && !belongs_to_cr)
		in->line++;
	in->after_cr = last == '\r';
	in->offset += to_int64(size);
	in->input = str_sub(in->input, size, in->input.len);
}

static bool ends_line(str piece)
{
	char last = piece.ptr[piece.len - 1];

	return last == '\n' || last == '\r';
}

/* Gives up the row, and the rest of the line on which it grew too long. */
static void give_up(struct csv_in *in, str piece)
{
	csv_free(&in->parser);
	if (!parser_open(in)) /* cannot fail where it once succeeded: it only fills the struct */
		ensure(false);
	in->problem = CSV_FIELD_TOO_LONG;
	in->row_done = true;
	in->skips = !ends_line(piece);
}

static void parse_piece(struct csv_in *in)
{
	str piece = next_piece(in);

	if (in->parser.pstate == ROW_NOT_BEGUN) {
		in->row_line = in->line;
		in->row_offset = in->offset;
	}
	if (in->skips)
		in->skips = !ends_line(piece);
	else if (csv_parse(&in->parser, piece.ptr, piece.len, take_field, take_row, in) < piece.len)
		give_up(in, piece);
	pass(in, piece.len);
}

static void finish(struct csv_in *in)
{
	bool is_open = in->parser.quoted && in->parser.pstate == FIELD_BEGUN;

	csv_fini(&in->parser, take_field, take_row, in);
	if (is_open && in->problem == CSV_FINE)
		in->problem = CSV_QUOTE_NOT_CLOSED;
}

/* --- rows ---------------------------------------------------------------------------------------- */

static void begin_row(struct csv_in *in)
{
	in->used = 0;
	in->count = 0;
	in->row_done = false;
	in->problem = CSV_FINE;
}

static void give_row(struct csv_in *in, struct csv_row *row)
{
	size_t from = 0;

	if (in->problem != CSV_FINE && in->problem != CSV_QUOTE_NOT_CLOSED)
		in->count = 0;
	for (size_t i = 0; i < in->count; i++) {
		in->fields[i] = (str){ in->text + from, in->ends[i] - from };
		from = in->ends[i];
	}
	if (in->problem == CSV_FINE && memchr(in->text, '\0', in->used))
		in->problem = CSV_HAS_NUL;
	*row = (struct csv_row){
		.fields = in->fields,
		.count = in->count,
		.line = in->row_line,
		.offset = in->row_offset,
		.end = in->offset,
		.problem = in->problem,
	};
}

bool csv_in_next(struct csv_in *in, struct csv_row *row)
{
	if (in->row_done)
		begin_row(in);
	while (in->input.len > 0 && !in->row_done)
		parse_piece(in);
	if (in->input.len == 0 && in->ended && !in->row_done)
		finish(in);
	if (!in->row_done)
		return false;
	give_row(in, row);
	return true;
}

const char *csv_problem_words(enum csv_problem problem)
{
	static const char *const words[] = {
		[CSV_FINE] = "",
		[CSV_FIELD_TOO_LONG] =
			"a field is longer than 1 MiB: a quote is probably not closed",
		[CSV_ROW_TOO_LONG] = "the row is longer than 4 MiB",
		[CSV_TOO_MANY_FIELDS] = "the row has more than 4096 fields",
		[CSV_HAS_NUL] = "the row contains the character NUL",
		[CSV_QUOTE_NOT_CLOSED] = "a quote is opened here and never closed",
	};

	return words[problem];
}
