/* Creating, moving and restoring deals: deal_create.c, deal_move.c, deal_restore.c, closing.c. */
#include "pipeline_support.h"

#include "base/zone.h"

static int64_t org_day(const struct world *world)
{
	return zone_day(world->zone, world->cx->now);
}

static struct move to(const struct stage *stage)
{
	return (struct move){ .stage_id = stage->row.id, .closed_on = UNSET, .amount = UNSET };
}

static void set_criteria(struct world *world, struct stage *stage, const char *json)
{
	stage->exit_criteria = str_from(json);
	must_save(world, &stage_entity, stage);
}

#define NEEDS_AMOUNT "[{\"kind\":\"field\",\"field\":\"amount\",\"text\":\"The amount is known\"}]"
#define NEEDS_ORDER                                                                                \
	"[{\"kind\":\"checklist\",\"key\":\"order\",\"text\":\"The order is here\"},"              \
	"{\"kind\":\"field\",\"field\":\"contact\",\"text\":\"Somebody is named\"}]"

static void moves_through_the_stages(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	world.cx->now += DAY_MS;
	deal = move_to(&world, deal.row.id, &world.second);
	assert_last_kind(&world, "deal.move");
	assert_int_equal(deal.stage_id, world.second.row.id);
	assert_int_equal(deal.stage_entered_at, world.cx->now);

	world.cx->now += DAY_MS;
	deal = move_to(&world, deal.row.id, &world.won);
	assert_int_equal(deal.closed_on, org_day(&world));

	world.cx->now += DAY_MS;
	deal = move_to(&world, deal.row.id, &world.first);
	assert_int_equal(deal.closed_on, UNSET);
	assert_all_sound(&world);
	world_free(&world);
}

static void same_stage_changes_nothing(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct move move;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	world.cx->now += DAY_MS;
	deal = move_to(&world, deal.row.id, &world.first);
	assert_null(world.cx->events);
	assert_int_equal(deal.row.revision, 1);
	assert_int_equal(deal.stage_entered_at, WORLD_NOW);

	deal = move_to(&world, deal.row.id, &world.won);
	world.cx->now += DAY_MS;
	move = to(&world.won);
	move.closed_on = org_day(&world) - 3;
	move.given = MOVE_CLOSED_ON;
	deal = move_deal(&world, deal.row.id, &move, OK);
	assert_int_equal(deal.closed_on, org_day(&world) - 3);
	assert_int_equal(deal.stage_entered_at, world.cx->now - DAY_MS);
	assert_all_sound(&world);
	world_free(&world);
}

static void won_takes_day_and_amount(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct move move;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	move = to(&world.won);
	move.closed_on = org_day(&world) - 2;
	move.amount = 5000;
	move.given = MOVE_CLOSED_ON | MOVE_AMOUNT;
	deal = move_deal(&world, deal.row.id, &move, OK);
	assert_int_equal(deal.closed_on, org_day(&world) - 2);
	assert_int_equal(deal.amount, 5000);
	assert_int_equal(deal.amount_home, 5000);

	move.closed_on = org_day(&world) + 1;
	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "closed_on");
	world_free(&world);
}

static void lost_needs_a_reason(struct db_fixture *fixture)
{
	struct world world;
	struct lost_reason reason;
	struct deal deal;
	struct move move;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	move = to(&world.lost);
	(void)move_deal(&world, deal.row.id, &move, OK);
	(void)move_to(&world, deal.row.id, &world.first);

	reason = make_lost_reason(&world, "Too expensive");
	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "lost_reason_id");
	move.lost_reason_id = reason.row.id;
	move.given = MOVE_LOST_REASON;
	deal = move_deal(&world, deal.row.id, &move, OK);
	assert_int_equal(deal.lost_reason_id, reason.row.id);

	deal = move_to(&world, deal.row.id, &world.first);
	assert_int_equal(deal.lost_reason_id, 0);
	move.stage_id = world.won.row.id;
	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].code, "not_lost");
	assert_all_sound(&world);
	world_free(&world);
}

