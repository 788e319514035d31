/* What clients prefer. */
#include "http/accept.h"
#include "table.h"

struct language_row {
	const char *name;
	const char *header; /* NULL: not set */
	int language;       /* -1: none of ours */
};

static const struct language_row language_rows[] = {
	{ "no header", NULL, -1 },
	{ "an empty header", "", -1 },
	{ "Indonesian", "id", LANGUAGE_ID },
	{ "English", "en", LANGUAGE_EN },
	{ "with a region", "id-ID", LANGUAGE_ID },
	{ "in capitals", "EN-gb", LANGUAGE_EN },
	{ "of two the first", "en,id", LANGUAGE_EN },
	{ "of two the one with more weight", "en;q=0.5, id;q=0.9", LANGUAGE_ID },
	{ "no weight is full weight", "en;q=0.9,id", LANGUAGE_ID },
	{ "as browsers write it", "id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", LANGUAGE_ID },
	{ "others are passed over", "de-DE,de;q=0.9,en;q=0.1", LANGUAGE_EN },
	{ "weight zero means no", "id;q=0", -1 },
	{ "weight zero in three digits too", "id;q=0.000, en;q=0.001", LANGUAGE_EN },
	{ "a star names none", "*", -1 },
	{ "a weight above one counts for nothing", "id;q=5, en;q=0.1", LANGUAGE_EN },
	{ "neither does a weight that is none", "id;q=high, en;q=0.1", LANGUAGE_EN },
	{ "white space everywhere", " de , \ten ; q=0.3 ", LANGUAGE_EN },
	{ "a word that begins like ours", "ido", -1 },
	{ "commas alone", ",,,", -1 },
	{ "semicolons alone", ";;q=1,;", -1 },
	{ "a weight in capitals", "id;Q=0.2, en;Q=0.1", LANGUAGE_ID },
};

static void check_language(void **row)
{
	const struct language_row *r = *row;
	enum language language = LANGUAGE_COUNT;
	bool found = accept_language(str_from(r->header), &language);

	assert_int_equal(found, r->language >= 0);
	if (found)
		assert_int_equal(language, r->language);
}

struct encoding_row {
	const char *name;
	const char *header;
	enum encoding encoding;
};

static const struct encoding_row encoding_rows[] = {
	{ "no header", NULL, ENCODING_PLAIN },
	{ "an empty header", "", ENCODING_PLAIN },
	{ "gzip", "gzip", ENCODING_GZIP },
	{ "its old name", "x-gzip", ENCODING_GZIP },
	{ "as browsers write it", "gzip, deflate, br, zstd", ENCODING_BROTLI },
	{ "gzip preferred", "br;q=0.5, gzip;q=0.8", ENCODING_GZIP },
	{ "brotli refused", "br;q=0, gzip", ENCODING_GZIP },
	{ "plain preferred", "identity, gzip;q=0.5, br;q=0.5", ENCODING_PLAIN },
	{ "plain less", "identity;q=0.5, gzip", ENCODING_GZIP },
	{ "anything", "*", ENCODING_BROTLI },
	{ "anything but brotli", "br;q=0, *", ENCODING_GZIP },
	{ "nothing but plain", "*;q=0", ENCODING_PLAIN },
	{ "what we do not have", "zstd, deflate", ENCODING_PLAIN },
};

static void check_encoding(void **row)
{
	const struct encoding_row *r = *row;

	assert_int_equal(accept_encoding(str_from(r->header)), r->encoding);
}

int main(void)
{
	const struct table tables[] = {
		TABLE(language_rows, check_language),
		TABLE(encoding_rows, check_encoding),
	};

	return tables_run("http_accept", tables, COUNT_OF(tables));
}
