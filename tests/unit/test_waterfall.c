/* The waterfall, with the example of docs/formulas.md, and by random histories. */
#include "table.h"

#include "pipeline/waterfall.h"

#include <stdlib.h>
#include <string.h>

#define BIT(part) (1u << PART_##part)

static const struct parts_row {
	const char *name;
	enum deal_place before, after;
	int direction;
	unsigned parts;
} rows[] = {
	{ "a deal that stays as it is", PLACE_OPEN_HERE, PLACE_OPEN_HERE, 0,
	  BIT(OPENING) | BIT(CLOSING) },
	{ "a deal that grows", PLACE_OPEN_HERE, PLACE_OPEN_HERE, 1,
	  BIT(OPENING) | BIT(GROWN) | BIT(CLOSING) },
	{ "a deal that shrinks", PLACE_OPEN_HERE, PLACE_OPEN_HERE, -1,
	  BIT(OPENING) | BIT(SHRUNK) | BIT(CLOSING) },
	{ "a new deal", PLACE_ABSENT, PLACE_OPEN_HERE, 1, BIT(CREATED) | BIT(CLOSING) },
	{ "a new deal that closes outside the days counts nowhere", PLACE_ABSENT,
	  PLACE_OPEN_OUTSIDE, 1, 0 },
	{ "a lost deal that is opened again", PLACE_LOST_HERE, PLACE_OPEN_HERE, 0,
	  BIT(CREATED) | BIT(CLOSING) },
	{ "a won deal that is opened again", PLACE_WON_OUTSIDE, PLACE_OPEN_HERE, 0,
	  BIT(CREATED) | BIT(CLOSING) },
	{ "a restored deal", PLACE_ARCHIVED, PLACE_OPEN_HERE, 0, BIT(CREATED) | BIT(CLOSING) },
	{ "a deal whose close comes nearer", PLACE_OPEN_OUTSIDE, PLACE_OPEN_HERE, 0,
	  BIT(PULLED_IN) | BIT(CLOSING) },
	{ "a deal that is taken over", PLACE_ELSEWHERE_OPEN, PLACE_OPEN_HERE, 1,
	  BIT(PULLED_IN) | BIT(CLOSING) },
	{ "a deal whose close is put off", PLACE_OPEN_HERE, PLACE_OPEN_OUTSIDE, 0,
	  BIT(OPENING) | BIT(PUSHED) },
	{ "a deal that is handed over", PLACE_OPEN_HERE, PLACE_ELSEWHERE_OPEN, 0,
	  BIT(OPENING) | BIT(PUSHED) },
	{ "a deal that is handed over and then won by another", PLACE_OPEN_HERE, PLACE_ELSEWHERE, 0,
	  BIT(OPENING) | BIT(PUSHED) },
	{ "a deal that is won for more", PLACE_OPEN_HERE, PLACE_WON_HERE, 1,
	  BIT(OPENING) | BIT(GROWN) | BIT(WON) },
	{ "a deal that is won on another day than expected", PLACE_OPEN_HERE, PLACE_WON_OUTSIDE, 0,
	  BIT(OPENING) | BIT(WON) },
	{ "a deal that is lost", PLACE_OPEN_HERE, PLACE_LOST_OUTSIDE, 0, BIT(OPENING) | BIT(LOST) },
	{ "an archived deal is lost", PLACE_OPEN_HERE, PLACE_ARCHIVED, 0,
	  BIT(OPENING) | BIT(LOST) | BIT(ARCHIVED) },
	{ "a deal that comes and is won", PLACE_ABSENT, PLACE_WON_HERE, 1,
	  BIT(CREATED) | BIT(WON) },
	{ "a deal that comes and is lost", PLACE_ABSENT, PLACE_LOST_HERE, 1,
	  BIT(CREATED) | BIT(LOST) },
	{ "a deal that is won earlier than expected", PLACE_OPEN_OUTSIDE, PLACE_WON_HERE, 0,
	  BIT(PULLED_IN) | BIT(WON) },
	{ "a lost deal that is won after all", PLACE_LOST_OUTSIDE, PLACE_WON_HERE, 0,
	  BIT(CREATED) | BIT(WON) },
	{ "a deal that was won already", PLACE_WON_HERE, PLACE_WON_HERE, 1, 0 },
	{ "a colleague's old win that is taken over is no win", PLACE_ELSEWHERE, PLACE_WON_HERE, 0,
	  0 },
	{ "a won deal that is restored is no win", PLACE_ARCHIVED, PLACE_WON_HERE, 0, 0 },
	{ "a new deal that is archived at once", PLACE_ABSENT, PLACE_ARCHIVED, 0, 0 },
};

