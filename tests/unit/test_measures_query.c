/* The measures of a pipeline from the database: measures_query.c, closings_query.c,
 * stage_moves_query.c; and `alur check` of this subject: pipeline_verify_query.c. */
#include "pipeline_support.h"

#include "base/zone.h"
#include "codec/json_in.h"
#include "codec/json_out.h"

static enum rc write(struct ctx *cx, void *argument, struct json_out *out)
{
	return measures_to_json(cx, argument, out);
}

static struct measures_request request_for(const struct world *world)
{
	return (struct measures_request){ world->pipeline.row.id, UNSET, UNSET, UNSET, 0, 0 };
}

static struct deal sell(struct world *world, const char *title, int64_t amount, int64_t owner_id)
{
	struct deal deal = make_deal(world, title, owner_id);

	deal.amount = amount;
	must_save(world, &deal_entity, &deal);
	return deal;
}

/* Days after the world's beginning. */
static void at_day(struct world *world, int64_t day)
{
	world->cx->now = WORLD_NOW + day * DAY_MS;
}

/* Day 0: a, b, c, d begin. a goes 3 days later to the second stage and is won on day 10; b is lost on
 * day 20; c is won on day 30; d stays. */
static void play(struct world *world)
{
	struct deal a = sell(world, "a", 1000, world->seller.row.id);
	struct deal b = sell(world, "b", 5000, world->seller.row.id);
	struct deal c = sell(world, "c", 3000, world->other_seller.row.id);

	(void)sell(world, "d", 700, world->seller.row.id);
	at_day(world, 3);
	(void)move_to(world, a.row.id, &world->second);
	at_day(world, 10);
	(void)move_to(world, a.row.id, &world->won);
	at_day(world, 20);
	(void)move_to(world, b.row.id, &world->lost);
	at_day(world, 30);
	(void)move_to(world, c.row.id, &world->won);
	at_day(world, 40);
}

static void measures_all_time(struct db_fixture *fixture)
{
	struct world world;
	struct measures_request request;
	str json;

	world_make(&world, fixture);
	request = request_for(&world);
	json = json_of(&world, write, &request);
	assert_has(json,
		   "{\"deals_open\":0,\"deals_won\":0,\"deals_lost\":0,\"amount_open\":\"0.00\","
		   "\"amount_won\":\"0.00\",\"currency\":\"IDR\",\"win_rate\":null,"
		   "\"win_rate_value\":null,\"average_deal\":null,\"cycle_days\":null,"
		   "\"velocity_per_day\":null,\"coverage\":null,\"stages\":[");
	play(&world);
	json = json_of(&world, write, &request);
	assert_has(json,
		   "\"deals_open\":1,\"deals_won\":2,\"deals_lost\":1,\"amount_open\":\"7.00\","
		   "\"amount_won\":\"40.00\",\"currency\":\"IDR\",\"win_rate\":0.6667,"
		   "\"win_rate_value\":0.4444,\"average_deal\":\"20.00\",\"cycle_days\":20,"
		   /* 1 × 4000 × 2 ÷ (3 × 40) */
		   "\"velocity_per_day\":\"0.67\",\"coverage\":null");
	assert_has(json,
		   "\"name\":\"First\",\"kind\":\"open\",\"entered\":4,\"advanced\":2,\"lost\":1,"
		   "\"conversion\":0.6667,\"median_days\":20}");
	assert_has(json,
		   "\"name\":\"Second\",\"kind\":\"open\",\"entered\":1,\"advanced\":1,\"lost\":0,"
		   "\"conversion\":1,\"median_days\":7}");
	assert_has(json,
		   "\"name\":\"Won\",\"kind\":\"won\",\"entered\":2,\"advanced\":0,\"lost\":0,"
		   "\"conversion\":null,\"median_days\":null}");
	assert_all_sound(&world);
	world_free(&world);
}

