/* How both databases find the deals of Insight and of the closing calendar: those of a period by the index of its days, never by looking at
 * every deal; their versions by the deal. */
#include "pipeline_support.h"

#include "pipeline/insight_walk_query.h"

#include <string.h>

struct asking {
	struct insight_walk walk;
	struct insight_frame frame;
	bool walks; /* the statement of the ways; otherwise of the days */
	unsigned kinds;
	enum insight_days days;
	int64_t as_of;
	bool is_much; /* so much that it is read from end to end */
	str plan;
};

static enum rc write_sql(struct ctx *cx, struct asking *asking, struct list_sql *sql)
{
	const struct insight_part part = {
		.kinds = asking->kinds,
		.days = asking->days,
		.from = 1,
		.to = 2,
		.is_much = asking->is_much,
		.is_long_past = asking->is_much,
	};

	if (asking->walks)
		return insight_walk_sql(cx, &asking->walk, sql);
	*sql = list_sql_new(cx->arena);
	return insight_rows(cx, &asking->frame, &part, STR("t.id"), sql);
}

/* The tables of the tests are empty: PostgreSQL would read them whole, rightly. */
static enum rc explain(struct ctx *cx, void *argument)
{
	struct asking *asking = argument;
	bool sqlite = db_dialect(cx->db) == DB_SQLITE;
	struct buf lines = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct list_sql sql;
	struct list_sql explained;
	bool row = true;

	if (!sqlite) {
		TRY(db_execute(cx, STR("SET LOCAL enable_seqscan = off")));
		TRY(db_execute(cx, STR("SET LOCAL enable_bitmapscan = off")));
	}
	TRY(insight_frame_open(cx,
			       &(struct insight_scope){ .pipeline_id = asking->frame.pipeline_id,
							.from = 20000,
							.to = 20030,
							.as_of = asking->as_of },
			       &asking->frame));
	asking->walk.frame = &asking->frame;
	asking->walk.is_much = asking->is_much;
	TRY(write_sql(cx, asking, &sql));
	explained = sql;
	explained.text = buf_new(cx->arena);
	buf_text(&explained.text, sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ");
	buf_add(&explained.text, buf_str(&sql.text));
	TRY(list_sql_prepare(cx, &explained, &stmt));
	for (;;) {
		TRY(db_step(cx, stmt, &row));
		if (!row)
			break;
		buf_add(&lines, db_text(stmt, sqlite ? 3 : 0));
		buf_char(&lines, '\n');
	}
	asking->plan = buf_str(&lines);
	return buf_rc(&lines);
}

static bool has(str plan, const char *part)
{
	return memmem(plan.ptr, plan.len, part, strlen(part)) != NULL;
}

static void find_plan(struct world *world, struct asking *asking)
{
	asking->frame.pipeline_id = world->pipeline.row.id;
	unit(world, explain, asking, OK);
}

static const struct days_row {
	unsigned kinds;
	enum insight_days days;
	int64_t as_of;
	const char *wanted[2]; /* of SQLite */
} days[] = {
	{ STAGES_CLOSED,
	  DAYS_OF_CREATION,
	  UNSET,
	  { "SEARCH t USING INDEX ix_deals_created_at", NULL } },
	{ STAGES_CLOSED,
	  DAYS_OF_CLOSING,
	  UNSET,
	  { "SEARCH t USING INDEX ix_deals_closed_on", NULL } },
	{ STAGES_OPEN,
	  DAYS_OF_EXPECTED_CLOSE,
	  UNSET,
	  { "SEARCH t USING INDEX ix_deals_stage_id_expected_close_id", NULL } },
	{ STAGES_ALL,
	  DAYS_OF_EXPECTED_CLOSE,
	  UNSET,
	  { "SEARCH t USING INDEX ix_deals_expected_close", NULL } },
	{ STAGES_CLOSED,
	  DAYS_OF_CREATION,
	  WORLD_NOW,
	  { "SEARCH d USING COVERING INDEX ix_deals_created_at",
	    "SEARCH t USING INDEX ix_deals_versions_id" } },
	{ STAGES_CLOSED,
	  DAYS_OF_CLOSING,
	  WORLD_NOW,
	  { "SEARCH t USING INDEX ix_deals_closed_on",
	    "SEARCH t USING INDEX ix_deals_versions_stage_id" } },
	{ STAGES_OPEN,
	  DAYS_OF_EXPECTED_CLOSE,
	  WORLD_NOW,
	  { "SEARCH t USING INDEX ix_deals_stage_id_expected_close_id",
	    "SEARCH t USING INDEX ix_deals_versions_stage_id" } },
};

/* As many stages as pipelines have: the more of them, the more other indexes tempt. */
static void add_stages(struct world *world)
{
	for (int i = 0; i < 5; i++) {
		struct stage stage;

		new_row(world, &stage_entity, &stage);
		stage.pipeline_id = world->pipeline.row.id;
		stage.name = STR("Another");
		stage.kind = STAGE_OPEN;
		stage.position = 10 + i;
		stage.probability = 5000;
		must_save(world, &stage_entity, &stage);
	}
}

static void deals_of_a_period_by_its_index(struct db_fixture *fixture)
{
	static struct asking asking;
	struct world world;

	world_make(&world, fixture);
	add_stages(&world);
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		asking = (struct asking){ .kinds = days[i].kinds,
					  .days = days[i].days,
					  .as_of = days[i].as_of };
		find_plan(&world, &asking);
		if (fixture->dialect == DB_POSTGRES) {
			if (!has(asking.plan, "Index Cond") ||
			    has(asking.plan, "Seq Scan on deals"))
				fail_msg("%zu: %.*s", i, STR_ARG(asking.plan));
			continue;
		}
		for (size_t w = 0; w < COUNT_OF(days[i].wanted); w++)
			if (days[i].wanted[w] && !has(asking.plan, days[i].wanted[w]))
				fail_msg("%zu: %.*s", i, STR_ARG(asking.plan));
	}
	world_free(&world);
}

