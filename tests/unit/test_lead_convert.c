/* The life of a lead: lead_qualify.c, lead_disqualify.c, lead_reopen.c, lead_convert.c and
 * lead_unconvert.c. */
#include "pipeline_support.h"

struct step {
	int64_t id;
	str reason;
	const struct conversion *conversion;
	struct lead lead;
};

static enum rc run_qualify(struct ctx *cx, void *argument)
{
	struct step *step = argument;

	return lead_qualify(cx, step->id, &step->lead);
}

static enum rc run_disqualify(struct ctx *cx, void *argument)
{
	struct step *step = argument;

	return lead_disqualify(cx, step->id, step->reason, UNSET, &step->lead);
}

static enum rc run_reopen(struct ctx *cx, void *argument)
{
	struct step *step = argument;

	return lead_reopen(cx, step->id, &step->lead);
}

static enum rc run_convert(struct ctx *cx, void *argument)
{
	struct step *step = argument;

	return lead_convert(cx, step->id, step->conversion, &step->lead);
}

static enum rc run_unconvert(struct ctx *cx, void *argument)
{
	struct step *step = argument;

	return lead_unconvert(cx, step->id, &step->lead);
}

static const struct conversion plain = { .amount = UNSET, .create_deal = true };

static struct lead convert(struct world *world, int64_t id, const struct conversion *conversion,
			   enum rc expected)
{
	struct step step = { .id = id, .conversion = conversion };

	unit(world, run_convert, &step, expected);
	return step.lead;
}

static struct lead unconvert(struct world *world, int64_t id, enum rc expected)
{
	struct step step = { .id = id };

	unit(world, run_unconvert, &step, expected);
	return step.lead;
}

/* --- qualify, disqualify, reopen ---------------------------------------------------------------- */

static void goes_through_its_life(struct db_fixture *fixture)
{
	struct world world;
	struct step step = { 0 };

	world_make(&world, fixture);
	step.id = make_lead(&world, "Siti", "PT Maju Jaya", "siti@maju.id").row.id;
	unit(&world, run_qualify, &step, OK);
	assert_last_kind(&world, "lead.qualify");
	assert_int_equal(step.lead.lifecycle, LIFECYCLE_PROSPECT);
	assert_int_equal(step.lead.qualified_at, world.cx->now);
	unit(&world, run_qualify, &step, OK);
	assert_null(world.cx->events);

	unit(&world, run_disqualify, &step, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "reason");
	step.reason = STR("No budget");
	unit(&world, run_disqualify, &step, OK);
	assert_true(str_is(step.lead.disqualified_reason, "No budget"));
	(void)convert(&world, step.id, &plain, E_CONFLICT);

	unit(&world, run_reopen, &step, OK);
	assert_int_equal(step.lead.lifecycle, LIFECYCLE_PROSPECT);
	assert_false(str_is_set(step.lead.disqualified_reason));
	unit(&world, run_reopen, &step, E_CONFLICT);
	assert_all_sound(&world);
	world_free(&world);
}

/* --- convert ------------------------------------------------------------------------------------ */

static void becomes_company_contact_and_deal(struct db_fixture *fixture)
{
	struct world world;
	struct deal_contact link;
	struct company company;
	struct contact contact;
	struct lead lead;
	struct deal deal;
	bool found = false;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", "PT Maju Jaya", "siti@maju.id");
	lead.amount = 250000;
	must_save(&world, &lead_entity, &lead);
	world.cx->who = &world.as_seller;
	lead = convert(&world, lead.row.id, &plain, OK);
	assert_int_equal(lead.lifecycle, LIFECYCLE_CONVERTED);
	assert_int_equal(lead.converted_at, world.cx->now);
	assert_int_equal(lead.qualified_at, world.cx->now);
	must_load(&world, &company_entity, lead.company_id, &company);
	assert_true(str_is(company.name, "PT Maju Jaya"));
	assert_int_equal(company.owner_id, world.seller.row.id);
	must_load(&world, &contact_entity, lead.contact_id, &contact);
	assert_true(str_is(contact.email, "siti@maju.id"));
	assert_int_equal(contact.company_id, company.row.id);
	must_load(&world, &deal_entity, lead.deal_id, &deal);
	assert_true(str_is(deal.title, "PT Maju Jaya"));
	assert_int_equal(deal.stage_id, world.first.row.id);
	assert_int_equal(deal.amount, 250000);
	assert_int_equal(deal.company_id, company.row.id);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx,
		  record_find(world.cx, &deal_contact_entity,
			      &(struct where){ .field = "deal_id", .number = deal.row.id }, &link,
			      &found),
		  OK);
	db_read_end(world.cx);
	assert_true(found && link.is_primary && link.contact_id == contact.row.id);
	(void)convert(&world, lead.row.id, &plain, E_CONFLICT);

	/* One undo takes the whole conversion back. */
	undo_last(&world, OK);
	must_load(&world, &lead_entity, lead.row.id, &lead);
	assert_int_equal(lead.lifecycle, LIFECYCLE_LEAD);
	world.cx->who = &program_principal;
	assert_int_equal(
		must_count(world.cx, "SELECT COUNT(*) FROM deals WHERE archived_at IS NULL"), 0);
	assert_all_sound(&world);
	world_free(&world);
}

