/* Plans from their first step to their end: cadence_save.c, cadence_steps.c, cadence_enroll.c,
 * enrollment_*.c, activity_save.c, subject_archive.c. */
#include "pipeline_support.h"

#include "base/day.h"
#include "base/zone.h"

#define THREE_STEPS                                                                                \
	"[{\"kind\":\"whatsapp\",\"subject\":\"Greet {name}\",\"text\":\"Halo {name}, {owner} "    \
	"here. {company}?\",\"after_days\":0},"                                                    \
	"{\"kind\":\"call\",\"subject\":\"Call {company}\",\"after_days\":2},"                     \
	"{\"kind\":\"task\",\"subject\":\"Decide\",\"after_days\":5}]"

/* An operation of the tests as a unit of work. */
struct run {
	int64_t id;
	struct enroll enroll;
	struct enrollment enrollment;
	void *row;
};

static enum rc run_enroll(struct ctx *cx, void *argument)
{
	struct run *run = argument;

	return cadence_enroll(cx, run->id, &run->enroll, &run->enrollment);
}

static enum rc run_stop(struct ctx *cx, void *argument)
{
	struct run *run = argument;

	return enrollment_stop(cx, run->id, &run->enrollment);
}

static enum rc run_skip(struct ctx *cx, void *argument)
{
	struct run *run = argument;

	return enrollment_skip(cx, run->id, &run->enrollment);
}

static enum rc run_activity(struct ctx *cx, void *argument)
{
	return any_row_update(cx, &activity_entity, argument);
}

static enum rc run_new_activity(struct ctx *cx, void *argument)
{
	return any_row_create(cx, &activity_entity, argument);
}

static enum rc run_cadence(struct ctx *cx, void *argument)
{
	return cadence_save(cx, argument);
}

static enum rc run_archive_activity(struct ctx *cx, void *argument)
{
	struct activity *activity = argument;

	return any_row_archive(cx, &activity_entity, activity->row.id, activity);
}

static enum rc run_archive_deal(struct ctx *cx, void *argument)
{
	struct deal *deal = argument;

	return any_row_archive(cx, &deal_entity, deal->row.id, deal);
}

static enum rc run_archive_cadence(struct ctx *cx, void *argument)
{
	struct cadence *cadence = argument;

	return any_row_archive(cx, &cadence_entity, cadence->row.id, cadence);
}

static enum rc run_convert(struct ctx *cx, void *argument)
{
	struct conversion plain = { .amount = UNSET, .create_deal = true };
	struct lead *lead = argument;

	return lead_convert(cx, lead->row.id, &plain, lead);
}

static enum rc run_disqualify(struct ctx *cx, void *argument)
{
	struct lead *lead = argument;

	return lead_disqualify(cx, lead->row.id, STR("No budget"), UNSET, lead);
}

static struct cadence make_cadence(struct world *world, enum cadence_subject subject)
{
	struct cadence cadence;

	new_row(world, &cadence_entity, &cadence);
	cadence.name = subject == CADENCE_DEAL ? STR("Quiet deal") : STR("New lead");
	cadence.subject = subject;
	cadence.steps = STR(THREE_STEPS);
	unit(world, run_cadence, &cadence, OK);
	return cadence;
}

static struct enrollment enroll_lead(struct world *world, const struct lead *lead)
{
	struct run run = { .id = make_cadence(world, CADENCE_LEAD).row.id,
			   .enroll = { .lead_id = lead->row.id, .starts_on = UNSET } };

	unit(world, run_enroll, &run, OK);
	return run.enrollment;
}

static struct enrollment enroll_deal(struct world *world, const struct deal *deal)
{
	struct run run = { .id = make_cadence(world, CADENCE_DEAL).row.id,
			   .enroll = { .deal_id = deal->row.id, .starts_on = UNSET } };

	unit(world, run_enroll, &run, OK);
	return run.enrollment;
}

static struct activity step_of(struct world *world, struct enrollment *enrollment)
{
	struct activity activity;

	must_load(world, &enrollment_entity, enrollment->row.id, enrollment);
	must_load(world, &activity_entity, enrollment->activity_id, &activity);
	return activity;
}

static void do_step(struct world *world, struct activity *activity)
{
	activity->done_at = world->cx->now;
	unit(world, run_activity, activity, OK);
}

