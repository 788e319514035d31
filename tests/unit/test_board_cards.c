/* How the cards of a board and the sums of a filter are found on SQLite, which takes the index that it is
 * shown: board_cards_query.c, board_filter_query.c; and cursors: board_order.c. What they find is compared
 * with lists in tests/api/test_boards.py. */
#include "pipeline_support.h"

#include "codec/query_string.h"
#include "pipeline/board_cards_query.h"

static const int64_t few[] = { 0, 1, 2 };
static const struct tally_owners everybody = { .all = true };
static const struct tally_owners some = { .ids = few, .count = COUNT_OF(few) };

enum { MANY = 100000 };

/* What is asked of a stage, and how it has to be found. */
struct asking {
	const char *name;
	const char *sort;
	const char *filters;
	const struct tally_owners *owners;
	bool is_closed;
	bool is_past;
	int64_t found;     /* cards that there are */
	const char *index; /* named in the plan */
	bool sorts;
};

static const struct asking askings[] = {
	{ "all by urgency", "urgency", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_next_step_at_id" },
	{ "all by urgency, backwards", "-urgency", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_next_step_at_id" },
	{ "all by entry", "stage_entered_at", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_stage_entered_at_id" },
	{ "all by entry, the last first", "-stage_entered_at", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_stage_entered_at_id" },
	{ "all by amount", "amount", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_amount_id" },
	{ "all by amount, the largest first", "-amount", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_amount_id" },
	{ "all by close", "expected_close", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_expected_close_id" },
	{ "all by close, the latest first", "-expected_close", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_expected_close_id" },
	{ "all by title", "title", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_title_id" },
	{ "all by title, backwards", "-title", "", &everybody, .found = MANY,
	  .index = "ix_deals_stage_id_title_id" },
	{ "few owners by entry", "-stage_entered_at", "", &some, .found = MANY,
	  .index = "ix_deals_owner_id_stage_id_stage_entered_at_id", .sorts = true },
	{ "few owners with many deals", "amount", "", &some, .found = MANY / 2,
	  .index = "ix_deals_stage_id_amount_id" },
	{ "few owners with few deals", "amount", "", &some, .found = 20,
	  .index = "ix_deals_owner_id_stage_id_stage_entered_at_id", .sorts = true },
	{ "many closed by amount", "amount", "", &everybody, .found = MANY, .is_closed = true,
	  .index = "ix_deals_amount_id" },
	{ "many closed by title", "-title", "", &everybody, .found = MANY, .is_closed = true,
	  .index = "ix_deals_title_id" },
	{ "many closed by urgency, which is the last closed first", "urgency", "", &everybody,
	  .found = MANY, .is_closed = true, .index = "ix_deals_stage_id_stage_entered_at_id" },
	{ "few closed by amount", "amount", "", &everybody, .found = 100, .is_closed = true,
	  .index = "stage_id=?", .sorts = true },
	{ "most of a stage left by a filter", "urgency", "currency=IDR", &everybody,
	  .found = MANY / 2, .index = "ix_deals_stage_id_next_step_at_id" },
	{ "little of a stage left by a filter", "urgency", "company_id=7", &everybody, .found = 3,
	  .index = "ix_deals_company_id_id", .sorts = true },
	{ "the past by entry", "-stage_entered_at", "", &everybody, .is_past = true, .found = MANY,
	  .index = "ix_deals_stage_id_stage_entered_at_id" },
	{ "the past by amount", "amount", "", &everybody, .is_past = true, .found = MANY,
	  .index = "ix_deals_versions_stage_id_valid_to", .sorts = true },
	{ "the past of few owners", "amount", "", &some, .is_past = true, .found = MANY,
	  .index = "ix_deals_versions_owner_id_stage_id_stage_entered_at_id", .sorts = true },
};

static void parse_filters(struct ctx *cx, const char *text, struct list_query *query)
{
	struct query_string pairs;

	assert_rc(cx, query_parse(cx, str_from(text), &pairs), OK);
	assert_rc(cx, list_parse(cx, &deal_entity, &pairs, NULL, query), OK);
}

static str plan_of(struct ctx *cx, struct list_sql *sql)
{
	str plan;

	assert_rc(cx, db_explain(cx, buf_str(&sql->text), &plan), OK);
	return plan;
}

static bool has(str plan, const char *part)
{
	return memmem(plan.ptr, plan.len, part, strlen(part)) != NULL;
}

static int check_plan(const struct asking *asking, str plan)
{
	bool sorts = has(plan, "TEMP B-TREE FOR ORDER BY") || has(plan, "MERGE");

	bool reads_all =
		has(plan, "SCAN t\n") || (has(plan, "SCAN t") && !has(plan, "SCAN t USING"));

	if (has(plan, asking->index) && !reads_all && sorts == asking->sorts)
		return 0;
	print_error("# %s:\n%.*s\n", asking->name, STR_ARG(plan));
	return 1;
}

static int check_cards(struct world *world, const struct asking *asking)
{
	struct ctx *cx = world->cx;
	int64_t stage_id = asking->is_closed ? world->won.row.id : world->first.row.id;
	const struct stage_ids stages = { &stage_id, 1 };
	const struct sum kept = { MANY, 0 };
	struct list_query query;
	struct card_order order;
	struct board_filter filter = { .owners = asking->owners,
				       .query = &query,
				       .as_of = asking->is_past ? WORLD_NOW : UNSET };
	struct cards_request request = { .filter = &filter,
					 .order = &order,
					 .stage_id = stage_id,
					 .is_open = !asking->is_closed,
					 .found = asking->found,
					 .in_stage = MANY,
					 .limit = 50 };
	int faults = 0;

	parse_filters(cx, asking->filters, &query);
	assert_rc(cx, board_filter_begin(cx, &filter, &stages, &kept), OK);
	assert_rc(cx,
		  card_order_parse(cx,
				   &(struct card_order_request){ str_from(asking->sort), cx->now,
								 asking->is_past },
				   &order),
		  OK);
	if (asking->is_closed)
		order = card_order_of_closed(&order);
	for (size_t i = 0; i < order.stretch_count; i++) {
		struct list_sql sql;

		assert_rc(cx, board_cards_sql(cx, &request, i, false, &sql), OK);
		faults += check_plan(asking, plan_of(cx, &sql));
	}
	return faults;
}

static void cards_are_found_by_index(struct db_fixture *fixture)
{
	struct world world;
	int faults = 0;

	world_make(&world, fixture);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	for (size_t i = 0; i < COUNT_OF(askings); i++)
		faults += check_cards(&world, &askings[i]);
	db_read_end(world.cx);
	assert_int_equal(faults, 0);
	world_free(&world);
}

/* --- sums of a filter ---------------------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *filters;
	const struct tally_owners *owners;
	const char *index;
} sums[] = {
	{ "a company", "company_id=7", &everybody, "ix_deals_company_id_id" },
	{ "an amount and a company", "amount.gte=5&company_id=7", &everybody,
	  "SEARCH t USING INDEX" },
	{ "a span of days", "expected_close.gte=2026-01-01&expected_close.lte=2026-02-01",
	  &everybody, "ix_deals_expected_close_id" },
	{ "a source", "source_id=3", &everybody, "ix_deals_source_id_id" },
	{ "nothing planned", "next_step_at.is=null", &everybody, "ix_deals_next_step_at_id" },
	{ "few owners and a currency", "currency=IDR", &some,
	  "ix_deals_owner_id_stage_id_stage_entered_at_id" },
	{ "words", "q=printer", &everybody, "SEARCH t USING INTEGER PRIMARY KEY" },
};

static void sums_are_found_by_index(struct db_fixture *fixture)
{
	struct world world;
	struct sum kept[] = { { MANY, 0 }, { MANY, 0 } };

	world_make(&world, fixture);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	for (size_t i = 0; i < COUNT_OF(sums); i++) {
		int64_t ids[] = { world.first.row.id, world.won.row.id };
		const struct stage_ids stages = { ids, 2 };
		struct list_query query;
		struct board_filter filter = { .owners = sums[i].owners,
					       .query = &query,
					       .as_of = UNSET };
		struct list_sql sql;

		parse_filters(world.cx, sums[i].filters, &query);
		assert_rc(world.cx, board_filter_begin(world.cx, &filter, &stages, kept), OK);
		assert_rc(world.cx, board_filter_sums_sql(world.cx, &filter, &stages, &sql), OK);
		assert_has(plan_of(world.cx, &sql), sums[i].index);
	}
	db_read_end(world.cx);
	world_free(&world);
}

/* --- cursors --------------------------------------------------------------------------------------- */

static struct card_order order_of(struct ctx *cx, const char *sort)
{
	struct card_order order;
	const struct card_order_request request = { str_from(sort), cx->now, false };

	assert_rc(cx, card_order_parse(cx, &request, &order), OK);
	return order;
}

static void cursors_belong_to_their_order(struct db_fixture *fixture)
{
	static const char *const orders[] = { "urgency", "-urgency", "stage_entered_at", "-amount",
					      "amount",  "title",    "expected_close" };
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	deal = make_deal(&world, "a.b\xc3\xa9", world.seller.row.id);
	for (size_t i = 0; i < COUNT_OF(orders); i++)
		for (size_t j = 0; j < COUNT_OF(orders); j++) {
			struct card_order from = order_of(world.cx, orders[i]);
			struct card_order to = order_of(world.cx, orders[j]);
			struct card_place place;
			str cursor;

			assert_rc(world.cx, card_place_write(world.cx, &from, &deal, &cursor), OK);
			ctx_clear_failure(world.cx);
			assert_rc(world.cx, card_place_read(world.cx, cursor, &to, &place),
				  i == j ? OK : E_INVALID);
		}
	world_free(&world);
}

static void a_cursor_keeps_its_day(struct db_fixture *fixture)
{
	struct world world;
	struct card_order today, later;
	struct card_place place;
	struct deal deal;
	str cursor;

	world_make(&world, fixture);
	deal = make_deal(&world, "a", world.seller.row.id);
	deal.next_step_at = world.cx->now + DAY_MS;
	today = order_of(world.cx, "urgency");
	assert_rc(world.cx, card_place_write(world.cx, &today, &deal, &cursor), OK);
	world.cx->now += 2 * (int64_t)DAY_MS;
	later = order_of(world.cx, "urgency");
	assert_true(later.boundary > today.boundary);
	assert_rc(world.cx, card_place_read(world.cx, cursor, &later, &place), OK);
	assert_int_equal(later.boundary, today.boundary);
	assert_int_equal(place.stretch, 2);
	assert_int_equal(place.number, deal.next_step_at);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "every order of cards is found by its index", cards_are_found_by_index },
		{ "sums of a filter are found by the index that leaves the fewest rows",
		  sums_are_found_by_index },
		{ "a cursor of another order is refused", cursors_belong_to_their_order },
		{ "pages that begin today end in the order of today", a_cursor_keeps_its_day },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_SQLITE);
}
