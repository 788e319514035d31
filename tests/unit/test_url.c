/* Texts in URLs: base/url.c. */
#include "table.h"

#include "base/url.h"

static const struct url_row {
	const char *name;
	const char *text;
	const char *expected;
} rows[] = {
	{ "letters, digits and -._~ stay", "Az09-._~", "Az09-._~" },
	{ "a space is not a plus", "a b+c", "a%20b%2Bc" },
	{ "what has a meaning in a URL", "50% & more? #1=/", "50%25%20%26%20more%3F%20%231%3D%2F" },
	{ "lines", "a\nb", "a%0Ab" },
	{ "other scripts byte by byte", "\xc3\xa9\xf0\x9f\x99\x82", "%C3%A9%F0%9F%99%82" },
};

static void check(void **row)
{
	const struct url_row *r = *row;
	LOCAL(local);
	struct buf out = buf_new(&local.arena);

	url_escape(&out, str_from(r->text));
	assert_text(buf_str(&out), r->expected);
}

int main(void)
{
	const struct table tables[] = { TABLE(rows, check) };

	return tables_run("url", tables, COUNT_OF(tables));
}
