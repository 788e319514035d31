/* Amounts in the organisation's currency, and how they follow its exchange rates and its currency: record/home_*.c,
 * pipeline/rate_save.c, organisation_save.c. */
#include "support.h"

#include "base/convert.h"
#include "base/day.h"
#include "base/zone.h"
#include "pipeline/pipeline.h"
#include "record/tally.h"

#include <string.h>

enum { HOUR = 3600 * 1000, DAY = 24 * HOUR };

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

static enum rc catch_up(struct ctx *cx, void *argument)
{
	return record_home_catch_up(cx, &deal_entity, argument);
}

static enum rc recount(struct ctx *cx, void *argument)
{
	struct home_walk *walk = argument;

	return record_home_recount(cx, &deal_entity, &walk->ended);
}

static int walk_all(struct world *world, enum rc (*part)(struct ctx *cx, void *argument))
{
	struct home_walk walk = { 0 };
	int parts = 0;

	for (; !walk.ended; parts++)
		unit(world, part, &walk, OK);
	return parts;
}

static struct currency_rate give_rate_to(struct world *world, const char *currency,
					 int64_t valid_from, int64_t rate_micro)
{
	struct currency_rate rate;

	assert_rc(world->cx, record_new(world->cx, &currency_rate_entity, &rate), OK);
	rate.currency = str_from(currency);
	rate.rate_micro = rate_micro;
	rate.valid_from = valid_from;
	must_save(world, &currency_rate_entity, &rate);
	return rate;
}

static struct currency_rate give_rate(struct world *world, int64_t valid_from, int64_t rate_micro)
{
	return give_rate_to(world, "USD", valid_from, rate_micro);
}

static struct deal make_worth(struct world *world, const char *currency, int64_t amount)
{
	struct deal deal;

	assert_rc(world->cx, record_new(world->cx, &deal_entity, &deal), OK);
	deal.title = STR("A");
	deal.pipeline_id = world->pipeline.row.id;
	deal.stage_id = world->first.row.id;
	deal.currency = str_from(currency);
	deal.amount = amount;
	must_save(world, &deal_entity, &deal);
	return deal;
}

/* More than one part of the walk, one of them archived. */
static void counts_once_there_is_a_rate(struct db_fixture *fixture)
{
	enum { DEALS = 230 };
	struct world world;
	struct deal deal, loaded;

	world_make(&world, fixture);
	for (int i = 0; i < DEALS; i++) {
		deal = make_deal(&world, "A", world.seller.row.id);
		deal.amount = 100;
		deal.currency = STR("USD");
		if (i == 0)
			deal.row.archived_at = world.cx->now;
		must_save(&world, &deal_entity, &deal);
	}
	world.cx->now += DAY;
	assert_int_equal(walk_all(&world, catch_up), 1);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 0);
	give_rate(&world, 0, 2000000);
	assert_int_equal(walk_all(&world, catch_up), 2);
	must_load(&world, &deal_entity, deal.row.id, &loaded);
	assert_int_equal(loaded.amount_home, 200);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).number, DEALS - 1);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 200 * (DEALS - 1));
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + HOUR).total,
			 200 * (DEALS - 1));
	assert_sound(&world);
	world_free(&world);
}

static enum rc save_rate(struct ctx *cx, void *argument)
{
	return rate_save(cx, argument);
}

static enum rc take_back(struct ctx *cx, void *argument)
{
	struct currency_rate *rate = argument;

	return rate_archive(cx, rate->row.id, rate);
}

static void correct(struct world *world, struct currency_rate *rate, int64_t rate_micro)
{
	rate->rate_micro = rate_micro;
	unit(world, save_rate, rate, OK);
}

/* What a rate that still stands has counted is left alone, and so is the organisation's own currency. */
static void counts_anew_when_a_rate_is_corrected(struct db_fixture *fixture)
{
	struct currency_rate first, wrong;
	struct world world;
	struct deal deals[3];

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	for (int i = 0; i < 3; i++) {
		deals[i] = make_deal(&world, "A", world.seller.row.id);
		if (i == 1)
			first = give_rate(&world, 0, 2000000);
		if (i == 2) {
			world.cx->now += DAY;
			wrong = give_rate(&world, zone_day(world.zone, world.cx->now), 99000000);
		}
		deals[i].amount = 100;
		if (i > 0)
			deals[i].currency = STR("USD");
		must_save(&world, &deal_entity, &deals[i]);
	}
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 100 + 200 + 9900);
	world.cx->now += DAY;
	correct(&world, &wrong, 3000000);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 100 + 200 + 300);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + DAY + HOUR).total,
			 100 + 200 + 300);
	unit(&world, take_back, &wrong, OK);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 100 + 200 + 200);
	unit(&world, take_back, &first, OK);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 100);
	assert_sound(&world);
	world_free(&world);
}

