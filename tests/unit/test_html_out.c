/* Text as HTML: codec/html_out.c. */
#include "table.h"

#include "codec/html_out.h"

static const struct html_row {
	const char *name;
	str text;
	const char *html;
} rows[] = {
	{ "plain text stays as it is", STR_INIT("Budi Santoso"), "Budi Santoso" },
	{ "no tag comes of a text", STR_INIT("<b>"), "&lt;b&gt;" },
	{ "no attribute ends at its quotes", STR_INIT("\" x='y'"), "&quot; x=&#39;y&#39;" },
	{ "an entity is text, too", STR_INIT("&lt;"), "&amp;lt;" },
	{ "letters of other scripts stay", STR_INIT("\xc3\xa9\xe6\xbc\xa2"),
	  "\xc3\xa9\xe6\xbc\xa2" },
	{ "not set is nothing", { NULL, 0 }, "" },
};

static void is_written(void **row)
{
	const struct html_row *r = *row;
	LOCAL(local);
	struct buf out = buf_new(&local.arena);

	html_text(&out, r->text);
	assert_int_equal(buf_rc(&out), OK);
	assert_text(buf_str(&out), r->html);
}

int main(void)
{
	const struct table tables[] = { TABLE(rows, is_written) };

	return tables_run("html_out", tables, COUNT_OF(tables));
}
