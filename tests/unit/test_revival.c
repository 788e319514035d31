/* What comes back on its day: revival.c, and what lead_disqualify.c and deal_move.c set for it. */
#include "pipeline_support.h"

#include "base/zone.h"

struct putting_aside {
	int64_t lead_id;
	int64_t revive_on;
	struct lead lead;
};

static enum rc run_disqualify(struct ctx *cx, void *argument)
{
	struct putting_aside *aside = argument;

	return lead_disqualify(cx, aside->lead_id, STR("Not now"), aside->revive_on, &aside->lead);
}

static int64_t today_of(const struct world *world)
{
	return zone_day(world->zone, world->cx->now);
}

static struct lead put_aside(struct world *world, const char *name, int64_t days)
{
	struct putting_aside aside = { .lead_id = make_lead(world, name, NULL, NULL).row.id,
				       .revive_on = today_of(world) + days };

	unit(world, run_disqualify, &aside, OK);
	return aside.lead;
}

static struct deal lose(struct world *world, const char *title, int64_t days)
{
	struct deal deal = make_deal(world, title, world->seller.row.id);
	struct move move = { .stage_id = world->lost.row.id,
			     .closed_on = UNSET,
			     .revive_on = today_of(world) + days,
			     .given = MOVE_REVIVE_ON };

	return move_deal(world, deal.row.id, &move, OK);
}

static int64_t count_tasks(struct world *world)
{
	return must_count(world->cx, "SELECT COUNT(*) FROM activities WHERE origin = 'revival'"
				     " AND archived_at IS NULL");
}

static struct activity only_task(struct world *world)
{
	struct activity task;

	assert_int_equal(count_tasks(world), 1);
	must_load(world, &activity_entity,
		  must_count(world->cx, "SELECT id FROM activities WHERE origin = 'revival'"),
		  &task);
	return task;
}

static void brings_leads_back(struct db_fixture *fixture)
{
	struct world world;
	struct activity task;
	struct lead lead;

	world_make(&world, fixture); /* a Monday */
	lead = put_aside(&world, "Siti", 5);
	unit(&world, revive_due, NULL, OK);
	must_load(&world, &lead_entity, lead.row.id, &lead);
	assert_int_equal(lead.lifecycle, LIFECYCLE_DISQUALIFIED);

	world.cx->now += 5 * DAY_MS; /* a Saturday */
	unit(&world, revive_due, NULL, OK);
	must_load(&world, &lead_entity, lead.row.id, &lead);
	assert_int_equal(lead.lifecycle, LIFECYCLE_LEAD);
	assert_int_equal(lead.revive_on, UNSET);
	task = only_task(&world);
	assert_true(str_is(task.subject, "Take up again: Siti"));
	assert_int_equal(task.lead_id, lead.row.id);
	assert_int_equal(task.owner_id, world.seller.row.id);
	assert_int_equal(task.due_at, zone_instant(world.zone, today_of(&world) + 2, 9 * HOUR_MS));
	assert_int_equal(must_count(world.cx, "SELECT COUNT(*) FROM events WHERE"
					      " kind = 'lead.reopen' AND actor_id > 0"),
			 0);

	unit(&world, revive_due, NULL, OK);
	assert_int_equal(count_tasks(&world), 1);
	assert_all_sound(&world);
	world_free(&world);
}

static void reminds_of_lost_deals(struct db_fixture *fixture)
{
	struct world world;
	struct activity task;
	struct deal deal;

	world_make(&world, fixture);
	deal = lose(&world, "Printers", 3);
	world.cx->now += INT64_C(30) * DAY_MS; /* the server stood still for weeks */
	unit(&world, revive_due, NULL, OK);
	must_load(&world, &deal_entity, deal.row.id, &deal);
	assert_int_equal(deal.stage_id, world.lost.row.id);
	assert_int_equal(deal.revive_on, UNSET);
	task = only_task(&world);
	assert_true(str_is(task.subject, "Take up again: Printers"));
	assert_int_equal(task.deal_id, deal.row.id);
	unit(&world, revive_due, NULL, OK);
	assert_int_equal(count_tasks(&world), 1);
	assert_all_sound(&world);
	world_free(&world);
}

static void forgets_the_day_of_what_came_back_before(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	deal = lose(&world, "Printers", 3);
	deal = move_to(&world, deal.row.id, &world.first);
	assert_int_equal(deal.revive_on, UNSET);
	deal.revive_on = today_of(&world) + 1;
	save_as(&world, &deal_entity, &deal, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "revive_on");
	world.cx->now += 9 * DAY_MS;
	unit(&world, revive_due, NULL, OK);
	assert_int_equal(count_tasks(&world), 0);
	world_free(&world);
}

static void leaves_archived_rows(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;

	world_make(&world, fixture);
	lead = put_aside(&world, "Siti", 1);
	lead.row.archived_at = world.cx->now;
	must_save(&world, &lead_entity, &lead);
	world.cx->now += 9 * DAY_MS;
	unit(&world, revive_due, NULL, OK);
	assert_int_equal(count_tasks(&world), 0);
	world_free(&world);
}

static void does_not_fail_for_an_owner_who_left(struct db_fixture *fixture)
{
	struct world world;
	struct user seller;

	world_make(&world, fixture);
	(void)put_aside(&world, "Siti", 1);
	must_load(&world, &user_entity, world.seller.row.id, &seller);
	seller.row.archived_at = world.cx->now;
	must_save(&world, &user_entity, &seller);
	world.cx->now += 9 * DAY_MS;
	unit(&world, revive_due, NULL, OK);
	assert_int_equal(only_task(&world).owner_id, 0);
	world_free(&world);
}

static void takes_some_at_a_time(struct db_fixture *fixture)
{
	enum { MANY = 130, AT_ONCE = 100 };
	struct world world;

	world_make(&world, fixture);
	for (int i = 0; i < MANY; i++)
		(void)put_aside(&world, "Siti", 1);
	world.cx->now += 2 * DAY_MS;
	unit(&world, revive_due, NULL, OK);
	assert_int_equal(count_tasks(&world), AT_ONCE);
	unit(&world, revive_due, NULL, OK);
	assert_int_equal(count_tasks(&world), MANY);
	world_free(&world);
}

static void takes_days_to_come(struct db_fixture *fixture)
{
	struct world world;
	struct putting_aside aside = { 0 };

	world_make(&world, fixture);
	aside.lead_id = make_lead(&world, "Siti", NULL, NULL).row.id;
	aside.revive_on = today_of(&world);
	unit(&world, run_disqualify, &aside, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "revive_on");

	struct deal deal = make_deal(&world, "Printers", world.seller.row.id);
	struct move move = { .stage_id = world.won.row.id,
			     .closed_on = UNSET,
			     .revive_on = today_of(&world) + 9,
			     .given = MOVE_REVIVE_ON };

	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "revive_on");
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a lead comes back on its day, once, with a task of its owner",
		  brings_leads_back },
		{ "of a lost deal its owner is reminded, after downtime too",
		  reminds_of_lost_deals },
		{ "an open deal has no day to be taken up again",
		  forgets_the_day_of_what_came_back_before },
		{ "archived rows stay away", leaves_archived_rows },
		{ "a task of an owner who left is nobody's", does_not_fail_for_an_owner_who_left },
		{ "a run is bounded, and the next one goes on", takes_some_at_a_time },
		{ "a lead comes back on a day to come, a won deal never", takes_days_to_come },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
