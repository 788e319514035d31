/* Measures as of an instant are those that were shown at that instant, whatever happens to the deals afterwards:
 * closings_query.c and measures_query.c, by lives of deals that a dice tells. */
#include "pipeline_support.h"

#include "base/zone.h"

enum {
	KEPT_BYTES = 16 * 1024 * 1024,
	STEPS = 400,
	SHOWN_EVERY = 2,
	MAX_SHOWN = STEPS / SHOWN_EVERY + 1,
	DEALS = 40,
	QUESTIONS = 4
};

struct dice {
	uint64_t state;
};

/* 0..faces - 1; the same row of numbers each time. */
static int64_t throw(struct dice * dice, int64_t faces)
{
	dice->state = dice->state * 6364136223846793005U + 1442695040888963407U;
	return (int64_t)((dice->state >> 33) % (uint64_t)faces);
}

static enum rc write(struct ctx *cx, void *argument, struct json_out *out)
{
	return measures_to_json(cx, argument, out);
}

/* All there is, up to a day, a month of it, and of one seller. */
static struct measures_request question(const struct world *world, int number)
{
	int64_t first = zone_day(world->zone, WORLD_NOW);
	struct measures_request request = {
		world->pipeline.row.id, UNSET, UNSET, UNSET, 0, 0,
	};

	if (number == 1)
		request.to = first + 100;
	if (number == 2) {
		request.from = first + 20;
		request.to = first + 50;
	}
	if (number == 3)
		request.owner_id = world->seller.row.id;
	return request;
}

static str answer(struct world *world, int number, int64_t as_of)
{
	struct measures_request request = question(world, number);

	request.as_of = as_of;
	return json_of(world, write, &request);
}

/* --- lives of deals ------------------------------------------------------------------------------ */

struct putting {
	int64_t deal_id;
	bool away;
};

static enum rc put(struct ctx *cx, void *argument)
{
	const struct putting *putting = argument;
	struct deal deal;

	return putting->away ? deal_archive(cx, putting->deal_id, &deal)
			     : deal_restore(cx, putting->deal_id, &deal);
}

static void change(struct world *world, struct dice *dice, struct deal *deal)
{
	if (throw(dice, 2) == 0)
		deal->amount = 100 * throw(dice, 1000);
	else
		deal->owner_id =
			throw(dice, 2) == 0 ? world->seller.row.id : world->other_seller.row.id;
	must_save(world, &deal_entity, deal);
}

/* Closings may be told days afterwards, and be put right later: then they stay in their stage. */
static void move(struct world *world, struct dice *dice, const struct deal *deal)
{
	const struct stage *stages[] = { &world->first, &world->second, &world->third,
					 &world->won,   &world->lost,   &world->won };
	const struct stage *to = stages[throw(dice, COUNT_OF(stages))];
	struct move move = { .stage_id = to->row.id, .closed_on = UNSET, .amount = UNSET };

	if (to->kind != STAGE_OPEN && throw(dice, 2) == 0) {
		move.given = MOVE_CLOSED_ON;
		move.closed_on = zone_day(world->zone, world->cx->now) - throw(dice, 30);
	}
	(void)move_deal(world, deal->row.id, &move, OK);
}

static void live(struct world *world, struct dice *dice, int64_t *ids, int *count)
{
	struct putting putting = { .away = true };
	struct deal deal;

	if (*count < DEALS && throw(dice, 4) == 0) {
		deal = make_deal(world, "A deal", world->seller.row.id);
		ids[(*count)++] = deal.row.id;
		return;
	}
	must_load(world, &deal_entity, ids[throw(dice, *count)], &deal);
	putting.deal_id = deal.row.id;
	putting.away = deal.row.archived_at == UNSET;
	if (!putting.away || throw(dice, 12) == 0)
		unit(world, put, &putting, OK);
	else if (throw(dice, 4) == 0)
		change(world, dice, &deal);
	else
		move(world, dice, &deal);
}

struct shown {
	int64_t at;
	str answers[QUESTIONS];
};

/* In an arena of its own: an answer takes far more memory than its text. */
static void keep(struct world *world, struct arena *kept, struct shown *shown)
{
	shown->at = world->cx->now;
	for (int number = 0; number < QUESTIONS; number++) {
		struct arena_mark mark = arena_mark(world->cx->arena);

		shown->answers[number] = arena_str(kept, answer(world, number, UNSET));
		assert_true(str_is_set(shown->answers[number]));
		arena_rewind(world->cx->arena, mark);
	}
}

static int compare(struct world *world, const struct shown *shown)
{
	int faults = 0;

	for (int number = 0; number < QUESTIONS; number++) {
		struct arena_mark mark = arena_mark(world->cx->arena);
		str now = answer(world, number, shown->at);

		if (!str_eq(now, shown->answers[number])) {
			print_error("# question %d of %lld:\n%.*s\ninstead of\n%.*s\n", number,
				    (long long)(shown->at - WORLD_NOW) / DAY_MS, STR_ARG(now),
				    STR_ARG(shown->answers[number]));
			faults++;
		}
		arena_rewind(world->cx->arena, mark);
	}
	return faults;
}

static void remembers_what_was_shown(struct db_fixture *fixture)
{
	struct world world;
	struct dice dice = { 20260302 };
	struct shown *shown = NULL;
	struct arena kept;
	int64_t ids[DEALS];
	int count = 0;
	int shown_count = 0;
	int faults = 0;

	world_make(&world, fixture);
	arena_init(&kept, KEPT_BYTES);
	assert_rc(world.cx, ctx_alloc(world.cx, MAX_SHOWN * sizeof *shown, &shown), OK);
	ids[count++] = make_deal(&world, "The first", world.seller.row.id).row.id;
	for (int step = 1; step <= STEPS; step++) {
		struct arena_mark mark = arena_mark(world.cx->arena);

		world.cx->now += 1 + throw(&dice, 16) * (int64_t)HOUR_MS;
		live(&world, &dice, ids, &count);
		arena_rewind(world.cx->arena, mark);
		if (step % SHOWN_EVERY != 0)
			continue;
		keep(&world, &kept, &shown[shown_count++]);
	}
	world.cx->now += DAY_MS;
	for (int i = 0; i < shown_count; i++)
		faults += compare(&world, &shown[i]);
	assert_int_equal(faults, 0);
	assert_all_sound(&world);
	arena_free(&kept);
	world_free(&world);
}

/* Hour by hour in the days around a closing: what is put right then is no exception that an index knows. */
static void knows_the_hours_after_a_closing(struct db_fixture *fixture)
{
	struct world world;
	struct shown shown[30]; /* until the day after the closing */
	struct arena kept;
	struct deal deal;
	int faults = 0;

	world_make(&world, fixture);
	arena_init(&kept, KEPT_BYTES);
	deal = make_deal(&world, "A deal", world.seller.row.id);
	for (size_t hour = 0; hour < COUNT_OF(shown); hour++) {
		world.cx->now += HOUR_MS;
		if (hour == 5)
			(void)move_to(&world, deal.row.id, &world.won);
		must_load(&world, &deal_entity, deal.row.id, &deal);
		deal.amount = 100 * ((int64_t)hour + 1);
		must_save(&world, &deal_entity, &deal);
		keep(&world, &kept, &shown[hour]);
	}
	for (size_t hour = 0; hour < COUNT_OF(shown); hour++)
		faults += compare(&world, &shown[hour]);
	assert_int_equal(faults, 0);
	arena_free(&kept);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "measures of a past instant are what was shown then", remembers_what_was_shown },
		{ "a closing that is put right hour by hour is at each hour what it was then",
		  knows_the_hours_after_a_closing },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