static void measures_a_period(struct db_fixture *fixture)
{
	struct world world;
	struct measures_request request;
	int64_t first;
	str json;

	world_make(&world, fixture);
	first = zone_day(world.zone, WORLD_NOW);
	play(&world);
	request = request_for(&world);
	request.from = first + 10;
	request.to = first + 20;
	json = json_of(&world, write, &request);
	/* What is open does not depend on the period. */
	assert_has(json, "\"deals_open\":1,\"deals_won\":1,\"deals_lost\":1,");
	assert_has(json, "\"amount_won\":\"10.00\"");
	assert_has(json, "\"cycle_days\":10,");
	assert_has(json,
		   "\"name\":\"First\",\"kind\":\"open\",\"entered\":0,\"advanced\":0,\"lost\":1,"
		   "\"conversion\":0,\"median_days\":20}");
	request.from = first + 11;
	json = json_of(&world, write, &request);
	assert_has(json, "\"deals_won\":0,\"deals_lost\":1,");
	world_free(&world);
}

static void measures_the_past(struct db_fixture *fixture)
{
	struct world world;
	struct measures_request request;
	str json;

	world_make(&world, fixture);
	play(&world);
	request = request_for(&world);
	request.as_of = WORLD_NOW + 10 * (int64_t)DAY_MS;
	json = json_of(&world, write, &request);
	assert_has(json,
		   "\"deals_open\":3,\"deals_won\":1,\"deals_lost\":0,\"amount_open\":\"87.00\","
		   "\"amount_won\":\"10.00\"");
	assert_has(json,
		   "\"name\":\"First\",\"kind\":\"open\",\"entered\":4,\"advanced\":1,\"lost\":0,");
	assert_has(json, "\"name\":\"Second\",\"kind\":\"open\",\"entered\":1,\"advanced\":1,");
	/* A moment earlier a was not won yet. */
	request.as_of--;
	json = json_of(&world, write, &request);
	assert_has(json, "\"deals_open\":4,\"deals_won\":0,");
	assert_has(json, "\"name\":\"Second\",\"kind\":\"open\",\"entered\":1,\"advanced\":0,");
	world_free(&world);
}

static void measures_what_one_may_see(struct db_fixture *fixture)
{
	struct world world;
	struct measures_request request;
	str json, same;

	world_make(&world, fixture);
	play(&world);
	request = request_for(&world);
	request.owner_id = world.seller.row.id;
	same = json_of(&world, write, &request);
	world.cx->who = &world.as_seller;
	request.owner_id = 0;
	json = json_of(&world, write, &request);
	assert_true(str_eq(json, same));
	assert_has(json, "\"deals_open\":1,\"deals_won\":1,\"deals_lost\":1,");
	assert_has(json, "\"amount_won\":\"10.00\"");
	assert_has(json,
		   "\"name\":\"First\",\"kind\":\"open\",\"entered\":3,\"advanced\":1,\"lost\":1,"
		   "\"conversion\":0.5,\"median_days\":11.5}");
	world_free(&world);
}

/* Everybody's kept moves and the versions they come from tell the same story. */
static void kept_moves_agree_with_versions(struct db_fixture *fixture)
{
	struct world world;
	struct measures_request request;
	struct principal sees_none_but_all;
	int64_t owners[3];
	str kept, read;

	world_make(&world, fixture);
	play(&world);
	request = request_for(&world);
	kept = json_of(&world, write, &request);
	owners[0] = world.admin.row.id;
	owners[1] = world.seller.row.id;
	owners[2] = world.other_seller.row.id;
	sees_none_but_all = world.as_admin;
	sees_none_but_all.sees_all = false;
	sees_none_but_all.owners = owners;
	sees_none_but_all.owner_count = 3;
	world.cx->who = &sees_none_but_all;
	read = json_of(&world, write, &request);
	assert_true(str_eq(kept, read));
	request.from = zone_day(world.zone, WORLD_NOW) + 3;
	request.to = zone_day(world.zone, WORLD_NOW) + 10;
	read = json_of(&world, write, &request);
	world.cx->who = &world.as_admin;
	kept = json_of(&world, write, &request);
	assert_true(str_eq(kept, read));
	world_free(&world);
}

