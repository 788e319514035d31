/* What the presets of other systems make of their exports: exchange/map.c and preset.c, judged by the header
 * layouts and rows of tests/data/preset_cases.json. tests/data/check_presets.py judges the same cases by the
 * rules of docs/import-presets.md alone. */
#include "support.h"

#include "base/convert.h"
#include "codec/json_in.h"
#include "exchange/file_text.h"
#include "exchange/map.h"

enum { CASES_BYTES = 1024 * 1024 };

#define CASES_FILE "tests/data/preset_cases.json"

/* One case, with the map that the program makes for its headers. */
struct trying {
	struct ctx *cx;
	const struct json_in *preset_case;
	struct columns columns;
	struct map map;
	int faults;
};

static void complain(struct trying *trying, const char *what, str found, str expected)
{
	str name = json_text(json_get(trying->preset_case, "name"));

	print_error("# %.*s: %s is \"%.*s\" instead of \"%.*s\"\n", STR_ARG(name), what,
		    STR_ARG(found), STR_ARG(expected));
	trying->faults++;
}

static void texts_of(struct ctx *cx, const struct json_in *list, str **texts, size_t *count)
{
	*count = json_count(list);
	assert_rc(cx, ctx_alloc(cx, (*count + 1) * sizeof **texts, texts), OK);
	for (size_t i = 0; i < *count; i++)
		(*texts)[i] = json_text(json_at(list, i));
}

/* The kind of a row's stage, as an import that has just made the stage knows it. */
static int kind_of_stage(const struct trying *trying, const str *values)
{
	int column = column_named(&trying->columns, STR("stage"));
	str stage = column >= 0 ? values[column] : (str){ NULL, 0 };

	if (str_is(stage, "Won"))
		return STAGE_WON;
	return str_is(stage, "Lost") ? STAGE_LOST : STAGE_OPEN;
}

static void compare_values(struct trying *trying, const str *values, const struct json_in *expected)
{
	struct json_member member = { .place = NULL };

	while (json_next_member(expected, &member))
		if (column_named(&trying->columns, member.key) < 0)
			complain(trying, "no column", member.key, json_text(member.value));
	for (int i = 0; i < trying->columns.count; i++) {
		const char *name = trying->columns.list[i].name;
		str wanted = json_text(json_get(expected, name));

		if (!str_eq(values[i], wanted))
			complain(trying, name, values[i], wanted);
	}
}

static void try_row(struct trying *trying, const struct json_in *row)
{
	struct ctx *cx = trying->cx;
	struct row_texts texts;
	str *fields = NULL;

	texts_of(cx, json_at(row, 0), &fields, &texts.field_count);
	texts.fields = fields;
	assert_rc(cx,
		  ctx_alloc(cx, to_size(trying->columns.count + 1) * sizeof *texts.values,
			    &texts.values),
		  OK);
	assert_rc(cx, map_row(cx, &trying->map, &texts), OK);
	assert_rc(cx, map_row_rest(cx, &trying->map, kind_of_stage(trying, texts.values), &texts),
		  OK);
	compare_values(trying, texts.values, json_at(row, 1));
}

static void try_case(struct trying *trying)
{
	struct ctx *cx = trying->cx;
	const struct json_in *preset_case = trying->preset_case;
	const struct json_in *rows = json_get(preset_case, "rows");
	struct map_order order = { .preset = json_text(json_get(preset_case, "preset")) };
	str *headers = NULL;
	str key = json_text(json_get(preset_case, "key"));

	texts_of(cx, json_get(preset_case, "headers"), &headers, &order.header_count);
	order.headers = headers;
	assert_rc(cx, kind_find(cx, json_text(json_get(preset_case, "kind")), &order.kind), OK);
	assert_rc(cx, kind_columns(cx, order.kind, &trying->columns), OK);
	order.columns = &trying->columns;
	assert_rc(cx, map_make(cx, &order, &trying->map), OK);
	if (!str_eq(trying->map.key, key))
		complain(trying, "the preset", trying->map.key, key);
	for (size_t i = 0; i < json_count(rows); i++)
		try_row(trying, json_at(rows, i));
}

static void presets_make_what_is_expected(struct db_fixture *fixture)
{
	AUTO(json_release) struct json_in *cases = NULL;
	struct world world;
	struct trying trying = { .faults = 0 };
	str text;

	world_make(&world, fixture);
	trying.cx = world.cx;
	assert_rc(world.cx, file_text(world.cx, STR(CASES_FILE), CASES_BYTES, &text), OK);
	assert_rc(world.cx, json_parse(world.cx, text, &cases), OK);
	assert_true(json_count(cases) > 0);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	for (size_t i = 0; i < json_count(cases); i++) {
		struct arena_mark mark = arena_mark(world.cx->arena);

		trying.preset_case = json_at(cases, i);
		try_case(&trying);
		arena_rewind(world.cx->arena, mark);
	}
	db_read_end(world.cx);
	assert_int_equal(trying.faults, 0);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "exports of other systems are recognised, and their rows become what they should",
		  presets_make_what_is_expected },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_SQLITE);
}
