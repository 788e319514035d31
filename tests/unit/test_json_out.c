/* The JSON writer. */
#include "table.h"

#include "codec/json_out.h"

#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct text_row {
	const char *name;
	str text;
	const char *json;
};

static const struct text_row texts[] = {
	{ "plain text", STR_INIT("plain"), "\"plain\"" },
	{ "the empty text", STR_INIT(""), "\"\"" },
	{ "a text that is not set is null", { NULL, 0 }, "null" },
	{ "quotes", STR_INIT("a \"b\" c"), "\"a \\\"b\\\" c\"" },
	{ "a backslash", STR_INIT("a\\b"), "\"a\\\\b\"" },
	{ "a slash needs no escape", STR_INIT("a/b"), "\"a/b\"" },
	{ "line ends and tabs", STR_INIT("a\r\n\tb"), "\"a\\r\\n\\tb\"" },
	{ "other control characters", STR_INIT("\x01\x1f\b"), "\"\\u0001\\u001f\\u0008\"" },
	{ "NUL", STR_INIT("a\0b"), "\"a\\u0000b\"" },
	{ "UTF-8 stays as it is", STR_INIT("Caf\u00e9 \u6771\u4eac \U0001f600"),
	  "\"Caf\u00e9 \u6771\u4eac \U0001f600\"" },
	{ "a bad byte is replaced",
	  STR_INIT("a\xff"
		   "b"),
	  "\"a\ufffdb\"" },
	{ "a cut sequence is replaced", STR_INIT("abcdefgh\xe2\x82"), "\"abcdefgh\ufffd\ufffd\"" },
	{ "a surrogate is replaced", STR_INIT("\xed\xa0\x80"), "\"\ufffd\ufffd\ufffd\"" },
	{ "a quote far behind", STR_INIT("0123456789abcdefghijk\"lm"),
	  "\"0123456789abcdefghijk\\\"lm\"" },
	{ "a quote as the eighth byte", STR_INIT("0123456\"89abcdef"), "\"0123456\\\"89abcdef\"" },
	{ "an escape as the last byte", STR_INIT("0123456789\n"), "\"0123456789\\n\"" },
};

static void text_is(void **row)
{
	const struct text_row *r = *row;
	LOCAL(local);
	struct buf buf = buf_new(&local.arena);
	struct json_out out = json_out_new(&buf);

	json_str(&out, r->text);
	assert_text(buf_str(&buf), r->json);
}

static void text_is_a_key_too(void **row)
{
	const struct text_row *r = *row;
	LOCAL(local);
	struct buf buf = buf_new(&local.arena);
	struct buf expected = buf_new(&local.arena);
	struct json_out out = json_out_new(&buf);

	if (!str_is_set(r->text))
		return;
	json_object_begin(&out);
	json_key_str(&out, r->text);
	json_int(&out, 1);
	json_key_str(&out, r->text);
	json_int(&out, 2);
	json_object_end(&out);
	buf_printf(&expected, "{%s:1,%s:2}", r->json, r->json);
	assert_text(buf_str(&buf), buf_str(&expected).ptr);
}

struct number_row {
	const char *name;
	double number;
	const char *json;
};

static const struct number_row numbers[] = {
	{ "zero", 0, "0" },
	{ "minus zero", -0.0, "0" },
	{ "a probability", 0.35, "0.35" },
	{ "a tenth", 0.1, "0.1" },
	{ "a whole number", 250, "250" },
	{ "a negative number", -2.5, "-2.5" },
	{ "a negative number near zero", -0.000001, "-0.000001" },
	{ "six decimals", 0.123456, "0.123456" },
	{ "seven decimals", 0.1234567, "0.1234567" },
	{ "a third", 1.0 / 3, "0.3333333333333333" },
	{ "what is not quite three tenths", 0.1 + 0.2, "0.30000000000000004" },
	{ "a large number", 123456789.25, "123456789.25" },
	{ "a very large number", 1e300, "1e+300" },
	{ "a very small number", 1e-7, "1e-07" },
	{ "the largest", DBL_MAX, "1.7976931348623157e+308" },
	{ "the smallest", 5e-324, "5e-324" },
	{ "more than can be counted", HUGE_VAL, "null" },
	{ "not a number", NAN, "null" },
};

static void number_is(void **row)
{
	const struct number_row *r = *row;
	LOCAL(local);
	struct buf buf = buf_new(&local.arena);
	struct json_out out = json_out_new(&buf);

	json_number(&out, r->number);
	assert_text(buf_str(&buf), r->json);
}

static double any_number(uint64_t *seed)
{
	double number;

	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	if (*seed >> 63) /* half of them as ours mostly are */
		return (double)(int64_t)(*seed >> 20 & 0xffffffff) / 1e4;
	memcpy(&number, seed, sizeof number);
	return number;
}

