/* Exports: pages of rows through export_row.c into a file's format. */
#include "exchange/export.h"

#include "base/convert.h"
#include "base/day.h"
#include "base/money.h"
#include "base/zone.h"
#include "codec/csv_out.h"
#include "codec/json_out.h"
#include "codec/query_string.h"
#include "codec/xlsx_out.h"
#include "db/db.h"
#include "exchange/export_row.h"
#include "exchange/export_rows.h"

/* Of an export's memory most is for the ids of rows in an order. */
enum {
	EXPORT_MEMORY = 1024 * 1024 + MOST_IN_ORDER * (int)sizeof(int64_t),
	PIECE_BYTES = 16 * 1024,
	MOST_COLUMNS = 200,
};

enum { FORMAT_CSV, FORMAT_XLSX, FORMAT_JSON, FORMAT_COUNT };

static const struct export_format formats[FORMAT_COUNT] = {
	[FORMAT_CSV] = { "csv", "csv", "text/csv; charset=utf-8; header=present", false },
	[FORMAT_XLSX] = { "xlsx", "xlsx",
			  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			  true },
	[FORMAT_JSON] = { "json", "json", "application/json", false },
};

struct exporter {
	struct arena memory; /* of what lives as long as this */
	const struct kind *kind;
	const struct export_format *format;
	struct columns columns;
	struct export_rows rows;
	struct export_names *names;
	bool begun;
	int64_t count;
	struct xlsx_out *book;
};

/* --- beginning and end --------------------------------------------------------------------------- */

static enum rc find_format(struct ctx *cx, str name, const struct export_format **out)
{
	*out = &formats[FORMAT_CSV];
	if (!str_is_set(name))
		return OK;
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (str_is(name, formats[i].name)) {
			*out = &formats[i];
			return OK;
		}
	return fail_code(cx, "format", "unknown", "give csv, xlsx or json");
}

/* All that an export can fill. */
static void take_all(const struct columns *all, struct column *list, struct columns *out)
{
	for (int i = 0; i < all->count; i++) {
		if (!export_has_column(&all->list[i]))
			continue;
		if (!all->list[i].field)
			out->at[all->list[i].special] = out->count;
		list[out->count++] = all->list[i];
	}
}

/* "title,stage_id,custom.size": these, in this order. */
static enum rc take_named(struct ctx *cx, const struct kind *kind, const struct columns *all,
			  str names, struct columns *out)
{
	struct column *list = NULL;
	str name;

	if (!kind->has_fields)
		return fail_code(cx, "columns", "unknown", "the columns of this file are fixed");
	TRY(ctx_alloc(cx, MOST_COLUMNS * sizeof *list, &list));
	while (str_split(&names, ',', &name)) {
		if (out->count == MOST_COLUMNS)
			return fail_code(cx, "columns", "too_many", "give at most %d values",
					 MOST_COLUMNS);
		TRY(kind_column(cx, kind, all, name, &list[out->count]));
		if (!export_has_column(&list[out->count]))
			return fail_code(cx, "columns", "unknown",
					 "there is no column \"%.*s\" here", STR_ARG(name));
		out->count++;
	}
	out->list = list;
	return OK;
}

static enum rc choose_columns(struct ctx *cx, const struct export_order *order,
			      struct exporter *exporter)
{
	struct columns *out = &exporter->columns;
	struct column *list = NULL;
	struct columns all;

	TRY(kind_columns(cx, exporter->kind, &all));
	if (str_is_set(order->columns))
		return take_named(cx, exporter->kind, &all, order->columns, out);
	TRY(ctx_alloc(cx, to_size(all.count) * sizeof *list, &list));
	take_all(&all, list, out);
	out->list = list;
	return OK;
}

/* In memory that lives as long as the export. */
static enum rc find_columns(struct ctx *cx, const struct export_order *order,
			    struct exporter *exporter)
{
	struct arena *outer = cx->arena;
	enum rc rc;

	for (int i = 0; i < SPECIAL_COUNT; i++)
		exporter->columns.at[i] = -1;
	cx->arena = &exporter->memory;
	rc = choose_columns(cx, order, exporter);
	if (rc != OK)
		ctx_keep_failure(cx, outer);
	cx->arena = outer;
	return rc;
}

static enum rc begin_reading(struct ctx *cx, struct exporter *exporter)
{
	struct arena *outer = cx->arena;
	enum rc rc;

	TRY(export_names_open(cx, &exporter->names));
	cx->arena = &exporter->memory;
	rc = export_rows_begin(cx, &exporter->rows);
	if (rc != OK)
		ctx_keep_failure(cx, outer);
	cx->arena = outer;
	return rc;
}

static enum rc begin(struct ctx *cx, const struct export_order *order, struct exporter *exporter)
{
	static const char *const others[] = { "format", "columns", NULL };
	enum rc rc;

