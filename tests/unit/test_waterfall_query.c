/* The waterfall of real histories: waterfall_query.c, waterfall_answer.c. The opening is read on its own (from
 * kept sums or from rows), so it adds up when the closing of one period is the opening of the next. */
#include "pipeline_support.h"

#include "base/zone.h"
#include "codec/json_out.h"
#include "db/engine.h"
#include "pipeline/waterfall_query.h"

#include <string.h>

enum { DEALS = 12, STEPS = 90, FRAMES = 150, FIRST_DAY = 20514 /* 2026-03-02 */ };

struct history {
	struct world world;
	struct pipeline other;
	struct stage other_open, other_won, other_lost;
	int64_t deals[DEALS];
	size_t count;
	uint64_t seed;
};

static int64_t next(struct history *h, int64_t below)
{
	h->seed = h->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((h->seed >> 33) % (uint64_t)below);
}

static int64_t any_owner(struct history *h)
{
	const int64_t owners[] = { h->world.seller.row.id, h->world.other_seller.row.id, 0 };

	return owners[next(h, 3)];
}

static const struct stage *any_stage(struct history *h)
{
	const struct stage *stages[] = { &h->world.first, &h->world.second, &h->world.third,
					 &h->world.won,   &h->world.lost,   &h->other_open,
					 &h->other_won,   &h->other_lost };

	return stages[next(h, COUNT_OF(stages))];
}

/* In another pipeline it begins in an open stage. */
static void move_anywhere(struct history *h, const struct deal *deal)
{
	const struct stage *to = any_stage(h);
	struct move move = { .closed_on = UNSET, .amount = UNSET };

	if (to->pipeline_id != deal->pipeline_id && to->kind != STAGE_OPEN)
		to = to->pipeline_id == h->other.row.id ? &h->other_open : &h->world.first;
	move.stage_id = to->row.id;
	move.pipeline_id = to->pipeline_id;
	(void)move_deal(&h->world, deal->row.id, &move, OK);
}

struct switching {
	int64_t id;
	bool archives;
};

static enum rc run_switch(struct ctx *cx, void *argument)
{
	const struct switching *s = argument;
	struct deal deal;

	return s->archives ? record_archive(cx, &deal_entity, s->id, &deal)
			   : deal_restore(cx, s->id, &deal);
}

static void edit(struct history *h, struct deal *deal)
{
	if (next(h, 2) == 0)
		deal->amount = next(h, 5) == 0 ? UNSET : next(h, 1000);
	if (next(h, 2) == 0)
		deal->expected_close = next(h, 5) == 0 ? UNSET : FIRST_DAY + next(h, 30);
	if (next(h, 4) == 0)
		deal->owner_id = any_owner(h);
	must_save(&h->world, &deal_entity, deal);
}

static void step_of(struct history *h, int64_t id)
{
	struct deal deal;
	bool archived;

	must_load(&h->world, &deal_entity, id, &deal);
	archived = deal.row.archived_at != UNSET;
	if (archived || next(h, 8) == 0) {
		struct switching s = { id, !archived };

		unit(&h->world, run_switch, &s, OK);
		return;
	}
	if (next(h, 2) == 0)
		move_anywhere(h, &deal);
	else
		edit(h, &deal);
}

/* Some time later, at once, or on the last or first instant of a day, where periods meet. */
static void wait(struct history *h)
{
	struct ctx *cx = h->world.cx;
	int64_t tomorrow = zone_day_start(h->world.zone, zone_day(h->world.zone, cx->now) + 1);

	switch (next(h, 4)) {
	case 0:
		return;
	case 1:
		cx->now = tomorrow - next(h, 2);
		return;
	default:
		cx->now += next(h, 20 * HOUR_MS);
	}
}

static void one_step(struct history *h)
{
	wait(h);
	if (h->count < DEALS && next(h, 4) == 0) {
		struct deal deal = make_deal(&h->world, "deal", any_owner(h));

		h->deals[h->count++] = deal.row.id;
		edit(h, &deal);
		return;
	}
	if (next(h, 10) == 0 && h->world.cx->events)
		undo_last(&h->world, OK);
	else if (h->count > 0)
		step_of(h, h->deals[next(h, (int64_t)h->count)]);
}

static struct stage make_other_stage(struct history *h, const char *name, enum stage_kind kind)
{
	struct stage stage;