/* Not the rate of today, which came later: neither where it is corrected nor where it is taken back. */
static void follows_the_rate_that_has_counted_it(struct db_fixture *fixture)
{
	struct currency_rate second;
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	give_rate(&world, 0, 1100000);
	second = give_rate(&world, 1, 1200000);
	deal = make_deal(&world, "A", world.seller.row.id);
	deal.amount = 1000;
	deal.currency = STR("USD");
	must_save(&world, &deal_entity, &deal);
	world.cx->now += DAY;
	give_rate(&world, zone_day(world.zone, world.cx->now), 1500000);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 1200);
	correct(&world, &second, 1210000);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 1210);
	unit(&world, take_back, &second, OK);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 1100);
	assert_sound(&world);
	world_free(&world);
}

/* Of a rate that is 1 the amounts are the same numbers, as in the organisation's own currency. */
static void counts_anew_what_was_worth_the_same(struct db_fixture *fixture)
{
	struct currency_rate rate;
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	rate = give_rate(&world, 0, 1000000);
	for (int i = 0; i < 2; i++) {
		deal = make_deal(&world, "A", world.seller.row.id);
		deal.amount = 100;
		if (i == 1)
			deal.currency = STR("USD");
		must_save(&world, &deal_entity, &deal);
	}
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 100 + 100);
	correct(&world, &rate, 3000000);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 100 + 300);
	assert_sound(&world);
	world_free(&world);
}

/* Not even what no rate explains. */
static void counts_nothing_anew_by_a_new_rate(struct db_fixture *fixture)
{
	struct currency_rate rate;
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	rate = give_rate(&world, 0, 2000000);
	deal = make_deal(&world, "A", world.seller.row.id);
	deal.amount = 100;
	deal.currency = STR("USD");
	must_save(&world, &deal_entity, &deal);
	rate.row.archived_at = world.cx->now;
	must_save(&world, &currency_rate_entity, &rate);
	assert_rc(world.cx, record_new(world.cx, &currency_rate_entity, &rate), OK);
	rate.currency = STR("USD");
	rate.rate_micro = 3000000;
	rate.valid_from = 0;
	unit(&world, save_rate, &rate, OK);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 200);
	assert_sound(&world);
	world_free(&world);
}

/* Of the days before it was corrected as well: they were as wrong. A deal whose currency is another one now was in
 * this one then. */
static void leaves_what_nobody_has_changed(struct db_fixture *fixture)
{
	struct currency_rate rate;
	struct world world;
	struct deal deal, loaded;

	world_make(&world, fixture);
	rate = give_rate(&world, 0, 2000000);
	deal = make_worth(&world, "USD", 100);
	world.cx->now += DAY;
	deal.stage_id = world.second.row.id;
	must_save(&world, &deal_entity, &deal);
	world.cx->now += DAY;
	deal.currency = STR("IDR");
	must_save(&world, &deal_entity, &deal);
	world.cx->now += DAY;
	correct(&world, &rate, 3000000);
	must_load(&world, &deal_entity, deal.row.id, &loaded);
	assert_int_equal(loaded.row.revision, deal.row.revision);
	assert_int_equal(loaded.row.updated_at, deal.row.updated_at);
	assert_int_equal(must_count(world.cx, "SELECT COUNT(*) FROM deals_versions"), 2);
	assert_int_equal(
		must_count(world.cx, "SELECT COUNT(*) FROM events WHERE row_key % 64 = 12"), 3);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + HOUR).total, 300);
	assert_int_equal(sum_of(&world, world.second.row.id, WORLD_NOW + DAY + HOUR).total, 300);
	assert_int_equal(sum_of(&world, world.second.row.id, UNSET).total, 100);
	assert_sound(&world);
	world_free(&world);
}