	TRY(need_right(cx, RIGHT_IMPORT));
	TRY(kind_find(cx, order->kind, &exporter->kind));
	TRY(find_format(cx, order->format, &exporter->format));
	TRY(find_columns(cx, order, exporter));
	exporter->rows.entity = exporter->kind->entity;
	TRY(export_rows_parse(cx, order->filters, others, &exporter->rows));
	TRY(db_read_begin(cx));
	rc = begin_reading(cx, exporter);
	db_read_end(cx);
	return rc;
}

enum rc export_begin(struct ctx *cx, const struct export_order *order, struct exporter **out)
{
	AUTO(export_end) struct exporter *exporter = calloc(1, sizeof *exporter);

	if (!exporter)
		return fail_memory(cx);
	arena_init(&exporter->memory, EXPORT_MEMORY);
	TRY(begin(cx, order, exporter));
	*out = exporter;
	exporter = NULL;
	return OK;
}

void export_end(struct exporter **exporter)
{
	if (!*exporter)
		return;
	export_names_close(&(*exporter)->names);
	xlsx_close(&(*exporter)->book);
	arena_free(&(*exporter)->memory);
	free(*exporter);
	*exporter = NULL;
}

const struct export_format *export_format_of(const struct exporter *exporter)
{
	return exporter->format;
}

str export_file_name(struct arena *arena, const struct exporter *exporter)
{
	return str_printf(arena, "%s.%s", exporter->kind->name, exporter->format->ending);
}

int64_t export_count(const struct exporter *exporter)
{
	return exporter->count;
}

/* --- formats ------------------------------------------------------------------------------------- */

/* "-12500.00" */
static void print_number(struct buf *out, int64_t number, int digits)
{
	const struct currency as_money = { "", digits, "" };

	money_print(out, number, &as_money);
}

static void csv_cell(struct ctx *cx, struct csv_out *out, const struct cell *cell)
{
	struct buf text = buf_new(cx->arena);

	if (cell->kind == CELL_TEXT) {
		csv_text(out, cell->text);
		return;
	}
	if (cell->kind == CELL_WORD)
		buf_add(&text, cell->text);
	else if (cell->kind == CELL_NUMBER)
		print_number(&text, cell->number, cell->digits);
	else if (cell->kind == CELL_DAY)
		day_print(&text, cell->number);
	else if (cell->kind == CELL_INSTANT)
		instant_print(&text, cell->number);
	csv_value(out, buf_str(&text));
}

/* Amounts as the API writes them: exact, as texts. */
static void json_cell(struct json_out *out, const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_EMPTY:
		json_none(out);
		break;
	case CELL_TEXT:
	case CELL_WORD:
		json_str(out, cell->text);
		break;
	case CELL_NUMBER:
		if (cell->digits == 0) {
			json_int(out, cell->number);
			break;
		}
		json_quote_begin(out);
		print_number(out->buf, cell->number, cell->digits);
		json_quote_end(out);
		break;
	case CELL_DAY:
		json_day(out, cell->number);
		break;
	case CELL_INSTANT:
		json_instant(out, cell->number);
		break;
	}
}

/* Times as the clocks of the organisation show them: spreadsheets know no zones. */
static void xlsx_cell(const struct ctx *cx, struct xlsx_out *out, const struct cell *cell)
{
	const struct zone *zone = cx->organisation.zone;
	int64_t local = cell->number;

	switch (cell->kind) {
	case CELL_EMPTY:
		xlsx_empty(out);
		break;
	case CELL_TEXT:
	case CELL_WORD:
		xlsx_text(out, cell->text);
		break;
	case CELL_NUMBER:
		xlsx_number(out, cell->number, cell->digits);
		break;
	case CELL_DAY:
		xlsx_day(out, cell->number);
		break;
	case CELL_INSTANT:
		local += (int64_t)zone_offset_s(zone, cell->number) * MS_PER_SECOND;
		xlsx_time(out, instant_utc_day(local), local - instant_utc_day(local) * MS_PER_DAY);
		break;
	}
}

/* --- rows ---------------------------------------------------------------------------------------- */

static void write_csv(struct ctx *cx, const struct exporter *exporter, const struct cell *cells,
		      struct buf *piece)
{
	struct csv_out out = csv_out_new(piece);

	for (int i = 0; i < exporter->columns.count; i++)
		csv_cell(cx, &out, &cells[i]);
	csv_end_row(&out);
}

static void write_json(const struct exporter *exporter, const struct cell *cells, struct buf *piece)
{
	struct json_out out = json_out_new(piece);

	buf_text(piece, exporter->count > 0 ? ",\n" : "\n");
	json_object_begin(&out);
	for (int i = 0; i < exporter->columns.count; i++) {
		json_key(&out, exporter->columns.list[i].name);
		json_cell(&out, &cells[i]);
	}
	json_object_end(&out);
}

