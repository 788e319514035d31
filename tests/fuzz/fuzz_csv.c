/* Files of any bytes: encoding, form, rows. The first byte says in pieces of which size they come;
 * whatever the size, the rows are the same, and written again they are read back the same. */
#include "fuzz.h"

#include "base/utf8.h"
#include "codec/charset.h"
#include "codec/csv_detect.h"
#include "codec/csv_out.h"
#include "codec/formula_guard.h"
#include "codec/values.h"
#include "exchange/import_source.h"

/* --- all rows of a text as one text -------------------------------------------------------------- */

static void check_values(str field)
{
	struct date_value date;
	struct number_value number;

	for (enum date_form f = DATE_NONE; f < DATE_FORM_COUNT; f++)
		if (date_parse(field, f, &date))
			MUST(date.ms_of_day >= 0 && date.ms_of_day < 86400000);
	for (enum number_form f = NUMBER_NONE; f < NUMBER_FORM_COUNT; f++)
		if (number_parse(field, f, &number))
			MUST(strlen(number.decimal) > 0 && strlen(number.decimal) < NUMBER_CHARS);
	(void)date_form_detect(&field, 1);
	(void)number_form_detect(&field, 1);
}

static void add_row(struct buf *all, const struct csv_row *row)
{
	buf_printf(all, "%d:", row->problem);
	for (size_t i = 0; i < row->count; i++) {
		str field = row->fields[i];

		MUST(utf8_valid_prefix(field) == field.len);
		buf_printf(all, "%zu:", field.len);
		buf_add(all, field);
	}
	MUST(row->offset <= row->end && row->line >= 1);
	buf_char(all, '\n');
}

static str rows_of(struct fuzz *fuzz, str text, struct csv_form form, size_t piece)
{
	AUTO(csv_in_close) struct csv_in *in = csv_in_open(form);
	struct buf all = buf_new(&fuzz->arena);
	struct csv_row row;

	MUST(in);
	for (size_t at = 0; at < text.len; at += piece) {
		csv_in_push(in, str_sub(text, at, at + piece));
		while (csv_in_next(in, &row))
			add_row(&all, &row);
	}
	csv_in_end(in);
	while (csv_in_next(in, &row))
		add_row(&all, &row);
	return buf_str(&all);
}

/* --- written and read again ---------------------------------------------------------------------- */

/* Rows that are in order, written anew; `plain` gets what reading that must give. */
static void write_again(struct csv_in *in, struct buf *csv, struct buf *plain)
{
	struct csv_out out = csv_out_new(csv);
	struct csv_row row;

	while (csv_in_next(in, &row)) {
		if (row.problem != CSV_FINE)
			continue;
		/* A row of one empty field is an empty line, which readers pass over. */
		if (row.count == 1 && row.fields[0].len == 0)
			continue;
		add_row(plain, &row);
		for (size_t i = 0; i < row.count; i++) {
			check_values(row.fields[i]);
			MUST(str_eq(formula_unguard(row.fields[i]), row.fields[i]) ||
			     formula_is_risky(row.fields[i]));
			csv_value(&out, row.fields[i]);
		}
		csv_end_row(&out);
	}
}

static void write_and_read(struct fuzz *fuzz, str text, struct csv_form form)
{
	AUTO(csv_in_close) struct csv_in *in = csv_in_open(form);
	struct buf csv = buf_new(&fuzz->arena);
	struct buf plain = buf_new(&fuzz->arena);

	MUST(in);
	csv_in_push(in, text);
	csv_in_end(in);
	write_again(in, &csv, &plain);
	MUST(str_eq(rows_of(fuzz, buf_str(&csv), (struct csv_form){ ',', '"' }, SIZE_MAX / 2),
		    buf_str(&plain)));
}

/* --- as an import reads it ----------------------------------------------------------------------- */

static void read_source(struct fuzz *fuzz, str bytes)
{
	AUTO(source_close) struct source *source = NULL;
	struct source_order order = { .bytes = bytes };
	struct source_row row;
	int64_t number = 0;

	if (source_open(&fuzz->cx, &order, &source) != OK)
		return;
	for (bool more = true; more;) {
		MUST(source_next(&fuzz->cx, source, &row, &more) == OK);
		if (!more)
			break;
		MUST(row.number == ++number);
		for (size_t i = 0; i < row.count; i++)
			MUST(row.problem || utf8_is_valid(row.fields[i]));
	}
	MUST(source_offset(source) == source_size(source));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	AUTO(fuzz_end) struct fuzz fuzz;
	size_t piece = size > 0 ? bytes[0] % 9 + 1U : 1;
	str file = { (const char *)bytes + (size > 0), size - (size > 0) };
	struct charset_in conversion = { .from = charset_detect(file, true) };
	struct csv_detected found;
	struct buf text;
	str whole;

	fuzz_begin(&fuzz);
	text = buf_new(&fuzz.arena);
	whole = charset_convert(&conversion, file, true, &text);
	MUST(csv_detect(whole, true, &found));
	whole = str_sub(whole, found.preamble, whole.len);
	MUST(str_eq(rows_of(&fuzz, whole, found.form, piece),
		    rows_of(&fuzz, whole, found.form, SIZE_MAX / 2)));
	write_and_read(&fuzz, whole, found.form);
	read_source(&fuzz, file);
	return 0;
}
