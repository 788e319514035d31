/* How both databases find what boards of the past, measures, waterfalls, reviews and closings are made of: every
 * statement that such an answer prepared is explained, and none may look at a whole large table. Lists:
 * test_plans.c. */
#include "pipeline_support.h"

#include "codec/json_out.h"
#include "db/engine.h"

#include <string.h>

static enum rc board_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct board_request request = { .pipeline_id = world->pipeline.row.id,
					       .limit = 50,
					       .as_of = WORLD_NOW - 40 * (int64_t)DAY_MS,
					       .closed = true };

	return board_to_json(cx, &request, out);
}

static enum rc measures(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct measures_request request = {
		world->pipeline.row.id, UNSET, UNSET, UNSET, 0, 0
	};

	return measures_to_json(cx, &request, out);
}

static enum rc measures_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct measures_request request = {
		world->pipeline.row.id, UNSET, UNSET, WORLD_NOW - 40 * (int64_t)DAY_MS, 0, 0,
	};

	return measures_to_json(cx, &request, out);
}

static enum rc waterfall(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct waterfall_request request = {
		.pipeline_id = world->pipeline.row.id,
		.from = WORLD_NOW / (int64_t)DAY_MS - 30,
		.to = WORLD_NOW / (int64_t)DAY_MS,
		.close_from = UNSET,
		.close_to = UNSET,
		.part = STR("won"),
		.limit = 50,
	};

	return waterfall_to_json(cx, &request, out);
}

static enum rc review(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct review_request request = { .pipeline_id = world->pipeline.row.id,
						.limit = 50 };

	return review_to_json(cx, &request, out);
}

static struct insight_scope last_month(const struct world *world)
{
	return (struct insight_scope){
		.pipeline_id = world->pipeline.row.id,
		.from = WORLD_NOW / (int64_t)DAY_MS - 30,
		.to = WORLD_NOW / (int64_t)DAY_MS,
		.as_of = UNSET,
	};
}

static enum rc outcomes_by_city(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct insight_scope scope = last_month(world);

	return insight_outcomes_to_json(cx, &scope, STR("company.city"), out);
}

static enum rc outcomes_by_amount(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct insight_scope scope = last_month(world);

	return insight_outcomes_to_json(cx, &scope, STR("amount"), out);
}

static enum rc sources_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct insight_scope scope = last_month(world);

	scope.as_of = WORLD_NOW - 10 * (int64_t)DAY_MS;
	return insight_sources_to_json(cx, &scope, out);
}

static enum rc pace_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct insight_scope scope = last_month(world);

	scope.as_of = WORLD_NOW - 10 * (int64_t)DAY_MS;
	return insight_pace_to_json(cx, &scope, out);
}

static enum rc coverage_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct insight_scope scope = last_month(world);

	scope.as_of = WORLD_NOW - 10 * (int64_t)DAY_MS;
	return insight_coverage_to_json(cx, &scope, UNSET, out);
}

static enum rc closing_calendar(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct calendar_request request = { .scope = last_month(world), .limit = 5 };

	return closing_calendar_to_json(cx, &request, out);
}

static enum rc closing_calendar_then(struct ctx *cx, const struct world *world,
				     struct json_out *out)
{
	struct calendar_request request = { .scope = last_month(world), .limit = 5 };

	request.scope.as_of = WORLD_NOW - 10 * (int64_t)DAY_MS;
	return closing_calendar_to_json(cx, &request, out);
}

static const struct answer {
	const char *name;
	enum rc (*write)(struct ctx *cx, const struct world *world, struct json_out *out);
} answers[] = {
	{ "the board of a past day", board_then },
	{ "the measures", measures },
	{ "the measures of a past day", measures_then },
	{ "the waterfall", waterfall },
	{ "the review", review },
	{ "closings by the city of the company", outcomes_by_city },
	{ "closings by bands of the amount", outcomes_by_amount },
	{ "the yield of sources, of a past day", sources_then },
	{ "closings by month, of a past day", pace_then },
	{ "the coverage of a past day", coverage_then },
	{ "the closing calendar", closing_calendar },
	{ "the closing calendar of a past day", closing_calendar_then },
};

/* --- explaining ---------------------------------------------------------------------------------- */

enum { MAX_TEXTS = STMT_CACHE_LIMIT };

struct looking {
	const struct world *world;
	const struct answer *answer;
	int faults;
};

