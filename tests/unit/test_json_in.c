/* The JSON reader. */
#include "table.h"

#include "codec/json_in.h"

#include <string.h>

struct good_row {
	const char *name;
	str text;
	const char *dumped;
};

static const struct good_row good[] = {
	{ "an empty object", STR_INIT("{}"), "{}" },
	{ "an empty array", STR_INIT(" [ ] \n"), "[]" },
	{ "values of all kinds", STR_INIT("[null, true, false, 0, -1, 0.25, \"x\", [], {}]"),
	  "[null,true,false,0,-1,0.25,\"x\",[],{}]" },
	{ "members keep their order", STR_INIT("{\"z\":1,\"a\":2,\"m\":3}"),
	  "{\"z\":1,\"a\":2,\"m\":3}" },
	{ "the largest integers", STR_INIT("[9223372036854775807,-9223372036854775808]"),
	  "[9223372036854775807,-9223372036854775808]" },
	{ "reals are printed as short as they read back", STR_INIT("[0.1,1e3,-2.50]"),
	  "[0.1,1000,-2.5]" },
	{ "escapes are resolved", STR_INIT("[\"\\u00e9\\n\\\"\\/\\ud83d\\ude00\"]"),
	  "[\"\u00e9\\n\\\"/\U0001f600\"]" },
	{ "a number that is tiny is nothing", STR_INIT("[1e-999]"), "[0]" },
	{ "a text may hold what looks like numbers and brackets",
	  STR_INIT("[\"99999999999999999999 [[[{\\\"\"]"), "[\"99999999999999999999 [[[{\\\"\"]" },
};

static void is_read(void **row)
{
	const struct good_row *r = *row;
	LOCAL(local);
	AUTO(json_release) struct json_in *json = NULL;

	assert_int_equal(json_parse(&local.cx, r->text, &json), OK);
	assert_text(json_dump(&local.arena, json), r->dumped);
}

struct bad_row {
	const char *name;
	str text;
	enum rc rc;
	const char *words;
};

static const struct bad_row bad[] = {
	{ "the empty text", STR_INIT(""), E_MALFORMED, "line 1" },
	{ "no text at all", { NULL, 0 }, E_MALFORMED, "line 1" },
	{ "a number alone", STR_INIT("17"), E_MALFORMED, "line 1" },
	{ "a text alone", STR_INIT("\"x\""), E_MALFORMED, "line 1" },
	{ "an object that is cut", STR_INIT("{\"a\":1"), E_MALFORMED, "ends too early" },
	{ "a text that is cut", STR_INIT("[\"abc"), E_MALFORMED, "ends too early" },
	{ "a text that is cut behind a backslash", STR_INIT("[\"abc\\"), E_MALFORMED,
	  "wrong or missing" },
	{ "something behind the end", STR_INIT("{} x"), E_MALFORMED, "behind the end" },
	{ "two values", STR_INIT("{}{}"), E_MALFORMED, "behind the end" },
	{ "a comma too many", STR_INIT("[1,]"), E_MALFORMED, "line 1, column 4" },
	{ "a comma too many in an object", STR_INIT("{\"a\":1,}"), E_MALFORMED, "line 1" },
	{ "a mistake in the third line", STR_INIT("{\n\"a\": 1,\n\"b\": x\n}"), E_MALFORMED,
	  "line 3, column 6" },
	{ "single quotes", STR_INIT("{'a':1}"), E_MALFORMED, "wrong or missing" },
	{ "names without quotes", STR_INIT("{a:1}"), E_MALFORMED, "wrong or missing" },
	{ "comments", STR_INIT("[1 /* one */]"), E_MALFORMED, "wrong or missing" },
	{ "NaN", STR_INIT("[NaN]"), E_MALFORMED, "wrong or missing" },
	{ "a plus", STR_INIT("[+1]"), E_MALFORMED, "wrong or missing" },
	{ "a zero in front", STR_INIT("[007]"), E_MALFORMED, "wrong or missing" },
	{ "no digit behind the point", STR_INIT("[1.]"), E_MALFORMED, "wrong or missing" },
	{ "capital words", STR_INIT("[True]"), E_MALFORMED, "wrong or missing" },
	{ "a raw line end in a text", STR_INIT("[\"a\nb\"]"), E_MALFORMED, "line 1" },
	{ "a lone surrogate", STR_INIT("[\"\\ud800\"]"), E_MALFORMED, "wrong or missing" },
	{ "a wrong escape", STR_INIT("[\"\\x41\"]"), E_MALFORMED, "wrong or missing" },
	{ "bytes that are not UTF-8", STR_INIT("[\"\xff\"]"), E_MALFORMED, "not UTF-8" },
	{ "a raw NUL", STR_INIT("[1,\0 2]"), E_MALFORMED, "line 1" },
	{ "a byte order mark", STR_INIT("\xef\xbb\xbf{}"), E_MALFORMED, "line 1" },
	{ "a name twice", STR_INIT("{\"a\":1,\"a\":2}"), E_MALFORMED, "twice" },
	{ "a name twice, deep inside", STR_INIT("[{\"x\":{\"a\":1,\"\\u0061\":2}}]"), E_MALFORMED,
	  "twice" },
	{ "a name with NUL", STR_INIT("{\"a\\u0000b\":1}"), E_INVALID, "NUL" },
	{ "a huge number does not hide a mistake", STR_INIT("[1e999,]"), E_MALFORMED, "line 1" },
};