/* The amount is in the organisation's currency by now, and needs no counting: its past does. */
static void catches_up_with_the_past(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	deal = make_worth(&world, "USD", 100);
	for (int i = 0; i < 2; i++) {
		world.cx->now += DAY;
		deal.currency = i == 0 ? STR("USD") : STR("IDR");
		deal.amount++;
		must_save(&world, &deal_entity, &deal);
	}
	give_rate(&world, 0, 2000000);
	assert_int_equal(walk_all(&world, catch_up), 1);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + HOUR).total, 200);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + DAY + HOUR).total, 202);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 102);
	assert_sound(&world);
	world_free(&world);
}

/* Days from the one on which the deals were saved, three before today. */
static void counts_by_the_rate_of_its_day(struct db_fixture *fixture)
{
	static const struct {
		const char *name;
		const char *currency;
		int64_t days[3];
		int64_t home;
	} cases[] = {
		{ "the rate in force on the day itself", "USD", { -5, -1, 2 }, 200 },
		{ "the first one after it, where there was none yet", "EUR", { 1, 2, 3 }, 100 },
		{ "none that is still to come", "GBP", { 9, 10, 11 }, UNSET },
	};
	struct deal deals[COUNT_OF(cases)];
	struct world world;

	world_make(&world, fixture);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		deals[i] = make_worth(&world, cases[i].currency, 100);
	world.cx->now += 3 * (int64_t)DAY;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		for (int k = 0; k < 3; k++)
			give_rate_to(&world, cases[i].currency,
				     zone_day(world.zone, WORLD_NOW) + cases[i].days[k],
				     (k + 1) * INT64_C(1000000));
	(void)walk_all(&world, catch_up);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct deal loaded;

		must_load(&world, &deal_entity, deals[i].row.id, &loaded);
		if (loaded.amount_home != cases[i].home)
			fail_msg("%s: %lld", cases[i].name, (long long)loaded.amount_home);
	}
	assert_sound(&world);
	world_free(&world);
}

static enum rc restore(struct ctx *cx, void *argument)
{
	struct currency_rate *rate = argument;

	return rate_restore(cx, rate->row.id, rate);
}

static enum rc undo_last(struct ctx *cx, void *argument)
{
	return record_undo(cx, argument);
}

static void assert_home(struct world *world, const struct deal *deal, int64_t home)
{
	struct deal loaded;

	must_load(world, &deal_entity, deal->row.id, &loaded);
	assert_int_equal(loaded.amount_home, home);
	assert_int_equal(loaded.row.revision, deal->row.revision);
}

/* Where a rate is worth the same as another one, its days tell what it has counted. */
static void knows_what_a_rate_counts_by_its_days(struct db_fixture *fixture)
{
	struct currency_rate second;
	struct undo undo = { 0 };
	struct world world;
	struct deal before, after;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	give_rate(&world, 0, 2000000);
	before = make_worth(&world, "USD", 100);
	world.cx->now += 2 * (int64_t)DAY;
	second = give_rate(&world, zone_day(world.zone, world.cx->now), 2000000);
	after = make_worth(&world, "USD", 100);
	correct(&world, &second, 3000000);
	assert_home(&world, &before, 200);
	assert_home(&world, &after, 300);
	unit(&world, undo_last, &undo, OK);
	assert_home(&world, &after, 200);
	undo = (struct undo){ .event_id = must_count(world.cx, "SELECT MAX(id) FROM events") };
	unit(&world, undo_last, &undo, OK);
	assert_home(&world, &before, 200);
	assert_home(&world, &after, 300);
	assert_sound(&world);
	world_free(&world);
}

/* More of it than fits into the memory that there is. */
enum { LONG_PAST = 600, LONG_TITLE = 200 };

static enum rc make_long_past(struct ctx *cx, void *argument)
{
	static char text[LONG_TITLE];
	struct deal *deal = argument;

	for (int i = 0; i < LONG_PAST; i++) {
		memset(text, 'a' + i % 26, sizeof text);
		deal->title = (str){ text, sizeof text };
		cx->now += HOUR;
		TRY(record_save(cx, &deal_entity, deal));
	}
	return OK;
}