static void takes_over_what_is_there(struct db_fixture *fixture)
{
	struct world world;
	struct company company;
	struct contact contact;
	struct lead lead;

	world_make(&world, fixture);
	company = make_company(&world, "Maju Jaya, PT.", world.seller.row.id);
	contact = make_contact(&world, "Ibu Siti", "siti@maju.id", world.seller.row.id);
	lead = make_lead(&world, "Siti", "PT MAJU JAYA Tbk", "siti@maju.id");
	world.cx->who = &world.as_seller;
	lead = convert(&world, lead.row.id, &plain, OK);
	assert_int_equal(lead.company_id, company.row.id);
	assert_int_equal(lead.contact_id, contact.row.id);
	must_load(&world, &contact_entity, contact.row.id, &contact);
	assert_int_equal(contact.company_id, company.row.id);
	assert_true(str_is(contact.name, "Ibu Siti"));
	world.cx->who = &program_principal;
	assert_all_sound(&world);
	world_free(&world);
}

static void leaves_rows_of_others_alone(struct db_fixture *fixture)
{
	struct world world;
	struct company company;
	struct contact contact;
	struct lead lead;

	world_make(&world, fixture);
	company = make_company(&world, "PT Maju Jaya", world.other_seller.row.id);
	contact = make_contact(&world, "Siti", "siti@maju.id", world.other_seller.row.id);
	lead = make_lead(&world, "Siti", "PT Maju Jaya", "siti@maju.id");
	world.cx->who = &world.as_seller;
	lead = convert(&world, lead.row.id, &plain, OK);
	assert_true(lead.company_id != company.row.id);
	assert_true(lead.contact_id != contact.row.id);
	world_free(&world);
}

static void takes_what_it_is_told(struct db_fixture *fixture)
{
	struct world world;
	struct conversion told = plain;
	struct company company;
	struct lead lead;
	struct deal deal;

	world_make(&world, fixture);
	company = make_company(&world, "CV Lain", world.seller.row.id);
	lead = make_lead(&world, "Siti", "PT Maju Jaya", "siti@maju.id");
	world.cx->who = &world.as_seller;
	told.company_id = 999;
	(void)convert(&world, lead.row.id, &told, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "company_id");
	told.company_id = company.row.id;
	told.title = STR("  Printers for the office ");
	told.amount = 77;
	lead = convert(&world, lead.row.id, &told, OK);
	must_load(&world, &deal_entity, lead.deal_id, &deal);
	assert_true(str_is(deal.title, "Printers for the office"));
	assert_int_equal(deal.amount, 77);
	assert_int_equal(deal.company_id, company.row.id);
	world_free(&world);
}

static void may_do_without_company_and_deal(struct db_fixture *fixture)
{
	struct world world;
	struct conversion no_deal = { .amount = UNSET };
	struct lead lead;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", NULL, NULL);
	lead = convert(&world, lead.row.id, &no_deal, OK);
	assert_int_equal(lead.company_id, 0);
	assert_int_equal(lead.deal_id, 0);
	assert_true(lead.contact_id != 0);
	assert_all_sound(&world);
	world_free(&world);
}

static struct activity plan(struct world *world, int64_t lead_id)
{
	struct activity activity;

