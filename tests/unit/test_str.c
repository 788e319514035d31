/* Text as pointer and length. */
#include "table.h"

#include "base/str.h"

#define UNSET                                                                                      \
	{                                                                                          \
		NULL, 0                                                                            \
	}

struct pair_row {
	const char *name;
	str a, b;
	bool equal;
	int order;
};

static const struct pair_row pairs[] = {
	{ "equal texts", STR_INIT("abc"), STR_INIT("abc"), true, 0 },
	{ "another letter", STR_INIT("abc"), STR_INIT("abd"), false, -1 },
	{ "a longer text is later", STR_INIT("abc"), STR_INIT("ab"), false, 1 },
	{ "bytes are not signed", STR_INIT("\xc3\xa9"), STR_INIT("z"), false, 1 },
	{ "NUL is a byte like others", STR_INIT("a\0b"), STR_INIT("a\0c"), false, -1 },
	{ "two that are not set", UNSET, UNSET, true, 0 },
	{ "not set is not empty, and comes first", UNSET, STR_INIT(""), false, -1 },
	{ "empty is not unset", STR_INIT(""), UNSET, false, 1 },
	{ "empty texts are equal", STR_INIT(""), STR_INIT(""), true, 0 },
};

static void pair_compares(void **row)
{
	const struct pair_row *r = *row;
	int order = str_cmp(r->a, r->b);

	assert_int_equal(str_eq(r->a, r->b), r->equal);
	assert_int_equal((order > 0) - (order < 0), r->order);
}

struct int_row {
	const char *name;
	str text;
	bool good;
	int64_t value;
};

static const struct int_row ints[] = {
	{ "a number", STR_INIT("42"), true, 42 },
	{ "a negative number", STR_INIT("-42"), true, -42 },
	{ "a plus is accepted", STR_INIT("+42"), true, 42 },
	{ "zero", STR_INIT("0"), true, 0 },
	{ "zeros in front", STR_INIT("00000000000000000000000007"), true, 7 },
	{ "the largest", STR_INIT("9223372036854775807"), true, INT64_MAX },
	{ "the smallest", STR_INIT("-9223372036854775808"), true, INT64_MIN },
	{ "one more", STR_INIT("9223372036854775808"), false, 0 },
	{ "one less", STR_INIT("-9223372036854775809"), false, 0 },
	{ "the empty text", STR_INIT(""), false, 0 },
	{ "not set", UNSET, false, 0 },
	{ "a sign alone", STR_INIT("-"), false, 0 },
	{ "two signs", STR_INIT("--1"), false, 0 },
	{ "a space in front", STR_INIT(" 1"), false, 0 },
	{ "a letter behind", STR_INIT("1a"), false, 0 },
	{ "a fraction", STR_INIT("1.0"), false, 0 },
	{ "NUL behind", STR_INIT("1\0"), false, 0 },
};

static void int_reads(void **row)
{
	const struct int_row *r = *row;
	int64_t value = 0;

	assert_int_equal(str_to_int(r->text, &value), r->good);
	if (r->good)
		assert_int_equal(value, r->value);
}

struct split_row {
	const char *name;
	const char *text;
	const char *parts[4];
	size_t count;
};

static const struct split_row splits[] = {
	{ "parts between separators", "a,b,c", { "a", "b", "c" }, 3 },
	{ "a separator at the end makes an empty part", "a,", { "a", "" }, 2 },
	{ "and one at the beginning", ",a", { "", "a" }, 2 },
	{ "without a separator there is one part", "abc", { "abc" }, 1 },
	{ "the empty text is one part", "", { "" }, 1 },
	{ "nothing has no part", NULL, { NULL }, 0 },
};

static void text_splits(void **row)
{
	const struct split_row *r = *row;
	str rest = str_from(r->text);
	size_t count = 0;
	str part;

	while (str_split(&rest, ',', &part)) {
		assert_true(count < r->count);
		assert_text(part, r->parts[count++]);
	}
	assert_int_equal(count, r->count);
}

static void texts_are_cut(void)
{
	assert_text(str_sub(STR("abcdef"), 1, 3), "bc");
	assert_text(str_sub(STR("abcdef"), 4, 100), "ef");
	assert_text(str_sub(STR("abcdef"), 100, 200), "");
	assert_text(str_sub(STR("abcdef"), 3, 1), "");
	assert_text(str_sub(STR("abcdef"), 0, SIZE_MAX), "abcdef");
	assert_text(str_sub((str)UNSET, 1, 3), NULL);
}

static void texts_are_trimmed(void)
{
	assert_text(str_trim(STR(" \t\r\n a b \v\f ")), "a b");
	assert_text(str_trim(STR("   ")), "");
	assert_text(str_trim(STR("")), "");
	assert_text(str_trim((str)UNSET), NULL);
}

static void beginnings_and_ends(void)
{
	assert_true(str_starts(STR("deal_move"), STR("deal")));
	assert_false(str_starts(STR("deal"), STR("deal_move")));
	assert_true(str_starts((str)UNSET, STR("")));
	assert_true(str_ends(STR("deal_move"), STR("_move")));
	assert_false(str_ends(STR("move"), STR("_move")));
	assert_true(str_ends(STR(""), (str)UNSET));
}

static void letters_are_found(void)
{
	assert_int_equal(str_find(STR("a,b,c"), ',', 0), 1);
	assert_int_equal(str_find(STR("a,b,c"), ',', 2), 3);
	assert_true(str_find(STR("a,b,c"), ',', 4) == SIZE_MAX);
	assert_true(str_find(STR("a,b,c"), ',', 400) == SIZE_MAX);
	assert_true(str_find((str)UNSET, ',', 0) == SIZE_MAX);
}

static void case_is_of_ascii(void)
{
	assert_true(str_eq_nocase(STR("Content-TYPE"), STR("content-type")));
	assert_false(str_eq_nocase(STR("\xc3\x89"), STR("\xc3\xa9")));
	assert_false(str_eq_nocase(STR("a"), STR("ab")));
	assert_false(str_eq_nocase(STR("@"), STR("`")));
}

static void c_texts(void)
{
	assert_text(str_from("abc"), "abc");
	assert_false(str_is_set(str_from(NULL)));
	assert_true(str_is(STR("abc"), "abc"));
	assert_false(str_is(STR("abc"), "ab"));
	assert_true(str_is((str)UNSET, NULL));
}

/* From the test vectors of RFC 9923. */
static void hashes_are_fnv_1a(void)
{
	assert_true(str_hash(STR("")) == UINT64_C(0xcbf29ce484222325));
	assert_true(str_hash(STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(str_hash(STR("foobar")) == UINT64_C(0x85944171f73967e8));
}

static const struct plain_row others[] = {
	{ "texts are cut to what is there", texts_are_cut },
	{ "white space is trimmed at both ends", texts_are_trimmed },
	{ "beginnings and ends are compared", beginnings_and_ends },
	{ "letters are found", letters_are_found },
	{ "without case means ASCII letters", case_is_of_ascii },
	{ "C texts become str", c_texts },
	{ "the hash is FNV-1a", hashes_are_fnv_1a },
};

int main(void)
{
	static const struct table tables[] = {
		TABLE(pairs, pair_compares),
		TABLE(ints, int_reads),
		TABLE(splits, text_splits),
		PLAIN(others),
	};

	return tables_run("str", tables, COUNT_OF(tables));
}
