/* The arena: limits, alignment, growing in place, marks. */
#include "table.h"

#include "base/arena.h"

#include <string.h>

#define ARENA(name, bytes)                                                                         \
	AUTO(arena_free) struct arena name;                                                        \
	arena_init(&name, bytes)

static bool is_zero(const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void memory_is_zeroed_and_aligned(void)
{
	ARENA(arena, 1 << 20);

	for (size_t size = 0; size < 300; size++) {
		unsigned char *memory = arena_alloc(&arena, size);

		assert_non_null(memory);
		assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
		assert_true(is_zero(memory, size));
		memset(memory, 0xff, size);
	}
}

static void used_memory_is_zeroed_again(void)
{
	ARENA(arena, 1 << 20);

	memset(arena_alloc(&arena, 5000), 0xff, 5000);
	arena_reset(&arena);
	assert_true(is_zero(arena_alloc(&arena, 5000), 5000));
}

static void pieces_do_not_overlap(void)
{
	ARENA(arena, 1 << 20);
	unsigned char *pieces[200];

	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		pieces[i] = arena_alloc(&arena, i * 7 + 1);
		memset(pieces[i], (int)i, i * 7 + 1);
	}
	for (size_t i = 0; i < COUNT_OF(pieces); i++)
		for (size_t j = 0; j < i * 7 + 1; j++)
			assert_int_equal(pieces[i][j], i);
}

static void the_limit_holds(void)
{
	ARENA(arena, 100000);
	size_t got = 0;

	while (arena_alloc(&arena, 1000))
		got += 1000;
	assert_in_range(got, 50000, 100000);
	assert_true(arena.total <= 100000);
	assert_null(arena_alloc(&arena, 100000));
	arena_reset(&arena);
	assert_non_null(arena_alloc(&arena, 1000));
}

static void a_small_limit_holds(void)
{
	ARENA(arena, 64);

	assert_non_null(arena_alloc(&arena, 32));
	assert_non_null(arena_alloc(&arena, 32));
	assert_null(arena_alloc(&arena, 1));
}

static void absurd_sizes_are_refused(void)
{
	ARENA(arena, SIZE_MAX);

	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_alloc(&arena, SIZE_MAX - 8));
	assert_null(arena_alloc(&arena, SIZE_MAX / 2 + 1));
	assert_null(arena_array(&arena, SIZE_MAX / 4, 8));
	assert_null(arena_array(&arena, 8, SIZE_MAX / 4));
}

static void the_newest_piece_grows_in_place(void)
{
	ARENA(arena, 1 << 20);
	unsigned char *old = arena_alloc(&arena, 10);
	unsigned char *grown;

	memset(old, 7, 10);
	grown = arena_grow(&arena, old, 10, 1000);
	assert_ptr_equal(grown, old);
	assert_int_equal(grown[9], 7);
	assert_true(is_zero(grown + 10, 990));
	assert_ptr_equal((unsigned char *)arena_alloc(&arena, 1), old + 1008);
}

static void an_older_piece_is_copied(void)
{
	ARENA(arena, 1 << 20);
	unsigned char *old = arena_alloc(&arena, 10);
	unsigned char *newer = arena_alloc(&arena, 10);
	unsigned char *grown;

	memset(old, 7, 10);
	memset(newer, 8, 10);
	grown = arena_grow(&arena, old, 10, 100);
	assert_ptr_not_equal(grown, old);
	assert_int_equal(grown[0], 7);
	assert_true(is_zero(grown + 10, 90));
	assert_int_equal(newer[0], 8);
}

static void growing_past_a_block_copies(void)
{
	ARENA(arena, 1 << 20);
	unsigned char *text = arena_alloc(&arena, 16);

	memset(text, 7, 16);
	for (size_t size = 16; size < 200000; size *= 2) {
		text = arena_grow(&arena, text, size, size * 2);
		assert_non_null(text);
		assert_int_equal(text[15], 7);
		assert_true(is_zero(text + size, size));
	}
	assert_null(arena_grow(&arena, text, 262144, 4 << 20));
}