static void counts_a_long_past(struct db_fixture *fixture)
{
	struct currency_rate rate;
	struct world world;
	struct arena *arena;
	struct arena small;
	struct deal deal;

	world_make(&world, fixture);
	rate = give_rate(&world, 0, 2000000);
	deal = make_worth(&world, "USD", 100);
	unit(&world, make_long_past, &deal, OK);
	arena = world.cx->arena;
	arena_init(&small, to_size(LONG_PAST) * LONG_TITLE);
	world.cx->arena = &small;
	correct(&world, &rate, 3000000);
	world.cx->arena = arena;
	arena_free(&small);
	assert_home(&world, &deal, 300);
	assert_int_equal(
		must_count(world.cx, "SELECT COUNT(*) FROM deals_versions WHERE amount_home = 300"),
		LONG_PAST);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + 2 * HOUR).total, 300);
	assert_sound(&world);
	world_free(&world);
}

/* One deal of the days of the first rate, one of those of the second, which had taken the first one meanwhile. */
static void gives_back_what_a_restored_rate_had_counted(struct db_fixture *fixture)
{
	struct currency_rate second;
	struct undo undo = { 0 };
	struct world world;
	struct deal before, after;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	give_rate(&world, 0, 2000000);
	before = make_worth(&world, "USD", 100);
	world.cx->now += 2 * (int64_t)DAY;
	second = give_rate(&world, zone_day(world.zone, world.cx->now), 3000000);
	after = make_worth(&world, "USD", 100);
	after.stage_id = world.second.row.id;
	world.cx->now += DAY;
	must_save(&world, &deal_entity, &after);
	for (int by_undo = 0; by_undo < 2; by_undo++) {
		unit(&world, take_back, &second, OK);
		assert_home(&world, &after, 200);
		if (by_undo)
			unit(&world, undo_last, &undo, OK);
		else
			unit(&world, restore, &second, OK);
		assert_home(&world, &before, 200);
		assert_home(&world, &after, 300);
	}
	assert_sound(&world);
	world_free(&world);
}

static int64_t day_of(const char *text)
{
	int64_t day = 0;

	assert_true(day_parse(str_from(text), &day));
	return day;
}

static void is_on(struct world *world, const char *day)
{
	world->cx->now = zone_day_start(world->zone, day_of(day)) + 9 * (int64_t)HOUR;
}

static void works_the_documented_example(struct db_fixture *fixture)
{
	struct currency_rate first;
	struct world world;
	struct deal early, won, loaded;

	world_make(&world, fixture);
	is_on(&world, "2025-12-20");
	early = make_worth(&world, "USD", 10000);
	is_on(&world, "2026-01-01");
	first = give_rate(&world, day_of("2026-01-01"), INT64_C(15000000000));
	(void)walk_all(&world, catch_up);
	is_on(&world, "2026-02-10");
	won = make_worth(&world, "USD", 10000);
	is_on(&world, "2026-03-01");
	give_rate(&world, day_of("2026-03-01"), INT64_C(16000000000));
	is_on(&world, "2026-03-05");
	won.stage_id = world.won.row.id;
	must_save(&world, &deal_entity, &won);
	assert_int_equal(won.amount_home, 150000000);
	must_load(&world, &deal_entity, early.row.id, &loaded);
	assert_int_equal(loaded.amount_home, 150000000);
	correct(&world, &first, INT64_C(15500000000));
	assert_int_equal(sum_of(&world, world.won.row.id, UNSET).total, 155000000);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 155000000);
	assert_int_equal(
		sum_of(&world, world.first.row.id, zone_day_start(world.zone, day_of("2026-02-15")))
			.total,
		2 * 155000000);
	assert_sound(&world);
	world_free(&world);
}

/* Pages are of 2,000 ids: two deals are in the first one, three in the second. */
static void make_two_pages(struct world *world, const char *currency)
{
	for (int i = 0; i < 5; i++) {
		if (i == 2)
			must_execute(
				world->cx,
				world->base->dialect == DB_SQLITE
					? "UPDATE sqlite_sequence SET seq = 2004 WHERE name = 'deals'"
					: "ALTER TABLE deals ALTER COLUMN id RESTART WITH 2005");
		(void)make_worth(world, currency, 100);
	}
}

/* Every correction does one page only, as if the server had ended behind it: a walk that has not come to its end begins
 * anew, and one in another currency waits behind it. */
