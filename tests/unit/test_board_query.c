/* The board: board_query.c, owner_filter_query.c, card_names_query.c. Orders, filters and how cards are
 * found: test_board_cards.c. */
#include "pipeline_support.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/query_string.h"

static enum rc write(struct ctx *cx, void *argument, struct json_out *out)
{
	return board_to_json(cx, argument, out);
}

/* A list's query string as a filter. */
static const struct list_query *filter_of(const struct world *world, const char *text)
{
	struct query_string query;
	struct list_query *filter = arena_alloc(world->cx->arena, sizeof *filter);

	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, query_parse(world->cx, str_from(text), &query), OK);
	assert_rc(world->cx, list_parse(world->cx, &deal_entity, &query, NULL, filter), OK);
	db_read_end(world->cx);
	return filter;
}

static struct board_request request_for(const struct world *world)
{
	return (struct board_request){
		.pipeline_id = world->pipeline.row.id,
		.limit = 50,
		.as_of = UNSET,
	};
}

/* The board as a tree; the caller releases it. */
static struct json_in *board_of(struct world *world, struct board_request *request)
{
	struct json_in *tree = NULL;

	assert_rc(world->cx, json_parse(world->cx, json_of(world, write, request), &tree), OK);
	return tree;
}

static const struct json_in *column(const struct json_in *board, size_t index)
{
	return json_at(json_get(board, "stages"), index);
}

/* "3: a b c" — the count, and the titles of the cards in their order. */
static void assert_column(struct world *world, const struct json_in *stage, const char *expected)
{
	struct buf text = buf_new(world->cx->arena);
	const struct json_in *deals = json_get(stage, "deals");

	buf_printf(&text, "%lld:", (long long)json_as_int(json_get(stage, "count")));
	for (size_t i = 0; i < json_count(deals); i++)
		buf_printf(&text, " %.*s",
			   STR_ARG(json_text(json_get(json_at(deals, i), "title"))));
	assert_string_equal(buf_str(&text).ptr, expected);
}

static void assert_member(const struct json_in *object, const char *key, const char *expected)
{
	assert_true(str_is(json_text(json_get(object, key)), expected));
}

static void set_amount(struct world *world, struct deal *deal, int64_t amount)
{
	deal->amount = amount;
	must_save(world, &deal_entity, deal);
}

static void shows_counts_sums_and_cards(struct db_fixture *fixture)
{
	struct world world;
	struct company company;
	struct deal a, b;
	struct board_request request;
	const struct json_in *card;

	world_make(&world, fixture);
	AUTO(json_release) struct json_in *board = NULL;
	company = make_company(&world, "PT Maju", world.seller.row.id);
	a = make_deal(&world, "a", world.seller.row.id);
	set_amount(&world, &a, 1000003);
	a.company_id = company.row.id;
	must_save(&world, &deal_entity, &a);
	world.cx->now += HOUR_MS;
	b = make_deal(&world, "b", world.other_seller.row.id);
	set_amount(&world, &b, 500);
	b = make_deal(&world, "c", world.other_seller.row.id);
	set_amount(&world, &b, 99);
	(void)move_to(&world, b.row.id, &world.won);
	request = request_for(&world);
	board = board_of(&world, &request);
	assert_int_equal(json_count(json_get(board, "stages")), 5);
	assert_member(json_get(board, "pipeline"), "name", "Sales");
	assert_column(&world, column(board, 0), "2: b a");
	assert_column(&world, column(board, 1), "0:");
	/* Closed stages have counts and sums, and cards only when asked for. */
	assert_column(&world, column(board, 3), "1:");
	assert_member(column(board, 0), "amount", "10005.03");
	assert_member(column(board, 0), "weighted", "1000.50");
	assert_member(column(board, 0), "currency", "IDR");
	assert_member(column(board, 0), "kind", "open");
	assert_member(column(board, 3), "weighted", "0.99");
	card = json_at(json_get(column(board, 0), "deals"), 1);
	assert_member(json_get(card, "company"), "name", "PT Maju");
	assert_member(json_get(card, "owner"), "name", "seller");
	assert_member(card, "amount", "10000.03");
	assert_member(card, "stage_entered_at", "2026-03-02T03:00:00.000Z");
	assert_int_equal(json_kind(json_get(card, "next_step_at")), JSON_KIND_NULL);
	assert_int_equal(json_count(card), 16);
	assert_true(str_is(json_text(json_at(json_get(card, "warnings"), 0)), "no_next_step"));
	world_free(&world);
}

static void closed_cards_on_request(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct board_request request;
	AUTO(json_release) struct json_in *board = NULL;

	world_make(&world, fixture);
	deal = make_deal(&world, "a", world.seller.row.id);
	(void)move_to(&world, deal.row.id, &world.lost);
	request = request_for(&world);
	request.closed = true;
	board = board_of(&world, &request);
	assert_column(&world, column(board, 4), "1: a");
	world_free(&world);
}

