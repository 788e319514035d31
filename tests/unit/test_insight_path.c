/* How a deal got out of each stage that it has been in. */
#include "table.h"

#include "base/day.h"
#include "pipeline/insight_path.h"

enum { MOST = 6, NOW = 100, DEAL = -1 };

static const struct stage stages[] = {
	{ .row = { .id = 1 }, .kind = STAGE_OPEN, .position = 1 },
	{ .row = { .id = 2 }, .kind = STAGE_OPEN, .position = 2 },
	{ .row = { .id = 3 }, .kind = STAGE_OPEN, .position = 3 },
	{ .row = { .id = 4 }, .kind = STAGE_WON, .position = 4 },
	{ .row = { .id = 5 }, .kind = STAGE_LOST, .position = 5 },
};

/* Places of these. */
enum { FIRST, SECOND, THIRD, WON, LOST, NOWHERE };

struct been {
	int stage;
	int64_t day;
};

static const struct path_row {
	const char *name;
	struct been path[MOST]; /* until NOWHERE */
	int of;                 /* DEAL: as a whole */
	struct path_end end;
} paths[] = {
	{ "a deal that was never there is absent",
	  { { FIRST, 10 }, { NOWHERE, 0 } },
	  SECOND,
	  { WAY_ABSENT, 0 } },
	{ "a deal that goes on has left when it went",
	  { { FIRST, 10 }, { SECOND, 14 }, { NOWHERE, 0 } },
	  FIRST,
	  { WAY_ON, 4 } },
	{ "skipping stages is going on",
	  { { FIRST, 10 }, { WON, 15 }, { NOWHERE, 0 } },
	  FIRST,
	  { WAY_ON, 5 } },
	{ "a skipped stage was not entered",
	  { { FIRST, 10 }, { THIRD, 15 }, { NOWHERE, 0 } },
	  SECOND,
	  { WAY_ABSENT, 0 } },
	{ "a deal that is there still has been there until now",
	  { { FIRST, 10 }, { NOWHERE, 0 } },
	  FIRST,
	  { WAY_STILL, 90 } },
	{ "a lost deal is lost out of the stage that it was in",
	  { { FIRST, 10 }, { SECOND, 14 }, { LOST, 20 }, { NOWHERE, 0 } },
	  SECOND,
	  { WAY_LOST, 6 } },
	{ "where it had gone on before, it stays so",
	  { { FIRST, 10 }, { SECOND, 14 }, { LOST, 20 }, { NOWHERE, 0 } },
	  FIRST,
	  { WAY_ON, 4 } },
	{ "going back decides nothing",
	  { { FIRST, 10 }, { SECOND, 14 }, { FIRST, 20 }, { NOWHERE, 0 } },
	  SECOND,
	  { WAY_STILL, 86 } },
	{ "of several visits the first begins, and going beyond ends",
	  { { FIRST, 10 }, { SECOND, 14 }, { FIRST, 20 }, { THIRD, 30 }, { NOWHERE, 0 } },
	  SECOND,
	  { WAY_ON, 16 } },
	{ "a deal that was opened again is not lost",
	  { { FIRST, 10 }, { LOST, 14 }, { FIRST, 20 }, { NOWHERE, 0 } },
	  FIRST,
	  { WAY_STILL, 90 } },
	{ "as a whole a deal is won after all its days",
	  { { FIRST, 10 }, { SECOND, 14 }, { WON, 30 }, { NOWHERE, 0 } },
	  DEAL,
	  { WAY_ON, 20 } },
	{ "as a whole a lost deal is lost",
	  { { FIRST, 10 }, { LOST, 14 }, { NOWHERE, 0 } },
	  DEAL,
	  { WAY_LOST, 4 } },
	{ "as a whole an open deal is undecided",
	  { { SECOND, 10 }, { NOWHERE, 0 } },
	  DEAL,
	  { WAY_STILL, 90 } },
};

static void check_path(void **row)
{
	const struct path_row *r = *row;
	const struct stage *of = r->of == DEAL ? NULL : &stages[r->of];
	struct path path = { .created_at = r->path[0].day * MS_PER_DAY };
	struct path_end end;
	size_t count = 0;

	while (r->path[count].stage != NOWHERE)
		count++;
	/* Whatever the order in which they are read, and twice. */
	for (size_t i = 2 * count; i > 0; i--) {
		const struct been *been = &r->path[(i - 1) % count];

		path_add(&path, &stages[been->stage], been->day * MS_PER_DAY);
	}
	end = path_out_of(&path, of, INT64_C(1) * NOW * MS_PER_DAY);
	assert_int_equal(path.count, count);
	assert_int_equal(end.way, r->end.way);
	assert_int_equal(end.days, r->end.days);
}

static void begun_days_count_whole(void)
{
	struct path path = { .created_at = 0 };

	path_add(&path, &stages[FIRST], 0);
	path_add(&path, &stages[SECOND], 1);
	assert_int_equal(path_out_of(&path, &stages[FIRST], 10).days, 1);
	assert_int_equal(path_out_of(&path, &stages[SECOND], 1 + MS_PER_DAY).days, 1);
	assert_int_equal(path_out_of(&path, &stages[SECOND], 2 + MS_PER_DAY).days, 2);
}

static void a_way_without_end_is_cut(void)
{
	struct path path = { .created_at = 0 };

	for (int64_t i = 0; i < 2 * PATH_ENTRIES; i++)
		path_add(&path, &stages[i % 3], i);
	assert_int_equal(path.count, PATH_ENTRIES);
}

static const struct plain_row others[] = {
	{ "begun days count whole", begun_days_count_whole },
	{ "a way without end is cut", a_way_without_end_is_cut },
};

int main(void)
{
	static const struct table tables[] = { TABLE(paths, check_path), PLAIN(others) };

	return tables_run("insight_path", tables, COUNT_OF(tables));
}