static void write_xlsx(const struct ctx *cx, const struct exporter *exporter,
		       const struct cell *cells)
{
	for (int i = 0; i < exporter->columns.count; i++)
		xlsx_cell(cx, exporter->book, &cells[i]);
	xlsx_end_row(exporter->book);
}

static void write_line(struct ctx *cx, struct exporter *exporter, const struct cell *cells,
		       struct buf *piece)
{
	if (exporter->format == &formats[FORMAT_CSV])
		write_csv(cx, exporter, cells, piece);
	else if (exporter->format == &formats[FORMAT_JSON])
		write_json(exporter, cells, piece);
	else
		write_xlsx(cx, exporter, cells);
	exporter->count++;
}

static enum rc write_history(struct ctx *cx, struct exporter *exporter,
			     const struct export_row *row, struct buf *piece)
{
	struct export_history history;

	TRY(export_history(cx, row, &history));
	for (size_t i = 0; i < history.lines; i++)
		write_line(cx, exporter, &history.cells[i * to_size(exporter->columns.count)],
			   piece);
	return OK;
}

static enum rc write_row(struct ctx *cx, struct exporter *exporter, const void *row,
			 struct buf *piece)
{
	const struct export_row wanted = { exporter->kind, &exporter->columns, exporter->names,
					   row };
	struct cell *cells = NULL;
	bool is_left_out;

	if (!exporter->kind->has_fields)
		return write_history(cx, exporter, &wanted, piece);
	TRY(export_leaves_out(cx, &wanted, &is_left_out));
	if (is_left_out)
		return OK;
	TRY(ctx_alloc(cx, to_size(exporter->columns.count) * sizeof *cells, &cells));
	TRY(export_cells(cx, &wanted, cells));
	write_line(cx, exporter, cells, piece);
	return OK;
}

static enum rc write_page(struct ctx *cx, struct exporter *exporter, struct buf *piece)
{
	struct export_page page;

	TRY(export_rows_next(cx, &exporter->rows, &page));
	for (size_t i = 0; i < page.count; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		TRY(write_row(cx, exporter, page.rows[i], piece));
		arena_rewind(cx->arena, mark);
	}
	return OK;
}

/* A page in a reading of its own, so that nothing is held while somebody takes what was written. */
static enum rc next_page(struct ctx *cx, struct exporter *exporter, struct buf *piece)
{
	struct arena_mark mark = arena_mark(cx->arena);
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = write_page(cx, exporter, piece);
	db_read_end(cx);
	if (rc == OK)
		arena_rewind(cx->arena, mark);
	return rc;
}

/* --- files --------------------------------------------------------------------------------------- */

static void write_header(const struct exporter *exporter, struct buf *piece)
{
	struct csv_out out = csv_out_new(piece);

	if (exporter->format == &formats[FORMAT_JSON]) {
		buf_char(piece, '[');
		return;
	}
	for (int i = 0; i < exporter->columns.count; i++)
		csv_text(&out, str_from(exporter->columns.list[i].name));
	csv_end_row(&out);
}

enum rc export_piece(struct ctx *cx, struct exporter *exporter, struct buf *piece)
{
	size_t enough = piece->len + PIECE_BYTES;

	ensure(!exporter->format->is_workbook);
	if (!exporter->begun)
		write_header(exporter, piece);
	exporter->begun = true;
	while (!exporter->rows.over && piece->len < enough) {
		TRY(next_page(cx, exporter, piece));
		if (exporter->rows.over && exporter->format == &formats[FORMAT_JSON])
			buf_text(piece, "\n]\n");
	}
	return buf_rc(piece) == OK ? OK : fail_memory(cx);
}

static enum rc open_workbook(struct ctx *cx, struct exporter *exporter,
			     const struct export_place *place)
{
	struct xlsx_order order = { .path = place->path,
				    .folder = place->folder,
				    .title = exporter->kind->name,
				    .column_count = to_size(exporter->columns.count) };
	str *header = arena_array(&exporter->memory, order.column_count, sizeof *header);

	if (!header)
		return fail_memory(cx);
	for (size_t i = 0; i < order.column_count; i++)
		header[i] = str_from(exporter->columns.list[i].name);
	order.header = header;
	return xlsx_open(cx, &order, &exporter->book);
}

enum rc export_workbook(struct ctx *cx, struct exporter *exporter, const struct export_place *place)
{
	ensure(exporter->format->is_workbook);
	TRY(open_workbook(cx, exporter, place));
	while (!exporter->rows.over)
		TRY(next_page(cx, exporter, NULL));
	return xlsx_finish(cx, exporter->book);
}
