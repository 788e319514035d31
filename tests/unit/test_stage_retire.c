/* Stages: pipeline_rules.c, stage_retire.c, stage_merge.c, stage_order.c, and undo of such things
 * (pipeline_undo.c). */
#include "pipeline_support.h"

struct staging {
	struct stage stage;
	int64_t into_id;
	int64_t ids[8];
	size_t count;
};

static enum rc run_create(struct ctx *cx, void *argument)
{
	return any_row_create(cx, &stage_entity, argument);
}

static enum rc run_update(struct ctx *cx, void *argument)
{
	return any_row_update(cx, &stage_entity, argument);
}

static enum rc run_archive(struct ctx *cx, void *argument)
{
	struct stage *stage = argument;

	return any_row_archive(cx, &stage_entity, stage->row.id, stage);
}

static enum rc run_restore(struct ctx *cx, void *argument)
{
	struct stage *stage = argument;

	return any_row_restore(cx, &stage_entity, stage->row.id, stage);
}

static enum rc run_retire(struct ctx *cx, void *argument)
{
	struct staging *s = argument;

	return stage_retire(cx, s->stage.row.id, s->into_id, &s->stage);
}

static enum rc run_merge(struct ctx *cx, void *argument)
{
	struct staging *s = argument;

	return stage_merge(cx, s->into_id, s->ids, s->count, &s->stage);
}

static enum rc run_order(struct ctx *cx, void *argument)
{
	struct staging *s = argument;

	return stage_order(cx, s->stage.pipeline_id, s->ids, s->count);
}

static struct stage new_stage(struct world *world, const char *name)
{
	struct stage stage;

	new_row(world, &stage_entity, &stage);
	stage.pipeline_id = world->pipeline.row.id;
	stage.name = str_from(name);
	return stage;
}

/* --- rules -------------------------------------------------------------------------------------- */

static void new_stages_come_last(struct db_fixture *fixture)
{
	struct world world;
	struct stage stage, *stages;
	size_t count;

	world_make(&world, fixture);
	stage = new_stage(&world, "Fourth");
	unit(&world, run_create, &stage, OK);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx, stages_of(world.cx, world.pipeline.row.id, false, &stages, &count), OK);
	db_read_end(world.cx);
	assert_int_equal(count, 6);
	assert_true(str_is(stages[3].name, "Fourth"));
	assert_true(str_is(stages[4].name, "Won"));
	assert_all_sound(&world);
	world_free(&world);
}

static void refuses_wrong_stages(struct db_fixture *fixture)
{
	struct world world;
	struct stage stage;

	world_make(&world, fixture);
	stage = new_stage(&world, "second");
	unit(&world, run_create, &stage, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "name");
	stage = new_stage(&world, "Also won");
	stage.kind = STAGE_WON;
	unit(&world, run_create, &stage, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "kind");
	stage = new_stage(&world, "Fourth");
	stage.exit_criteria = STR("[{\"kind\":\"field\",\"field\":\"x\",\"text\":\"y\"}]");
	unit(&world, run_create, &stage, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "exit_criteria[0].field");
	world.third.name = STR("First");
	unit(&world, run_update, &world.third, E_INVALID);
	world.third.name = STR("Closing");
	unit(&world, run_update, &world.third, OK);
	world.cx->who = &world.as_seller;
	stage = new_stage(&world, "Fourth");
	unit(&world, run_create, &stage, E_DENIED);
	world_free(&world);
}

static void keeps_what_a_pipeline_needs(struct db_fixture *fixture)
{
	struct world world;

	world_make(&world, fixture);
	unit(&world, run_archive, &world.won, E_CONFLICT);
	unit(&world, run_archive, &world.lost, E_CONFLICT);
	(void)make_deal(&world, "Printers", world.seller.row.id);
	unit(&world, run_archive, &world.first, E_CONFLICT);
	assert_words(world.cx, "still has deals");
	unit(&world, run_archive, &world.second, OK);
	unit(&world, run_archive, &world.third, OK);
	unit(&world, run_restore, &world.second, OK);
	assert_int_equal(world.second.row.archived_at, UNSET);
	assert_all_sound(&world);
	world_free(&world);
}

