/* Saving, history, versions, sums, undo and lists of rows: record/. */
#include "support.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "pipeline/pipeline.h"
#include "record/tally.h"

#include <string.h>

enum { HOUR = 3600 * 1000, DAY = 24 * HOUR };

static void keeps_every_change(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal, loaded;

	world_make(&world, fixture);
	deal = make_deal(&world, "Printers", world.seller.row.id);
	assert_true(deal.row.id > 0);
	assert_int_equal(deal.row.revision, 1);
	world.cx->now += HOUR;
	deal.title = STR("Printers and paper");
	deal.amount = 1250000000;
	must_save(&world, &deal_entity, &deal);
	assert_int_equal(deal.row.revision, 2);
	must_load(&world, &deal_entity, deal.row.id, &loaded);
	assert_true(str_is(loaded.title, "Printers and paper"));
	assert_int_equal(loaded.amount, 1250000000);
	assert_int_equal(loaded.amount_home, 1250000000);
	assert_int_equal(loaded.row.created_at, WORLD_NOW);
	assert_int_equal(loaded.row.updated_at, WORLD_NOW + HOUR);
	assert_int_equal(must_count(world.cx, "SELECT COUNT(*) FROM deals_versions"), 1);
	assert_int_equal(must_count(world.cx, "SELECT valid_to FROM deals_versions"),
			 WORLD_NOW + HOUR);
	must_save(&world, &deal_entity, &deal);
	assert_int_equal(must_count(world.cx, "SELECT COUNT(*) FROM deals_versions"), 1);
	assert_sound(&world);
	world_free(&world);
}

static struct sum sum_of(struct world *world, int64_t stage_id, int64_t as_of)
{
	const struct tally_owners all = { .all = true };
	const struct tally_question question = { &stage_id, 1, &all, as_of };
	struct sum sum = { 0, 0 };

	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, tally_read(world->cx, &deal_entity, &question, &sum), OK);
	db_read_end(world->cx);
	return sum;
}

static void keeps_sums_and_their_past(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	deal = make_deal(&world, "A", world.seller.row.id);
	world.cx->now += HOUR;
	deal.amount = 500;
	must_save(&world, &deal_entity, &deal);
	world.cx->now += 2 * DAY;
	deal.stage_id = world.second.row.id;
	must_save(&world, &deal_entity, &deal);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).number, 0);
	assert_int_equal(sum_of(&world, world.second.row.id, UNSET).total, 500);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW - 1).number, 0);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW).number, 1);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW).total, 0);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + HOUR).total, 500);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + DAY).total, 500);
	assert_int_equal(sum_of(&world, world.second.row.id, WORLD_NOW + DAY).number, 0);
	assert_sound(&world);
	world_free(&world);
}

static enum rc undo_last(struct ctx *cx, void *argument)
{
	return record_undo(cx, argument);
}

static void undoes_the_last_change(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal, loaded;
	struct undo undo = { 0 };

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	deal = make_deal(&world, "A", world.admin.row.id);
	deal.title = STR("B");
	deal.amount = 12345;
	world.cx->now += HOUR;
	must_save(&world, &deal_entity, &deal);
	unit(&world, undo_last, &undo, OK);
	must_load(&world, &deal_entity, deal.row.id, &loaded);
	assert_true(str_is(loaded.title, "A"));
	assert_int_equal(loaded.amount, UNSET);
	undo = (struct undo){ 0 };
	unit(&world, undo_last, &undo, OK);
	must_load(&world, &deal_entity, deal.row.id, &loaded);
	assert_true(loaded.row.archived_at != UNSET);
	undo = (struct undo){ 0 };
	unit(&world, undo_last, &undo, E_MISSING);
	assert_sound(&world);
	world_free(&world);
}

static void tells_apart_what_came_at_once(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct past past;

	world_make(&world, fixture);
	deal = make_deal(&world, "A", world.seller.row.id);
	world.cx->now += HOUR;
	world.cx->who = &world.as_admin;
	deal.amount = 12345;
	must_save(&world, &deal_entity, &deal);
	world.cx->who = &world.as_seller;
	deal.title = STR("B");
	must_save(&world, &deal_entity, &deal);

	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx, record_past(world.cx, &deal_entity, deal.row.id, &past), OK);
	db_read_end(world.cx);
	assert_int_equal(past.count, 3);
	assert_int_equal(past.makers[1].actor_id, world.admin.row.id);
	assert_int_equal(past.makers[2].actor_id, world.seller.row.id);
	assert_int_equal(((const struct deal *)past.states[1])->row.updated_at, WORLD_NOW + HOUR);
	assert_int_equal(((const struct deal *)past.states[2])->row.updated_at,
			 WORLD_NOW + HOUR + 1);
	assert_sound(&world);
	world_free(&world);
}

