/* Detection of what delimits a CSV file, and whether it has a header. */
#include "table.h"

#include "codec/csv_detect.h"

struct detect_row {
	const char *name;
	const char *sample;
	char delimiter, quote;
	size_t preamble;
	bool has_header;
};

static const struct detect_row detects[] = {
	{ "commas", "name,city\nA,B\n", ',', '"', 0, true },
	{ "semicolons", "name;city\nA;B\n", ';', '"', 0, true },
	{ "semicolons, with commas in numbers", "name;price\nA;1,5\nB;2,5\n", ';', '"', 0, true },
	{ "commas, with semicolons in a field", "name,tags\nA,x;y\nB,z\n", ',', '"', 0, true },
	{ "tabs", "name\tcity\nA\tB\n", '\t', '"', 0, true },
	{ "bars", "name|city\nA|B\n", '|', '"', 0, true },
	{ "one column", "name\nA\nB\n", ',', '"', 0, true },
	{ "nothing", "", ',', '"', 0, false },
	{ "delimiters within quotes do not count", "a;b\n\"x,y,z\";1\n\"u,v,w\";2\n", ';', '"', 0,
	  true },
	{ "line ends within quotes do not count", "a;b\n\"x\ny\";1\n\"u\nv\";2\n", ';', '"', 0,
	  true },
	{ "a ragged row does not mislead", "a;b;c\n1;2;3\n1;2\n1;2;3\n", ';', '"', 0, true },
	{ "single quotes", "'name','city'\n'A','B'\n", ',', '\'', 0, true },
	{ "the guard against formulas is no quote", "phone,city\n'+62,A\n'+63,B\n", ',', '"', 0,
	  true },
	{ "an apostrophe is no quote", "name,city\nO'Hara,B\n", ',', '"', 0, true },
	{ "a spreadsheet's line for itself", "sep=;\nname;city\nA;B\n", ';', '"', 6, true },
	{ "which counts against the looks", "sep=;\r\na,b;c\nd,e;f\n", ';', '"', 7, true },
	{ "also with a tab", "SEP=\t\nname\tcity\n", '\t', '"', 6, true },
	{ "one that no file has is not believed", "sep=\"\na;b\nc;d\n", ';', '"', 6, true },
	{ "a header has no numbers", "A,12\nB,13\n", ',', '"', 0, false },
	{ "no dates", "A,2026-01-31\nB,2026-02-28\n", ',', '"', 0, false },
	{ "no gaps", "name,\nA,B\n", ',', '"', 0, false },
	{ "no doubles", "A,A\nB,C\n", ',', '"', 0, false },
	{ "but may be all there is", "name,city\n", ',', '"', 0, true },
	{ "even without a line end", "name,city", ',', '"', 0, true },
	{ "lines end with CR", "name;city\rA;B\r", ';', '"', 0, true },
};

static void form_is_found(void **row)
{
	const struct detect_row *r = *row;
	struct csv_detected found;

	assert_true(csv_detect(str_from(r->sample), true, &found));
	assert_int_equal(found.form.delimiter, r->delimiter);
	assert_int_equal(found.form.quote, r->quote);
	assert_int_equal(found.preamble, r->preamble);
	assert_int_equal(found.has_header, r->has_header);
}

/* A quote that the end of the sample cuts off would make one long row of the rest. */
static void a_cut_line_does_not_count(void)
{
	struct csv_detected found;

	assert_true(csv_detect(STR("a;b\n1;2\n\"x,y,"), false, &found));
	assert_int_equal(found.form.delimiter, ';');
	assert_true(csv_detect(STR("a,b,c"), false, &found));
	assert_int_equal(found.form.delimiter, ',');
	assert_true(found.has_header);
}

static const struct plain_row others[] = {
	{ "a line that the sample cuts does not count", a_cut_line_does_not_count },
};

int main(void)
{
	static const struct table tables[] = { TABLE(detects, form_is_found), PLAIN(others) };

	return tables_run("csv_detect", tables, COUNT_OF(tables));
}