/* Of SQLite: the deals one after the other, their versions by the deal. PostgreSQL is never asked to. */
static void check_much(struct world *world, bool walks, bool past)
{
	static struct asking asking;

	asking = (struct asking){ .walks = walks,
				  .kinds = STAGES_ALL,
				  .as_of = past ? WORLD_NOW : UNSET,
				  .is_much = true };
	find_plan(world, &asking);
	if (!has(asking.plan, "SCAN t") || has(asking.plan, "ix_deals_created_at") ||
	    (past && (!has(asking.plan, "SCAN d") ||
		      !has(asking.plan, "SEARCH t USING INDEX ix_deals_versions_id"))))
		fail_msg("%.*s", STR_ARG(asking.plan));
}

static void much_from_end_to_end(struct db_fixture *fixture)
{
	struct world world;

	if (fixture->dialect == DB_POSTGRES)
		return;
	world_make(&world, fixture);
	check_much(&world, false, false);
	check_much(&world, false, true);
	check_much(&world, true, false);
	check_much(&world, true, true);
	world_free(&world);
}

static void check_ways(struct db_fixture *fixture, int64_t as_of)
{
	static struct asking asking;
	struct world world;

	world_make(&world, fixture);
	asking = (struct asking){ .walks = true, .as_of = as_of };
	find_plan(&world, &asking);
	if (fixture->dialect == DB_SQLITE) {
		if (!has(asking.plan, " USING INDEX ix_deals_created_at") ||
		    !has(asking.plan, "SEARCH v USING INDEX ix_deals_versions_id") ||
		    has(asking.plan, "TEMP B-TREE"))
			fail_msg("%.*s", STR_ARG(asking.plan));
	} else if (has(asking.plan, "Seq Scan on deals")) {
		fail_msg("%.*s", STR_ARG(asking.plan));
	}
	world_free(&world);
}

static void ways_in_the_order_of_creation(struct db_fixture *fixture)
{
	check_ways(fixture, UNSET);
}

static void past_ways_in_the_order_of_creation(struct db_fixture *fixture)
{
	check_ways(fixture, WORLD_NOW);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "deals of a period are found by its index", deals_of_a_period_by_its_index },
		{ "much is read from end to end", much_from_end_to_end },
		{ "ways are read in the order of creation", ways_in_the_order_of_creation },
		{ "those of the past, too", past_ways_in_the_order_of_creation },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
