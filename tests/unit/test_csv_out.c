/* The CSV writer and its guard against formulas: what is written, and that it is read back the same. */
#include "table.h"

#include "codec/csv_detect.h"
#include "codec/csv_out.h"
#include "codec/formula_guard.h"

struct field_row {
	const char *name;
	str text;
	const char *written;
};

static const struct field_row texts[] = {
	{ "a word", STR_INIT("word"), "word" },
	{ "nothing", STR_INIT(""), "" },
	{ "not set", { NULL, 0 }, "" },
	{ "a comma", STR_INIT("a,b"), "\"a,b\"" },
	{ "a quote", STR_INIT("5\" pipe"), "\"5\"\" pipe\"" },
	{ "lines", STR_INIT("a\nb"), "\"a\nb\"" },
	{ "a lone CR", STR_INIT("a\rb"), "\"a\rb\"" },
	{ "blanks around it", STR_INIT(" a "), "\" a \"" },
	{ "an apostrophe within", STR_INIT("O'Hara"), "O'Hara" },
	{ "an apostrophe in front", STR_INIT("'t Hooft"), "\"'t Hooft\"" },
	{ "a formula", STR_INIT("=1+1"), "\"'=1+1\"" },
	{ "a formula with quotes", STR_INIT("=HYPERLINK(\"x\",\"y\")"),
	  "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"" },
	{ "a plus", STR_INIT("+62 812"), "\"'+62 812\"" },
	{ "a minus", STR_INIT("-5"), "\"'-5\"" },
	{ "an at", STR_INIT("@SUM(A1)"), "\"'@SUM(A1)\"" },
	{ "a tab", STR_INIT("\t=1"), "\"'\t=1\"" },
	{ "a CR", STR_INIT("\r=1"), "\"'\r=1\"" },
	{ "an LF", STR_INIT("\n=1"), "\"'\n=1\"" },
	{ "a wide equals sign", STR_INIT("\uff1d1"), "\"'\uff1d1\"" },
	{ "a text that looks guarded gets one more", STR_INIT("'=1"), "\"''=1\"" },
	{ "a formula's sign within", STR_INIT("a=b"), "a=b" },
	{ "an apostrophe alone", STR_INIT("'"), "\"'\"" },
};

static void text_is_written(void **row)
{
	const struct field_row *r = *row;
	LOCAL(local);
	struct buf buf = buf_new(&local.arena);
	struct csv_out out = csv_out_new(&buf);

	csv_text(&out, r->text);
	assert_text(buf_str(&buf), r->written);
}

static const struct field_row values[] = {
	{ "a negative number is not guarded", STR_INIT("-5.00"), "-5.00" },
	{ "nor a date", STR_INIT("2026-01-31"), "2026-01-31" },
	{ "a comma is quoted here, too", STR_INIT("a,b"), "\"a,b\"" },
};

static void value_is_written(void **row)
{
	const struct field_row *r = *row;
	LOCAL(local);
	struct buf buf = buf_new(&local.arena);
	struct csv_out out = csv_out_new(&buf);

	csv_value(&out, r->text);
	assert_text(buf_str(&buf), r->written);
}

static void rows_end_with_crlf(void)
{
	LOCAL(local);
	struct buf buf = buf_new(&local.arena);
	struct csv_out out = csv_out_new(&buf);

	csv_text(&out, STR("a"));
	csv_text(&out, STR("b"));
	csv_end_row(&out);
	csv_value(&out, STR("1"));
	csv_text(&out, STR(""));
	csv_end_row(&out);
	assert_text(buf_str(&buf), "a,b\r\n1,\r\n");
}

/* --- any table is read back as it was written ---------------------------------------------------- */

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

/* A text of the characters that matter. */
static str random_text(struct arena *arena, uint64_t *seed)
{
	static const char *const parts[] = { "'",  "'",      "=",      "+",     "-", "@",  "\t",
					     "\r", "\n",     " ",      ",",     ";", "\"", "a",
					     "b1", "\uff1d", "\u00e9", "sep=;", "|" };
	struct buf text = buf_new(arena);
	uint64_t length = next_random(seed) % 6;

	for (uint64_t i = 0; i < length; i++)
		buf_text(&text, parts[next_random(seed) % COUNT_OF(parts)]);
	return arena_str(arena, buf_str(&text));
}

enum { ROWS = 5, COLUMNS = 3 };

static void must_be_read_back(str csv, const str *table)
{
	AUTO(csv_in_close) struct csv_in *in = NULL;
	struct csv_detected found;
	struct csv_row row;

	assert_true(csv_detect(csv, true, &found));
	assert_int_equal(found.form.delimiter, ',');
	assert_int_equal(found.form.quote, '"');
	assert_int_equal(found.preamble, 0);
	in = csv_in_open(found.form);
	csv_in_push(in, csv);
	csv_in_end(in);
	assert_true(csv_in_next(in, &row)); /* the header */
	for (int i = 0; i < ROWS; i++) {
		assert_true(csv_in_next(in, &row));
		assert_int_equal(row.problem, CSV_FINE);
		assert_int_equal(row.count, COLUMNS);
		for (int k = 0; k < COLUMNS; k++) {
			str field = formula_unguard(row.fields[k]);

			assert_true(str_eq(field, table[i * COLUMNS + k]));
			assert_false(row.fields[k].len > 0 && formula_is_risky(row.fields[k]) &&
				     row.fields[k].ptr[0] != '\'');
		}
	}
	assert_false(csv_in_next(in, &row));
}

static void any_table_is_read_back(void)
{
	LOCAL(local);
	uint64_t seed = 11;

	for (int round = 0; round < 20000; round++) {
		struct arena_mark mark = arena_mark(&local.arena);
		struct buf buf = buf_new(&local.arena);
		struct csv_out out = csv_out_new(&buf);
		str table[ROWS * COLUMNS];

		for (int i = 0; i < COLUMNS; i++)
			csv_value(&out, str_printf(&local.arena, "column_%d", i));
		csv_end_row(&out);
		for (int i = 0; i < ROWS * COLUMNS; i++) {
			table[i] = random_text(&local.arena, &seed);
			csv_text(&out, table[i]);
			if (i % COLUMNS == COLUMNS - 1)
				csv_end_row(&out);
		}
		must_be_read_back(buf_str(&buf), table);
		arena_rewind(&local.arena, mark);
	}
}

static void unguarding_undoes_guarding_only(void)
{
	assert_text(formula_unguard(STR("'=1")), "=1");
	assert_text(formula_unguard(STR("''=1")), "'=1");
	assert_text(formula_unguard(STR("=1")), "=1");
	assert_text(formula_unguard(STR("'t Hooft")), "'t Hooft");
	assert_text(formula_unguard(STR("'")), "'");
	assert_text(formula_unguard(STR("")), "");
}

static const struct plain_row others[] = {
	{ "rows end with CRLF", rows_end_with_crlf },
	{ "any table is read back as it was written", any_table_is_read_back },
	{ "unguarding takes off the guard and nothing else", unguarding_undoes_guarding_only },
};

int main(void)
{
	static const struct table tables[] = { TABLE(texts, text_is_written),
					       TABLE(values, value_is_written), PLAIN(others) };

	return tables_run("csv_out", tables, COUNT_OF(tables));
}
