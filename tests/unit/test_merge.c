/* Merging companies, contacts and leads: merge.c, merge_fields.c, merge_references.c, merge_body.c. */
#include "pipeline_support.h"

#include "codec/json_in.h"

struct merging {
	const struct entity *entity;
	int64_t into_id;
	struct merge merge;
	void *row;
};

static enum rc run_merge(struct ctx *cx, void *argument)
{
	struct merging *m = argument;

	if (m->entity == &company_entity)
		return company_merge(cx, m->into_id, &m->merge, m->row);
	if (m->entity == &contact_entity)
		return contact_merge(cx, m->into_id, &m->merge, m->row);
	return lead_merge(cx, m->into_id, &m->merge, m->row);
}

static void merge(struct world *world, const struct entity *entity, int64_t into_id,
		  int64_t from_id, void *row, enum rc expected)
{
	struct merging m = { .entity = entity,
			     .into_id = into_id,
			     .merge = { .from_ids = &from_id, .from_count = 1 },
			     .row = row };

	unit(world, run_merge, &m, expected);
}

static void completes_and_repoints(struct db_fixture *fixture)
{
	struct world world;
	struct company kept, other;
	struct contact contact;
	struct deal deal;

	world_make(&world, fixture);
	kept = make_company(&world, "PT Maju Jaya", world.seller.row.id);
	other = make_company(&world, "Maju Jaya", world.seller.row.id);
	kept.phone = STR("+62811");
	must_save(&world, &company_entity, &kept);
	other.phone = STR("+62812");
	other.city = STR("Bandung");
	other.external_id = STR("X-1");
	must_save(&world, &company_entity, &other);
	contact = make_contact(&world, "Siti", "siti@maju.id", world.seller.row.id);
	contact.company_id = other.row.id;
	must_save(&world, &contact_entity, &contact);
	/* A deal of somebody else points to it, too. */
	deal = make_deal(&world, "Printers", world.other_seller.row.id);
	deal.company_id = other.row.id;
	must_save(&world, &deal_entity, &deal);

	world.cx->who = &world.as_seller;
	world.cx->now += HOUR_MS;
	merge(&world, &company_entity, kept.row.id, other.row.id, &kept, OK);
	assert_true(str_is(kept.phone, "+62811"));
	assert_true(str_is(kept.city, "Bandung"));
	assert_true(str_is(kept.external_id, "X-1"));
	must_load(&world, &company_entity, other.row.id, &other);
	assert_true(other.row.archived_at != UNSET);
	assert_int_equal(other.merged_into_id, kept.row.id);
	must_load(&world, &contact_entity, contact.row.id, &contact);
	assert_int_equal(contact.company_id, kept.row.id);
	world.cx->who = &program_principal;
	must_load(&world, &deal_entity, deal.row.id, &deal);
	assert_int_equal(deal.company_id, kept.row.id);
	assert_all_sound(&world);

	world.cx->who = &world.as_seller;
	world.cx->now += HOUR_MS;
	undo_last(&world, OK);
	world.cx->who = &program_principal;
	must_load(&world, &company_entity, other.row.id, &other);
	assert_int_equal(other.row.archived_at, UNSET);
	assert_true(str_is(other.external_id, "X-1"));
	must_load(&world, &deal_entity, deal.row.id, &deal);
	assert_int_equal(deal.company_id, other.row.id);
	must_load(&world, &company_entity, kept.row.id, &kept);
	assert_false(str_is_set(kept.city));
	assert_all_sound(&world);
	world_free(&world);
}

static struct deal_contact link(struct world *world, int64_t deal_id, int64_t contact_id)
{
	struct deal_contact row;

	new_row(world, &deal_contact_entity, &row);
	row.deal_id = deal_id;
	row.contact_id = contact_id;
	must_save(world, &deal_contact_entity, &row);
	return row;
}

