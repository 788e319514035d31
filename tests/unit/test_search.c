/* Finding rows by words: record/search.c, search_words.c, search_tidy.c, and the words of lists
 * (record/list_sql.c). Many rows of others stand between the questions and what they are for. */
#include "pipeline_support.h"

#include <string.h>

enum { MANY = 2100, OWN = 3 };

/* Saved in one unit of work: a commit for each would take long. */
struct many {
	struct world *world;
	const char *title; /* with %d */
	int count;
	int64_t owner_id;
};

static enum rc save_many(struct ctx *cx, void *argument)
{
	const struct many *many = argument;

	for (int i = 0; i < many->count; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct deal deal;

		TRY(record_new(cx, &deal_entity, &deal));
		deal.title = str_printf(cx->arena, "%s %d", many->title, i);
		deal.pipeline_id = many->world->pipeline.row.id;
		deal.stage_id = many->world->first.row.id;
		deal.owner_id = many->owner_id;
		TRY(record_save(cx, &deal_entity, &deal));
		cx->events = NULL; /* nobody listens; they lie in what is given back */
		arena_rewind(cx->arena, mark);
	}
	return OK;
}

static void make_many(struct world *world, const char *title, int count, int64_t owner_id)
{
	struct many many = { world, title, count, owner_id };

	unit(world, save_many, &many, OK);
}

static size_t hits_of(struct world *world, const char *words)
{
	struct search_hit hits[20];
	struct search_query search = {
		.entity = &deal_entity,
		.words = str_from(words),
		.hits = hits,
		.limit = COUNT_OF(hits),
	};

	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, record_search(world->cx, &search), OK);
	db_read_end(world->cx);
	return search.count;
}

/* --- what is found ------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *words;
	size_t hits;
} questions[] = {
	{ "a long word whose beginning many newer rows have", "sandwich", 1 },
	{ "the letters of a word, but not one behind the other", "sanra", 0 },
	{ "four letters that are no part of any word", "sant", 0 },
	{ "a word with letters of more than one byte", "crème", 1 },
	{ "its end", "ème", 1 },
	{ "two words, of which most rows have the one", "sandra sandwich", 0 },
	{ "two words of a row, the other way round", "kitchens sandwich", 1 },
	{ "a beginning of two letters and a part of another word", "ki ndwi", 1 },
	{ "a word that is far longer than any", "sandwichsandwichsandwichsandwichsandwich", 0 },
	{ "a quotation mark parts words, which may stand anywhere", "san\"dwich", 1 },
	{ "what all have: as many as are asked for", "sandra", 20 },
};

static void finds_what_has_the_words(struct db_fixture *fixture)
{
	struct world world;

	world_make(&world, fixture);
	make_deal(&world, "Sandwich kitchens, crème", world.seller.row.id);
	make_many(&world, "Sandra Grant", 120, world.seller.row.id);
	for (size_t i = 0; i < COUNT_OF(questions); i++) {
		size_t hits = hits_of(&world, questions[i].words);

		if (hits != questions[i].hits)
			fail_msg("%s: %zu instead of %zu hits", questions[i].name, hits,
				 questions[i].hits);
	}
	world_free(&world);
}

static void finds_own_rows_behind_many(struct db_fixture *fixture)
{
	struct world world;

	world_make(&world, fixture);
	make_many(&world, "Printers of mine", OWN, world.seller.row.id);
	make_many(&world, "Printers", MANY, world.other_seller.row.id);
	world.cx->who = &world.as_seller;
	assert_int_equal(hits_of(&world, "printers"), OWN);
	assert_int_equal(hits_of(&world, "p"), OWN);
	world_free(&world);
}

static void names_have_places_before_many_newer_deals(struct db_fixture *fixture)
{
	struct search_hit hits[20];
	struct search_query search = { .words = STR("sandwich"),
				       .hits = hits,
				       .limit = COUNT_OF(hits) };
	struct world world;
	size_t companies = 0;
	size_t deals = 0;

	world_make(&world, fixture);
	for (int i = 0; i < 7; i++)
		make_company(&world, "Sandwich kitchens", world.seller.row.id);
	make_many(&world, "Order of Sandwich kitchens", 120, world.seller.row.id);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx, record_search(world.cx, &search), OK);
	db_read_end(world.cx);
	assert_int_equal(search.count, COUNT_OF(hits));
	for (size_t i = 0; i < search.count; i++) {
		companies += hits[i].entity == &company_entity;
		deals += hits[i].entity == &deal_entity;
	}
	assert_int_equal(companies, 5);
	assert_int_equal(deals, 15);
	world_free(&world);
}

/* --- lists --------------------------------------------------------------------------------------- */