static void check(void **row)
{
	const struct parts_row *r = *row;

	assert_int_equal(waterfall_parts(r->before, r->after, r->direction), r->parts);
}

/* here, by stage, archived, in days */
static const struct place_row {
	const char *name;
	struct deal_standing standing;
	enum deal_place place;
} places[] = {
	{ "open is what is counted", { true, PLACE_OPEN_HERE, false, true }, PLACE_OPEN_HERE },
	{ "open, to close on other days",
	  { true, PLACE_OPEN_HERE, false, false },
	  PLACE_OPEN_OUTSIDE },
	{ "won in the days", { true, PLACE_WON_HERE, false, true }, PLACE_WON_HERE },
	{ "won on other days", { true, PLACE_WON_HERE, false, false }, PLACE_WON_OUTSIDE },
	{ "lost in the days", { true, PLACE_LOST_HERE, false, true }, PLACE_LOST_HERE },
	{ "lost on other days", { true, PLACE_LOST_HERE, false, false }, PLACE_LOST_OUTSIDE },
	{ "archived, whatever the days", { true, PLACE_WON_HERE, true, false }, PLACE_ARCHIVED },
	{ "a colleague's open deal",
	  { false, PLACE_OPEN_HERE, false, true },
	  PLACE_ELSEWHERE_OPEN },
	{ "a colleague's won deal", { false, PLACE_WON_HERE, false, true }, PLACE_ELSEWHERE },
	{ "a colleague's open deal that is archived",
	  { false, PLACE_OPEN_HERE, true, true },
	  PLACE_ELSEWHERE },
};

static void check_place(void **row)
{
	const struct place_row *r = *row;

	assert_int_equal(waterfall_place(&r->standing), r->place);
}

static const struct worth_row {
	const char *name;
	enum deal_place before, after;
	int64_t worth_before, worth_after; /* of 30 and 50 */
} worths[] = {
	{ "what is here is told", PLACE_OPEN_HERE, PLACE_WON_HERE, 30, 50 },
	{ "what is handed over goes with its old worth", PLACE_OPEN_HERE, PLACE_ELSEWHERE, 30, 30 },
	{ "what is taken over was worth nothing", PLACE_ELSEWHERE_OPEN, PLACE_OPEN_HERE, 0, 50 },
};

static void check_worth(void **row)
{
	const struct worth_row *r = *row;
	struct waterfall_change change = { r->before, r->after, 1, 30, 50 };

	waterfall_hide(&change);
	assert_int_equal(change.amount_before, r->worth_before);
	assert_int_equal(change.amount_after, r->worth_after);
}

static void assert_part(const struct waterfall *w, enum waterfall_part part, int64_t deals,
			int64_t amount)
{
	assert_int_equal(w->parts[part].deals, deals);
	assert_int_equal(w->parts[part].amount, amount);
}

/* docs/formulas.md, in whole rupiah. */
static void the_example(void)
{
	static const struct waterfall_change changes[] = {
		{ PLACE_OPEN_HERE, PLACE_OPEN_HERE, 1, 20, 26 },    /* 2: grown by 6 */
		{ PLACE_OPEN_HERE, PLACE_OPEN_HERE, 1, 30, 25 },    /* 3: shrunk by 5 */
		{ PLACE_OPEN_HERE, PLACE_WON_HERE, 1, 40, 45 },     /* 4: grown by 5, won 45 */
		{ PLACE_OPEN_HERE, PLACE_LOST_HERE, 1, 15, 15 },    /* 5 */
		{ PLACE_OPEN_HERE, PLACE_OPEN_OUTSIDE, 1, 12, 12 }, /* 6: pushed */
		{ PLACE_ABSENT, PLACE_OPEN_HERE, 1, 0, 18 },        /* 7: created */
		{ PLACE_ABSENT, PLACE_WON_HERE, 1, 0, 7 },          /* 8: created and won */
		{ PLACE_OPEN_OUTSIDE, PLACE_OPEN_HERE, 1, 9, 11 },  /* 9: pulled in */
		{ PLACE_OPEN_HERE, PLACE_ARCHIVED, 1, 3, 3 },       /* 10: lost, as archived */
	};
	struct waterfall w = { .parts[PART_OPENING] = { 7, 130 } };

	for (size_t i = 0; i < COUNT_OF(changes); i++)
		waterfall_add(&w, &changes[i]);
	waterfall_close(&w);
	assert_part(&w, PART_CREATED, 2, 25);
	assert_part(&w, PART_PULLED_IN, 1, 11);
	assert_part(&w, PART_GROWN, 2, 11);
	assert_part(&w, PART_SHRUNK, 1, 5);
	assert_part(&w, PART_PUSHED, 1, 12);
	assert_part(&w, PART_LOST, 2, 18);
	assert_part(&w, PART_ARCHIVED, 1, 3);
	assert_part(&w, PART_WON, 2, 52);
	assert_part(&w, PART_CLOSING, 5, 90);
}