static void hides_rows_of_others(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal, loaded;
	struct list_query query;
	struct list_page page;

	world_make(&world, fixture);
	deal = make_deal(&world, "Secret", world.other_seller.row.id);
	make_deal(&world, "Mine", world.seller.row.id);
	world.cx->who = &world.as_seller;
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_int_equal(record_load(world.cx, &deal_entity, deal.row.id, &loaded), E_MISSING);
	list_start(&deal_entity, &query);
	assert_int_equal(list_read(world.cx, &deal_entity, &query, &page), OK);
	assert_int_equal(page.count, 1);
	db_read_end(world.cx);
	save_as(&world, &deal_entity, &deal, E_MISSING);
	world_free(&world);
}

static void pages_without_gap(struct db_fixture *fixture)
{
	static const int64_t amounts[] = { 5, UNSET, 7, 5, UNSET, 1, 5 };
	struct world world;
	struct list_query query;
	struct list_page page;
	int64_t seen = 0;

	world_make(&world, fixture);
	for (size_t i = 0; i < COUNT_OF(amounts); i++) {
		struct deal deal = make_deal(&world, "D", world.seller.row.id);

		deal.amount = amounts[i];
		must_save(&world, &deal_entity, &deal);
	}
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	for (int descending = 0; descending < 2; descending++) {
		int64_t last = descending ? INT64_MAX : INT64_MIN;

		list_start(&deal_entity, &query);
		query.limit = 2;
		query.sort[0] =
			(struct sort_key){ entity_field(&deal_entity, STR("amount")), descending };
		query.sort[1] =
			(struct sort_key){ entity_field(&deal_entity, STR("id")), descending };
		query.sort_count = 2;
		seen = 0;
		do {
			assert_rc(world.cx, list_read(world.cx, &deal_entity, &query, &page), OK);
			for (size_t i = 0; i < page.count; i++) {
				int64_t amount = ((struct deal *)page.rows)[i].amount;

				assert_true(descending ? amount <= last : amount >= last);
				last = amount;
				seen++;
			}
			query.cursor = page.next;
		} while (str_is_set(page.next));
		assert_int_equal(seen, COUNT_OF(amounts));
	}
	db_read_end(world.cx);
	world_free(&world);
}

static enum rc tidy_search(struct ctx *cx, void *argument)
{
	return record_search_tidy(cx, argument);
}

static void finds_by_words(struct db_fixture *fixture)
{
	static const struct {
		const char *words;
		size_t hits;
	} cases[] = { { "p", 2 },   { "pr", 1 }, { "inter", 1 }, { "printers maju", 1 },
		      { "xyz", 0 }, { "PT", 1 }, { "", 0 },      { "a", 0 } };
	struct world world;
	struct search_hit hits[20];
	int64_t parts = 0;

	world_make(&world, fixture);
	make_deal(&world, "Printers for Maju", world.seller.row.id);
	make_deal(&world, "PT Jaya kertas", world.seller.row.id);
	assert_rc(world.cx, db_write(world.cx, tidy_search, &parts), OK);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct search_query search = {
			.entity = &deal_entity,
			.words = str_from(cases[i].words),
			.hits = hits,
			.limit = COUNT_OF(hits),
		};

		assert_rc(world.cx, record_search(world.cx, &search), OK);
		if (search.count != cases[i].hits)
			fail_msg("%s: %zu instead of %zu hits", cases[i].words, search.count,
				 cases[i].hits);
	}
	db_read_end(world.cx);
	world_free(&world);
}

