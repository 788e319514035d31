/* Failures, their words in the caller's language, and result codes. */
#include "table.h"

#include "base/convert.h"

#include <stdlib.h>
#include <string.h>

static const struct translation indonesian_words[] = {
	{ "%d of %d", "%d dari %d" },
	{ "give a text", "isi dengan teks" },
	{ "yes", "ya" },
};
static const struct catalogue indonesian = { indonesian_words, COUNT_OF(indonesian_words) };

static void a_failure_has_words(void)
{
	LOCAL(local);
	struct ctx *cx = &local.cx;

	assert_int_equal(fail(cx, E_CONFLICT, "%d of %d", 3, 4), E_CONFLICT);
	assert_int_equal(cx->failure.rc, E_CONFLICT);
	assert_text(cx->failure.detail, "3 of 4");
	assert_int_equal(cx->failure.error_count, 0);
}

static void words_are_translated(void)
{
	LOCAL(local);
	struct ctx *cx = &local.cx;

	cx->catalogue = &indonesian;
	assert_int_equal(fail(cx, E_CONFLICT, "%d of %d", 3, 4), E_CONFLICT);
	assert_text(cx->failure.detail, "3 dari 4");
	assert_int_equal(fail_field(cx, E_INVALID, "name", "give a text"), E_INVALID);
	assert_text(cx->failure.errors[0].message, "isi dengan teks");
	assert_string_equal(tr(cx, "yes"), "ya");
	assert_string_equal(tr(cx, "no"), "no");
}

static void every_field_can_fail(void)
{
	LOCAL(local);
	struct ctx *cx = &local.cx;
	char name[16] = "amount";

	assert_int_equal(fail_field(cx, E_INVALID, name, "too much"), E_INVALID);
	assert_int_equal(fail_code(cx, "title", "required", "a title is needed"), E_INVALID);
	memset(name, 'x', sizeof name - 1); /* the failure keeps a copy */
	assert_int_equal(cx->failure.rc, E_INVALID);
	assert_int_equal(cx->failure.error_count, 2);
	assert_text(cx->failure.errors[0].field, "amount");
	assert_string_equal(cx->failure.errors[0].code, "invalid");
	assert_text(cx->failure.errors[1].field, "title");
	assert_string_equal(cx->failure.errors[1].code, "required");
	assert_text(cx->failure.errors[1].message, "a title is needed");
}

static void a_failure_is_kept(void)
{
	LOCAL(local);
	LOCAL(brief);
	struct ctx *cx = &local.cx;

	cx->arena = &brief.arena;
	assert_int_equal(fail_code(cx, "title", "required", "%d of %d", 3, 4), E_INVALID);
	ctx_keep_failure(cx, &local.arena);
	arena_reset(&brief.arena);
	memset(arena_alloc(&brief.arena, 4096), 'x', 4096);
	assert_text(cx->failure.errors[0].field, "title");
	assert_text(cx->failure.errors[0].message, "3 of 4");
}

static void field_errors_are_bounded(void)
{
	LOCAL(local);
	struct ctx *cx = &local.cx;

	for (int i = 0; i < 3 * MAX_FIELD_ERRORS; i++)
		assert_int_equal(fail_field(cx, E_INVALID, "x", "number %d", i), E_INVALID);
	assert_int_equal(cx->failure.error_count, MAX_FIELD_ERRORS);
}

static void fields_get_a_prefix(void)
{
	LOCAL(local);
	struct ctx *cx = &local.cx;

	assert_int_equal(fail_field(cx, E_INVALID, "amount", "x"), E_INVALID);
	assert_int_equal(fail_field(cx, E_INVALID, "title", "x"), E_INVALID);
	ctx_prefix_fields(cx, STR("operations[3]."));
	assert_text(cx->failure.errors[0].field, "operations[3].amount");
	assert_text(cx->failure.errors[1].field, "operations[3].title");
}

static void a_failure_is_forgotten(void)
{
	LOCAL(local);
	struct ctx *cx = &local.cx;

	assert_int_equal(fail_field(cx, E_INVALID, "x", "y"), E_INVALID);
	assert_int_equal(fail(cx, E_BUSY, "later"), E_BUSY);
	cx->failure.retry_after_s = 5;
	ctx_clear_failure(cx);
	assert_int_equal(cx->failure.rc, OK);
	assert_int_equal(cx->failure.error_count, 0);
	assert_int_equal(cx->failure.retry_after_s, 0);
	assert_text(cx->failure.detail, NULL);
}

static void memory_runs_out_with_words(void)
{
	LOCAL(local);
	struct ctx *cx = &local.cx;
	struct arena tiny;
	void *memory = NULL;

	arena_init(&tiny, 64);
	cx->arena = &tiny;
	assert_int_equal(ctx_alloc(cx, 32, &memory), OK);
	assert_non_null(memory);
	assert_int_equal(ctx_alloc(cx, 1000, &memory), E_MEMORY);
	assert_int_equal(cx->failure.rc, E_MEMORY);
	assert_true(cx->failure.detail.len > 0);
	/* Failing without memory for the words must not break anything. */
	assert_int_equal(fail(cx, E_IO, "%s",
			      "words that are longer than 64 bytes, all in all; "
			      "there is no room for them"),
			 E_IO);
	arena_free(&tiny);
}

static void every_code_has_a_name(void)
{
	for (enum rc rc = OK; rc <= E_INTERNAL; rc++) {
		assert_string_not_equal(rc_name(rc), "unknown");
		for (enum rc other = OK; other < rc; other++)
			assert_string_not_equal(rc_name(rc), rc_name(other));
	}
	assert_string_equal(rc_name((enum rc)1000), "unknown");
	assert_string_equal(rc_name(E_INVALID), "invalid");
}

static void numbers_change_their_type(void)
{
	assert_int_equal(to_size(7), 7);
	assert_int_equal(to_int64(7), 7);
	assert_int_equal(to_int(INT32_MIN), INT32_MIN);
}

static const struct plain_row tests[] = {
	{ "a failure has words", a_failure_has_words },
	{ "words are in the caller's language", words_are_translated },
	{ "every field can fail", every_field_can_fail },
	{ "a failure is kept beyond the memory that it was in", a_failure_is_kept },
	{ "errors of fields are bounded", field_errors_are_bounded },
	{ "fields get a prefix", fields_get_a_prefix },
	{ "a failure is forgotten", a_failure_is_forgotten },
	{ "memory runs out with words", memory_runs_out_with_words },
	{ "every result code has a name of its own", every_code_has_a_name },
	{ "numbers change their type", numbers_change_their_type },
};

int main(void)
{
	static const struct table tables[] = { PLAIN(tests) };

	return tables_run("ctx", tables, COUNT_OF(tables));
}