static void growing_to_less_changes_nothing(void)
{
	ARENA(arena, 1 << 20);
	unsigned char *text = arena_alloc(&arena, 100);

	memset(text, 7, 100);
	assert_ptr_equal(arena_grow(&arena, text, 100, 50), text);
	assert_ptr_equal(arena_grow(&arena, text, 100, 100), text);
	assert_int_equal(text[99], 7);
}

static void nothing_grows_to_something(void)
{
	ARENA(arena, 1 << 20);

	assert_non_null(arena_grow(&arena, NULL, 0, 100));
}

static void copies_end_in_nul(void)
{
	ARENA(arena, 1 << 20);
	str copy = arena_str(&arena, (str){ "abcdef", 3 });

	assert_text(copy, "abc");
	assert_int_equal(copy.ptr[3], '\0');
	assert_text(arena_str(&arena, STR("")), "");
	assert_text(arena_str(&arena, (str){ NULL, 0 }), NULL);
}

static void a_mark_is_gone_back_to(void)
{
	ARENA(arena, 1 << 20);
	unsigned char *kept = arena_alloc(&arena, 100);
	struct arena_mark mark = arena_mark(&arena);
	void *first = arena_alloc(&arena, 100);

	memset(kept, 7, 100);
	for (int i = 0; i < 100; i++)
		assert_non_null(arena_alloc(&arena, 5000));
	arena_rewind(&arena, mark);
	assert_ptr_equal(arena_alloc(&arena, 100), first);
	assert_int_equal(kept[99], 7);
	assert_true(arena.total < 20000);
}

static void a_mark_at_the_start_is_gone_back_to(void)
{
	ARENA(arena, 1 << 20);
	struct arena_mark mark = arena_mark(&arena);

	for (int i = 0; i < 100; i++)
		assert_non_null(arena_alloc(&arena, 5000));
	arena_rewind(&arena, mark);
	assert_int_equal(arena.used, 0);
	assert_true(arena.total < 20000);
	arena_rewind(&arena, mark);
}

static void marks_nest(void)
{
	ARENA(arena, 1 << 20);

	for (int outer = 0; outer < 50; outer++) {
		struct arena_mark mark = arena_mark(&arena);

		for (int inner = 0; inner < 50; inner++) {
			struct arena_mark nested = arena_mark(&arena);

			assert_non_null(arena_alloc(&arena, 7000));
			arena_rewind(&arena, nested);
		}
		assert_non_null(arena_alloc(&arena, 30000));
		arena_rewind(&arena, mark);
	}
	assert_true(arena.total <= 100000);
}

static void a_reset_keeps_one_block(void)
{
	ARENA(arena, 1 << 20);

	for (int i = 0; i < 100; i++)
		assert_non_null(arena_alloc(&arena, 5000));
	arena_reset(&arena);
	assert_int_equal(arena.total, 8192);
	arena_free(&arena);
	assert_int_equal(arena.total, 0);
	arena_reset(&arena);
	arena_free(&arena);
}

static const struct plain_row tests[] = {
	{ "memory is zeroed, and aligned for any type", memory_is_zeroed_and_aligned },
	{ "memory that was used before is zeroed again", used_memory_is_zeroed_again },
	{ "pieces do not overlap", pieces_do_not_overlap },
	{ "the limit holds, and a reset gives it back", the_limit_holds },
	{ "a limit below the first block's size holds", a_small_limit_holds },
	{ "absurd sizes are refused", absurd_sizes_are_refused },
	{ "the newest piece grows in place", the_newest_piece_grows_in_place },
	{ "an older piece is copied when it grows", an_older_piece_is_copied },
	{ "growing past a block copies", growing_past_a_block_copies },
	{ "growing to less changes nothing", growing_to_less_changes_nothing },
	{ "nothing grows to something", nothing_grows_to_something },
	{ "copies of text end in NUL", copies_end_in_nul },
	{ "a mark is gone back to", a_mark_is_gone_back_to },
	{ "a mark at the start is gone back to", a_mark_at_the_start_is_gone_back_to },
	{ "marks nest", marks_nest },
	{ "a reset keeps one block", a_reset_keeps_one_block },
};

int main(void)
{
	static const struct table tables[] = { PLAIN(tests) };

	return tables_run("arena", tables, COUNT_OF(tables));
}
