/* Since when the ways of deals are read where they are many: insight_walk_query.c. */
#include "pipeline_support.h"

#include "base/zone.h"
#include "pipeline/insight_walk_query.h"

enum { DEALS = 8 };

struct asking {
	struct insight_scope scope;
	int64_t most;
	int64_t begin;
	int64_t period_begin;
};

static enum rc ask(struct ctx *cx, void *argument)
{
	struct asking *asking = argument;
	struct insight_frame frame;

	TRY(insight_frame_open(cx, &asking->scope, &frame));
	asking->period_begin = frame.begin;
	return insight_walk_begin(cx, &frame, asking->most, &asking->begin);
}

static enum rc archive(struct ctx *cx, void *argument)
{
	struct deal deal;

	return record_archive(cx, &deal_entity, *(const int64_t *)argument, &deal);
}

/* Eight deals, one a day; of those that began first, six are archived a day after the last one. */
static void make_days(struct world *world, struct db_fixture *fixture)
{
	int64_t ids[DEALS];

	world_make(world, fixture);
	for (int i = 0; i < DEALS; i++) {
		world->cx->now = WORLD_NOW + i * (int64_t)DAY_MS;
		ids[i] = make_deal(world, "deal", world->seller.row.id).row.id;
	}
	world->cx->now += DAY_MS;
	for (int i = 0; i < DEALS - 2; i++)
		unit(world, archive, &ids[i], OK);
}

static const struct bound_row {
	const char *name;
	int64_t most;
	int64_t as_of; /* days after WORLD_NOW; UNSET: now */
	int64_t begin; /* the day of this deal; UNSET: of the period */
} bounds[] = {
	{ "as many as there are", 2, UNSET, UNSET },
	{ "one fewer than there are", 1, UNSET, 6 },
	{ "as many as there were", 8, 7, UNSET },
	{ "fewer than there were, though more than there are", 3, 7, 4 },
	{ "fewer than there were on an earlier day", 2, 3, 1 },
};

static void as_many_as_there_were(struct db_fixture *fixture)
{
	struct world world;

	make_days(&world, fixture);
	for (size_t i = 0; i < COUNT_OF(bounds); i++) {
		const struct bound_row *row = &bounds[i];
		struct asking asking = {
			.scope = { .pipeline_id = world.pipeline.row.id,
				   .from = WORLD_NOW / (int64_t)DAY_MS - 30,
				   .to = WORLD_NOW / (int64_t)DAY_MS + 30,
				   .as_of =
					   row->as_of == UNSET
						   ? UNSET
						   : WORLD_NOW + row->as_of * (int64_t)DAY_MS + 1 },
			.most = row->most,
		};
		int64_t wanted;

		unit(&world, ask, &asking, OK);
		wanted = row->begin == UNSET ? asking.period_begin
					     : WORLD_NOW + row->begin * (int64_t)DAY_MS;
		if (asking.begin != wanted)
			fail_msg("%s: %lld instead of %lld", row->name, (long long)asking.begin,
				 (long long)wanted);
	}
	world_free(&world);
}

/* --- so many that SQLite counts them from end to end ----------------------------------------------------------- */

enum { MANY = 100000, APART_MS = 20000 };

static int64_t nth_began(int64_t n)
{
	return WORLD_NOW - 29 * (int64_t)DAY_MS + n * APART_MS;
}

static void make_many(struct world *world, struct db_fixture *fixture)
{
	struct buf sql = buf_new(&fixture->arena);

	world_make(world, fixture);
	buf_printf(
		&sql,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
		" INSERT INTO deals (id, created_at, updated_at, pipeline_id, stage_id)"
		" SELECT i, %lld + i * %d, 1, %lld, %lld FROM n;"
		" INSERT INTO stage_totals (key, owner_id, number, total) VALUES (%lld, 0, %d, 0)",
		MANY, (long long)nth_began(0), APART_MS, (long long)world->pipeline.row.id,
		(long long)world->first.row.id, (long long)world->first.row.id, MANY);
	must_execute(world->cx, buf_str(&sql).ptr);
}

static void check_many(struct world *world)
{
	static const int64_t most[] = { 1, 4319, 4320, 50000, MANY - 2, MANY - 1, MANY };

	for (size_t i = 0; i < COUNT_OF(most); i++) {
		struct asking asking = { .scope = { .pipeline_id = world->pipeline.row.id,
						    .from = WORLD_NOW / (int64_t)DAY_MS - 30,
						    .to = WORLD_NOW / (int64_t)DAY_MS,
						    .as_of = UNSET },
					 .most = most[i] };

		unit(world, ask, &asking, OK);
		assert_int_equal(asking.begin,
				 most[i] == MANY ? asking.period_begin : nth_began(MANY - most[i]));
	}
}

/* The creations of each day of the organisation's zone, some left out. */
static void keep_creations(struct world *world, const char *number)
{
	struct buf sql = buf_new(world->cx->arena);
	int64_t offset =
		WORLD_NOW - zone_day(world->zone, WORLD_NOW) * (int64_t)DAY_MS -
		(WORLD_NOW - zone_day_start(world->zone, zone_day(world->zone, WORLD_NOW)));

	buf_printf(&sql,
		   "DELETE FROM stage_totals_moves; INSERT INTO stage_totals_moves"
		   " (from_key, day, to_key, stay_days, number)"
		   " SELECT 0, (created_at - (%lld)) / %lld, %lld, 0, %s FROM deals GROUP BY 2;"
		   " INSERT INTO stage_totals_moves (from_key, day, to_key, stay_days, number)"
		   " SELECT 0, %lld, %lld, 0, SUM(number) FROM stage_totals_moves",
		   (long long)offset, (long long)DAY_MS, (long long)world->first.row.id, number,
		   (long long)ALL_DAYS, (long long)world->first.row.id);
	must_execute(world->cx, buf_str(&sql).ptr);
}

static void of_many_the_last(struct db_fixture *fixture)
{
	struct world world;

	make_many(&world, fixture);
	check_many(&world); /* nothing is kept of their creation */
	keep_creations(&world, "COUNT(*) / 2");
	check_many(&world); /* what is kept is not of them alone */
	keep_creations(&world, "COUNT(*)");
	check_many(&world);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "ways are bounded by the number of deals that there were",
		  as_many_as_there_were },
		{ "of very many deals the last ones are read, to the deal", of_many_the_last },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