static void is_refused(void **row)
{
	const struct bad_row *r = *row;
	LOCAL(local);
	AUTO(json_release) struct json_in *json = NULL;

	assert_int_equal(json_parse(&local.cx, r->text, &json), r->rc);
	assert_null(json);
	assert_failure(&local.cx, NULL, r->words);
}

static str nested(struct arena *arena, const char *open, const char *close, int depth)
{
	struct buf text = buf_new(arena);

	for (int i = 0; i < depth; i++)
		buf_text(&text, open);
	buf_text(&text, "[]");
	for (int i = 0; i < depth; i++)
		buf_text(&text, close);
	return buf_str(&text);
}

struct depth_row {
	const char *name;
	const char *open, *close;
	int depth;
	enum rc rc;
};

static const struct depth_row depths[] = {
	{ "64 arrays in each other are read", "[", "]", 63, OK },
	{ "65 are not", "[", "]", 64, E_MALFORMED },
	{ "64 objects and arrays are read", "{\"a\":", "}", 63, OK },
	{ "65 are not", "{\"a\":", "}", 64, E_MALFORMED },
	{ "nor a million", "[", "]", 1000000, E_MALFORMED },
	{ "nor a million that are never closed", "[", "", 1000000, E_MALFORMED },
	{ "closing brackets do not make room", "[],[", "]", 1000, E_MALFORMED },
};

static void depth_is(void **row)
{
	const struct depth_row *r = *row;
	LOCAL(local);
	AUTO(json_release) struct json_in *json = NULL;
	str text = nested(&local.arena, r->open, r->close, r->depth);

	assert_true(str_is_set(text));
	assert_int_equal(json_parse(&local.cx, text, &json), r->rc);
}

struct huge_row {
	const char *name;
	const char *number;
	bool huge;
};

static const struct huge_row numbers[] = {
	{ "one more than 64 bits", "9223372036854775808", true },
	{ "one less", "-9223372036854775809", true },
	{ "a hundred digits", "1111111111111111111111111111111111111111111111111111111111111111111",
	  true },
	{ "a great exponent", "1e999", true },
	{ "a great negative number", "-1.5E+400", true },
	{ "the largest integer is not huge", "9223372036854775807", false },
	{ "nor the smallest", "-9223372036854775808", false },
	{ "nor a double near its end", "1.7e308", false },
	{ "nor what is nearly zero", "1e-999", false },
	{ "nor many digits behind the point", "0.111111111111111111111111111111111111111111111111",
	  false },
};

static void number_is_huge_or_not(void **row)
{
	const struct huge_row *r = *row;
	LOCAL(local);
	AUTO(json_release) struct json_in *json = NULL;
	str text = str_printf(&local.arena, "{\"before\":[1,%s],\"a\":%s,\"after\":2}", r->number,
			      r->number);
	int64_t a = 7;

	assert_int_equal(json_parse(&local.cx, text, &json), OK);
	assert_int_equal(json_kind(json_get(json, "a")) == JSON_KIND_HUGE, r->huge);
	assert_int_equal(json_text_is_clean(json), !r->huge);
	assert_int_equal(json_as_int(json_get(json, "after")), 2);
	if (r->huge) {
		assert_int_equal(json_want_int(&local.cx, json, "a", &a), E_INVALID);
		assert_failure(&local.cx, "a", "whole number");
		assert_int_equal(a, 7);
	}
}

static void many_values_are_too_many(void)
{
	LOCAL(local);
	AUTO(json_release) struct json_in *json = NULL;
	struct buf text = buf_new(&local.arena);

	buf_char(&text, '[');
	for (int i = 0; i < JSON_MAX_VALUES - 2; i++)
		buf_text(&text, "1,");
	buf_text(&text, "1]");
	assert_int_equal(json_parse(&local.cx, buf_str(&text), &json), OK);
	assert_int_equal(json_count(json), JSON_MAX_VALUES - 1);
	json_release(&json);
	text.ptr[text.len - 1] = ',';
	buf_text(&text, "1]");
	assert_int_equal(json_parse(&local.cx, buf_str(&text), &json), E_TOO_LARGE);
	assert_failure(&local.cx, NULL, "values");
}