	new_row(&h->world, &stage_entity, &stage);
	stage.pipeline_id = h->other.row.id;
	stage.name = str_from(name);
	stage.kind = kind;
	stage.position = 1 + (int64_t)kind;
	stage.probability = kind == STAGE_OPEN ? 5000 : kind == STAGE_WON ? 10000 : 0;
	must_save(&h->world, &stage_entity, &stage);
	return stage;
}

static void make_other_pipeline(struct history *h)
{
	new_row(&h->world, &pipeline_entity, &h->other);
	h->other.name = STR("Other");
	must_save(&h->world, &pipeline_entity, &h->other);
	h->other_open = make_other_stage(h, "Other open", STAGE_OPEN);
	h->other_won = make_other_stage(h, "Other won", STAGE_WON);
	h->other_lost = make_other_stage(h, "Other lost", STAGE_LOST);
}

/* The world acts as the admin, so that changes can be undone. */
static void make_history(struct history *h, struct db_fixture *fixture, uint64_t seed)
{
	*h = (struct history){ .seed = seed };
	world_make(&h->world, fixture);
	h->world.cx->who = &h->world.as_admin;
	make_other_pipeline(h);
	for (int i = 0; i < STEPS; i++) {
		h->world.cx->events = NULL;
		one_step(h);
	}
	h->world.cx->who = &h->world.as_admin;
}

static struct waterfall_frame any_frame(struct history *h)
{
	const struct zone *zone = h->world.zone;
	int64_t from = FIRST_DAY - 1 + next(h, 34);
	int64_t to = from + next(h, 34);
	struct waterfall_frame frame = {
		.pipeline_id = (next(h, 3) == 0 ? &h->other : &h->world.pipeline)->row.id,
		.begin = zone_day_start(zone, from) - 1,
		.end = zone_day_start(zone, to + 1) - 1,
		.close_from = next(h, 2) == 0 ? UNSET : FIRST_DAY + next(h, 20),
		.close_to = next(h, 2) == 0 ? UNSET : FIRST_DAY + 10 + next(h, 30),
		.owners = { .all = next(h, 2) == 0 },
	};

	if (!frame.owners.all) {
		frame.owners.ids = &h->world.seller.row.id;
		frame.owners.count = 1;
	}
	frame.is_much = db_dialect(h->world.cx->db) == DB_SQLITE && next(h, 2) == 0;
	return frame;
}

static struct waterfall read_frame(struct history *h, const struct waterfall_frame *frame)
{
	struct ctx *cx = h->world.cx;
	struct waterfall w = { .parts[PART_OPENING] = { 0, 0 } };

	ctx_clear_failure(cx);
	assert_rc(cx, db_read_begin(cx), OK);
	assert_rc(cx, waterfall_opening(cx, frame, &w.parts[PART_OPENING]), OK);
	assert_rc(cx, waterfall_changes(cx, frame, NULL, &w), OK);
	db_read_end(cx);
	waterfall_close(&w);
	return w;
}

/* One page, and what is told of its deals. */
static void read_page(struct history *h, const struct waterfall_frame *frame,
		      struct waterfall_page *page, struct waterfall_deal *deals)
{
	struct waterfall ignored = { .parts[PART_OPENING] = { 0, 0 } };
	struct ctx *cx = h->world.cx;

	assert_rc(cx, db_read_begin(cx), OK);
	assert_rc(cx, waterfall_changes(cx, frame, page, &ignored), OK);
	assert_rc(cx, waterfall_deals(cx, frame, page, deals), OK);
	db_read_end(cx);
}

/* What is behind a part adds up to it; pages of two have no gap. */
static void assert_deals(struct history *h, const struct waterfall_frame *frame,
			 enum waterfall_part part, const struct waterfall_figure *figure)
{
	struct waterfall_deal deals[2];
	struct waterfall_page page = { .part = part, .limit = 2 };
	struct waterfall_figure sum = { 0, 0 };
	size_t count;

	do {
		read_page(h, frame, &page, deals);
		count = page.count;
		for (size_t i = 0; i < count; i++) {
			assert_true(!page.started || deals[i].amount <= page.last_amount);
			assert_true(str_is_set(deals[i].title));
			page.started = true;
			page.last_amount = deals[i].amount;
			page.last_id = deals[i].id;
			sum.deals++;
			sum.amount += deals[i].amount;
		}
	} while (count == 2);
	assert_int_equal(sum.deals, figure->deals);
	assert_int_equal(sum.amount, figure->amount);
}