static void goes_on_counting_where_it_was(struct db_fixture *fixture)
{
	struct currency_rate rate, other;
	struct world world;

	world_make(&world, fixture);
	rate = give_rate(&world, 0, 2000000);
	other = give_rate_to(&world, "EUR", 0, 2000000);
	assert_int_equal(walk_all(&world, recount), 1);
	make_two_pages(&world, "USD");
	correct(&world, &rate, 3000000);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 2 * 300 + 3 * 200);
	correct(&world, &rate, 4000000);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 2 * 400 + 3 * 200);
	correct(&world, &other, 4000000);
	correct(&world, &rate, 5000000);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 2 * 500 + 3 * 200);
	assert_int_equal(walk_all(&world, recount), 2);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 5 * 500);
	assert_sound(&world);
	world_free(&world);
}

static enum rc take_currency(struct ctx *cx, void *argument)
{
	struct organisation_row organisation;

	TRY(record_load(cx, &organisation_entity, 1, &organisation));
	organisation.currency = *(const str *)argument;
	return organisation_save(cx, &organisation);
}

static void take(struct world *world, const char *currency, enum rc expected)
{
	str code = str_from(currency);

	unit(world, take_currency, &code, expected);
}

/* What is in the new one counts as it is, also then; the rest waits for rates to it. */
static void counts_anew_in_another_currency(struct db_fixture *fixture)
{
	struct world world;
	struct deal rupiah, dollars;
	struct undo undo = { 0 };

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	rupiah = make_worth(&world, "IDR", 500);
	dollars = make_worth(&world, "USD", 100);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 500);
	world.cx->now += 2 * (int64_t)DAY;
	take(&world, "USD", OK);
	assert_home(&world, &rupiah, UNSET);
	assert_home(&world, &dollars, 100);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + HOUR).total, 100);
	unit(&world, undo_last, &undo, OK);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 500);
	assert_sound(&world);
	world_free(&world);
}

static void keeps_its_currency_while_there_are_rates(struct db_fixture *fixture)
{
	struct currency_rate rate;
	struct undo undo = { 0 };
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	deal = make_worth(&world, "EUR", 100);
	take(&world, "USD", OK);
	rate = give_rate(&world, 0, 2000000);
	take(&world, "EUR", E_CONFLICT);
	assert_string_equal(world.cx->failure.errors[0].field.ptr, "currency");
	undo.event_id = must_count(world.cx, "SELECT MAX(id) FROM events WHERE row_key = 65");
	unit(&world, undo_last, &undo, E_CONFLICT);
	unit(&world, take_back, &rate, OK);
	take(&world, "EUR", OK);
	assert_home(&world, &deal, 100);
	assert_sound(&world);
	world_free(&world);
}

/* The second page by a server that still has the old currency in mind. What was to be counted in the old one need not
 * be any more. */
static void goes_on_in_another_currency(struct db_fixture *fixture)
{
	struct currency_rate rate;
	struct world world;

	world_make(&world, fixture);
	rate = give_rate(&world, 0, 2000000);
	make_two_pages(&world, "USD");
	unit(&world, take_back, &rate, OK);
	take(&world, "USD", OK);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 2 * 100 + 3 * 200);
	assert_int_equal(must_count(world.cx, "SELECT COUNT(*) FROM program_facts"
					      " WHERE name = 'home_recount' AND value = '* 2000'"),
			 1);
	memcpy(world.cx->organisation.currency, "IDR", sizeof "IDR");
	assert_int_equal(walk_all(&world, recount), 1);
	assert_int_equal(sum_of(&world, world.first.row.id, UNSET).total, 5 * 100);
	assert_sound(&world);
	world_free(&world);
}

/* Also by undoing its removal; when the organisation has its currency again it can be. */
static void restores_no_rate_to_another_currency(struct db_fixture *fixture)
{
	struct currency_rate rate;
	struct undo undo = { 0 };
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	world.cx->who = &world.as_admin;
	deal = make_worth(&world, "EUR", 100);
	rate = give_rate_to(&world, "EUR", 0, 2000000);
	world.cx->now += HOUR;
	unit(&world, take_back, &rate, OK);
	undo.event_id = must_count(world.cx, "SELECT MAX(id) FROM events");
	for (int i = 0; i < 2; i++) {
		world.cx->now += HOUR;
		take(&world, i == 0 ? "USD" : "SGD", OK);
		unit(&world, restore, &rate, E_CONFLICT);
		unit(&world, undo_last, &undo, E_CONFLICT);
	}
	assert_home(&world, &deal, UNSET);
	world.cx->now += HOUR;
	take(&world, "IDR", OK);
	unit(&world, restore, &rate, OK);
	assert_home(&world, &deal, 200);
	assert_sound(&world);
	world_free(&world);
}