static void assert_stopped(struct world *world, struct enrollment *enrollment, int64_t reason)
{
	must_load(world, &enrollment_entity, enrollment->row.id, enrollment);
	assert_int_equal(enrollment->state, ENROLLMENT_STOPPED);
	assert_int_equal(enrollment->stop_reason, reason);
	assert_int_equal(enrollment->activity_id, 0);
	assert_int_equal(enrollment->ended_at, world->cx->now);
}

/* 09:00 of a day in Jakarta. */
static int64_t nine_o_clock(struct world *world, const char *date)
{
	int64_t day;

	assert_true(day_parse(str_from(date), &day));
	return zone_instant(world->zone, day, 9 * HOUR_MS);
}

/* --- steps -------------------------------------------------------------------------------------- */

static void goes_from_step_to_step(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct enrollment enrollment;
	struct activity step;

	world_make(&world, fixture); /* a Monday */
	lead = make_lead(&world, "Siti Rahayu", "PT Maju", "siti@maju.id");
	enrollment = enroll_lead(&world, &lead);
	assert_int_equal(enrollment.step, 1);
	step = step_of(&world, &enrollment);
	assert_int_equal(step.kind, ACTIVITY_WHATSAPP);
	assert_int_equal(step.origin, ORIGIN_CADENCE);
	assert_int_equal(step.owner_id, world.seller.row.id);
	assert_int_equal(step.lead_id, lead.row.id);
	assert_int_equal(step.due_at, nine_o_clock(&world, "2026-03-02"));
	assert_true(str_is(step.subject, "Greet Siti Rahayu"));
	assert_true(str_is(step.note, "Halo Siti Rahayu, seller here. PT Maju?"));

	world.cx->now += 3 * DAY_MS; /* a Thursday: two working days later is Monday */
	do_step(&world, &step);
	step = step_of(&world, &enrollment);
	assert_int_equal(enrollment.step, 2);
	assert_true(str_is(step.subject, "Call PT Maju"));
	assert_int_equal(step.due_at, nine_o_clock(&world, "2026-03-09"));

	do_step(&world, &step);
	step = step_of(&world, &enrollment);
	assert_int_equal(enrollment.step, 3);
	do_step(&world, &step);
	must_load(&world, &enrollment_entity, enrollment.row.id, &enrollment);
	assert_int_equal(enrollment.state, ENROLLMENT_FINISHED);
	assert_int_equal(enrollment.stop_reason, UNSET);
	assert_int_equal(enrollment.step, 3);
	assert_int_equal(enrollment.activity_id, 0);
	assert_int_equal(enrollment.ended_at, world.cx->now);
	assert_all_sound(&world);
	world_free(&world);
}

static void is_the_next_step_of_a_deal(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct enrollment enrollment;
	struct activity step;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	enrollment = enroll_deal(&world, &deal);
	must_load(&world, &deal_entity, deal.row.id, &deal);
	assert_int_equal(deal.next_step_at, nine_o_clock(&world, "2026-03-02"));
	step = step_of(&world, &enrollment);
	assert_true(str_is(step.subject, "Greet Printers")); /* nobody known is told by the title */

	do_step(&world, &step);
	must_load(&world, &deal_entity, deal.row.id, &deal);
	assert_int_equal(deal.next_step_at, nine_o_clock(&world, "2026-03-04"));
	assert_all_sound(&world);
	world_free(&world);
}

static void is_undone_as_a_whole(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct enrollment enrollment;
	struct activity step;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	lead = make_lead(&world, "Siti", NULL, NULL);
	enrollment = enroll_lead(&world, &lead);
	step = step_of(&world, &enrollment);
	do_step(&world, &step);

	undo_last(&world, OK);
	must_load(&world, &enrollment_entity, enrollment.row.id, &enrollment);
	assert_int_equal(enrollment.step, 1);
	assert_int_equal(enrollment.activity_id, step.row.id);
	must_load(&world, &activity_entity, step.row.id, &step);
	assert_int_equal(step.done_at, UNSET);
	assert_int_equal(must_count(world.cx, "SELECT COUNT(*) FROM activities"
					      " WHERE archived_at IS NULL"),
			 1);
	assert_all_sound(&world);
	world_free(&world);
}

