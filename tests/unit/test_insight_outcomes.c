/* Closings by very many values, which are grouped by the database instead of here: insight_outcomes_query.c. */
#include "pipeline_support.h"

#include "codec/json_out.h"

enum { COMPANIES = 17000 };

/* A won deal of each company, two more of company 5 and one more, lost, of company 3. */
static void close_deals(struct world *world)
{
	struct buf sql = buf_new(world->cx->arena);

	buf_printf(
		&sql,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
		" INSERT INTO deals (id, created_at, updated_at, pipeline_id, stage_id, closed_on,"
		" company_id, amount_home)"
		" SELECT i, 1, 1, %lld, CASE i WHEN %d THEN %lld ELSE %lld END, 20000,"
		" CASE WHEN i <= %d THEN i WHEN i <= %d THEN 5 ELSE 3 END, 100 FROM n",
		COMPANIES + 3, (long long)world->pipeline.row.id, COMPANIES + 3,
		(long long)world->lost.row.id, (long long)world->won.row.id, COMPANIES,
		COMPANIES + 2);
	must_execute(world->cx, buf_str(&sql).ptr);
}

static enum rc write(struct ctx *cx, void *argument, struct json_out *out)
{
	const struct world *world = argument;
	const struct insight_scope scope = {
		.pipeline_id = world->pipeline.row.id, .from = 19990, .to = 20010, .as_of = UNSET
	};

	return insight_outcomes_to_json(cx, &scope, STR("company_id"), out);
}

static void most_deals_first(struct db_fixture *fixture)
{
	struct world world;
	str text;

	world_make(&world, fixture);
	close_deals(&world);
	text = json_of(&world, write, &world);
	assert_has(text, "\"groups\":[{\"value\":\"5\",\"below\":null,\"name\":null,\"won\":3,"
			 "\"lost\":0,\"amount_won\":\"3.00\"");
	assert_has(text, "{\"value\":\"3\",\"below\":null,\"name\":null,\"won\":1,\"lost\":1,");
	assert_has(text, "\"rest\":{\"won\":16950,\"lost\":0,");
	assert_has(text, "\"all\":{\"won\":17002,\"lost\":1,");
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "closings by very many companies tell those with the most, and the rest",
		  most_deals_first },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
