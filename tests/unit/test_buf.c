/* Building text. */
#include "table.h"

#include "base/buf.h"

#include <string.h>

struct int_row {
	const char *name;
	int64_t number;
	const char *text;
};

static const struct int_row ints[] = {
	{ "zero", 0, "0" },
	{ "a number", 1234567890, "1234567890" },
	{ "a negative number", -7, "-7" },
	{ "the largest", INT64_MAX, "9223372036854775807" },
	{ "the smallest", INT64_MIN, "-9223372036854775808" },
};

static void int_prints(void **row)
{
	const struct int_row *r = *row;
	LOCAL(local);
	struct buf out = buf_new(&local.arena);

	buf_int(&out, r->number);
	assert_text(buf_str(&out), r->text);
}

static void pieces_follow_each_other(void)
{
	LOCAL(local);
	struct buf out = buf_new(&local.arena);

	buf_add(&out, STR("a"));
	buf_char(&out, 'b');
	buf_text(&out, "cd");
	buf_add(&out, (str){ NULL, 0 });
	buf_add(&out, STR(""));
	buf_text(&out, NULL);
	buf_printf(&out, "-%d%s-", 7, "x");
	buf_printf(&out, "%s", "");
	assert_text(buf_str(&out), "abcd-7x-");
	assert_int_equal(buf_rc(&out), OK);
}

static void nothing_is_the_empty_text(void)
{
	LOCAL(local);
	struct buf out = buf_new(&local.arena);
	str text = buf_str(&out);

	assert_text(text, "");
	assert_int_equal(text.ptr[0], '\0');
}

static void long_texts_grow(void)
{
	LOCAL(local);
	struct buf out = buf_new(&local.arena);
	str text;

	for (int i = 0; i < 100000; i++) {
		buf_char(&out, (char)('a' + i % 26));
		if (i % 1000 == 0) /* something else between, so that it cannot grow in place */
			assert_non_null(arena_alloc(&local.arena, 16));
	}
	text = buf_str(&out);
	assert_int_equal(text.len, 100000);
	for (size_t i = 0; i < text.len; i++)
		assert_int_equal(text.ptr[i], 'a' + i % 26);
	assert_int_equal(text.ptr[text.len], '\0');
}

/* The NUL behind a text must have its byte whatever the text's length. */
static void every_length_has_room_for_nul(void)
{
	for (size_t length = 100; length < 300; length++) {
		LOCAL(local);
		struct buf out = buf_new(&local.arena);
		char text[300];

		memset(text, 'x', sizeof text);
		buf_add(&out, (str){ text, length });
		assert_int_equal(buf_str(&out).ptr[length], '\0');
		assert_int_equal(buf_str(&out).len, length);
	}
}

static void reserved_room_is_used(void)
{
	LOCAL(local);
	struct buf out = buf_new(&local.arena);
	char *room;

	buf_text(&out, "a");
	room = buf_reserve(&out, 1000);
	assert_non_null(room);
	memset(room, 'b', 1000);
	out.len += 2;
	buf_text(&out, "c");
	assert_text(buf_str(&out), "abbc");
}

static void errors_stick(void)
{
	struct arena arena;
	struct buf out;
	char text[4000] = { 0 };

	arena_init(&arena, 2000);
	out = buf_new(&arena);
	buf_text(&out, "kept");
	buf_add(&out, (str){ text, sizeof text });
	assert_int_equal(buf_rc(&out), E_MEMORY);
	buf_text(&out, "x");
	buf_printf(&out, "%d", 7);
	assert_null(buf_reserve(&out, 1));
	assert_int_equal(buf_rc(&out), E_MEMORY);
	assert_text(buf_str(&out), NULL);
	arena_free(&arena);
}

static void the_limit_is_used_up(void)
{
	struct arena arena;
	struct buf out;

	arena_init(&arena, 10000);
	out = buf_new(&arena);
	for (int i = 0; i < 5500; i++)
		buf_char(&out, 'x');
	assert_int_equal(buf_rc(&out), OK);
	arena_free(&arena);
}

static void absurd_sizes_are_refused(void)
{
	LOCAL(local);
	struct buf out = buf_new(&local.arena);

	buf_text(&out, "a");
	assert_null(buf_reserve(&out, SIZE_MAX));
	assert_int_equal(buf_rc(&out), E_MEMORY);
}

static void texts_are_formatted(void)
{
	LOCAL(local);
	struct arena tiny;

	assert_text(str_printf(&local.arena, "%.*s=%d", STR_ARG(STR("abc")), 7), "abc=7");
	assert_text(str_printf(&local.arena, "%s", ""), "");
	arena_init(&tiny, 16);
	assert_text(str_printf(&tiny, "%s", "longer than the arena"), NULL);
	arena_free(&tiny);
}

static const struct plain_row others[] = {
	{ "pieces follow each other", pieces_follow_each_other },
	{ "nothing is the empty text", nothing_is_the_empty_text },
	{ "long texts grow", long_texts_grow },
	{ "every length has room for the NUL", every_length_has_room_for_nul },
	{ "reserved room is used", reserved_room_is_used },
	{ "errors stick", errors_stick },
	{ "a text grows up to the arena's limit", the_limit_is_used_up },
	{ "absurd sizes are refused", absurd_sizes_are_refused },
	{ "texts are formatted", texts_are_formatted },
};

int main(void)
{
	static const struct table tables[] = { TABLE(ints, int_prints), PLAIN(others) };

	return tables_run("buf", tables, COUNT_OF(tables));
}