/* --- random histories ------------------------------------------------------------------------------ */

enum { DEALS = 60, DAYS = 12, ROUNDS = 400 };

struct state {
	enum deal_place place;
	int64_t amount;
};

/* Numbers from a seed (a linear congruential generator), so that a failure comes again. */
static int64_t next(uint64_t *seed, int64_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((*seed >> 33) % (uint64_t)below);
}

static struct state change(struct state state, uint64_t *seed)
{
	if (next(seed, 3) == 0)
		state.amount = next(seed, 50);
	if (next(seed, 3) == 0)
		state.place = (enum deal_place)(1 + next(seed, PLACE_COUNT - 1));
	return state;
}

static void make_history(struct state history[DEALS][DAYS], uint64_t *seed)
{
	for (size_t deal = 0; deal < DEALS; deal++) {
		size_t born = (size_t)next(seed, DAYS);

		for (size_t day = 0; day < DAYS; day++) {
			struct state *state = &history[deal][day];

			*state = day == 0 ? (struct state){ PLACE_ABSENT, 0 } : state[-1];
			if (day == born)
				*state = (struct state){ PLACE_OPEN_HERE, next(seed, 50) };
			if (day >= born)
				*state = change(*state, seed);
		}
	}
}

static struct waterfall_figure open_on(struct state history[DEALS][DAYS], size_t day)
{
	struct waterfall_figure figure = { 0, 0 };

	for (size_t deal = 0; deal < DEALS; deal++)
		if (history[deal][day].place == PLACE_OPEN_HERE) {
			figure.deals++;
			figure.amount += history[deal][day].amount;
		}
	return figure;
}

static void add_deals(struct waterfall *w, struct state history[DEALS][DAYS], size_t from,
		      size_t to)
{
	for (size_t deal = 0; deal < DEALS; deal++) {
		const struct waterfall_change c = {
			.before = history[deal][from].place,
			.after = history[deal][to].place,
			.deals = 1,
			.amount_before = history[deal][from].amount,
			.amount_after = history[deal][to].amount,
		};

		waterfall_add(w, &c);
	}
}

static void assert_adds_up(struct state history[DEALS][DAYS], size_t from, size_t to)
{
	struct waterfall w = { .parts[PART_OPENING] = open_on(history, from) };
	struct waterfall_figure closing = open_on(history, to);

	add_deals(&w, history, from, to);
	waterfall_close(&w);
	assert_part(&w, PART_CLOSING, closing.deals, closing.amount);
	for (enum waterfall_part part = 0; part < PART_COUNT; part++)
		assert_true(w.parts[part].amount >= 0 && w.parts[part].deals >= 0);
}

static void random_histories(void)
{
	static struct state history[DEALS][DAYS];
	uint64_t seed = 4;

	for (int i = 0; i < ROUNDS; i++) {
		make_history(history, &seed);
		for (size_t from = 0; from < DAYS; from++)
			for (size_t to = from; to < DAYS; to++)
				assert_adds_up(history, from, to);
	}
}

static void names(void)
{
	for (enum waterfall_part part = 0; part < PART_COUNT; part++)
		assert_non_null(waterfall_part_names[part]);
	assert_null(waterfall_part_names[PART_COUNT]);
}

static const struct plain_row plain[] = {
	{ "the example adds up", the_example },
	{ "random histories add up between any two days", random_histories },
	{ "every part has a name", names },
};

int main(void)
{
	const struct table tables[] = { TABLE(rows, check), TABLE(places, check_place),
					TABLE(worths, check_worth), PLAIN(plain) };

	return tables_run("waterfall", tables, COUNT_OF(tables));
}