static void is_skipped(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct run run = { 0 };
	struct activity step;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", NULL, NULL);
	run.enrollment = enroll_lead(&world, &lead);
	run.id = run.enrollment.row.id;
	step = step_of(&world, &run.enrollment);
	unit(&world, run_skip, &run, OK);
	must_load(&world, &activity_entity, step.row.id, &step);
	assert_int_equal(step.row.archived_at, world.cx->now);
	assert_int_equal(run.enrollment.step, 2);
	unit(&world, run_skip, &run, OK);
	unit(&world, run_skip, &run, OK);
	assert_int_equal(run.enrollment.state, ENROLLMENT_FINISHED);
	unit(&world, run_skip, &run, E_CONFLICT);
	assert_all_sound(&world);
	world_free(&world);
}

/* --- ends ------------------------------------------------------------------------------------------ */

static void stops_by_hand(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct run run = { 0 };
	struct activity step;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", NULL, NULL);
	run.enrollment = enroll_lead(&world, &lead);
	run.id = run.enrollment.row.id;
	step = step_of(&world, &run.enrollment);
	unit(&world, run_stop, &run, OK);
	assert_stopped(&world, &run.enrollment, STOP_BY_HAND);
	must_load(&world, &activity_entity, step.row.id, &step);
	assert_int_equal(step.row.archived_at, world.cx->now);
	unit(&world, run_stop, &run, E_CONFLICT);
	world_free(&world);
}

static void stops_when_its_step_is_archived(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct enrollment enrollment;
	struct activity step;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", NULL, NULL);
	enrollment = enroll_lead(&world, &lead);
	step = step_of(&world, &enrollment);
	unit(&world, run_archive_activity, &step, OK);
	assert_stopped(&world, &enrollment, STOP_BY_HAND);
	world_free(&world);
}

static struct activity reply_of(struct world *world, int64_t lead_id)
{
	struct activity reply;

	new_row(world, &activity_entity, &reply);
	reply.kind = ACTIVITY_WHATSAPP;
	reply.subject = STR("She called back");
	reply.lead_id = lead_id;
	reply.done_at = world->cx->now;
	reply.reply = true;
	return reply;
}

static void stops_on_a_reply(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct enrollment enrollment;
	struct activity reply, step;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	lead = make_lead(&world, "Siti", NULL, NULL);
	enrollment = enroll_lead(&world, &lead);
	step = step_of(&world, &enrollment);
	reply = reply_of(&world, lead.row.id);
	reply.done_at -= 2 * DAY_MS; /* from before the plan began */
	unit(&world, run_new_activity, &reply, OK);
	must_load(&world, &enrollment_entity, enrollment.row.id, &enrollment);
	assert_int_equal(enrollment.state, ENROLLMENT_ACTIVE);

	reply = reply_of(&world, lead.row.id);
	unit(&world, run_new_activity, &reply, OK);
	assert_stopped(&world, &enrollment, STOP_REPLY);
	must_load(&world, &activity_entity, step.row.id, &step);
	assert_int_equal(step.row.archived_at, world.cx->now);

	undo_last(&world, OK);
	must_load(&world, &enrollment_entity, enrollment.row.id, &enrollment);
	assert_int_equal(enrollment.state, ENROLLMENT_ACTIVE);
	must_load(&world, &activity_entity, step.row.id, &step);
	assert_int_equal(step.row.archived_at, UNSET);
	assert_all_sound(&world);
	world_free(&world);
}

static void stops_when_the_step_was_answered(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct enrollment enrollment;
	struct activity step;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", NULL, NULL);
	enrollment = enroll_lead(&world, &lead);
	step = step_of(&world, &enrollment);
	step.reply = true;
	do_step(&world, &step);
	assert_stopped(&world, &enrollment, STOP_REPLY);
	must_load(&world, &activity_entity, step.row.id, &step);
	assert_int_equal(step.row.archived_at, UNSET);
	world_free(&world);
}

static void goes_on_after_a_reply_if_told_so(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct cadence cadence;
	struct enrollment enrollment;
	struct activity reply;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", NULL, NULL);
	enrollment = enroll_lead(&world, &lead);
	must_load(&world, &cadence_entity, enrollment.cadence_id, &cadence);
	cadence.stops_on_reply = false;
	unit(&world, run_cadence, &cadence, OK);
	reply = reply_of(&world, lead.row.id);
	unit(&world, run_new_activity, &reply, OK);
	must_load(&world, &enrollment_entity, enrollment.row.id, &enrollment);
	assert_int_equal(enrollment.state, ENROLLMENT_ACTIVE);
	world_free(&world);
}

