/* Finding rows that may be the same: duplicates.c, lookup.c. */
#include "pipeline_support.h"

#include "codec/json_out.h"

struct looking {
	const struct entity *entity;
	const void *row;
	struct duplicate found[MAX_DUPLICATES];
	size_t count;
};

static void look(struct world *world, struct looking *l)
{
	ctx_clear_failure(world->cx);
	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, duplicates_find(world->cx, l->entity, l->row, l->found, &l->count),
		  OK);
	db_read_end(world->cx);
}

static void finds_companies_by_name(struct db_fixture *fixture)
{
	static const char *const names[] = { "PT Maju Jaya",  "CV. MAJU JAYA", "Maju Jya",
					     "Jaya Maju Tbk", "Sinar Abadi",   "Maju Mundur" };
	struct world world;
	struct company rows[COUNT_OF(names)];
	struct looking l = { .entity = &company_entity };

	world_make(&world, fixture);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		rows[i] = make_company(&world, names[i], world.seller.row.id);
	l.row = &rows[0];
	look(&world, &l);
	assert_int_equal(l.count, 3);
	/* The best first; the row itself is none. */
	assert_int_equal(l.found[0].score, 10000);
	assert_int_equal(l.found[1].score, 10000);
	assert_int_equal(l.found[2].id, rows[2].row.id);
	assert_string_equal(l.found[2].reason, "name");
	world_free(&world);
}

static void finds_contacts_by_address(struct db_fixture *fixture)
{
	struct world world;
	struct contact a, b, c;
	struct looking l = { .entity = &contact_entity };

	world_make(&world, fixture);
	a = make_contact(&world, "Siti Rahma", "siti@maju.id", world.seller.row.id);
	b = make_contact(&world, "Bu Siti", "siti@maju.id", world.seller.row.id);
	c = make_contact(&world, "S. R.", NULL, world.seller.row.id);
	a.phone = STR("+62811222333");
	c.phone = a.phone;
	must_save(&world, &contact_entity, &c);
	l.row = &a;
	look(&world, &l);
	assert_int_equal(l.count, 2);
	assert_int_equal(l.found[0].id, b.row.id);
	assert_string_equal(l.found[0].reason, "email");
	assert_int_equal(l.found[1].id, c.row.id);
	assert_string_equal(l.found[1].reason, "phone");
	world_free(&world);
}

static void compares_leads_with_contacts(struct db_fixture *fixture)
{
	struct world world;
	struct contact contact;
	struct lead lead, other;
	struct looking l = { .entity = &lead_entity };

	world_make(&world, fixture);
	contact = make_contact(&world, "Bu Siti", "siti@maju.id", world.seller.row.id);
	lead = make_lead(&world, "Siti", NULL, "siti@maju.id");
	other = make_lead(&world, "Budi", NULL, "siti@maju.id");
	l.row = &lead;
	look(&world, &l);
	assert_int_equal(l.count, 2);
	assert_ptr_equal(l.found[0].entity, &contact_entity);
	assert_int_equal(l.found[0].id, contact.row.id);
	assert_int_equal(l.found[1].id, other.row.id);
	world_free(&world);
}

static void hides_rows_of_others(struct db_fixture *fixture)
{
	struct world world;
	struct contact a;
	struct company company;
	struct looking l = { .entity = &contact_entity };

	world_make(&world, fixture);
	a = make_contact(&world, "Siti Rahma", "siti@maju.id", world.seller.row.id);
	(void)make_contact(&world, "Siti Rahma", "siti@maju.id", world.other_seller.row.id);
	company = make_company(&world, "PT Maju", world.seller.row.id);
	(void)make_company(&world, "PT Maju", world.other_seller.row.id);
	world.cx->who = &world.as_seller;
	l.row = &a;
	look(&world, &l);
	assert_int_equal(l.count, 0);
	l = (struct looking){ .entity = &company_entity, .row = &company };
	look(&world, &l);
	assert_int_equal(l.count, 0);
	world_free(&world);
}

static enum rc write(struct ctx *cx, void *argument, struct json_out *out)
{
	return duplicates_to_json(cx, &company_entity, *(int64_t *)argument, out);
}

static void answers_as_json(struct db_fixture *fixture)
{
	struct world world;
	struct company company;
	str json;

	world_make(&world, fixture);
	company = make_company(&world, "PT Maju", 0);
	(void)make_company(&world, "Maju", 0);
	json = json_of(&world, write, &company.row.id);
	assert_has(json, "{\"items\":[{\"entity\":\"company\",\"id\":2,\"title\":\"Maju\","
			 "\"reason\":\"name\",\"score\":1}],\"next\":null}");
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "companies are found by like names, legal forms aside", finds_companies_by_name },
		{ "contacts are found by address and number", finds_contacts_by_address },
		{ "a lead may be a contact already", compares_leads_with_contacts },
		{ "rows of others are not told", hides_rows_of_others },
		{ "the answer is a list", answers_as_json },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