static void values_are_told_apart(void)
{
	LOCAL(local);
	AUTO(json_release) struct json_in *json = NULL;

	assert_int_equal(json_parse(&local.cx,
				    STR("[null,true,false,-7,2.5,\"te\\u0000xt\",[1],{\"a\":1}]"),
				    &json),
			 OK);
	assert_int_equal(json_kind(json), JSON_KIND_ARRAY);
	assert_int_equal(json_count(json), 8);
	assert_int_equal(json_kind(json_at(json, 0)), JSON_KIND_NULL);
	assert_true(json_yes(json_at(json, 1)));
	assert_false(json_yes(json_at(json, 2)));
	assert_int_equal(json_as_int(json_at(json, 3)), -7);
	assert_true(json_as_real(json_at(json, 3)) == -7.0);
	assert_int_equal(json_kind(json_at(json, 4)), JSON_KIND_REAL);
	assert_true(json_as_real(json_at(json, 4)) == 2.5);
	assert_true(str_eq(json_text(json_at(json, 5)), STR("te\0xt")));
	assert_int_equal(json_kind(json_at(json, 6)), JSON_KIND_ARRAY);
	assert_int_equal(json_count(json_at(json, 7)), 1);
	assert_null(json_at(json, 8));
	assert_null(json_get(json_at(json, 7), "b"));
	assert_false(json_text_is_clean(json));
	assert_text(json_dump(&local.arena, json),
		    "[null,true,false,-7,2.5,\"te\\u0000xt\",[1],{\"a\":1}]");
}

static void nothing_is_null(void)
{
	struct json_member member = { .place = NULL };

	assert_int_equal(json_kind(NULL), JSON_KIND_NULL);
	assert_int_equal(json_count(NULL), 0);
	assert_null(json_get(NULL, "a"));
	assert_null(json_at(NULL, 0));
	assert_false(json_yes(NULL));
	assert_int_equal(json_as_int(NULL), 0);
	assert_text(json_text(NULL), NULL);
	assert_false(json_next_member(NULL, &member));
	assert_true(json_text_is_clean(NULL));
}

static void members_are_wanted(void)
{
	LOCAL(local);
	struct ctx *cx = &local.cx;
	AUTO(json_release) struct json_in *json = NULL;
	int64_t number = 5;
	bool yes = false;
	str text = STR("old");

	assert_int_equal(json_parse(cx,
				    STR("{\"n\":12,\"t\":\"new\",\"b\":true,\"none\":null,"
					"\"nul\":\"a\\u0000\"}"),
				    &json),
			 OK);
	assert_int_equal(json_want_int(cx, json, "absent", &number), OK);
	assert_int_equal(json_want_int(cx, json, "none", &number), OK);
	assert_int_equal(number, 5);
	assert_int_equal(json_want_int(cx, json, "n", &number), OK);
	assert_int_equal(number, 12);
	assert_int_equal(json_want_bool(cx, json, "b", &yes), OK);
	assert_true(yes);
	assert_int_equal(json_want_text(cx, json, "t", &text), OK);
	assert_text(text, "new");
	assert_int_equal(json_want_text(cx, json, "n", &text), E_INVALID);
	assert_int_equal(json_want_int(cx, json, "t", &number), E_INVALID);
	assert_int_equal(json_want_bool(cx, json, "n", &yes), E_INVALID);
	assert_int_equal(json_want_text(cx, json, "nul", &text), E_INVALID);
	assert_failure(cx, "n", "text");
	assert_failure(cx, "t", "whole number");
	assert_failure(cx, "n", "true or false");
	assert_failure(cx, "nul", "NUL");
	assert_text(text, "new");
}

static void other_names_are_refused(void)
{
	static const char *const names[] = { "a", "b", NULL };
	LOCAL(local);
	struct ctx *cx = &local.cx;
	AUTO(json_release) struct json_in *json = NULL;

	assert_int_equal(json_parse(cx, STR("{\"a\":1,\"x\":2,\"y\":3}"), &json), OK);
	assert_int_equal(json_only(cx, json, names), E_INVALID);
	assert_int_equal(cx->failure.error_count, 2);
	assert_failure(cx, "x", "no such field");
	assert_failure(cx, "y", "no such field");
	ctx_clear_failure(cx);
	assert_int_equal(json_only(cx, json_get(json, "a"), names), E_INVALID);
	assert_int_equal(json_only(cx, NULL, names), OK);
	json_release(&json);
	assert_int_equal(json_parse(cx, STR("{\"a\":1}"), &json), OK);
	assert_int_equal(json_only(cx, json, names), OK); /* whatever failed before */
}

static const struct plain_row others[] = {
	{ "a hundred thousand values are too many", many_values_are_too_many },
	{ "values are told apart", values_are_told_apart },
	{ "nothing is null", nothing_is_null },
	{ "members are asked for by name and type", members_are_wanted },
	{ "names that nobody knows are refused", other_names_are_refused },
};

int main(void)
{
	static const struct table tables[] = {
		TABLE(good, is_read),    TABLE(bad, is_refused),
		TABLE(depths, depth_is), TABLE(numbers, number_is_huge_or_not),
		PLAIN(others),
	};

	return tables_run("json_in", tables, COUNT_OF(tables));
}