/* Ten deals in the first stage, two of each instant. */
static void fill(struct world *world)
{
	static const char *const titles[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

	for (int i = 0; i < 10; i++) {
		world->cx->now += i % 2 ? 0 : HOUR_MS;
		(void)make_deal(world, titles[i],
				i % 3 ? world->seller.row.id : world->other_seller.row.id);
	}
}

static void pages_have_no_gap(struct db_fixture *fixture)
{
	struct world world;
	struct board_request request;
	int64_t seen = 0;

	world_make(&world, fixture);
	fill(&world);
	request = request_for(&world);
	request.limit = 3;
	request.stage_id = world.first.row.id;
	do {
		AUTO(json_release) struct json_in *board = board_of(&world, &request);
		const struct json_in *stage = column(board, 0);

		assert_int_equal(json_count(json_get(board, "stages")), 1);
		assert_int_equal(json_as_int(json_get(stage, "count")), 10);
		for (size_t i = 0; i < json_count(json_get(stage, "deals")); i++) {
			int64_t id =
				json_as_int(json_get(json_at(json_get(stage, "deals"), i), "id"));

			assert_int_equal(id, 10 - seen);
			seen++;
		}
		request.cursor = arena_str(world.cx->arena, json_text(json_get(stage, "next")));
	} while (str_is_set(request.cursor));
	assert_int_equal(seen, 10);
	world_free(&world);
}

static void refuse(struct world *world, struct board_request request, const char *field)
{
	struct buf text = buf_new(world->cx->arena);
	struct json_out out = json_out_new(&text);

	ctx_clear_failure(world->cx);
	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, board_to_json(world->cx, &request, &out), E_INVALID);
	db_read_end(world->cx);
	assert_string_equal(world->cx->failure.errors[0].field.ptr, field);
}

static void faulty_requests_are_told(struct db_fixture *fixture)
{
	struct world world;
	struct board_request request;

	world_make(&world, fixture);
	request = request_for(&world);
	request.limit = 0;
	refuse(&world, request, "limit");
	request.limit = 201;
	refuse(&world, request, "limit");
	request = request_for(&world);
	request.cursor = STR("1.2");
	refuse(&world, request, "cursor");
	request.stage_id = world.first.row.id;
	request.cursor = STR("rubbish");
	refuse(&world, request, "cursor");
	request = request_for(&world);
	request.stage_id = 4711;
	refuse(&world, request, "stage_id");
	request = request_for(&world);
	request.owner_id = 4711;
	refuse(&world, request, "owner_id");
	request = request_for(&world);
	request.team_id = 4711;
	refuse(&world, request, "team_id");
	world_free(&world);
}

static void counts_follow_the_filters(struct db_fixture *fixture)
{
	struct world world;
	struct team above, below;
	struct board_request request;
	AUTO(json_release) struct json_in *by_owner = NULL;
	AUTO(json_release) struct json_in *by_team = NULL;
	AUTO(json_release) struct json_in *by_words = NULL;

	world_make(&world, fixture);
	new_row(&world, &team_entity, &above);
	above.name = STR("South");
	must_save(&world, &team_entity, &above);
	new_row(&world, &team_entity, &below);
	below.name = STR("South-East");
	below.parent_id = above.row.id;
	must_save(&world, &team_entity, &below);
	world.other_seller.team_id = below.row.id;
	must_save(&world, &user_entity, &world.other_seller);
	fill(&world);
	request = request_for(&world);
	request.owner_id = world.seller.row.id;
	by_owner = board_of(&world, &request);
	assert_column(&world, column(by_owner, 0), "6: 8 7 5 4 2 1");
	request = request_for(&world);
	request.team_id = above.row.id;
	by_team = board_of(&world, &request);
	assert_column(&world, column(by_team, 0), "4: 9 6 3 0");
	request = request_for(&world);
	request.filter = filter_of(&world, "q=7");
	request.limit = 1;
	by_words = board_of(&world, &request);
	assert_column(&world, column(by_words, 0), "1: 7");
	world_free(&world);
}

static void words_have_pages_too(struct db_fixture *fixture)
{
	struct world world;
	struct board_request request;
	AUTO(json_release) struct json_in *first = NULL;
	AUTO(json_release) struct json_in *second = NULL;

	world_make(&world, fixture);
	(void)make_deal(&world, "printer-1", world.seller.row.id);
	(void)make_deal(&world, "paper", world.seller.row.id);
	(void)make_deal(&world, "printer-2", world.seller.row.id);
	request = request_for(&world);
	request.filter = filter_of(&world, "q=print");
	request.limit = 1;
	request.stage_id = world.first.row.id;
	first = board_of(&world, &request);
	assert_column(&world, column(first, 0), "2: printer-2");
	request.cursor = json_text(json_get(column(first, 0), "next"));
	second = board_of(&world, &request);
	assert_column(&world, column(second, 0), "2: printer-1");
	assert_int_equal(json_kind(json_get(column(second, 0), "next")), JSON_KIND_NULL);
	world_free(&world);
}