static void keeps_a_contact_once_in_a_deal(struct db_fixture *fixture)
{
	struct world world;
	struct contact kept, other;
	struct deal both, one;
	struct deal_contact twice, moved;

	world_make(&world, fixture);
	kept = make_contact(&world, "Siti", "siti@maju.id", world.seller.row.id);
	other = make_contact(&world, "Ibu Siti", NULL, world.seller.row.id);
	both = make_deal(&world, "Both", world.seller.row.id);
	one = make_deal(&world, "One", world.seller.row.id);
	(void)link(&world, both.row.id, kept.row.id);
	twice = link(&world, both.row.id, other.row.id);
	moved = link(&world, one.row.id, other.row.id);
	merge(&world, &contact_entity, kept.row.id, other.row.id, &kept, OK);
	must_load(&world, &deal_contact_entity, twice.row.id, &twice);
	assert_true(twice.row.archived_at != UNSET);
	must_load(&world, &deal_contact_entity, moved.row.id, &moved);
	assert_int_equal(moved.contact_id, kept.row.id);
	assert_all_sound(&world);
	world_free(&world);
}

static void a_choice_takes_the_other_value(struct db_fixture *fixture)
{
	struct world world;
	struct company kept, other;
	struct merge_choice choices[2];
	struct merging m = { .entity = &company_entity };

	world_make(&world, fixture);
	kept = make_company(&world, "Maju", 0);
	other = make_company(&world, "PT Maju Jaya", 0);
	choices[0] =
		(struct merge_choice){ entity_field(&company_entity, STR("name")), other.row.id };
	choices[1] = (struct merge_choice){ entity_field(&company_entity, STR("city")), 4711 };
	m.into_id = kept.row.id;
	m.row = &kept;
	m.merge = (struct merge){ &other.row.id, 1, choices, 2, NULL };
	unit(&world, run_merge, &m, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "fields.city");
	m.merge.choice_count = 1;
	unit(&world, run_merge, &m, OK);
	assert_true(str_is(kept.name, "PT Maju Jaya"));
	assert_true(str_is(kept.match_key, "maju jaya"));
	world_free(&world);
}

static void a_subsidiary_is_not_its_own_parent(struct db_fixture *fixture)
{
	struct world world;
	struct company parent, child, grandchild;

	world_make(&world, fixture);
	parent = make_company(&world, "Maju Group", 0);
	child = make_company(&world, "Maju Jaya", 0);
	grandchild = make_company(&world, "Maju Jaya Bandung", 0);
	child.parent_id = parent.row.id;
	must_save(&world, &company_entity, &child);
	grandchild.parent_id = parent.row.id;
	must_save(&world, &company_entity, &grandchild);
	merge(&world, &company_entity, child.row.id, parent.row.id, &child, OK);
	assert_int_equal(child.parent_id, 0);
	must_load(&world, &company_entity, grandchild.row.id, &grandchild);
	assert_int_equal(grandchild.parent_id, child.row.id);
	assert_all_sound(&world);
	world_free(&world);
}

static void fields_of_users_fill_one_by_one(struct db_fixture *fixture)
{
	struct world world;
	struct contact kept, other;
	struct custom_field field;

	world_make(&world, fixture);
	new_row(&world, &custom_field_entity, &field);
	field.entity = STR("contact");
	field.name = STR("Colour");
	field.key = STR("colour");
	must_save(&world, &custom_field_entity, &field);
	field.row.id = 0;
	field.key = STR("size");
	must_save(&world, &custom_field_entity, &field);
	kept = make_contact(&world, "Siti", NULL, 0);
	other = make_contact(&world, "Siti S", NULL, 0);
	kept.custom = STR("{\"colour\":\"red\"}");
	must_save(&world, &contact_entity, &kept);
	other.custom = STR("{\"colour\":\"blue\",\"size\":\"L\"}");
	must_save(&world, &contact_entity, &other);
	merge(&world, &contact_entity, kept.row.id, other.row.id, &kept, OK);
	assert_has(kept.custom, "red");
	assert_has(kept.custom, "\"size\"");
	assert_lacks(kept.custom, "blue");
	world_free(&world);
}

static void leads_keep_the_furthest_lifecycle(struct db_fixture *fixture)
{
	struct world world;
	struct lead kept, other, converted;

	world_make(&world, fixture);
	kept = make_lead(&world, "Siti", NULL, "siti@maju.id");
	other = make_lead(&world, "Siti S", "PT Maju Jaya", NULL);
	other.lifecycle = LIFECYCLE_PROSPECT;
	other.qualified_at = WORLD_NOW - DAY_MS;
	must_save(&world, &lead_entity, &other);
	merge(&world, &lead_entity, kept.row.id, other.row.id, &kept, OK);
	assert_int_equal(kept.lifecycle, LIFECYCLE_PROSPECT);
	assert_int_equal(kept.qualified_at, WORLD_NOW - DAY_MS);
	assert_true(str_is(kept.company_name, "PT Maju Jaya"));

	converted = make_lead(&world, "Siti T", NULL, NULL);
	converted.lifecycle = LIFECYCLE_CONVERTED;
	must_save(&world, &lead_entity, &converted);
	merge(&world, &lead_entity, kept.row.id, converted.row.id, &kept, E_CONFLICT);
	world_free(&world);
}