static void assert_frame(struct history *h, const struct waterfall_frame *frame)
{
	struct waterfall w = read_frame(h, frame);
	struct waterfall_frame after = *frame;
	struct waterfall_figure opening;

	after.begin = frame->end;
	after.end = frame->end + 1;
	opening = read_frame(h, &after).parts[PART_OPENING];
	assert_int_equal(w.parts[PART_CLOSING].deals, opening.deals);
	assert_int_equal(w.parts[PART_CLOSING].amount, opening.amount);
	for (enum waterfall_part part = PART_CREATED; part < PART_COUNT; part++)
		if (part != PART_CLOSING)
			assert_deals(h, frame, part, &w.parts[part]);
}

static void any_two_days_add_up(struct db_fixture *fixture)
{
	struct history h;

	make_history(&h, fixture, 20261125);
	for (int i = 0; i < FRAMES; i++) {
		struct waterfall_frame frame = any_frame(&h);
		struct arena_mark mark = arena_mark(h.world.cx->arena);

		assert_frame(&h, &frame);
		arena_rewind(h.world.cx->arena, mark);
	}
	assert_all_sound(&h.world);
	world_free(&h.world);
}

/* --- the answer ------------------------------------------------------------------------------------------- */

static enum rc write(struct ctx *cx, void *argument, struct json_out *out)
{
	return waterfall_to_json(cx, argument, out);
}

static struct waterfall_request request_for(const struct world *world, const char *part)
{
	return (struct waterfall_request){
		.pipeline_id = world->pipeline.row.id,
		.from = FIRST_DAY + 1,
		.to = FIRST_DAY + 1,
		.close_from = UNSET,
		.close_to = UNSET,
		.part = str_from(part),
		.limit = 50,
	};
}

static struct deal make_worth(struct world *world, const char *title, int64_t amount)
{
	struct deal deal = make_deal(world, title, world->seller.row.id);

	deal.amount = amount;
	must_save(world, &deal_entity, &deal);
	return deal;
}

static void tells_the_deals_of_a_part(struct db_fixture *fixture)
{
	struct world world;
	struct deal a, b;
	struct waterfall_request request;
	str text;

	world_make(&world, fixture);
	a = make_worth(&world, "a", 10000);
	b = make_worth(&world, "b", 20000);
	world.cx->now += DAY_MS;
	a.amount = 15000;
	must_save(&world, &deal_entity, &a);
	(void)move_to(&world, a.row.id, &world.won);
	b.owner_id = world.other_seller.row.id;
	b.amount = 90000;
	must_save(&world, &deal_entity, &b);
	request = request_for(&world, "won");
	text = json_of(&world, write, &request);
	assert_has(text, "\"opening\":{\"deals\":2,\"amount\":\"300.00\"}");
	assert_has(text, "\"won\":{\"deals\":1,\"amount\":\"150.00\"}");
	assert_has(text, "\"closing\":{\"deals\":1,\"amount\":\"900.00\"}");
	assert_has(text, "\"title\":\"a\",\"amount\":\"150.00\",\"before\":{\"state\":\"open\","
			 "\"amount\":\"100.00\",\"closes_on\":null},\"after\":{\"state\":\"won\","
			 "\"amount\":\"150.00\",\"closes_on\":\"2026-03-03\"}");
	/* What a deal is worth to its new owner is not its old one's to see. */
	request = request_for(&world, "pushed");
	request.owner_id = world.seller.row.id;
	text = json_of(&world, write, &request);
	assert_has(text, "\"pushed\":{\"deals\":1,\"amount\":\"200.00\"}");
	assert_has(text, "\"after\":{\"state\":\"elsewhere\",\"amount\":null,\"closes_on\":null}");
	assert_has(text, "\"closing\":{\"deals\":0,\"amount\":\"0.00\"}");
	world_free(&world);
}