static enum rc run_pipeline_create(struct ctx *cx, void *argument)
{
	return any_row_create(cx, &pipeline_entity, argument);
}

static enum rc run_pipeline_archive(struct ctx *cx, void *argument)
{
	struct pipeline *pipeline = argument;

	return any_row_archive(cx, &pipeline_entity, pipeline->row.id, pipeline);
}

static void pipelines_are_born_whole(struct db_fixture *fixture)
{
	struct world world;
	struct pipeline pipeline;
	struct deal deal;

	world_make(&world, fixture);
	new_row(&world, &pipeline_entity, &pipeline);
	pipeline.name = STR("After sales");
	unit(&world, run_pipeline_create, &pipeline, OK);
	assert_all_sound(&world);
	unit(&world, run_pipeline_archive, &pipeline, OK);

	deal = make_deal(&world, "Printers", world.seller.row.id);
	unit(&world, run_pipeline_archive, &world.pipeline, E_CONFLICT);
	(void)move_to(&world, deal.row.id, &world.won);
	unit(&world, run_pipeline_archive, &world.pipeline, OK);
	assert_all_sound(&world);
	world_free(&world);
}

/* --- retire, merge, order ----------------------------------------------------------------------- */

static enum rc run_deal_archive(struct ctx *cx, void *argument)
{
	struct deal *deal = argument;

	return record_archive(cx, &deal_entity, deal->row.id, deal);
}

static void retiring_moves_the_deals(struct db_fixture *fixture)
{
	struct world world;
	struct staging s = { 0 };
	struct deal deals[3];

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	for (int i = 0; i < 3; i++)
		deals[i] = make_deal(&world, "Printers", world.other_seller.row.id);
	unit(&world, run_deal_archive, &deals[2], OK);
	s.stage = world.first;
	s.into_id = world.second.row.id;
	world.cx->now += DAY_MS;
	unit(&world, run_retire, &s, OK);
	assert_last_kind(&world, "stage.retire");
	assert_int_equal(s.stage.retired_into_id, world.second.row.id);
	for (int i = 0; i < 3; i++) {
		must_load(&world, &deal_entity, deals[i].row.id, &deals[i]);
		assert_int_equal(deals[i].stage_id, world.second.row.id);
		assert_int_equal(deals[i].stage_entered_at, world.cx->now);
	}
	assert_true(deals[2].row.archived_at != UNSET);
	assert_all_sound(&world);

	world.cx->now += DAY_MS;
	undo_last(&world, OK);
	must_load(&world, &deal_entity, deals[0].row.id, &deals[0]);
	assert_int_equal(deals[0].stage_id, world.first.row.id);
	must_load(&world, &stage_entity, world.first.row.id, &world.first);
	assert_int_equal(world.first.row.archived_at, UNSET);
	assert_all_sound(&world);
	world_free(&world);
}

static void retiring_needs_a_fitting_stage(struct db_fixture *fixture)
{
	struct world world;
	struct staging s = { 0 };

	world_make(&world, fixture);
	s.stage = world.first;
	unit(&world, run_retire, &s, E_INVALID);
	s.into_id = world.first.row.id;
	unit(&world, run_retire, &s, E_INVALID);
	s.into_id = world.won.row.id;
	unit(&world, run_retire, &s, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "into_id");
	s.stage = world.won;
	s.into_id = world.first.row.id;
	unit(&world, run_retire, &s, E_CONFLICT);
	world_free(&world);
}

