/* Detection of a CSV file's form: the sample is read with each delimiter, and the most regular result
 * wins. Encodings: charset.c. */
#include "codec/csv_detect.h"

#include "codec/formula_guard.h"
#include "codec/values.h"

#include <string.h>

static const char delimiters[] = { ',', ';', '\t', '|' };

/* --- the delimiter ------------------------------------------------------------------------------- */

/* How regular the rows of a sample are. */
struct regularity {
	size_t rows;
	size_t usual;    /* the number of fields that most rows have */
	size_t as_usual; /* how many have it */
};

enum { COUNTED_LENGTHS = 256 };

static struct regularity regularity_of(const size_t *lengths)
{
	struct regularity result = { 0 };

	for (size_t i = 0; i < COUNTED_LENGTHS; i++) {
		result.rows += lengths[i];
		if (lengths[i] > 0 && lengths[i] >= result.as_usual) {
			result.as_usual = lengths[i];
			result.usual = i;
		}
	}
	return result;
}

/* All of the sample, ready to be read in that form; NULL: memory is out. */
static struct csv_in *open_sample(str sample, struct csv_form form)
{
	struct csv_in *in = csv_in_open(form);

	if (!in)
		return NULL;
	csv_in_push(in, sample);
	csv_in_end(in);
	return in;
}

static bool measure(str sample, struct csv_form form, struct regularity *out)
{
	AUTO(csv_in_close) struct csv_in *in = open_sample(sample, form);
	size_t lengths[COUNTED_LENGTHS] = { 0 };
	struct csv_row row;

	if (!in)
		return false;
	while (csv_in_next(in, &row))
		if (row.problem == CSV_FINE)
			lengths[row.count < COUNTED_LENGTHS ? row.count : COUNTED_LENGTHS - 1]++;
	*out = regularity_of(lengths);
	return true;
}

/* More regular; or as regular, with more fields. */
static bool is_better(const struct regularity *a, const struct regularity *b)
{
	size_t share_a, share_b;

	if (a->usual < 2 || b->usual < 2)
		return a->usual >= 2 && b->usual < 2;
	share_a = a->as_usual * b->rows;
	share_b = b->as_usual * a->rows;
	return share_a > share_b || (share_a == share_b && a->usual > b->usual);
}

static bool choose_delimiter(str sample, struct csv_form *form)
{
	struct regularity best = { 0 };

	for (size_t i = 0; i < COUNT_OF(delimiters); i++) {
		struct regularity candidate;

		if (!measure(sample, (struct csv_form){ delimiters[i], form->quote }, &candidate))
			return false;
		if (is_better(&candidate, &best)) {
			best = candidate;
			form->delimiter = delimiters[i];
		}
	}
	return true;
}

/* Single quotes quote only where no double quote occurs and half of the lines begin with one that is no
 * guard against formulas. */
static char quote_of(str sample)
{
	size_t lines = 0;
	size_t quoted = 0;
	str line;

	if (str_find(sample, '"', 0) != SIZE_MAX)
		return '"';
	while (str_split(&sample, '\n', &line)) {
		line = str_trim(line);
		lines += line.len > 0;
		quoted += line.len > 1 && line.ptr[0] == '\'' && !formula_is_risky(line);
	}
	return quoted * 2 > lines ? '\'' : '"';
}

/* --- the header ---------------------------------------------------------------------------------- */

static bool is_name(str field)
{
	struct number_value number;
	struct date_value date;

	return str_trim(field).len > 0 && !number_parse(field, NUMBER_POINT, &number) &&
	       !number_parse(field, NUMBER_COMMA, &number) && !date_parse(field, DATE_DMY, &date) &&
	       !date_parse(field, DATE_MDY, &date);
}

static bool occurs_before(const struct csv_row *row, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (str_eq(row->fields[i], row->fields[index]))
			return true;
	return false;
}

static bool is_header(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (!is_name(row->fields[i]) || (row->count < 256 && occurs_before(row, i)))
			return false;
	return row->count > 0;
}

static bool find_header(str sample, struct csv_detected *out)
{
	AUTO(csv_in_close) struct csv_in *in = open_sample(sample, out->form);
	struct csv_row row;

	if (!in)
		return false;
	out->has_header = csv_in_next(in, &row) && row.problem == CSV_FINE && is_header(&row);
	return true;
}

/* --- both ---------------------------------------------------------------------------------------- */

/* "sep=;" and its line end; 0: there is no such line. */
static size_t preamble_of(str sample, char *delimiter)
{
	size_t end = str_find(sample, '\n', 0);
	str line = str_sub(sample, 0, end);

	if (str_ends(line, STR("\r")))
		line.len--;
	if (end == SIZE_MAX || line.len != 5 || !str_eq_nocase(str_sub(line, 0, 4), STR("sep=")))
		return 0;
	*delimiter = line.ptr[4];
	return end + 1;
}

/* The sample without its last line, which may be cut, unless that is all there is. */
static str whole_lines(str sample)
{
	size_t length = sample.len;

	while (length > 0 && sample.ptr[length - 1] != '\n' && sample.ptr[length - 1] != '\r')
		length--;
	return length > 0 ? str_sub(sample, 0, length) : sample;
}

static bool is_delimiter(char c)
{
	return memchr(delimiters, c, sizeof delimiters) != NULL;
}

bool csv_detect(str sample, bool is_whole, struct csv_detected *out)
{
	char named = '\0';
	str rows = is_whole ? sample : whole_lines(sample);

	*out = (struct csv_detected){ .form = { ',', '"' } };
	out->preamble = preamble_of(rows, &named);
	rows = str_sub(rows, out->preamble, rows.len);
	out->form.quote = quote_of(rows);
	if (is_delimiter(named))
		out->form.delimiter = named;
	else if (!choose_delimiter(rows, &out->form))
		return false;
	return find_header(rows, out);
}
