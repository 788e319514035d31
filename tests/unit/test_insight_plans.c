/* How both databases find the deals of Insight: those of a period by the index of its days, never by looking at
 * every deal; their versions by the deal. */
#include "pipeline_support.h"

#include "pipeline/insight_walk_query.h"

#include <string.h>

struct asking {
	struct insight_walk walk;
	struct insight_frame frame;
	const char *field; /* whose period; NULL: the walk's statement */
	str plan;
};

static enum rc write_sql(struct ctx *cx, struct asking *asking, struct list_sql *sql)
{
	if (!asking->field)
		return insight_walk_sql(cx, &asking->walk, sql);
	*sql = list_sql_new(cx->arena);
	buf_text(&sql->text, "SELECT COUNT(*) FROM deals t");
	TRY(insight_where(cx, &asking->frame, STAGES_CLOSED, sql));
	insight_between(sql, asking->field, 1, 2);
	return OK;
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
							.to = 20030 },
			       &asking->frame));
	asking->walk.frame = &asking->frame;
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

static str plan_of(struct world *world, const char *field, struct asking *asking)
{
	*asking = (struct asking){ .field = field };
	asking->frame.pipeline_id = world->pipeline.row.id;
	unit(world, explain, asking, OK);
	return asking->plan;
}

static void deals_of_a_period_by_its_index(struct db_fixture *fixture)
{
	static const char *const fields[] = { "created_at", "closed_on" };
	static struct asking asking;
	struct world world;

	world_make(&world, fixture);
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		str plan = plan_of(&world, fields[i], &asking);
		const char *wanted = fixture->dialect == DB_SQLITE
					     ? (i == 0 ? "SEARCH t USING INDEX ix_deals_created_at"
						       : "SEARCH t USING INDEX ix_deals_closed_on")
					     : "Index Cond";

		if (!has(plan, wanted) || has(plan, "Seq Scan on deals"))
			fail_msg("%s: %.*s", fields[i], STR_ARG(plan));
	}
	world_free(&world);
}

static void ways_in_the_order_of_creation(struct db_fixture *fixture)
{
	static struct asking asking;
	struct world world;
	str plan;

	world_make(&world, fixture);
	plan = plan_of(&world, NULL, &asking);
	if (fixture->dialect == DB_SQLITE) {
		if (!has(plan, "SEARCH t USING INDEX ix_deals_created_at") ||
		    !has(plan, "SEARCH v USING INDEX ix_deals_versions_id") ||
		    has(plan, "TEMP B-TREE"))
			fail_msg("%.*s", STR_ARG(plan));
	} else if (has(plan, "Seq Scan on deals")) {
		fail_msg("%.*s", STR_ARG(plan));
	}
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "deals of a period are found by its index", deals_of_a_period_by_its_index },
		{ "ways are read in the order of creation", ways_in_the_order_of_creation },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