/* Expected in April, won in March: March's wins have it, and so does its pulling in. */
static void counts_in_the_days_of_closing(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;
	struct waterfall_request request;
	str text;

	world_make(&world, fixture);
	deal = make_worth(&world, "early", 10000);
	deal.expected_close = FIRST_DAY + 40;
	must_save(&world, &deal_entity, &deal);
	world.cx->now += DAY_MS;
	(void)move_to(&world, deal.row.id, &world.won);
	request = request_for(&world, NULL);
	request.close_from = FIRST_DAY;
	request.close_to = FIRST_DAY + 29;
	text = json_of(&world, write, &request);
	assert_has(text, "\"opening\":{\"deals\":0,");
	assert_has(text, "\"pulled_in\":{\"deals\":1,\"amount\":\"100.00\"}");
	assert_has(text, "\"won\":{\"deals\":1,\"amount\":\"100.00\"}");
	request.close_from = FIRST_DAY + 30;
	request.close_to = FIRST_DAY + 59;
	text = json_of(&world, write, &request);
	assert_has(text, "\"opening\":{\"deals\":1,");
	assert_has(text, "\"won\":{\"deals\":1,");
	assert_has(text, "\"closing\":{\"deals\":0,");
	world_free(&world);
}

/* It is gone from the one and pulled into the other, with its whole worth. */
static void leaves_for_another_pipeline(struct db_fixture *fixture)
{
	struct history h = { .seed = 1 };
	struct world *world = &h.world;
	struct move move = { .closed_on = UNSET, .amount = UNSET };
	struct waterfall_request request;
	struct deal deal;
	str text;

	world_make(world, fixture);
	make_other_pipeline(&h);
	deal = make_worth(world, "a", 10000);
	world->cx->now += DAY_MS;
	move.stage_id = h.other_open.row.id;
	move.pipeline_id = h.other.row.id;
	(void)move_deal(world, deal.row.id, &move, OK);
	request = request_for(world, "pushed");
	text = json_of(world, write, &request);
	assert_has(text, "\"opening\":{\"deals\":1,\"amount\":\"100.00\"}");
	assert_has(text, "\"pushed\":{\"deals\":1,\"amount\":\"100.00\"}");
	assert_has(text, "\"closing\":{\"deals\":0,\"amount\":\"0.00\"}");
	assert_has(text, "\"after\":{\"state\":\"elsewhere\"");
	request.pipeline_id = h.other.row.id;
	request.part = STR("pulled_in");
	text = json_of(world, write, &request);
	assert_has(text, "\"opening\":{\"deals\":0,");
	assert_has(text, "\"pulled_in\":{\"deals\":1,\"amount\":\"100.00\"}");
	assert_has(text, "\"grown\":{\"deals\":0,");
	assert_has(text, "\"closing\":{\"deals\":1,\"amount\":\"100.00\"}");
	world_free(world);
}

static enum rc lose_stages_of_the_past(struct ctx *cx, void *argument)
{
	(void)argument;
	return db_execute(cx, STR("UPDATE deals_versions SET stage_id = 1000000000"));
}

/* It comes from elsewhere, and the days add up all the same. */
static void a_version_may_be_in_a_purged_stage(struct db_fixture *fixture)
{
	struct world world;
	struct waterfall_request request;
	struct deal deal;
	str text;

	world_make(&world, fixture);
	deal = make_worth(&world, "a", 10000);
	deal.expected_close = FIRST_DAY + 10;
	must_save(&world, &deal_entity, &deal);
	world.cx->now += DAY_MS;
	deal.amount = 15000;
	must_save(&world, &deal_entity, &deal);
	unit(&world, lose_stages_of_the_past, NULL, OK);
	request = request_for(&world, "created");
	request.close_from = FIRST_DAY;
	request.close_to = FIRST_DAY + 29;
	text = json_of(&world, write, &request);
	assert_has(text, "\"opening\":{\"deals\":0,");
	assert_has(text, "\"created\":{\"deals\":1,\"amount\":\"150.00\"}");
	assert_has(text, "\"closing\":{\"deals\":1,\"amount\":\"150.00\"}");
	assert_has(text, "\"before\":{\"state\":\"elsewhere\"");
	world_free(&world);
}

static void days_meet_without_overlap(struct db_fixture *fixture)
{
	struct world world;
	struct waterfall_request request;
	str text;

	world_make(&world, fixture);
	world.cx->now = zone_day_start(world.zone, FIRST_DAY + 1) - 1;
	(void)make_deal(&world, "last instant of the day before", world.seller.row.id);
	world.cx->now++;
	(void)make_deal(&world, "first instant", world.seller.row.id);
	world.cx->now = zone_day_start(world.zone, FIRST_DAY + 2) - 1;
	(void)make_deal(&world, "last instant", world.seller.row.id);
	world.cx->now++;
	(void)make_deal(&world, "first instant of the day after", world.seller.row.id);
	request = request_for(&world, NULL);
	text = json_of(&world, write, &request);
	assert_has(text, "\"opening\":{\"deals\":1,");
	assert_has(text, "\"created\":{\"deals\":2,");
	assert_has(text, "\"closing\":{\"deals\":3,");
	world_free(&world);
}

