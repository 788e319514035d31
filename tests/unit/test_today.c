/* How the parts of a day are found: by an index of the owner's rows, in its order, whatever else there is.
 * What is in a day: tests/api/test_today.py. */
#include "pipeline_support.h"

#include "pipeline/today_query.h"

struct explained {
	enum today_part part;
	bool counting;
	str plan;
};

static enum rc explain(struct ctx *cx, void *argument)
{
	struct explained *explained = argument;
	str sql;

	TRY(today_sql(cx, explained->part, explained->counting, &sql));
	return db_explain(cx, sql, &explained->plan);
}

static void walks_indexes(struct db_fixture *fixture)
{
	struct world world;

	world_make(&world, fixture);
	for (enum today_part part = 0; part < PART_COUNT; part++)
		for (int counting = 0; counting < 2; counting++) {
			struct explained explained = { .part = part, .counting = counting };

			unit(&world, explain, &explained, OK);
			assert_has(explained.plan, "SEARCH t USING");
			assert_lacks(explained.plan, "SCAN t");
			assert_lacks(explained.plan, "SCAN a");
			if (part != PART_LEAD_PLANS) /* few rows, sorted by when the plan ended */
				assert_lacks(explained.plan, "TEMP B-TREE");
		}
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "each part of a day is found by an index of its owner", walks_indexes },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_SQLITE);
}