/* Sums that an older program has left: its rate was corrected, and nothing counted anew. */
static void counts_everything_after_an_upgrade(struct db_fixture *fixture)
{
	struct currency_rate rate;
	struct world world;
	struct deal deal;

	world_make(&world, fixture);
	rate = give_rate(&world, 0, 2000000);
	deal = make_worth(&world, "USD", 100);
	world.cx->now += DAY;
	deal.stage_id = world.second.row.id;
	must_save(&world, &deal_entity, &deal);
	rate.rate_micro = 3000000;
	must_save(&world, &currency_rate_entity, &rate);
	assert_home(&world, &deal, 200);
	must_execute(world.cx,
		     "INSERT INTO program_facts (name, value) VALUES ('home_recount', '* 0')");
	assert_int_equal(walk_all(&world, recount), 1);
	assert_home(&world, &deal, 300);
	assert_int_equal(sum_of(&world, world.first.row.id, WORLD_NOW + HOUR).total, 300);
	assert_sound(&world);
	world_free(&world);
}

static enum rc save_deal(struct ctx *cx, void *argument)
{
	return record_save(cx, &deal_entity, argument);
}

/* As an import does that began before, and then in units of work that follow. */
static void counts_in_the_currency_of_now(struct db_fixture *fixture)
{
	struct world world;
	struct deal deal, other;

	world_make(&world, fixture);
	deal = make_worth(&world, "EUR", 100);
	other = make_worth(&world, "EUR", 100);
	for (int i = 0; i < 2; i++) {
		struct ctx importing = *world.cx;

		take(&world, i == 0 ? "USD" : "EUR", OK);
		deal.currency = i == 0 ? STR("USD") : STR("EUR");
		assert_rc(&importing, db_write(&importing, save_deal, &deal), OK);
		assert_int_equal(deal.amount_home, 100);
		take(&world, i == 0 ? "IDR" : "USD", OK);
		other.amount++;
		assert_rc(&importing, db_write(&importing, save_deal, &other), OK);
		assert_int_equal(other.amount_home, UNSET);
	}
	assert_sound(&world);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "amounts of before their currency's rate are counted once it is there",
		  counts_once_there_is_a_rate },
		{ "amounts are counted anew when their rate is corrected or taken back",
		  counts_anew_when_a_rate_is_corrected },
		{ "an amount follows the rate that has counted it, not the one of today",
		  follows_the_rate_that_has_counted_it },
		{ "a corrected rate of 1 counts anew what was worth the same number",
		  counts_anew_what_was_worth_the_same },
		{ "a new rate counts nothing anew", counts_nothing_anew_by_a_new_rate },
		{ "counting anew leaves revisions, instants and history, and counts the past, too",
		  leaves_what_nobody_has_changed },
		{ "what waited for a rate in the past only is counted as well",
		  catches_up_with_the_past },
		{ "what waited for a rate takes that of its own day",
		  counts_by_the_rate_of_its_day },
		{ "what a rate had counted it counts again when it is restored, or its removal undone",
		  gives_back_what_a_restored_rate_had_counted },
		{ "what a rate counts is told by its days, not by its value",
		  knows_what_a_rate_counts_by_its_days },
		{ "a past is counted anew however long it is", counts_a_long_past },
		{ "an amount keeps the rate of its day: the example of docs/formulas.md",
		  works_the_documented_example },
		{ "counting anew goes on where it was when the server ended",
		  goes_on_counting_where_it_was },
		{ "another currency of the organisation counts everything anew, and so does its undoing",
		  counts_anew_in_another_currency },
		{ "the organisation's currency stays while there are rates to it",
		  keeps_its_currency_while_there_are_rates },
		{ "counting in another currency goes on after a restart",
		  goes_on_in_another_currency },
		{ "a rate to another currency of the organisation is not restored",
		  restores_no_rate_to_another_currency },
		{ "everything is counted once more after an upgrade",
		  counts_everything_after_an_upgrade },
		{ "who began in the organisation's old currency counts in its new one",
		  counts_in_the_currency_of_now },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
