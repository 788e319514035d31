/* UTF-8: validity, unsafe characters, folding. */
#include "table.h"

#include "base/utf8.h"

#include <string.h>

struct text_row {
	const char *name;
	str text;
};

static const struct text_row valid[] = {
	{ "the empty text", STR_INIT("") },
	{ "ASCII", STR_INIT("plain text of more than eight bytes") },
	{ "two bytes", STR_INIT("\xc2\x80 \xdf\xbf") },
	{ "three bytes", STR_INIT("\xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbf") },
	{ "four bytes", STR_INIT("\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf") },
	{ "letters between long runs of ASCII", STR_INIT("aaaaaaaaaaaaa\xc3\xa9"
							 "bbbbbbbbbbbbbb") },
};

static const struct text_row invalid[] = {
	{ "NUL", STR_INIT("a\0b") },
	{ "NUL in a long text", STR_INIT("abcdefghijkl\0mnopqrstuvwxyz") },
	{ "NUL at a boundary of words", STR_INIT("abcdefg\0") },
	{ "a continuation alone", STR_INIT("a\x80") },
	{ "a first byte alone", STR_INIT("\xc3") },
	{ "a first byte before ASCII", STR_INIT("\xc3 ") },
	{ "an overlong slash of two bytes", STR_INIT("\xc0\xaf") },
	{ "an overlong slash of three", STR_INIT("\xe0\x80\xaf") },
	{ "an overlong slash of four", STR_INIT("\xf0\x80\x80\xaf") },
	{ "the overlong NUL", STR_INIT("\xc0\x80") },
	{ "a high surrogate", STR_INIT("\xed\xa0\x80") },
	{ "a low surrogate", STR_INIT("\xed\xbf\xbf") },
	{ "a pair of surrogates", STR_INIT("\xed\xa0\xbd\xed\xb8\x80") },
	{ "more than U+10FFFF", STR_INIT("\xf4\x90\x80\x80") },
	{ "a first byte of five", STR_INIT("\xf8\x88\x80\x80\x80") },
	{ "FE and FF", STR_INIT("\xfe\xff") },
	{ "three bytes cut after two", STR_INIT("\xe2\x82") },
	{ "four bytes cut after three", STR_INIT("\xf0\x9f\x98") },
	{ "a cut sequence before another", STR_INIT("\xe2\x82\xc3\xa9") },
};

static void is_valid(void **row)
{
	assert_true(utf8_is_valid(((const struct text_row *)*row)->text));
}

static void is_invalid(void **row)
{
	assert_false(utf8_is_valid(((const struct text_row *)*row)->text));
}

static const struct text_row unsafe[] = {
	{ "a control character is unsafe", STR_INIT("a\001b") },
	{ "escape is unsafe", STR_INIT("\033[31m") },
	{ "delete is unsafe", STR_INIT("a\x7f") },
	{ "a C1 control is unsafe", STR_INIT("a\xc2\x85") },
	{ "an override of direction is unsafe", STR_INIT("abc\xe2\x80\xae"
							 "fdp.exe") },
	{ "an isolate is unsafe", STR_INIT("\xe2\x81\xa6x") },
	{ "a byte order mark is unsafe", STR_INIT("\xef\xbb\xbfx") },
	{ "what is not UTF-8 is unsafe", STR_INIT("a\xff") },
};

static const struct text_row safe[] = {
	{ "a tab is safe", STR_INIT("a\tb") },
	{ "lines are safe", STR_INIT("a\r\nb") },
	{ "letters of any script are safe", STR_INIT("Caf\xc3\xa9 \xe6\x9d\xb1\xe4\xba\xac") },
	{ "emoji with joiners are safe", STR_INIT("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb") },
	{ "a mark of direction is safe: names in Hebrew have it", STR_INIT("x\xe2\x80\x8f!") },
	{ "the empty text is safe", STR_INIT("") },
};

static void is_unsafe(void **row)
{
	assert_true(utf8_has_unsafe(((const struct text_row *)*row)->text));
}

static void is_safe(void **row)
{
	assert_false(utf8_has_unsafe(((const struct text_row *)*row)->text));
}

struct fold_row {
	const char *name;
	const char *text;
	const char *folded;
};