static void forward_asks_exit_criteria(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct move move;

	world_make(&world, fixture);
	set_criteria(&world, &world.first, NEEDS_AMOUNT);
	set_criteria(&world, &world.second, NEEDS_ORDER);
	deal = make_deal(&world, "Printers", world.seller.row.id);

	move = to(&world.second);
	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_int_equal(world.cx->failure.error_count, 1);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "amount");
	assert_string_equal(world.cx->failure.errors[0].code, "exit_criterion");
	assert_true(str_is(world.cx->failure.errors[0].message, "The amount is known"));

	/* Skipping a stage does not skip what it asks. */
	move.stage_id = world.won.row.id;
	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_int_equal(world.cx->failure.error_count, 3);
	assert_string_equal(world.cx->failure.errors[1].field.ptr, "checklist.order");
	assert_string_equal(world.cx->failure.errors[2].field.ptr, "contact");

	/* The amount of the move itself counts. */
	move.stage_id = world.second.row.id;
	move.amount = 700;
	move.given = MOVE_AMOUNT;
	deal = move_deal(&world, deal.row.id, &move, OK);
	assert_int_equal(deal.stage_id, world.second.row.id);
	world_free(&world);
}

static void met_criteria_let_a_deal_go(struct db_fixture *fixture)
{
	struct world world;
	struct deal_contact link;
	struct contact contact;
	struct deal deal;

	world_make(&world, fixture);
	set_criteria(&world, &world.first, NEEDS_ORDER);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	deal.checklist = STR("{\"order\": true, \"other\": false}");
	must_save(&world, &deal_entity, &deal);
	contact = make_contact(&world, "Siti", "siti@example.com", world.seller.row.id);
	new_row(&world, &deal_contact_entity, &link);
	link.deal_id = deal.row.id;
	link.contact_id = contact.row.id;
	must_save(&world, &deal_contact_entity, &link);
	deal = move_to(&world, deal.row.id, &world.won);
	assert_int_equal(deal.stage_id, world.won.row.id);
	assert_all_sound(&world);
	world_free(&world);
}

static void back_and_lost_ask_nothing(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct move move;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	(void)move_to(&world, deal.row.id, &world.third);
	set_criteria(&world, &world.third, NEEDS_AMOUNT);
	set_criteria(&world, &world.first, NEEDS_AMOUNT);
	(void)move_to(&world, deal.row.id, &world.second);
	(void)move_to(&world, deal.row.id, &world.lost);
	/* Losing first is no way round the criteria of winning. */
	move = to(&world.won);
	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_int_equal(world.cx->failure.error_count, 2);
	(void)move_to(&world, deal.row.id, &world.third);
	world_free(&world);
}

static void override_needs_the_right(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct move move;

	world_make(&world, fixture);
	set_criteria(&world, &world.first, NEEDS_AMOUNT);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	move = to(&world.second);
	move.override = true;
	world.cx->who = &world.as_seller;
	(void)move_deal(&world, deal.row.id, &move, E_DENIED);
	world.cx->who = &world.as_admin;
	deal = move_deal(&world, deal.row.id, &move, OK);
	assert_last_kind(&world, "deal.move.override");
	/* Where nothing is unmet, there is nothing to override. */
	move.stage_id = world.third.row.id;
	(void)move_deal(&world, deal.row.id, &move, OK);
	assert_last_kind(&world, "deal.move");
	world_free(&world);
}

static void refuses_stages_that_do_not_fit(struct db_fixture *fixture)
{
	struct world world;
	struct pipeline other;
	struct stage stage;
	struct deal deal;
	struct move move;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	new_row(&world, &pipeline_entity, &other);
	other.name = STR("After sales");
	must_save(&world, &pipeline_entity, &other);
	new_row(&world, &stage_entity, &stage);
	stage.pipeline_id = other.row.id;
	stage.name = STR("Install");
	must_save(&world, &stage_entity, &stage);

	move = to(&stage);
	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].code, "other_pipeline");
	move.stage_id = 999;
	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "stage_id");
	world.third.row.archived_at = world.cx->now;
	must_save(&world, &stage_entity, &world.third);
	move.stage_id = world.third.row.id;
	(void)move_deal(&world, deal.row.id, &move, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].code, "archived");
	world_free(&world);
}