static void activities_set_the_next_step(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal, loaded;
	struct activity call;

	world_make(&world, fixture);
	deal = make_deal(&world, "A", world.seller.row.id);
	assert_int_equal(record_new(world.cx, &activity_entity, &call), OK);
	call.subject = STR("Call");
	call.deal_id = deal.row.id;
	call.due_at = WORLD_NOW + DAY;
	must_save(&world, &activity_entity, &call);
	must_load(&world, &deal_entity, deal.row.id, &loaded);
	assert_int_equal(loaded.next_step_at, WORLD_NOW + DAY);
	call.done_at = WORLD_NOW;
	must_save(&world, &activity_entity, &call);
	must_load(&world, &deal_entity, deal.row.id, &loaded);
	assert_int_equal(loaded.next_step_at, UNSET);
	assert_sound(&world);
	world_free(&world);
}

static void answers_as_of(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct list_query query;
	struct list_page page;

	world_make(&world, fixture);
	deal = make_deal(&world, "Old", world.seller.row.id);
	world.cx->now += DAY;
	deal.title = STR("New");
	must_save(&world, &deal_entity, &deal);
	make_deal(&world, "Second", world.seller.row.id);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	list_start(&deal_entity, &query);
	query.as_of = WORLD_NOW + HOUR;
	assert_rc(world.cx, list_read(world.cx, &deal_entity, &query, &page), OK);
	assert_int_equal(page.count, 1);
	assert_true(str_is(((struct deal *)page.rows)[0].title, "Old"));
	query.as_of = WORLD_NOW + DAY;
	assert_rc(world.cx, list_read(world.cx, &deal_entity, &query, &page), OK);
	assert_int_equal(page.count, 2);
	assert_true(str_is(((struct deal *)page.rows)[0].title, "New"));
	query.as_of = WORLD_NOW - 1;
	assert_rc(world.cx, list_read(world.cx, &deal_entity, &query, &page), OK);
	assert_int_equal(page.count, 0);
	db_read_end(world.cx);
	world_free(&world);
}

static enum rc rewrite_past(struct ctx *cx, void *argument)
{
	struct deal *states = argument;
	void *list[] = { &states[0], &states[1], &states[2] };

	return record_rewrite(cx, &deal_entity, &(struct past){ .states = list, .count = 3 });
}

static enum rc purge(struct ctx *cx, void *argument)
{
	return record_purge(cx, &deal_entity, *(int64_t *)argument);
}

static void rewrites_and_purges_the_past(struct db_fixture *fixture)
{
	struct world world;
	struct deal states[3];

	world_make(&world, fixture);
	states[2] = make_deal(&world, "A", world.seller.row.id);
	states[2].amount = 900;
	must_save(&world, &deal_entity, &states[2]);
	for (int i = 2; i >= 0; i--) {
		states[i] = states[2];
		states[i].row.updated_at = WORLD_NOW - (3 - i) * INT64_C(10) * DAY;
		states[i].stage_entered_at = states[i].row.updated_at;
	}
	states[1].stage_id = world.second.row.id;
	states[2].stage_id = world.won.row.id;
	unit(&world, rewrite_past, states, OK);
	assert_int_equal(sum_of(&world, world.won.row.id, UNSET).total, 900);
	assert_int_equal(sum_of(&world, world.second.row.id, WORLD_NOW - 15 * (int64_t)DAY).number,
			 1);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW - 25 * (int64_t)DAY).number,
			 1);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW).number, 0);
	assert_sound(&world);
	unit(&world, purge, &states[2].row.id, OK);
	assert_int_equal(sum_of(&world, world.won.row.id, UNSET).number, 0);
	assert_int_equal(must_count(world.cx, "SELECT COUNT(*) FROM deals"), 0);
	assert_int_equal(must_count(world.cx, "SELECT COUNT(*) FROM deals_versions"), 0);
	assert_sound(&world);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a change is kept with its event and version", keeps_every_change },
		{ "sums follow changes, and their past can be asked", keeps_sums_and_their_past },
		{ "undo goes back through the caller's changes", undoes_the_last_change },
		{ "two changes at one instant keep their makers, and are told apart",
		  tells_apart_what_came_at_once },
		{ "rows of others are hidden", hides_rows_of_others },
		{ "pages have no gap and no row twice, nulls included", pages_without_gap },
		{ "search finds beginnings and parts of words", finds_by_words },
		{ "planned activities set the next step", activities_set_the_next_step },
		{ "a list can be asked as of an instant", answers_as_of },
		{ "an imported past is written anew and can be purged",
		  rewrites_and_purges_the_past },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
