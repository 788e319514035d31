/* The writer of workbooks. Reading them is left to spreadsheets, which save CSV: csv_in.c. */
#include <xlsxwriter.h> /* first: it uses functions that ctx.h bans from here on */

#include "codec/xlsx_out.h"

#include "base/convert.h"
#include "base/day.h"

/* Rows of a sheet, and units of UTF-16 in a cell, as the format bounds them. */
enum { SHEET_ROWS = 1048576, CELL_UNITS = 32767, EXACT_DIGITS = 15, MAX_DIGITS = 4 };

struct xlsx_out {
	struct xlsx_order order;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *bold, *day, *time, *decimals[MAX_DIGITS + 1];
	lxw_row_t row;
	lxw_col_t column;
	int sheets;
	lxw_error error; /* the first one */
	char text[CELL_UNITS * 3 + 1];
};

static void note(struct xlsx_out *out, lxw_error error)
{
	if (out->error == LXW_NO_ERROR)
		out->error = error;
}

/* --- sheets -------------------------------------------------------------------------------------- */

static void make_formats(struct xlsx_out *out)
{
	static const char *const formats[] = { "#,##0", "#,##0.0", "#,##0.00", "#,##0.000",
					       "#,##0.0000" };

	out->bold = workbook_add_format(out->book);
	format_set_bold(out->bold);
	out->day = workbook_add_format(out->book);
	format_set_num_format(out->day, "yyyy-mm-dd");
	out->time = workbook_add_format(out->book);
	format_set_num_format(out->time, "yyyy-mm-dd hh:mm:ss");
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		out->decimals[i] = workbook_add_format(out->book);
		format_set_num_format(out->decimals[i], formats[i]);
	}
}

static void write_text(struct xlsx_out *out, str text, lxw_format *format);

static void begin_sheet(struct xlsx_out *out)
{
	char name[LXW_MAX_SHEETNAME_LENGTH];

	out->sheets++;
	if (out->sheets == 1)
		(void)snprintf(name, sizeof name, "%s", out->order.title);
	else
		(void)snprintf(name, sizeof name, "%s %d", out->order.title, out->sheets);
	out->sheet = workbook_add_worksheet(out->book, name);
	out->row = 0;
	if (!out->sheet) {
		note(out, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return;
	}
	worksheet_freeze_panes(out->sheet, 1, 0);
	worksheet_set_column(out->sheet, 0, (lxw_col_t)(out->order.column_count - 1), 18, NULL);
	for (size_t i = 0; i < out->order.column_count; i++)
		write_text(out, out->order.header[i], out->bold);
	xlsx_end_row(out);
}

/* The place of the next cell, on a new sheet where the last one is full; false when there is no sheet. */
static bool begin_cell(struct xlsx_out *out, lxw_col_t *column)
{
	if (out->row == SHEET_ROWS)
		begin_sheet(out);
	*column = out->column++;
	return out->sheet != NULL;
}

/* --- the workbook -------------------------------------------------------------------------------- */

enum rc xlsx_open(struct ctx *cx, const struct xlsx_order *order, struct xlsx_out **result)
{
	AUTO(xlsx_close) struct xlsx_out *out = calloc(1, sizeof *out);
	str folder = arena_str(cx->arena, str_from(order->folder));
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };

	ensure(order->column_count > 0);
	if (!out || !str_is_set(folder))
		return fail_memory(cx);
	out->order = *order;
	options.tmpdir = (char *)(uintptr_t)folder.ptr;
	out->book = workbook_new_opt(order->path, &options);
	if (!out->book)
		return fail_memory(cx);
	make_formats(out);
	begin_sheet(out);
	*result = out;
	out = NULL;
	return OK;
}

enum rc xlsx_finish(struct ctx *cx, struct xlsx_out *out)
{
	note(out, workbook_close(out->book)); /* frees it, too */
	out->book = NULL;
	if (out->error == LXW_NO_ERROR)
		return OK;
	return fail(cx, E_IO, "the workbook cannot be written: %s", lxw_strerror(out->error));
}