static void refuse(struct world *world, struct waterfall_request request, const char *field)
{
	struct buf text = buf_new(world->cx->arena);
	struct json_out out = json_out_new(&text);

	ctx_clear_failure(world->cx);
	assert_rc(world->cx, db_read_begin(world->cx), OK);
	assert_rc(world->cx, waterfall_to_json(world->cx, &request, &out), E_INVALID);
	db_read_end(world->cx);
	assert_string_equal(world->cx->failure.errors[0].field.ptr, field);
}

static void faulty_requests_are_told(struct db_fixture *fixture)
{
	struct world world;
	struct waterfall_request request;

	world_make(&world, fixture);
	request = request_for(&world, NULL);
	request.from = UNSET;
	refuse(&world, request, "from");
	request = request_for(&world, NULL);
	request.to = UNSET;
	refuse(&world, request, "to");
	request.to = request.from - 1;
	refuse(&world, request, "to");
	request = request_for(&world, NULL);
	request.close_from = 2;
	request.close_to = 1;
	refuse(&world, request, "close_to");
	refuse(&world, request_for(&world, "opening"), "part");
	request = request_for(&world, "won");
	request.cursor = STR("rubbish");
	refuse(&world, request, "cursor");
	request = request_for(&world, NULL);
	request.cursor = STR("1.1");
	refuse(&world, request, "cursor");
	request = request_for(&world, "won");
	request.limit = 0;
	refuse(&world, request, "limit");
	request = request_for(&world, "won");
	request.owner_id = 4711;
	refuse(&world, request, "owner_id");
	world_free(&world);
}

/* --- how it is read ------------------------------------------------------------------------------------ */

struct asking {
	struct waterfall_frame frame;
	bool is_opening; /* of what closes since a day */
	str plan;
};

/* The tables of the tests are empty: PostgreSQL would read them whole, rightly. */
static enum rc explain(struct ctx *cx, void *argument)
{
	struct asking *asking = argument;
	bool sqlite = db_dialect(cx->db) == DB_SQLITE;
	struct buf lines = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row = true;
	int parameters = 0;
	str sql;

	if (!sqlite)
		TRY(db_execute(cx, STR("SET LOCAL enable_seqscan = off")));
	if (asking->is_opening)
		TRY(waterfall_opening_sql(cx, &asking->frame, &sql));
	else
		TRY(waterfall_changes_sql(cx, &asking->frame, &sql));
	for (size_t i = 0; i < sql.len; i++)
		parameters += sql.ptr[i] == '?';
	TRY(db_prepare(cx,
		       str_printf(cx->arena, "%s%.*s", sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ",
				  STR_ARG(sql)),
		       &stmt));
	for (int i = 1; i <= parameters; i++)
		db_bind_int(stmt, i, 1);
	for (;;) {
		TRY(db_step(cx, stmt, &row));
		if (!row)
			break;
		buf_add(&lines, db_text(stmt, sqlite ? 3 : 0));
		buf_char(&lines, '\n');
	}
	asking->plan = buf_str(&lines);
	return buf_rc(&lines);
}

static str plan_of(struct world *world, int64_t end, bool is_much)
{
	struct asking asking = { .frame = { .pipeline_id = world->pipeline.row.id,
					    .begin = world->cx->now - INT64_C(30) * DAY_MS,
					    .end = end,
					    .close_from = UNSET,
					    .close_to = UNSET,
					    .is_much = is_much } };

	unit(world, explain, &asking, OK);
	return asking.plan;
}

static str plan_of_opening(struct world *world)
{
	struct asking asking = { .frame = { .pipeline_id = world->pipeline.row.id,
					    .begin = world->cx->now - INT64_C(30) * DAY_MS,
					    .end = world->cx->now - DAY_MS,
					    .close_from = FIRST_DAY,
					    .close_to = UNSET,
					    .owners = { .all = true } },
				 .is_opening = true };

	unit(world, explain, &asking, OK);
	return asking.plan;
}