static void stops_on_another_stage(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct enrollment enrollment;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	deal = make_deal(&world, "Printers", world.seller.row.id);
	enrollment = enroll_deal(&world, &deal);
	deal = move_to(&world, deal.row.id, &world.second);
	assert_int_equal(deal.next_step_at, UNSET);
	assert_stopped(&world, &enrollment, STOP_STAGE_CHANGE);

	/* Its answer is the row as it is, and one undo takes all of it back. */
	must_load(&world, &deal_entity, deal.row.id, &deal);
	deal = move_to(&world, deal.row.id, &world.first);
	undo_last(&world, OK);
	undo_last(&world, OK);
	must_load(&world, &enrollment_entity, enrollment.row.id, &enrollment);
	assert_int_equal(enrollment.state, ENROLLMENT_ACTIVE);
	must_load(&world, &deal_entity, deal.row.id, &deal);
	assert_int_equal(deal.next_step_at, nine_o_clock(&world, "2026-03-02"));
	assert_all_sound(&world);
	world_free(&world);
}

static void stops_on_winning_and_archiving(struct db_fixture *fixture)
{
	struct world world;
	struct deal won, gone;
	struct run run = { .enroll = { .starts_on = UNSET } };

	world_make(&world, fixture);
	won = make_deal(&world, "Printers", world.seller.row.id);
	gone = make_deal(&world, "Desks", world.seller.row.id);
	run.enrollment = enroll_deal(&world, &won);
	run.id = run.enrollment.cadence_id;
	(void)move_to(&world, won.row.id, &world.won);
	assert_stopped(&world, &run.enrollment, STOP_CLOSED);
	run.enroll.deal_id = won.row.id;
	unit(&world, run_enroll, &run, E_CONFLICT);

	run.enroll.deal_id = gone.row.id;
	unit(&world, run_enroll, &run, OK);
	unit(&world, run_archive_deal, &gone, OK);
	assert_stopped(&world, &run.enrollment, STOP_BY_HAND);
	assert_all_sound(&world);
	world_free(&world);
}

static void stops_on_conversion(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct deal deal;
	struct enrollment enrollment;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", "PT Maju", "siti@maju.id");
	enrollment = enroll_lead(&world, &lead);
	unit(&world, run_convert, &lead, OK);
	assert_stopped(&world, &enrollment, STOP_CONVERSION);
	must_load(&world, &deal_entity, lead.deal_id, &deal);
	assert_int_equal(deal.next_step_at, UNSET);
	assert_all_sound(&world);
	world_free(&world);
}

static void stops_on_disqualification(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct enrollment enrollment;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", NULL, NULL);
	enrollment = enroll_lead(&world, &lead);
	unit(&world, run_disqualify, &lead, OK);
	assert_stopped(&world, &enrollment, STOP_DISQUALIFIED);
	world_free(&world);
}

/* --- refusals ----------------------------------------------------------------------------------------- */

static void refuses_a_second_plan(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct run run = { .enroll = { .starts_on = UNSET } };

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", NULL, NULL);
	run.id = enroll_lead(&world, &lead).cadence_id;
	run.enroll.lead_id = lead.row.id;
	unit(&world, run_enroll, &run, E_CONFLICT);
	assert_words(world.cx, "New lead");
	world_free(&world);
}

static void refuses_whom_it_is_not_for(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct run run = { .enroll = { .starts_on = UNSET } };
	int64_t today;

	world_make(&world, fixture);
	today = zone_day(world.zone, world.cx->now);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	run.id = make_cadence(&world, CADENCE_LEAD).row.id;
	unit(&world, run_enroll, &run, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "lead_id");
	run.enroll.deal_id = deal.row.id;
	unit(&world, run_enroll, &run, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "deal_id");
	run.enroll = (struct enroll){ .lead_id = 999, .starts_on = UNSET };
	unit(&world, run_enroll, &run, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "lead_id");

	run.enroll.lead_id = make_lead(&world, "Siti", NULL, NULL).row.id;
	run.enroll.starts_on = today - 1;
	unit(&world, run_enroll, &run, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "starts_on");
	run.enroll.starts_on = today + 5; /* a Saturday */
	unit(&world, run_enroll, &run, OK);
	assert_int_equal(step_of(&world, &run.enrollment).due_at,
			 nine_o_clock(&world, "2026-03-09"));
	world_free(&world);
}