	new_row(world, &activity_entity, &activity);
	activity.subject = STR("Call");
	activity.lead_id = lead_id;
	activity.due_at = world->cx->now + DAY_MS;
	must_save(world, &activity_entity, &activity);
	return activity;
}

static void brings_its_activities(struct db_fixture *fixture)
{
	struct world world;
	struct activity activity;
	struct lead lead;
	struct deal deal;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", "PT Maju Jaya", "siti@maju.id");
	activity = plan(&world, lead.row.id);
	lead = convert(&world, lead.row.id, &plain, OK);
	must_load(&world, &deal_entity, lead.deal_id, &deal);
	assert_int_equal(deal.next_step_at, activity.due_at);

	world.cx->now += HOUR_MS;
	lead = unconvert(&world, lead.row.id, OK);
	must_load(&world, &activity_entity, activity.row.id, &activity);
	assert_int_equal(activity.deal_id, 0);
	assert_int_equal(activity.contact_id, 0);
	assert_int_equal(activity.lead_id, lead.row.id);
	assert_all_sound(&world);
	world_free(&world);
}

/* --- unconvert ---------------------------------------------------------------------------------- */

static void goes_back_to_what_it_was(struct db_fixture *fixture)
{
	struct world world;
	struct contact contact;
	struct step step = { 0 };
	struct lead lead;
	struct deal deal;

	world_make(&world, fixture);
	contact = make_contact(&world, "Siti", "siti@maju.id", world.seller.row.id);
	step.id = make_lead(&world, "Siti", "PT Maju Jaya", "siti@maju.id").row.id;
	unit(&world, run_qualify, &step, OK);
	world.cx->now += HOUR_MS;
	lead = convert(&world, step.id, &plain, OK);
	must_load(&world, &deal_entity, lead.deal_id, &deal);
	world.cx->now += HOUR_MS;
	lead = unconvert(&world, step.id, OK);
	assert_int_equal(lead.lifecycle, LIFECYCLE_PROSPECT);
	assert_int_equal(lead.deal_id, 0);
	must_load(&world, &deal_entity, deal.row.id, &deal);
	assert_true(deal.row.archived_at != UNSET);
	/* A contact that was there before stays in use. */
	must_load(&world, &contact_entity, contact.row.id, &contact);
	assert_int_equal(contact.row.archived_at, UNSET);
	(void)unconvert(&world, step.id, E_CONFLICT);
	assert_all_sound(&world);
	world_free(&world);
}

static void names_what_has_changed(struct db_fixture *fixture)
{
	struct world world;
	struct lead lead;
	struct deal deal;
	struct contact contact;

	world_make(&world, fixture);
	lead = make_lead(&world, "Siti", "PT Maju Jaya", "siti@maju.id");
	lead = convert(&world, lead.row.id, &plain, OK);
	world.cx->now += HOUR_MS;
	must_load(&world, &deal_entity, lead.deal_id, &deal);
	deal.amount = 5;
	must_save(&world, &deal_entity, &deal);
	new_row(&world, &contact_entity, &contact);
	contact.name = STR("Budi");
	contact.company_id = lead.company_id;
	must_save(&world, &contact_entity, &contact);
	(void)unconvert(&world, lead.row.id, E_CONFLICT);
	assert_true(world.cx->failure.error_count >= 2);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "deal_id");
	must_load(&world, &lead_entity, lead.row.id, &lead);
	assert_int_equal(lead.lifecycle, LIFECYCLE_CONVERTED);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a lead is qualified, disqualified with a reason, and comes back",
		  goes_through_its_life },
		{ "a lead becomes company, contact and deal, and one undo takes it back",
		  becomes_company_contact_and_deal },
		{ "a company and contact that are there already are taken over",
		  takes_over_what_is_there },
		{ "rows that the caller may not see are not taken over",
		  leaves_rows_of_others_alone },
		{ "the caller may name company, title and amount", takes_what_it_is_told },
		{ "a person without company may be converted without a deal",
		  may_do_without_company_and_deal },
		{ "activities of the lead come with it, and go back", brings_its_activities },
		{ "a conversion is taken back to what the lead was", goes_back_to_what_it_was },
		{ "taking back is refused, and says what has changed", names_what_has_changed },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