static bool has(str plan, const char *part)
{
	return str_is_set(plan) && memmem(plan.ptr, plan.len, part, strlen(part)) != NULL;
}

/* A large part of all deals: each is met where it lies, and its version is found by it. */
static void reads_much_from_end_to_end(struct world *world)
{
	str until_now = plan_of(world, world->cx->now, true);
	str past = plan_of(world, world->cx->now - DAY_MS, true);

	if (!has(until_now, "SCAN t") || has(past, "ix_deals_updated_at") ||
	    !has(past, "SEARCH o USING INDEX ix_deals_versions_id_updated_at") ||
	    has(past, "TEMP B-TREE") || has(past, "MATERIALIZE"))
		fail_msg("%.*s%.*s", STR_ARG(until_now), STR_ARG(past));
}

static void reads_what_has_changed(struct db_fixture *fixture)
{
	struct world world;
	str until_now, past;

	world_make(&world, fixture);
	until_now = plan_of(&world, world.cx->now, false);
	past = plan_of(&world, world.cx->now - DAY_MS, false);
	if (fixture->dialect == DB_SQLITE) {
		if (!has(until_now, "SEARCH t USING COVERING INDEX ix_deals_updated_at"))
			fail_msg("%.*s", STR_ARG(until_now));
		assert_false(has(until_now, "SEARCH t USING INDEX ix_deals_versions"));
		if (!has(past, "ix_deals_updated_at") ||
		    !has(past, "ix_deals_versions_stage_id_updated_at"))
			fail_msg("%.*s", STR_ARG(past));
		assert_false(has(past, "SCAN t"));
		reads_much_from_end_to_end(&world);
	} else {
		assert_false(has(until_now, "Seq Scan on deals"));
		assert_false(has(past, "Seq Scan on deals"));
	}
	world_free(&world);
}

/* What it is in PostgreSQL: test_db_postgres.c. */
static void reads_changes_in_pieces(struct db_fixture *fixture)
{
	struct waterfall_request request;
	struct world world;
	struct ctx *cx;
	bool in_pieces = false;
	struct buf text;
	struct json_out out;

	world_make(&world, fixture);
	cx = world.cx;
	(void)make_worth(&world, "a", 10000);
	request = request_for(&world, NULL);
	text = buf_new(cx->arena);
	out = json_out_new(&text);
	assert_rc(cx, db_read_begin(cx), OK);
	assert_rc(cx, waterfall_to_json(cx, &request, &out), OK);
	for (struct db_stmt *stmt = cx->conn->cache.newest; stmt; stmt = stmt->entry.older)
		if (has(stmt->entry.key.text, "LEFT JOIN deals_versions o"))
			in_pieces = str_starts(stmt->entry.key.text, STR("DECLARE "));
	db_read_end(cx);
	assert_true(in_pieces == (fixture->dialect == DB_POSTGRES));
	world_free(&world);
}

static void opens_with_open_deals(struct db_fixture *fixture)
{
	struct world world;
	str plan;

	world_make(&world, fixture);
	plan = plan_of_opening(&world);
	if (fixture->dialect == DB_POSTGRES)
		assert_false(has(plan, "Seq Scan on deals"));
	else if (!has(plan, "SEARCH t USING INDEX ix_deals_stage_id_expected_close") ||
		 !has(plan, "SEARCH t USING INDEX ix_deals_versions_stage_id_valid_to"))
		fail_msg("%.*s", STR_ARG(plan));
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "real histories add up between any two days, whoever's deals",
		  any_two_days_add_up },
		{ "the deals behind a part are told with both states", tells_the_deals_of_a_part },
		{ "a deal counts in the days in which it closed", counts_in_the_days_of_closing },
		{ "a deal that moves to another pipeline goes out here and comes in there",
		  leaves_for_another_pipeline },
		{ "a version in a stage that has been purged since was elsewhere",
		  a_version_may_be_in_a_purged_stage },
		{ "a day ends where the next begins", days_meet_without_overlap },
		{ "faulty requests are told their parameter", faulty_requests_are_told },
		{ "changes are read from the index of what has changed, many from end to end",
		  reads_what_has_changed },
		{ "PostgreSQL gives changes in pieces", reads_changes_in_pieces },
		{ "an opening of some days is read from the index of open deals",
		  opens_with_open_deals },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