static void refuses_what_cannot_be_merged(struct db_fixture *fixture)
{
	struct world world;
	struct company kept, hidden, out;
	struct merging m = { .entity = &company_entity };
	int64_t twice[2];

	world_make(&world, fixture);
	kept = make_company(&world, "Maju", world.seller.row.id);
	hidden = make_company(&world, "Maju Jaya", world.other_seller.row.id);
	world.cx->who = &world.as_seller;
	merge(&world, &company_entity, kept.row.id, kept.row.id, &out, E_INVALID);
	merge(&world, &company_entity, kept.row.id, hidden.row.id, &out, E_INVALID);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "from_ids");
	assert_string_equal(world.cx->failure.errors[0].code, "unknown");
	merge(&world, &company_entity, hidden.row.id, kept.row.id, &out, E_MISSING);
	world.cx->who = &program_principal;
	twice[0] = twice[1] = hidden.row.id;
	m.into_id = kept.row.id;
	m.row = &out;
	m.merge = (struct merge){ .from_ids = twice, .from_count = 2 };
	unit(&world, run_merge, &m, E_INVALID);
	m.merge.from_count = 0;
	unit(&world, run_merge, &m, E_INVALID);
	m.merge.from_count = 1;
	unit(&world, run_merge, &m, OK);
	merge(&world, &company_entity, kept.row.id, hidden.row.id, &out, E_INVALID);
	assert_all_sound(&world);
	world_free(&world);
}

static void reads_bodies(struct db_fixture *fixture)
{
	static const struct {
		const char *body;
		const char *field; /* NULL: it is right */
	} rows[] = {
		{ "{\"from_ids\": [2, 3], \"fields\": {\"name\": 3, \"phone\": 2}}", NULL },
		{ "{\"from_ids\": [2]}", NULL },
		{ "{}", "from_ids" },
		{ "{\"from_ids\": []}", "from_ids" },
		{ "{\"from_ids\": [\"2\"]}", "from_ids" },
		{ "{\"from_ids\": [2], \"fields\": {\"colour\": 2}}", "fields.colour" },
		{ "{\"from_ids\": [2], \"fields\": {\"match_key\": 2}}", "fields.match_key" },
		{ "{\"from_ids\": [2], \"fields\": {\"name\": \"x\"}}", "fields.name" },
		{ "{\"from_ids\": [2], \"fields\": [1]}", "fields" },
		{ "{\"from_ids\": [2], \"into\": 1}", "into" },
	};
	struct ctx *cx = &fixture->cx;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(json_release) struct json_in *body = NULL;
		struct merge merge_read;

		ctx_clear_failure(cx);
		assert_rc(cx, json_parse(cx, str_from(rows[i].body), &body), OK);
		assert_rc(cx, merge_from_json(cx, &company_entity, body, &merge_read),
			  rows[i].field ? E_INVALID : OK);
		if (rows[i].field)
			assert_string_equal(cx->failure.errors[0].field.ptr, rows[i].field);
	}
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "gaps are filled, references follow, and undo takes it back as a whole",
		  completes_and_repoints },
		{ "a merged contact is in a deal once", keeps_a_contact_once_in_a_deal },
		{ "a choice takes a field from another row", a_choice_takes_the_other_value },
		{ "a subsidiary that is merged with its parent has none",
		  a_subsidiary_is_not_its_own_parent },
		{ "user-defined fields are filled one by one", fields_of_users_fill_one_by_one },
		{ "a merged lead is a prospect if one of them was",
		  leads_keep_the_furthest_lifecycle },
		{ "a row with itself, twice, hidden or archived is refused",
		  refuses_what_cannot_be_merged },
		{ "bodies of merges are read strictly", reads_bodies },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
