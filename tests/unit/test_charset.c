/* Encodings: detection, conversion in pieces. */
#include "table.h"

#include "codec/charset.h"

#include <string.h>

struct detect_row {
	const char *name;
	str sample;
	bool whole;
	enum charset charset;
};

static const struct detect_row detects[] = {
	{ "ASCII is UTF-8", STR_INIT("name,city\n"), true, CHARSET_UTF8 },
	{ "the empty file is UTF-8", STR_INIT(""), true, CHARSET_UTF8 },
	{ "UTF-8 by its mark", STR_INIT("\xef\xbb\xbfname\xff"), true, CHARSET_UTF8 },
	{ "UTF-8 by its letters", STR_INIT("Caf\xc3\xa9"), true, CHARSET_UTF8 },
	{ "UTF-8 that is cut in a letter", STR_INIT("Caf\xc3"), false, CHARSET_UTF8 },
	{ "a file that ends in half a letter is none", STR_INIT("Caf\xc3"), true,
	  CHARSET_WINDOWS_1252 },
	{ "a sample that ends in what no letter begins with", STR_INIT("Caf\xff"), false,
	  CHARSET_WINDOWS_1252 },
	{ "a sample that ends in an overlong beginning", STR_INIT("Caf\xe0\x80"), false,
	  CHARSET_WINDOWS_1252 },
	{ "UTF-16 by its mark, the low byte first",
	  STR_INIT("\xff\xfe"
		   "a\0"),
	  true, CHARSET_UTF16LE },
	{ "UTF-16 by its mark, the high byte first", STR_INIT("\xfe\xff\0a"), true,
	  CHARSET_UTF16BE },
	{ "UTF-16 without a mark, the low byte first", STR_INIT("n\0a\0m\0e\0"), true,
	  CHARSET_UTF16LE },
	{ "UTF-16 without a mark, the high byte first", STR_INIT("\0n\0a\0m\0e"), true,
	  CHARSET_UTF16BE },
	{ "a NUL here and there makes no UTF-16", STR_INIT("name\0,city,na\0me,city"), true,
	  CHARSET_UTF8 },
	{ "Windows-1252 is what remains", STR_INIT("Caf\xe9"), true, CHARSET_WINDOWS_1252 },
	{ "also with its quotes", STR_INIT("\x93quoted\x94"), true, CHARSET_WINDOWS_1252 },
};

static void charset_is(void **row)
{
	const struct detect_row *r = *row;

	assert_int_equal(charset_detect(r->sample, r->whole), r->charset);
}

struct convert_row {
	const char *name;
	enum charset from;
	str bytes;
	const char *text;
	int64_t replaced;
};

static const struct convert_row converts[] = {
	{ "UTF-8 stays", CHARSET_UTF8, STR_INIT("Caf\u00e9 \u6771\u4eac \U0001f600"),
	  "Caf\u00e9 \u6771\u4eac \U0001f600", 0 },
	{ "the mark is left out", CHARSET_UTF8, STR_INIT("\xef\xbb\xbfname"), "name", 0 },
	{ "only the first", CHARSET_UTF8, STR_INIT("\xef\xbb\xbfna\xef\xbb\xbfme"), "na\ufeffme",
	  0 },
	{ "a bad byte is replaced", CHARSET_UTF8,
	  STR_INIT("a\xff"
		   "b"),
	  "a\ufffdb", 1 },
	{ "each of several", CHARSET_UTF8,
	  STR_INIT("a\xff\xfe\x80"
		   "b"),
	  "a\ufffd\ufffd\ufffdb", 3 },
	{ "half a letter before another", CHARSET_UTF8, STR_INIT("a\xe2\x82\xc3\xa9"),
	  "a\ufffd\ufffd\u00e9", 2 },
	{ "half a letter at the end", CHARSET_UTF8, STR_INIT("abc\xe2\x82"), "abc\ufffd", 1 },
	{ "a surrogate in UTF-8", CHARSET_UTF8, STR_INIT("\xed\xa0\x80"), "\ufffd\ufffd\ufffd", 3 },
	{ "UTF-16", CHARSET_UTF16LE,
	  STR_INIT("\xff\xfe"
		   "C\0a\0f\0\xe9\0"),
	  "Caf\u00e9", 0 },
	{ "UTF-16, the high byte first", CHARSET_UTF16BE, STR_INIT("\0C\0\xe9\x67\x71"),
	  "C\u00e9\u6771", 0 },
	{ "surrogate pairs", CHARSET_UTF16LE, STR_INIT("\x3d\xd8\x00\xde!\0"), "\U0001f600!", 0 },
	{ "a high surrogate alone", CHARSET_UTF16LE, STR_INIT("\x3d\xd8!\0"), "\ufffd!", 1 },
	{ "a low surrogate alone", CHARSET_UTF16LE, STR_INIT("\x00\xde!\0"), "\ufffd!", 1 },
	{ "two high surrogates", CHARSET_UTF16LE, STR_INIT("\x3d\xd8\x3d\xd8\x00\xde"),
	  "\ufffd\U0001f600", 1 },
	{ "an odd byte at the end", CHARSET_UTF16LE, STR_INIT("a\0b"), "a\ufffd", 1 },
	{ "half a pair at the end", CHARSET_UTF16LE, STR_INIT("a\0\x3d\xd8"), "a\ufffd", 1 },
	{ "Windows-1252", CHARSET_WINDOWS_1252, STR_INIT("Caf\xe9 \x80 \x93x\x94 \xff"),
	  "Caf\u00e9 \u20ac \u201cx\u201d \u00ff", 0 },
	{ "bytes that it does not have", CHARSET_WINDOWS_1252,
	  STR_INIT("a\x81\x9d"
		   "b"),
	  "a\ufffd\ufffdb", 2 },
};