static void merging_retires_several(struct db_fixture *fixture)
{
	struct world world;
	struct staging s = { 0 };
	struct deal a, b;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	a = make_deal(&world, "A", world.seller.row.id);
	b = make_deal(&world, "B", world.seller.row.id);
	b = move_to(&world, b.row.id, &world.second);
	s.into_id = world.third.row.id;
	s.ids[0] = world.first.row.id;
	s.ids[1] = world.won.row.id;
	s.count = 2;
	unit(&world, run_merge, &s, E_INVALID);
	s.ids[1] = world.second.row.id;
	unit(&world, run_merge, &s, OK);
	assert_int_equal(s.stage.row.id, world.third.row.id);
	must_load(&world, &deal_entity, a.row.id, &a);
	must_load(&world, &deal_entity, b.row.id, &b);
	assert_int_equal(a.stage_id, world.third.row.id);
	assert_int_equal(b.stage_id, world.third.row.id);
	assert_all_sound(&world);
	undo_last(&world, OK);
	must_load(&world, &deal_entity, b.row.id, &b);
	assert_int_equal(b.stage_id, world.second.row.id);
	assert_all_sound(&world);
	world_free(&world);
}

static void order_names_each_stage_once(struct db_fixture *fixture)
{
	struct world world;
	struct staging s = { 0 };
	struct stage *stages;
	size_t count;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	s.stage.pipeline_id = world.pipeline.row.id;
	s.ids[0] = world.third.row.id;
	s.ids[1] = world.first.row.id;
	s.count = 2;
	unit(&world, run_order, &s, E_INVALID);
	s.ids[2] = world.first.row.id;
	s.count = 3;
	unit(&world, run_order, &s, E_INVALID);
	s.ids[2] = world.second.row.id;
	unit(&world, run_order, &s, OK);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx, stages_of(world.cx, world.pipeline.row.id, false, &stages, &count), OK);
	db_read_end(world.cx);
	assert_int_equal(stages[0].row.id, world.third.row.id);
	assert_int_equal(stages[2].row.id, world.second.row.id);
	assert_int_equal(stages[4].row.id, world.lost.row.id);
	assert_all_sound(&world);
	undo_last(&world, OK);
	must_load(&world, &stage_entity, world.third.row.id, &world.third);
	assert_int_equal(world.third.position, 3);
	world_free(&world);
}

/* --- undo ----------------------------------------------------------------------------------------- */

static void undo_leaves_no_deal_behind(struct db_fixture *fixture)
{
	struct world world;
	struct stage stage;
	struct deal deal;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	world.cx->who = &world.as_admin;
	stage = new_stage(&world, "Fourth");
	unit(&world, run_create, &stage, OK);
	world.cx->who = &world.as_seller;
	(void)move_to(&world, deal.row.id, &stage);
	/* The new stage has a deal now: undoing its creation would archive it. */
	world.cx->who = &world.as_admin;
	undo_last(&world, E_CONFLICT);
	assert_words(world.cx, "still has deals");
	world.cx->who = &program_principal;
	assert_all_sound(&world);
	world_free(&world);
}

static void undo_does_not_bring_back_into_a_retired_stage(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	world.cx->who = &world.as_seller;
	(void)move_to(&world, deal.row.id, &world.second);
	world.cx->who = &program_principal;
	unit(&world, run_archive, &world.first, OK);
	world.cx->who = &world.as_seller;
	undo_last(&world, E_CONFLICT);
	assert_words(world.cx, "retired");
	world.cx->who = &program_principal;
	assert_all_sound(&world);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a new stage comes after the other open ones", new_stages_come_last },
		{ "a second name, a second won stage and wrong criteria are refused",
		  refuses_wrong_stages },
		{ "won, lost, the last open stage and one with deals stay",
		  keeps_what_a_pipeline_needs },
		{ "a new pipeline has its stages; one with open deals stays",
		  pipelines_are_born_whole },
		{ "retiring a stage moves its deals, archived ones too, and undo brings them back",
		  retiring_moves_the_deals },
		{ "deals can only go to another open stage", retiring_needs_a_fitting_stage },
		{ "merging retires several stages into one", merging_retires_several },
		{ "an order names each open stage once", order_names_each_stage_once },
		{ "undo does not archive a stage under its deals", undo_leaves_no_deal_behind },
		{ "undo does not bring a deal back into a retired stage",
		  undo_does_not_bring_back_into_a_retired_stage },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