static void hides_what_the_caller_may_not_see(struct db_fixture *fixture)
{
	struct world world;
	struct company company;
	struct deal deal;
	struct board_request request;
	const struct json_in *card;
	AUTO(json_release) struct json_in *mine = NULL;
	AUTO(json_release) struct json_in *theirs = NULL;

	world_make(&world, fixture);
	fill(&world);
	company = make_company(&world, "Hidden", world.other_seller.row.id);
	deal = make_deal(&world, "n", 0);
	deal.company_id = company.row.id;
	must_save(&world, &deal_entity, &deal);
	world.cx->who = &world.as_seller;
	request = request_for(&world);
	mine = board_of(&world, &request);
	assert_column(&world, column(mine, 0), "7: n 8 7 5 4 2 1");
	card = json_at(json_get(column(mine, 0), "deals"), 0);
	assert_int_equal(json_kind(json_get(card, "company")), JSON_KIND_NULL);
	assert_int_equal(json_kind(json_get(card, "owner")), JSON_KIND_NULL);
	/* Asking for somebody else's does not give them. */
	request.owner_id = world.other_seller.row.id;
	theirs = board_of(&world, &request);
	assert_column(&world, column(theirs, 0), "0:");
	world_free(&world);
}

static void remembers_the_past(struct db_fixture *fixture)
{
	struct world world;
	struct deal a, b;
	struct board_request request;
	AUTO(json_release) struct json_in *before = NULL;
	AUTO(json_release) struct json_in *then = NULL;
	AUTO(json_release) struct json_in *of_other = NULL;
	AUTO(json_release) struct json_in *words = NULL;

	world_make(&world, fixture);
	a = make_deal(&world, "a", world.seller.row.id);
	set_amount(&world, &a, 700);
	world.cx->now += HOUR_MS;
	b = make_deal(&world, "b", world.other_seller.row.id);
	world.cx->now += DAY_MS;
	(void)move_to(&world, a.row.id, &world.second);
	(void)move_to(&world, b.row.id, &world.won);
	world.cx->now += DAY_MS;
	(void)make_deal(&world, "late", world.seller.row.id);

	request = request_for(&world);
	request.as_of = WORLD_NOW - 1;
	before = board_of(&world, &request);
	assert_column(&world, column(before, 0), "0:");
	request.as_of = WORLD_NOW + 2 * (int64_t)HOUR_MS;
	then = board_of(&world, &request);
	assert_column(&world, column(then, 0), "2: b a");
	assert_member(column(then, 0), "amount", "7.00");
	assert_column(&world, column(then, 3), "0:");
	request.owner_id = world.other_seller.row.id;
	of_other = board_of(&world, &request);
	assert_column(&world, column(of_other, 0), "1: b");
	request.owner_id = 0;
	request.filter = filter_of(&world, "q=a");
	words = board_of(&world, &request);
	assert_column(&world, column(words, 0), "1: a");
	world_free(&world);
}

struct staging {
	int64_t id;
	int64_t into_id;
	struct stage stage;
};

static enum rc run_retire(struct ctx *cx, void *argument)
{
	struct staging *s = argument;

	return stage_retire(cx, s->id, s->into_id, &s->stage);
}

static void shows_retired_stages_in_the_past(struct db_fixture *fixture)
{
	struct world world;
	struct staging s;
	struct board_request request;
	AUTO(json_release) struct json_in *now = NULL;
	AUTO(json_release) struct json_in *then = NULL;

	world_make(&world, fixture);
	(void)make_deal(&world, "a", world.seller.row.id);
	s = (struct staging){ .id = world.first.row.id, .into_id = world.second.row.id };
	world.cx->now += DAY_MS;
	unit(&world, run_retire, &s, OK);
	request = request_for(&world);
	now = board_of(&world, &request);
	assert_int_equal(json_count(json_get(now, "stages")), 4);
	assert_column(&world, column(now, 0), "1: a");
	request.as_of = WORLD_NOW;
	then = board_of(&world, &request);
	assert_int_equal(json_count(json_get(then, "stages")), 5);
	assert_column(&world, column(then, 0), "1: a");
	assert_column(&world, column(then, 1), "0:");
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "stages have counts, sums and cards, the newest first",
		  shows_counts_sums_and_cards },
		{ "closed stages show their cards on request", closed_cards_on_request },
		{ "pages of a stage have no gap and no card twice", pages_have_no_gap },
		{ "faulty requests are told their parameter", faulty_requests_are_told },
		{ "counts follow owner, team and words", counts_follow_the_filters },
		{ "cards found by words have pages too", words_have_pages_too },
		{ "a seller's board has no rows of others", hides_what_the_caller_may_not_see },
		{ "a board of the past is as it was", remembers_the_past },
		{ "a retired stage is there in the past", shows_retired_stages_in_the_past },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
