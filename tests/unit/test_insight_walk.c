/* Since when the ways of deals are read where they are many: insight_walk_query.c. */
#include "pipeline_support.h"

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

int main(void)
{
	static const struct db_test tests[] = {
		{ "ways are bounded by the number of deals that there were",
		  as_many_as_there_were },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