static void refuses_to_go_while_somebody_is_in_it(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct cadence cadence;
	struct run run = { 0 };

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", NULL, NULL);
	run.enrollment = enroll_lead(&world, &lead);
	run.id = run.enrollment.row.id;
	cadence.row.id = run.enrollment.cadence_id;
	unit(&world, run_archive_cadence, &cadence, E_CONFLICT);
	unit(&world, run_stop, &run, OK);
	unit(&world, run_archive_cadence, &cadence, OK);
	world_free(&world);
}

static void checks_steps(struct db_fixture *fixture)
{
	static const struct {
		const char *steps;
		const char *field;
	} rows[] = {
		{ "{}", "steps" },
		{ "[]", "steps" },
		{ "[1]", "steps[0]." },
		{ "[{\"subject\":\"A\",\"after_days\":0}]", "steps[0].kind" },
		{ "[{\"kind\":\"note\",\"subject\":\"A\",\"after_days\":0}]", "steps[0].kind" },
		{ "[{\"kind\":\"call\",\"after_days\":0}]", "steps[0].subject" },
		{ "[{\"kind\":\"call\",\"subject\":\" \",\"after_days\":0}]", "steps[0].subject" },
		{ "[{\"kind\":\"call\",\"subject\":\"A\"}]", "steps[0].after_days" },
		{ "[{\"kind\":\"call\",\"subject\":\"A\",\"after_days\":-1}]",
		  "steps[0].after_days" },
		{ "[{\"kind\":\"call\",\"subject\":\"A\",\"after_days\":1.5}]",
		  "steps[0].after_days" },
		{ "[{\"kind\":\"call\",\"subject\":\"A\",\"after_days\":0,\"x\":1}]",
		  "steps[0].x" },
		{ "[{\"kind\":\"call\",\"subject\":\"A\",\"after_days\":0},{\"kind\":1,"
		  "\"subject\":\"A\",\"after_days\":0}]",
		  "steps[1].kind" },
	};
	struct world world;
	struct cadence cadence;

	world_make(&world, fixture);
	new_row(&world, &cadence_entity, &cadence);
	cadence.name = STR("Plan");
	cadence.subject = CADENCE_LEAD;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		cadence.steps = str_from(rows[i].steps);
		unit(&world, run_cadence, &cadence, E_INVALID);
		assert_string_equal(world.cx->failure.errors[0].field.ptr, rows[i].field);
	}
	cadence.steps = STR(THREE_STEPS);
	unit(&world, run_cadence, &cadence, OK);
	cadence.row.id = 0;
	unit(&world, run_cadence, &cadence, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "name");
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a lead goes from step to step until the plan is finished",
		  goes_from_step_to_step },
		{ "the planned step is a deal's next step", is_the_next_step_of_a_deal },
		{ "one undo takes back a done step and what followed from it",
		  is_undone_as_a_whole },
		{ "a step is skipped, and the last one ends the plan", is_skipped },
		{ "a plan is stopped by hand, and its planned step goes", stops_by_hand },
		{ "whoever archives the planned step ends the plan",
		  stops_when_its_step_is_archived },
		{ "a reply stops the plan, one from before it does not", stops_on_a_reply },
		{ "a step that was answered stops the plan, and stays",
		  stops_when_the_step_was_answered },
		{ "a plan that is not to stop on replies goes on",
		  goes_on_after_a_reply_if_told_so },
		{ "another stage stops the plan; undo brings both back", stops_on_another_stage },
		{ "a won deal and an archived one leave their plans",
		  stops_on_winning_and_archiving },
		{ "a conversion stops the plan, and its step does not come along",
		  stops_on_conversion },
		{ "a disqualification stops the plan", stops_on_disqualification },
		{ "a second plan at once is refused by the first one's name",
		  refuses_a_second_plan },
		{ "a plan takes whom it is for, from today on", refuses_whom_it_is_not_for },
		{ "a plan with somebody in it cannot go", refuses_to_go_while_somebody_is_in_it },
		{ "steps are checked in their places, names are unique", checks_steps },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