static const struct fold_row folds[] = {
	{ "capitals become small", "PT Maju JAYA", "pt maju jaya" },
	{ "punctuation is one space", "PT. Maju-Jaya,  Tbk.", "pt maju jaya tbk" },
	{ "it is trimmed", " \t(x)\r\n ", "x" },
	{ "symbols are between words", "a+b=c", "a b c" },
	{ "nothing but punctuation is nothing", "-- / --", "" },
	{ "the empty text stays empty", "", "" },
	{ "digits stay", "3M 2024", "3m 2024" },
	{ "accents are dropped", "Caf\u00e9 M\u00fcller \u00c5\u017a", "cafe muller az" },
	{ "also when they are written apart", "Cafe\u0301", "cafe" },
	{ "sharp s is ss", "Stra\u00dfe STRASSE", "strasse strasse" },
	{ "ligatures are letters", "\ufb01nance", "finance" },
	{ "wide letters are letters", "\uff21\uff22\uff23 \uff11\uff12", "abc 12" },
	{ "the Turkish capital is an i", "\u0130stanbul", "istanbul" },
	{ "Greek final sigma is sigma", "\u039f\u0394\u039f\u03a3 \u03bf\u03b4\u03bf\u03c2",
	  "\u03bf\u03b4\u03bf\u03c3 \u03bf\u03b4\u03bf\u03c3" },
	{ "Cyrillic is folded", "\u041c\u041e\u0421\u041a\u0412\u0410",
	  "\u043c\u043e\u0441\u043a\u0432\u0430" },
	{ "a no-break space is a space", "a\u00a0b", "a b" },
	{ "an ideographic comma is punctuation", "\u6771\u4eac\u3001\u5927\u962a",
	  "\u6771\u4eac \u5927\u962a" },
	{ "a soft hyphen is nothing", "Zusam\u00admen", "zusammen" },
	{ "voiced kana stay apart from unvoiced", "\u304c", "\u304b\u3099" },
	{ "Hebrew points are dropped", "\u05e9\u05b8\u05dc\u05d5\u05b9\u05dd",
	  "\u05e9\u05dc\u05d5\u05dd" },
	{ "vowel signs of Hindi stay", "\u0939\u093f\u0928\u094d\u0926\u0940",
	  "\u0939\u093f\u0928\u094d\u0926\u0940" },
	{ "superscripts are digits", "x\u00b2", "x2" },
	{ "emoji are between words", "a \U0001f600 b", "a b" },
};

static void folds_to(void **row)
{
	const struct fold_row *r = *row;
	LOCAL(local);
	str once = utf8_fold(&local.arena, str_from(r->text));

	assert_text(once, r->folded);
	assert_text(utf8_fold(&local.arena, once), r->folded);
}

static void lengths_are_of_code_points(void)
{
	assert_int_equal(utf8_length(STR("")), 0);
	assert_int_equal(utf8_length(STR("abc")), 3);
	assert_int_equal(utf8_length(STR("Caf\u00e9 \u6771\u4eac \U0001f600")), 9);
}

/* Every sequence of three bytes, against the definition: encode all code points, count. */
static void exactly_the_code_points_are_sequences(void)
{
	size_t two = 0, three = 0;

	for (unsigned first = 0x80; first < 0x100; first++)
		for (unsigned second = 0; second < 0x100; second++)
			for (unsigned third = 0; third < 0x100; third++) {
				char bytes[3] = { (char)first, (char)second, (char)third };
				size_t length = utf8_sequence(bytes, sizeof bytes);

				assert_true(length == 0 || length == 2 || length == 3);
				two += length == 2;
				three += length == 3;
			}
	assert_int_equal(two, (0x800 - 0x80) * 256);
	assert_int_equal(three, 0x10000 - 0x800 - 0x800);
}

static void exactly_the_long_code_points_are_sequences(void)
{
	size_t four = 0;

	for (unsigned first = 0xf0; first < 0x100; first++)
		for (unsigned second = 0; second < 0x100; second++)
			for (unsigned third = 0; third < 0x100; third++) {
				char bytes[4] = { (char)first, (char)second, (char)third,
						  (char)0xbf };

				four += utf8_sequence(bytes, sizeof bytes) == 4;
			}
	assert_int_equal(four, (0x110000 - 0x10000) / 64);
	assert_int_equal(utf8_sequence("", 0), 0);
	assert_int_equal(utf8_sequence("\0", 1), 1);
}

static void a_text_is_cut_between_code_points(void)
{
	static const struct {
		const char *text;
		size_t count;
		const char *start;
	} cuts[] = {
		{ "", 3, "" },
		{ "abc", 0, "" },
		{ "abc", 2, "ab" },
		{ "abc", 3, "abc" },
		{ "abc", 9, "abc" },
		{ "\u00e9\u00e9", 1, "\u00e9" },
		{ "a\u6f22b", 2, "a\u6f22" },
		{ "\U0001f600x", 1, "\U0001f600" },
	};

	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		str start = utf8_start(str_from(cuts[i].text), cuts[i].count);

		assert_true(str_is(start, cuts[i].start));
	}
}

static void folding_minds_the_limit(void)
{
	struct arena arena;
	char text[2000];

	memset(text, 'A', sizeof text);
	arena_init(&arena, 1000);
	assert_false(str_is_set(utf8_fold(&arena, (str){ text, sizeof text })));
	text[0] = '\xc3';
	text[1] = '\xa9';
	assert_false(str_is_set(utf8_fold(&arena, (str){ text, sizeof text })));
	arena_free(&arena);
}

static const struct plain_row others[] = {
	{ "lengths are of code points", lengths_are_of_code_points },
	{ "of all triples of bytes just the code points are valid",
	  exactly_the_code_points_are_sequences },
	{ "of the long sequences too", exactly_the_long_code_points_are_sequences },
	{ "a text is cut between code points", a_text_is_cut_between_code_points },
	{ "a text that is too long to fold is not set", folding_minds_the_limit },
};

int main(void)
{
	static const struct table tables[] = {
		TABLE(valid, is_valid), TABLE(invalid, is_invalid), TABLE(unsafe, is_unsafe),
		TABLE(safe, is_safe),   TABLE(folds, folds_to),     PLAIN(others),
	};

	return tables_run("utf8", tables, COUNT_OF(tables));
}