static void sort_by(struct list_query *query, const char *field, bool descending)
{
	const struct field *id = entity_field(&deal_entity, STR("id"));

	query->sort_count = 0;
	if (strcmp(field, "id") != 0)
		query->sort[query->sort_count++] =
			(struct sort_key){ entity_field(&deal_entity, str_from(field)),
					   descending };
	query->sort[query->sort_count++] = (struct sort_key){ id, descending };
}

/* All pages of a list, as long as ids run the way they should. */
static int rows_of(struct world *world, struct list_query *query)
{
	bool descending = query->sort[0].descending;
	int64_t last = descending ? INT64_MAX : 0;
	struct list_page page;
	int rows = 0;

	assert_rc(world->cx, db_read_begin(world->cx), OK);
	do {
		assert_rc(world->cx, list_read(world->cx, &deal_entity, query, &page), OK);
		for (size_t i = 0; i < page.count; i++) {
			int64_t id = ((struct deal *)page.rows)[i].row.id;

			assert_true(query->sort_count > 1 || (descending ? id < last : id > last));
			last = id;
			rows++;
		}
		query->cursor = page.next;
	} while (str_is_set(page.next));
	db_read_end(world->cx);
	return rows;
}

static void lists_know_every_row_with_the_words(struct db_fixture *fixture)
{
	static const char *const orders[] = { "id", "title", "created_at" };
	struct world world;
	struct list_query query;

	world_make(&world, fixture);
	make_many(&world, "Printers of mine", OWN, world.seller.row.id);
	make_many(&world, "Printers", MANY, world.other_seller.row.id);
	for (size_t i = 0; i < 2 * COUNT_OF(orders); i++) {
		list_start(&deal_entity, &query);
		sort_by(&query, orders[i / 2], i % 2 != 0);
		query.words = STR("printers");
		query.limit = 200;
		world.cx->who = &world.as_admin;
		assert_int_equal(rows_of(&world, &query), MANY + OWN);
		query.cursor = (str){ NULL, 0 };
		query.limit = 2;
		world.cx->who = &world.as_seller;
		assert_int_equal(rows_of(&world, &query), OWN);
	}
	world_free(&world);
}

static void lists_count_every_row_with_the_words(struct db_fixture *fixture)
{
	struct world world;
	struct list_query query;
	struct list_page page;

	world_make(&world, fixture);
	make_many(&world, "Printers of mine", OWN, world.seller.row.id);
	make_many(&world, "Printers", MANY, world.other_seller.row.id);
	list_start(&deal_entity, &query);
	query.words = STR("printers");
	query.with_total = true;
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx, list_read(world.cx, &deal_entity, &query, &page), OK);
	assert_int_equal(page.total, MANY + OWN);
	world.cx->who = &world.as_seller;
	assert_rc(world.cx, list_read(world.cx, &deal_entity, &query, &page), OK);
	assert_int_equal(page.total, OWN);
	db_read_end(world.cx);
	world_free(&world);
}

/* --- the index ----------------------------------------------------------------------------------- */

static enum rc tidy(struct ctx *cx, void *argument)
{
	return record_search_tidy(cx, argument);
}

static int64_t segments(struct world *world)
{
	return must_count(world->cx, "SELECT COUNT(DISTINCT segid) FROM search_idx");
}

static void tidying_leaves_one_segment(struct db_fixture *fixture)
{
	struct world world;
	int64_t parts = 0;
	int rounds = 0;

	world_make(&world, fixture);
	for (int i = 0; i < 3; i++)
		make_many(&world, "Printers", 50, world.seller.row.id);
	if (fixture->dialect == DB_SQLITE)
		assert_true(segments(&world) > 1);
	do
		unit(&world, tidy, &parts, OK);
	while (parts > 0 && ++rounds < 10);
	assert_int_equal(parts, 0);
	if (fixture->dialect == DB_SQLITE)
		assert_int_equal(segments(&world), 1);
	assert_int_equal(hits_of(&world, "printers"), 20);
	assert_sound(&world);
	world_free(&world);
}

static const struct db_test tests[] = {
	{ "what has all the words is found, and nothing else", finds_what_has_the_words },
	{ "one's own rows are found behind many of others", finds_own_rows_behind_many },
	{ "names have places before many newer deals", names_have_places_before_many_newer_deals },
	{ "lists in every order know every row with the words",
	  lists_know_every_row_with_the_words },
	{ "the count of a list is that of all rows with the words",
	  lists_count_every_row_with_the_words },
	{ "a tidy index is one segment and finds the same", tidying_leaves_one_segment },
};

int main(void)
{
	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