void xlsx_close(struct xlsx_out **out)
{
	if (!*out)
		return;
	if ((*out)->book)
		lxw_workbook_free((*out)->book);
	free(*out);
	*out = NULL;
}

/* --- cells --------------------------------------------------------------------------------------- */

/* The longest beginning of at most `units` units of UTF-16: a sequence of four bytes takes two. */
static size_t bytes_of_units(str text, size_t units)
{
	size_t at = 0;

	while (at < text.len) {
		unsigned char first = (unsigned char)text.ptr[at];
		size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
		size_t needs = bytes == 4 ? 2 : 1;

		if (needs > units || at + bytes > text.len)
			return at;
		units -= needs;
		at += bytes;
	}
	return at;
}

static void write_text(struct xlsx_out *out, str text, lxw_format *format)
{
	size_t length = bytes_of_units(text, CELL_UNITS);
	lxw_col_t column;

	if (!begin_cell(out, &column) || length == 0)
		return;
	memcpy(out->text, text.ptr, length);
	out->text[length] = '\0';
	note(out, worksheet_write_string(out->sheet, out->row, column, out->text, format));
}

void xlsx_text(struct xlsx_out *out, str text)
{
	write_text(out, text, NULL);
}

void xlsx_empty(struct xlsx_out *out)
{
	lxw_col_t column;

	(void)begin_cell(out, &column);
}

static bool is_exact(int64_t number)
{
	int64_t bound = 1;

	for (int i = 0; i < EXACT_DIGITS; i++)
		bound *= 10;
	return number > -bound && number < bound;
}

/* "-12.50", for what has too many digits for a number of a spreadsheet. */
static void write_digits(struct xlsx_out *out, int64_t number, int64_t unit, int digits)
{
	char text[32];
	int length;

	if (digits == 0)
		length = snprintf(text, sizeof text, "%lld", (long long)number);
	else
		length = snprintf(text, sizeof text, "%s%lld.%0*lld", number < 0 ? "-" : "",
				  (long long)llabs(number / unit), digits,
				  (long long)llabs(number % unit));
	xlsx_text(out, (str){ text, to_size(length) });
}

void xlsx_number(struct xlsx_out *out, int64_t number, int digits)
{
	int64_t unit = 1;
	lxw_col_t column;

	ensure(digits >= 0 && digits <= MAX_DIGITS);
	for (int i = 0; i < digits; i++)
		unit *= 10;
	if (!is_exact(number)) {
		write_digits(out, number, unit, digits);
		return;
	}
	/* Both are whole numbers below 2^53: the quotient is the double nearest to the decimal. */
	if (begin_cell(out, &column))
		note(out,
		     worksheet_write_number(out->sheet, out->row, column,
					    (double)number / (double)unit, out->decimals[digits]));
}

static void write_datetime(struct xlsx_out *out, lxw_datetime *datetime, lxw_format *format)
{
	lxw_col_t column;

	if (begin_cell(out, &column))
		note(out, worksheet_write_datetime(out->sheet, out->row, column, datetime, format));
}

void xlsx_day(struct xlsx_out *out, int64_t day)
{
	struct date date = day_to_date(day);
	lxw_datetime datetime = { .year = date.year, .month = date.month, .day = date.day };

	write_datetime(out, &datetime, out->day);
}

void xlsx_time(struct xlsx_out *out, int64_t day, int64_t ms_of_day)
{
	struct date date = day_to_date(day);
	lxw_datetime datetime = {
		.year = date.year,
		.month = date.month,
		.day = date.day,
		.hour = to_int(ms_of_day / 3600000),
		.min = to_int(ms_of_day / 60000 % 60),
		.sec = (double)(ms_of_day % 60000) / 1000,
	};

	write_datetime(out, &datetime, out->time);
}

void xlsx_bool(struct xlsx_out *out, bool yes)
{
	lxw_col_t column;

	if (begin_cell(out, &column))
		note(out, worksheet_write_boolean(out->sheet, out->row, column, yes, NULL));
}

void xlsx_end_row(struct xlsx_out *out)
{
	out->column = 0;
	out->row++;
}