static void converts_to(void **row)
{
	const struct convert_row *r = *row;

	for (size_t piece = 1; piece <= r->bytes.len + 1; piece++) {
		LOCAL(local);
		struct charset_in in = { .from = r->from };
		struct buf scratch = buf_new(&local.arena);
		struct buf all = buf_new(&local.arena);

		for (size_t at = 0; at < r->bytes.len; at += piece)
			buf_add(&all, charset_convert(&in, str_sub(r->bytes, at, at + piece),
						      at + piece >= r->bytes.len, &scratch));
		assert_int_equal(buf_rc(&scratch), OK);
		assert_text(buf_str(&all), r->text);
		assert_int_equal(in.replaced, r->replaced);
	}
}

static void the_end_may_come_late(void)
{
	LOCAL(local);
	struct charset_in in = { .from = CHARSET_UTF8 };
	struct buf scratch = buf_new(&local.arena);

	assert_text(charset_convert(&in, STR("a\xe2\x82"), false, &scratch), "a");
	assert_text(charset_convert(&in, STR(""), true, &scratch), "\ufffd");
	assert_int_equal(in.replaced, 1);
}

static void names_are_found(void)
{
	enum charset charset;

	for (enum charset c = CHARSET_UTF8; c < CHARSET_COUNT; c++) {
		assert_true(charset_named(str_from(charset_name(c)), &charset));
		assert_int_equal(charset, c);
	}
	assert_true(charset_named(STR("UTF-16LE"), &charset));
	assert_int_equal(charset, CHARSET_UTF16LE);
	assert_false(charset_named(STR("latin1"), &charset));
	assert_false(charset_named(STR(""), &charset));
}

/* Random bytes in random pieces: what comes out is the same as in one piece. */
static void pieces_make_no_difference(void)
{
	LOCAL(local);
	uint64_t seed = 3;

	for (int i = 0; i < 20000; i++) {
		struct arena_mark mark = arena_mark(&local.arena);
		struct charset_in whole = { .from = (enum charset)(i % CHARSET_COUNT) };
		struct charset_in parts = whole;
		struct buf scratch = buf_new(&local.arena);
		struct buf other = buf_new(&local.arena);
		struct buf joined = buf_new(&local.arena);
		char bytes[24];
		size_t cut;

		for (size_t j = 0; j < sizeof bytes; j++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			bytes[j] = "\xe2\x82\xac"
				   "a\xf0\x9f\x98\x80\xed\xa0\xd8\xdc\xff\xc3\0\0"[seed >> 60];
		}
		cut = (size_t)i % sizeof bytes;
		str text = charset_convert(&whole, (str){ bytes, sizeof bytes }, true, &scratch);

		buf_add(&joined, charset_convert(&parts, (str){ bytes, cut }, false, &other));
		buf_add(&joined, charset_convert(&parts, (str){ bytes + cut, sizeof bytes - cut },
						 true, &other));
		assert_true(str_eq(text, buf_str(&joined)));
		assert_int_equal(whole.replaced, parts.replaced);
		arena_rewind(&local.arena, mark);
	}
}

static const struct plain_row others[] = {
	{ "the end may come late", the_end_may_come_late },
	{ "charsets are found by their names", names_are_found },
	{ "pieces make no difference", pieces_make_no_difference },
};

int main(void)
{
	static const struct table tables[] = {
		TABLE(detects, charset_is),
		TABLE(converts, converts_to),
		PLAIN(others),
	};

	return tables_run("charset", tables, COUNT_OF(tables));
}