static bool has(str text, str part)
{
	return str_is_set(text) && memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* Tables that grow with customers and deals. Statements call them by these names, or by a letter. */
static bool is_large(str sql)
{
	static const char *const tables[] = { "FROM deals",      "JOIN deals",  "FROM activities",
					      "JOIN activities", "FROM events", "JOIN events",
					      "FROM companies" };

	if (str_starts(sql, STR("EXPLAIN"))) /* of the answer before */
		return false;
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (has(sql, str_from(tables[i])))
			return true;
	return false;
}

/* "SCAN t" of SQLite, without an index. "SCAN n" after "MATERIALIZE n" goes through what was found before. */
static bool is_scan(struct ctx *cx, str line, str plan)
{
	str name;

	if (!str_starts(line, STR("SCAN ")) || has(line, STR("USING")) ||
	    str_starts(line, STR("SCAN CONSTANT")) || str_starts(line, STR("SCAN (")))
		return false;
	name = str_sub(line, STR("SCAN ").len, line.len);
	return !has(plan, str_printf(cx->arena, "MATERIALIZE %.*s", STR_ARG(name))) &&
	       !has(plan, str_printf(cx->arena, "CO-ROUTINE %.*s", STR_ARG(name)));
}

static bool scans(struct ctx *cx, str plan)
{
	str rest = plan;
	str line;

	while (str_split(&rest, '\n', &line))
		if (is_scan(cx, str_trim(line), plan))
			return true;
	return false;
}

static bool is_fault(struct ctx *cx, str plan)
{
	static const char *const whole[] = { "Seq Scan on deals", "Seq Scan on activities",
					     "Seq Scan on events", "Seq Scan on companies" };

	if (db_dialect(cx->db) == DB_SQLITE)
		return scans(cx, plan);
	for (size_t i = 0; i < COUNT_OF(whole); i++)
		if (has(plan, str_from(whole[i])))
			return true;
	return false;
}

static size_t prepared_texts(struct ctx *cx, str *texts)
{
	size_t count = 0;

	for (struct db_stmt *stmt = cx->conn->cache.newest; stmt; stmt = stmt->entry.older)
		if (is_large(stmt->entry.key.text) && count < MAX_TEXTS)
			texts[count++] = arena_str(cx->arena, stmt->entry.key.text);
	return count;
}

static void explain_all(struct ctx *cx, struct looking *looking)
{
	str texts[MAX_TEXTS];
	size_t count = prepared_texts(cx, texts);

	assert_true(count > 0);
	for (size_t i = 0; i < count; i++) {
		str plan;

		assert_rc(cx, db_explain(cx, texts[i], &plan), OK);
		if (!is_fault(cx, plan))
			continue;
		print_error("# %s: %.*s\n%.*s\n", looking->answer->name, STR_ARG(plan),
			    STR_ARG(texts[i]));
		looking->faults++;
	}
}

/* The test itself: a statement that has to look at every deal is seen. */
static void sees_a_whole_table(struct db_fixture *fixture)
{
	struct world world;
	str plan;

	world_make(&world, fixture);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx,
		  db_explain(world.cx, STR("SELECT id FROM deals t WHERE t.checklist IS NULL"),
			     &plan),
		  OK);
	db_read_end(world.cx);
	assert_true(is_fault(world.cx, plan));
	world_free(&world);
}

static void answers_use_indexes(struct db_fixture *fixture)
{
	struct looking looking = { .faults = 0 };
	struct world world;
	struct ctx *cx;

	world_make(&world, fixture);
	cx = world.cx;
	looking.world = &world;
	(void)make_deal(&world, "A", world.seller.row.id);
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		struct buf text = buf_new(cx->arena);
		struct json_out out = json_out_new(&text);

		looking.answer = &answers[i];
		assert_rc(cx, db_read_begin(cx), OK);
		if (db_dialect(cx->db) == DB_POSTGRES) /* its tables are nearly empty here */
			assert_rc(cx, db_execute(cx, STR("SET LOCAL enable_seqscan = off")), OK);
		assert_rc(cx, answers[i].write(cx, &world, &out), OK);
		explain_all(cx, &looking);
		db_read_end(cx);
	}
	assert_int_equal(looking.faults, 0);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a statement that looks at every deal is seen", sees_a_whole_table },
		{ "boards of the past, measures, waterfalls, reviews and closings look at no whole large table",
		  answers_use_indexes },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
