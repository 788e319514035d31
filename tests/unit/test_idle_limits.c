/* Learning idle limits from the deals, keeping them, and telling them: idle_facts_query.c, idle_limits.c. */
#include "pipeline_support.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "db/db.h"
#include "pipeline/idle_facts_query.h"

/* A deal that stays `days` in the first stage and then moves to `to`. */
static void stay(struct world *world, int64_t days, const struct stage *to)
{
	int64_t now = world->cx->now;
	struct deal deal = make_deal(world, "a", world->seller.row.id);

	world->cx->now = now + days * DAY_MS;
	(void)move_to(world, deal.row.id, to);
	world->cx->now = now;
}

static struct idle_fact learn_first(struct world *world)
{
	struct idle_fact fact;

	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, idle_fact_learn(world->cx, world->first.row.id, &fact), OK);
	db_read_end(world->cx);
	return fact;
}

static void learns_from_won_deals(struct db_fixture *fixture)
{
	struct world world;
	struct idle_fact fact;

	world_make(&world, fixture);
	fact = learn_first(&world);
	assert_false(fact.history.is_learned);
	for (int64_t days = 1; days <= 5; days++)
		stay(&world, days, &world.won);
	stay(&world, 30, &world.lost); /* tells nothing of deals that are won */
	world.cx->now += 40 * (int64_t)DAY_MS;
	(void)make_deal(&world, "open", world.seller.row.id);
	world.cx->now += HOUR_MS;
	fact = learn_first(&world);
	assert_true(fact.history.is_learned);
	assert_int_equal(fact.history.left, 5);
	assert_int_equal(fact.open, 1);
	/* 5/6 × 3/4 × 2/3 × 1/2 is still above 0.2: the open one was at risk on the first day. */
	assert_int_equal(fact.history.learned_days, 5);
	world_free(&world);
}

static void knows_each_stay(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct idle_fact fact;

	world_make(&world, fixture);
	deal = make_deal(&world, "there and back", world.seller.row.id);
	world.cx->now += 2 * (int64_t)DAY_MS;
	deal.amount = 500; /* a version of the same stay */
	must_save(&world, &deal_entity, &deal);
	world.cx->now += 2 * (int64_t)DAY_MS;
	(void)move_to(&world, deal.row.id, &world.second);
	world.cx->now += 9 * (int64_t)DAY_MS;
	(void)move_to(&world, deal.row.id, &world.first);
	world.cx->now += 7 * (int64_t)DAY_MS;
	(void)move_to(&world, deal.row.id, &world.won);
	fact = learn_first(&world);
	assert_int_equal(fact.history.left, 2);
	assert_int_equal(fact.history.learned_days, 7);
	world_free(&world);
}

static enum rc count_row(struct ctx *cx, const char *sql, int64_t *count)
{
	TRY(db_read_begin(cx));
	enum rc rc = db_query_int(cx, str_from(sql), INT64_MIN, count);
	db_read_end(cx);
	return rc;
}

static int64_t learned_at(struct world *world)
{
	int64_t at = 0;

	assert_rc(world->cx,
		  count_row(world->cx, "SELECT MIN(learned_at) FROM stage_idle_facts", &at), OK);
	return at;
}

static void learn(struct world *world)
{
	ctx_clear_failure(world->cx);
	assert_rc(world->cx, idle_limits_learn(world->cx), OK);
}

static void learns_once_a_day(struct db_fixture *fixture)
{
	struct world world;
	int64_t first;

	world_make(&world, fixture);
	learn(&world);
	first = learned_at(&world);
	assert_int_equal(first, world.cx->now);
	world.cx->now += DAY_MS;
	learn(&world);
	assert_int_equal(learned_at(&world), first);
	world.cx->now += 1;
	learn(&world);
	assert_int_equal(learned_at(&world), first + DAY_MS + 1);
	world_free(&world);
}

static enum rc note_import(struct ctx *cx, void *argument)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(db_done) struct db_stmt *stmt = NULL;

	(void)argument;
	TRY(tx_begin(cx, &tx));
	TRY(db_prepare(cx,
		       STR("INSERT INTO import_jobs (kind, file_name, path, sha256, bytes, options,"
			   " state, rows_read, rows_created, rows_updated, rows_unchanged,"
			   " rows_rejected, offset_reached, reject_bytes, started_at, updated_at,"
			   " finished_at) VALUES ('deals', 'a', 'a', 'a', 0, '{}', 'done', 0, 0, 0,"
			   " 0, 0, 0, 0, 0, 0, ?)"),
		       &stmt));
	db_bind_int(stmt, 1, cx->now);
	TRY(db_run(cx, stmt, NULL));
	db_done(&stmt);
	return tx_commit(&tx);
}

static void learns_after_an_import(struct db_fixture *fixture)
{
	struct world world;

	world_make(&world, fixture);
	learn(&world);
	world.cx->now += HOUR_MS;
	unit(&world, note_import, NULL, OK);
	world.cx->now += 1;
	learn(&world);
	assert_int_equal(learned_at(&world), world.cx->now);
	world_free(&world);
}

static enum rc write_limits(struct ctx *cx, void *argument, struct json_out *out)
{
	const struct world *world = argument;

	return idle_limits_to_json(cx, world->pipeline.row.id, out);
}

static enum rc write_board(struct ctx *cx, void *argument, struct json_out *out)
{
	const struct world *world = argument;
	const struct board_request request = {
		.pipeline_id = world->pipeline.row.id,
		.limit = 50,
		.as_of = UNSET,
	};

	return board_to_json(cx, &request, out);
}

/* Ten stays of 2 days against a template's 10: (10 × 2 + 10 × 10) ÷ 20 = 6 days. */
static void the_board_uses_what_is_kept(struct db_fixture *fixture)
{
	struct world world;
	str text;

	world_make(&world, fixture);
	world.first.idle_days = 10;
	must_save(&world, &stage_entity, &world.first);
	for (int i = 0; i < 10; i++)
		stay(&world, 2, &world.won);
	world.cx->now += 2 * (int64_t)DAY_MS;
	(void)make_deal(&world, "b", world.seller.row.id);
	world.cx->now += 7 * (int64_t)DAY_MS;
	text = json_of(&world, write_board, &world);
	assert_has(text, "\"idle_limit\":{\"days\":10,\"source\":\"template\",\"n\":0,");
	assert_lacks(text, "\"idle\"");
	learn(&world);
	text = json_of(&world, write_board, &world);
	assert_has(text,
		   "\"idle_limit\":{\"days\":6,\"source\":\"learned\",\"n\":10,\"weight\":0.5,"
		   "\"learned_days\":2,\"template_days\":10,");
	assert_has(text, "\"idle\"");
	text = json_of(&world, write_limits, &world);
	assert_has(text, "\"name\":\"First\",\"days\":6,");
	assert_has(text, "\"name\":\"Second\",\"days\":null,\"source\":\"none\",\"n\":0,");
	assert_lacks(text, "Won");
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "stays of won deals are learned from, open ones are censored",
		  learns_from_won_deals },
		{ "each stay of a deal counts, however often it was changed", knows_each_stay },
		{ "limits are learned anew after a day", learns_once_a_day },
		{ "limits are learned anew after an import", learns_after_an_import },
		{ "the board goes by the limit that is kept", the_board_uses_what_is_kept },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
