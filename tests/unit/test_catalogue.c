/* Looking up translated messages. */
#include "table.h"

#include "base/catalogue.h"

static const struct translation indonesian_words[] = {
	{ "%d of %d", "%d dari %d" },
	{ "Yes", "Ya" },
	{ "give a text", "isi dengan teks" },
};
static const struct catalogue indonesian = { indonesian_words, COUNT_OF(indonesian_words) };

struct word_row {
	const char *name;
	const struct catalogue *catalogue;
	const char *english;
	const char *found;
};

static const struct catalogue empty = { NULL, 0 };

static const struct word_row words[] = {
	{ "the first entry is found", &indonesian, "%d of %d", "%d dari %d" },
	{ "one in the middle is found", &indonesian, "Yes", "Ya" },
	{ "the last is found", &indonesian, "give a text", "isi dengan teks" },
	{ "what has no translation stays", &indonesian, "give a number", "give a number" },
	{ "capitals differ", &indonesian, "yes", "yes" },
	{ "an empty catalogue translates nothing", &empty, "Yes", "Yes" },
	{ "English has no catalogue", NULL, "Yes", "Yes" },
};

static void word_is_found(void **row)
{
	const struct word_row *r = *row;

	assert_string_equal(catalogue_find(r->catalogue, r->english), r->found);
}

static void languages_have_codes(void)
{
	assert_string_equal(language_code(LANGUAGE_ID), "id");
	assert_string_equal(language_code(LANGUAGE_EN), "en");
}

static const struct plain_row others[] = {
	{ "languages have codes", languages_have_codes },
};

int main(void)
{
	static const struct table tables[] = { TABLE(words, word_is_found), PLAIN(others) };

	return tables_run("catalogue", tables, COUNT_OF(tables));
}