/* --- alur check --------------------------------------------------------------------------------- */

static enum rc gather(struct ctx *cx, void *argument, str finding)
{
	struct buf *text = argument;

	(void)cx;
	buf_add(text, finding);
	buf_char(text, '\n');
	return OK;
}

static void check_tells_broken_promises(struct db_fixture *fixture)
{
	struct world world;
	struct buf text;

	world_make(&world, fixture);
	(void)make_deal(&world, "a", world.seller.row.id);
	(void)make_deal(&world, "b", world.seller.row.id);
	(void)make_lead(&world, "l", NULL, NULL);
	must_execute(world.cx, "UPDATE deals SET stage_id = NULL WHERE id = 1;"
			       "UPDATE deals SET closed_on = 5 WHERE id = 2;"
			       "UPDATE stages SET kind = 'open' WHERE name = 'Won';"
			       "UPDATE leads SET lifecycle = 'converted';");
	text = buf_new(world.cx->arena);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx, pipeline_verify(world.cx, gather, &text), OK);
	db_read_end(world.cx);
	assert_has(buf_str(&text), "deal 1 is in no stage\n");
	assert_has(buf_str(&text), "deal 2 is open, but has a closing day");
	assert_has(buf_str(&text), "pipeline 1 has not exactly one won stage\n");
	assert_has(buf_str(&text), "lead 1 is converted, but has no contact\n");
	world_free(&world);
}

/* It enters there as much as one that begins there; whether it is read from kept moves or from versions. */
static void counts_what_comes_from_another_pipeline(struct db_fixture *fixture)
{
	struct world world;
	struct pipeline other;
	struct stage stage;
	struct move move = { .closed_on = UNSET, .amount = UNSET };
	struct measures_request request;
	struct deal deal;
	int64_t id;

	world_make(&world, fixture);
	new_row(&world, &pipeline_entity, &other);
	other.name = STR("Other");
	must_save(&world, &pipeline_entity, &other);
	new_row(&world, &stage_entity, &stage);
	stage.pipeline_id = other.row.id;
	stage.name = STR("There");
	stage.kind = STAGE_OPEN;
	stage.position = 1;
	stage.probability = 5000;
	must_save(&world, &stage_entity, &stage);
	id = sell(&world, "a", 1000, world.seller.row.id).row.id;
	at_day(&world, 3);
	move.pipeline_id = other.row.id;
	move.stage_id = stage.row.id;
	(void)move_deal(&world, id, &move, OK);
	for (int way = 0; way < 4; way++) {
		int64_t day = zone_day(world.zone, world.cx->now);

		request = request_for(&world);
		request.pipeline_id = other.row.id;
		if (way == 1)
			request.from = request.to = day;
		if (way == 2)
			request.as_of = world.cx->now;
		if (way == 3)
			request.owner_id = world.seller.row.id;
		assert_has(json_of(&world, write, &request),
			   "\"name\":\"There\",\"kind\":\"open\",\"entered\":1,\"advanced\":0");
	}
	at_day(&world, 4);
	must_load(&world, &deal_entity, id, &deal);
	deal.amount = 2000; /* what came next is a version from now on */
	must_save(&world, &deal_entity, &deal);
	request = request_for(&world);
	request.pipeline_id = other.row.id;
	request.owner_id = world.seller.row.id;
	assert_has(json_of(&world, write, &request), "\"entered\":1,\"advanced\":0");
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "all that ever happened is measured", measures_all_time },
		{ "a period selects what happened in it", measures_a_period },
		{ "the past is measured as it was", measures_the_past },
		{ "a seller's measures are of what a seller may see", measures_what_one_may_see },
		{ "what comes from another pipeline enters, too",
		  counts_what_comes_from_another_pipeline },
		{ "kept moves agree with versions", kept_moves_agree_with_versions },
		{ "check tells broken promises", check_tells_broken_promises },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
