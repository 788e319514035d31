/* The way of one deal through the stages of its pipeline. Pure but for the stages that it is given. */
#include "pipeline/insight_path.h"

#include "base/day.h"
#include "pipeline/pipeline.h"

#include <string.h>

void path_add(struct path *path, const struct stage *stage, int64_t at)
{
	size_t place = path->count;

	while (place > 0 && path->entries[place - 1].at > at)
		place--;
	for (size_t i = place; i > 0 && path->entries[i - 1].at == at; i--)
		if (path->entries[i - 1].stage == stage)
			return;
	if (path->count == PATH_ENTRIES)
		return;
	memmove(&path->entries[place + 1], &path->entries[place],
		(path->count - place) * sizeof path->entries[0]);
	path->entries[place] = (struct path_entry){ stage, at };
	path->count++;
}

static int64_t begun_days(int64_t from, int64_t to)
{
	return to > from ? (to - from + MS_PER_DAY - 1) / MS_PER_DAY : 0;
}

static struct path_end end_now(const struct path *path, int64_t from, int64_t now)
{
	const struct path_entry *last = &path->entries[path->count - 1];

	switch (last->stage->kind) {
	case STAGE_WON:
		return (struct path_end){ WAY_ON, begun_days(from, last->at) };
	case STAGE_LOST:
		return (struct path_end){ WAY_LOST, begun_days(from, last->at) };
	default:
		return (struct path_end){ WAY_STILL, begun_days(from, now) };
	}
}

struct path_end path_out_of(const struct path *path, const struct stage *stage, int64_t now)
{
	size_t first = 0;

	if (!stage && path->count > 0)
		return end_now(path, path->created_at, now);
	while (first < path->count && path->entries[first].stage != stage)
		first++;
	if (first == path->count)
		return (struct path_end){ WAY_ABSENT, 0 };

	int64_t from = path->entries[first].at;

	for (size_t i = first + 1; i < path->count; i++) {
		const struct path_entry *entry = &path->entries[i];

		if (entry->stage->kind != STAGE_LOST && stage_before(stage, entry->stage))
			return (struct path_end){ WAY_ON, begun_days(from, entry->at) };
	}
	return end_now(path, from, now);
}