static void hides_deals_of_others(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct move move;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	move = to(&world.second);
	world.cx->who = &world.as_other;
	(void)move_deal(&world, deal.row.id, &move, E_MISSING);
	world.cx->who = &world.as_seller;
	(void)move_deal(&world, deal.row.id, &move, OK);
	world_free(&world);
}

/* --- creating ----------------------------------------------------------------------------------- */

static enum rc run_create(struct ctx *cx, void *argument)
{
	return deal_create(cx, argument);
}

static void begins_in_the_first_open_stage(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	new_row(&world, &deal_entity, &deal);
	deal.title = STR("Paper");
	unit(&world, run_create, &deal, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "pipeline_id");
	deal.pipeline_id = world.pipeline.row.id;
	unit(&world, run_create, &deal, OK);
	assert_last_kind(&world, "create");
	assert_int_equal(deal.stage_id, world.first.row.id);
	assert_int_equal(deal.closed_on, UNSET);
	assert_int_equal(deal.stage_entered_at, world.cx->now);
	assert_all_sound(&world);
	world_free(&world);
}

static void may_begin_closed(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	(void)make_lost_reason(&world, "Too expensive");
	new_row(&world, &deal_entity, &deal);
	deal.title = STR("Paper");
	deal.pipeline_id = world.pipeline.row.id;
	deal.stage_id = world.lost.row.id;
	unit(&world, run_create, &deal, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "lost_reason_id");
	deal.stage_id = world.won.row.id;
	deal.closed_on = UNSET;
	unit(&world, run_create, &deal, OK);
	assert_int_equal(deal.closed_on, org_day(&world));
	assert_all_sound(&world);
	world_free(&world);
}

/* --- restoring ---------------------------------------------------------------------------------- */

static enum rc run_archive(struct ctx *cx, void *argument)
{
	struct deal *deal = argument;

	return any_row_archive(cx, &deal_entity, deal->row.id, deal);
}

static enum rc run_restore(struct ctx *cx, void *argument)
{
	struct deal *deal = argument;

	return any_row_restore(cx, &deal_entity, deal->row.id, deal);
}

static enum rc run_stage_archive(struct ctx *cx, void *argument)
{
	struct stage *stage = argument;

	return stage_archive(cx, stage->row.id, stage);
}

static void comes_back_into_a_stage_in_use(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	deal = move_to(&world, deal.row.id, &world.third);
	unit(&world, run_archive, &deal, OK);
	unit(&world, run_restore, &deal, OK);
	assert_int_equal(deal.stage_id, world.third.row.id);

	unit(&world, run_archive, &deal, OK);
	unit(&world, run_stage_archive, &world.third, OK);
	unit(&world, run_restore, &deal, OK);
	assert_int_equal(deal.stage_id, world.first.row.id);
	assert_all_sound(&world);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a deal moves forward, is won and is opened again", moves_through_the_stages },
		{ "a move to the same stage changes nothing but what is given",
		  same_stage_changes_nothing },
		{ "winning takes a day that has been and an amount", won_takes_day_and_amount },
		{ "losing needs a reason where the pipeline has reasons", lost_needs_a_reason },
		{ "going forward asks the criteria of every stage left behind",
		  forward_asks_exit_criteria },
		{ "a deal that meets the criteria may go", met_criteria_let_a_deal_go },
		{ "going back and losing ask nothing", back_and_lost_ask_nothing },
		{ "overriding needs the right, and is recorded", override_needs_the_right },
		{ "a stage of another pipeline, an unknown and a retired one are refused",
		  refuses_stages_that_do_not_fit },
		{ "a deal of somebody else cannot be moved", hides_deals_of_others },
		{ "a new deal begins in the first open stage", begins_in_the_first_open_stage },
		{ "a deal may begin as won today", may_begin_closed },
		{ "a deal comes back into a stage that is in use", comes_back_into_a_stage_in_use },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
