/* Rows by the value of a field, and rows that may be missing: record/load.c. */
#include "support.h"

static enum rc archive(struct ctx *cx, void *argument)
{
	struct deal *deal = argument;

	return record_archive(cx, &deal_entity, deal->row.id, deal);
}

static struct deal make_named(struct world *world, const char *title, const char *external_id)
{
	struct deal deal = make_deal(world, title, world->seller.row.id);

	deal.external_id = str_from(external_id);
	must_save(world, &deal_entity, &deal);
	return deal;
}

/* The titles of the rows, one after another; the first of them is what record_find() finds. */
static void assert_found(struct world *world, const struct where *where, const char *expected)
{
	struct buf titles = buf_new(world->cx->arena);
	struct deal first;
	struct deal *deals = NULL;
	size_t count = 0;
	bool found = false;

	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, record_all(world->cx, &deal_entity, where, &deals, &count), OK);
	assert_rc(world->cx, record_find(world->cx, &deal_entity, where, &first, &found), OK);
	db_read_end(world->cx);
	for (size_t i = 0; i < count; i++)
		buf_add(&titles, deals[i].title);
	if (!str_is(buf_str(&titles), expected))
		fail_msg("%s: \"%.*s\" instead of \"%s\"", where->field, STR_ARG(buf_str(&titles)),
			 expected);
	assert_int_equal(found, count > 0);
	if (found)
		assert_int_equal(first.row.id, deals[0].row.id);
}

static void finds_by_a_value(struct db_fixture *fixture)
{
	struct world world;
	struct deal archived;

	world_make(&world, fixture);
	make_named(&world, "B", "x-1");
	make_named(&world, "A", "x-2");
	archived = make_named(&world, "C", "x-3");
	unit(&world, archive, &archived, OK);

	const struct {
		struct where where;
		const char *titles;
	} cases[] = {
		{ { .field = "owner_id", .number = world.seller.row.id }, "BA" },
		{ { .field = "owner_id", .number = world.seller.row.id, .order = "title" }, "AB" },
		{ { .field = "owner_id", .number = world.other_seller.row.id }, "" },
		{ { .field = "title", .text = STR("A") }, "A" },
		{ { .field = "title", .text = STR("C") }, "" },
		{ { .field = "external_id", .text = STR("x-2"), .unique = true }, "A" },
		{ { .field = "external_id", .text = STR("x-3"), .unique = true }, "C" },
		{ { .field = "external_id", .unique = true }, "" },
		{ { .field = "external_id" }, "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_found(&world, &cases[i].where, cases[i].titles);
	world_free(&world);
}

static void finds_by_a_choice(struct db_fixture *fixture)
{
	const struct where won = { .field = "kind", .text = STR("won") };
	struct world world;
	struct stage stage;
	bool found = false;

	world_make(&world, fixture);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx, record_find(world.cx, &stage_entity, &won, &stage, &found), OK);
	db_read_end(world.cx);
	assert_true(found);
	assert_int_equal(stage.row.id, world.won.row.id);
	world_free(&world);
}

static void says_what_is_missing(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal, loaded;
	bool found;

	world_make(&world, fixture);
	deal = make_deal(&world, "A", world.seller.row.id);

	const struct {
		const struct principal *who;
		int64_t id;
		bool found;
	} cases[] = {
		{ &world.as_seller, deal.row.id, true },
		{ &world.as_other, deal.row.id, false }, /* of another */
		{ &world.as_seller, deal.row.id + 1, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		world.cx->who = cases[i].who;
		assert_rc(world.cx, db_read_begin(world.cx), OK);
		assert_rc(
			world.cx,
			record_load_if_there(world.cx, &deal_entity, cases[i].id, &loaded, &found),
			OK);
		db_read_end(world.cx);
		assert_int_equal(found, cases[i].found);
		assert_int_equal(world.cx->failure.rc, OK);
	}
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "rows are found by a value, archived ones by a unique one alone",
		  finds_by_a_value },
		{ "rows are found by the name of a choice", finds_by_a_choice },
		{ "a row that is missing, or not for the caller, is no failure",
		  says_what_is_missing },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
