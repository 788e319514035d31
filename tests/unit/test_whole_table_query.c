/* When deals are read from end to end: whole_table_query.c. */
#include "pipeline_support.h"

#include "pipeline/whole_table_query.h"

/* Deals without anything but what is asked for: the last of `deals`, of which one was changed at 1, 2, 3 ... each. */
static void fill(struct world *world, int64_t deals, int64_t changed)
{
	struct buf sql = buf_new(world->cx->arena);

	buf_printf(&sql,
		   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %lld)"
		   " INSERT INTO deals (id, updated_at) SELECT i + %lld, i FROM n",
		   (long long)changed, (long long)(deals - changed));
	must_execute(world->cx, buf_str(&sql).ptr);
}

static bool are_many(struct world *world, int64_t from, int64_t to)
{
	bool many = false;

	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx,
		  deals_are_many(world->cx, STR("deals t WHERE t.updated_at"), from, to, &many),
		  OK);
	db_read_end(world->cx);
	return many;
}

static void one_in_sixteen(struct db_fixture *fixture)
{
	struct world world;

	world_make(&world, fixture);
	fill(&world, 96000, 7000);
	assert_true(are_many(&world, 1, 6000) == (fixture->dialect == DB_SQLITE));
	assert_false(are_many(&world, 1, 5999));
	assert_false(are_many(&world, 2000, 7999));
	world_free(&world);
}

static void few_in_all(struct db_fixture *fixture)
{
	struct world world;

	world_make(&world, fixture);
	fill(&world, 79999, 6000);
	assert_false(are_many(&world, 1, 6000));
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "one deal in sixteen is many, on SQLite", one_in_sixteen },
		{ "of few deals in all none are many", few_in_all },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