static void numbers_read_back(void)
{
	LOCAL(local);
	uint64_t seed = 42;

	for (int i = 0; i < 200000; i++) {
		struct arena_mark mark = arena_mark(&local.arena);
		struct buf buf = buf_new(&local.arena);
		struct json_out out = json_out_new(&buf);
		double number = any_number(&seed);

		json_number(&out, number);
		if (isfinite(number))
			assert_true(strtod(buf_str(&buf).ptr, NULL) == number);
		arena_rewind(&local.arena, mark);
	}
}

static void commas_are_set(void)
{
	LOCAL(local);
	struct buf buf = buf_new(&local.arena);
	struct json_out out = json_out_new(&buf);

	json_object_begin(&out);
	json_key(&out, "a");
	json_array_begin(&out);
	json_int(&out, 1);
	json_bool(&out, true);
	json_bool(&out, false);
	json_none(&out);
	json_object_begin(&out);
	json_object_end(&out);
	json_array_begin(&out);
	json_array_end(&out);
	json_array_end(&out);
	json_key(&out, "b");
	json_object_begin(&out);
	json_key(&out, "c");
	json_str(&out, STR("x"));
	json_object_end(&out);
	json_key(&out, "d");
	json_int(&out, INT64_MIN);
	json_object_end(&out);
	assert_text(buf_str(&buf), "{\"a\":[1,true,false,null,{},[]],\"b\":{\"c\":\"x\"},"
				   "\"d\":-9223372036854775808}");
}

static void times_are_texts(void)
{
	LOCAL(local);
	struct buf buf = buf_new(&local.arena);
	struct json_out out = json_out_new(&buf);

	json_array_begin(&out);
	json_instant(&out, 1772282096789);
	json_instant(&out, 0);
	json_day(&out, 20512);
	json_day(&out, 0);
	json_array_end(&out);
	assert_text(buf_str(&buf), "[\"2026-02-28T12:34:56.789Z\",\"1970-01-01T00:00:00.000Z\","
				   "\"2026-02-28\",\"1970-01-01\"]");
}

static void ready_json_is_taken_in(void)
{
	LOCAL(local);
	struct buf buf = buf_new(&local.arena);
	struct json_out out = json_out_new(&buf);

	json_array_begin(&out);
	json_raw(&out, STR("{\"a\":1}"));
	json_raw(&out, (str){ NULL, 0 });
	json_quote_begin(&out);
	buf_text(&buf, "12.50");
	json_quote_end(&out);
	json_print_begin(&out);
	buf_text(&buf, "17");
	json_int(&out, 2);
	json_array_end(&out);
	assert_text(buf_str(&buf), "[{\"a\":1},null,\"12.50\",17,2]");
}

/* Random bytes as a text: whatever comes out is JSON, and valid input comes back. */
static void any_bytes_become_json(void)
{
	LOCAL(local);
	uint64_t seed = 7;

	for (int i = 0; i < 20000; i++) {
		struct arena_mark mark = arena_mark(&local.arena);
		struct buf buf = buf_new(&local.arena);
		struct json_out out = json_out_new(&buf);
		char bytes[40];
		size_t count = (size_t)i % sizeof bytes;
		json_t *tree;

		for (size_t j = 0; j < count; j++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			bytes[j] = (char)(seed >> (seed >> 60 < 4 ? 40 : 57));
		}
		json_array_begin(&out);
		json_str(&out, (str){ bytes, count });
		json_array_end(&out);
		tree = json_loadb(buf_str(&buf).ptr, buf_str(&buf).len, JSON_ALLOW_NUL, NULL);
		assert_non_null(tree);
		json_decref(tree);
		arena_rewind(&local.arena, mark);
	}
}

static void memory_runs_out_quietly(void)
{
	struct arena arena;
	struct buf buf;
	struct json_out out;

	arena_init(&arena, 2000);
	buf = buf_new(&arena);
	out = json_out_new(&buf);
	json_array_begin(&out);
	for (int i = 0; i < 1000; i++) {
		json_str(&out, STR("some text, \"quoted\""));
		json_str(&out, STR("some text"));
		json_int(&out, i);
		json_number(&out, 0.25);
		json_instant(&out, i);
	}
	json_array_end(&out);
	assert_int_equal(buf_rc(&buf), E_MEMORY);
	arena_free(&arena);
}

static const struct plain_row others[] = {
	{ "commas are set by the writer", commas_are_set },
	{ "instants and days are texts", times_are_texts },
	{ "JSON that is ready is taken in", ready_json_is_taken_in },
	{ "numbers read back as they were", numbers_read_back },
	{ "any bytes become valid JSON", any_bytes_become_json },
	{ "memory runs out quietly", memory_runs_out_quietly },
};

int main(void)
{
	static const struct table tables[] = {
		TABLE(texts, text_is),
		TABLE(texts, text_is_a_key_too),
		TABLE(numbers, number_is),
		PLAIN(others),
	};

	return tables_run("json_out", tables, COUNT_OF(tables));
}
