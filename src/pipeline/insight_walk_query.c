/* Reads the ways of deals through their stages, from the deals and their versions: all versions of a stay have
 * the time of its beginning. Deals come in the order of their creation, by its index. */
#include "pipeline/insight_walk_query.h"

#include "base/convert.h"
#include "base/day.h"
#include "base/zone.h"
#include "db/db.h"
#include "entity/entities.h"

/* --- how many ---------------------------------------------------------------------------------------------- */

/* The owners' at the frame's instant, whatever the filters: a kept sum. */
static enum rc count_all(struct ctx *cx, const struct insight_frame *frame, int64_t *deals)
{
	struct tally_question question = { .owners = &frame->owners, .at = frame->as_of };
	struct stage_ids stages;
	struct sum *sums;

	TRY(insight_stages(cx, frame, STAGES_ALL, &stages));
	TRY(ctx_alloc(cx, (stages.count + 1) * sizeof *sums, &sums));
	question.keys = stages.ids;
	question.count = stages.count;
	TRY(tally_read(cx, &deal_entity, &question, sums));
	*deals = 0;
	for (size_t i = 0; i < stages.count; i++)
		*deals += sums[i].number;
	return OK;
}

static struct insight_part part_of(const struct insight_frame *frame)
{
	return (struct insight_part){ .kinds = STAGES_ALL,
				      .days = DAYS_OF_CREATION,
				      .from = frame->begin,
				      .to = frame->end };
}

/* --- since which day, by kept sums --------------------------------------------------------------------------- */

static enum rc add_number(struct ctx *cx, void *argument, const struct tally_move *move)
{
	(void)cx;
	*(int64_t *)argument += move->number;
	return OK;
}

/* How many deals were created in stages of the pipeline since a day, or ever (ALL_DAYS). */
static enum rc created_since(struct ctx *cx, const struct insight_frame *frame, int64_t day,
			     int64_t *deals)
{
	static const int64_t none = 0;
	struct tally_ways ways = { .from = { &none, 1 }, .first = day, .last = frame->to };
	struct stage_ids stages;

	*deals = 0;
	TRY(insight_stages(cx, frame, STAGES_ALL, &stages));
	ways.to = (struct tally_keys){ stages.ids, stages.count };
	return tally_moves(cx, &deal_entity, &ways, add_number, deals);
}

/* Creations are kept by day for everybody's deals together, and archived ones stay in them: they tell of the frame's
 * deals when they are about as many as those that there are. */
static enum rc are_creations_kept(struct ctx *cx, const struct insight_frame *frame, int64_t all,
				  bool *kept)
{
	const struct board_filter filter = { .query = &frame->filter };
	int64_t created = 0;

	*kept = false;
	if (insight_is_past(frame) || !frame->owners.all || board_filter_is_set(&filter))
		return OK;
	TRY(created_since(cx, frame, ALL_DAYS, &created));
	*kept = created * 10 >= all * 9 && created * 9 <= all * 10;
	return OK;
}

/* Narrows the part to the day on which, by what is kept, the deal with so many newer ones began. By halves. */
static enum rc find_kept_day(struct ctx *cx, const struct insight_frame *frame,
			     struct insight_part *part, int64_t *newer)
{
	int64_t most = *newer;
	int64_t first = frame->from;

	for (int64_t after = frame->to + 1; after - first > 1;) {
		int64_t day = first + (after - first) / 2;
		int64_t deals;

		TRY(created_since(cx, frame, day, &deals));
		if (deals > most)
			first = day;
		else
			after = day;
	}
	TRY(created_since(cx, frame, first + 1, newer));
	*newer = most - *newer;
	part->from = zone_day_start(frame->zone, first);
	part->to = zone_day_start(frame->zone, first + 1) - 1;
	part->is_much = false;
	return OK;
}

/* --- since which deal ---------------------------------------------------------------------------------------- */

/* How many began in each span of 24 hours of the part. */
static enum rc count_by_day(struct ctx *cx, const struct insight_frame *frame,
			    const struct insight_part *part, int64_t *days)
{
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(insight_rows(cx, frame, part, STR("t.created_at"), &sql));
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		days[(db_int(stmt, 0) - part->from) / MS_PER_DAY]++;
	}
}

/* Narrows the part to the day on which the deal with so many newer ones began; `newer` becomes those of the day. */
static enum rc find_day(struct ctx *cx, const struct insight_frame *frame,
			struct insight_part *part, int64_t *newer)
{
	int64_t day = (part->to - part->from) / MS_PER_DAY;
	int64_t *days;

	TRY(ctx_alloc(cx, to_size(day + 1) * sizeof *days, &days));
	TRY(count_by_day(cx, frame, part, days));
	for (; day > 0 && days[day] <= *newer; day--)
		*newer -= days[day];
	part->from += day * MS_PER_DAY;
	if (part->to > part->from + MS_PER_DAY - 1)
		part->to = part->from + MS_PER_DAY - 1;
	part->is_much = false;
	return OK;
}

enum rc insight_walk_begin(struct ctx *cx, const struct insight_frame *frame, int64_t most,
			   int64_t *begin)
{
	struct insight_part part = part_of(frame);
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;
	bool kept = false;
	int64_t all;

	*begin = frame->begin;
	TRY(count_all(cx, frame, &all));
	if (all <= most)
		return OK;
	TRY(insight_choose(cx, frame, &part));
	if (part.is_much)
		TRY(are_creations_kept(cx, frame, all, &kept));
	if (kept)
		TRY(find_kept_day(cx, frame, &part, &most));
	else if (part.is_much)
		TRY(find_day(cx, frame, &part, &most));
	*begin = part.from;
	TRY(insight_rows(cx, frame, &part, STR("t.created_at AS created_at, t.id AS id"), &sql));
	buf_text(&sql.text, " ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET ?");
	sql_int(&sql, most);
	TRY(list_sql_prepare(cx, &sql, &stmt));
	TRY(db_step(cx, stmt, &found));
	if (found)
		*begin = db_int(stmt, 0);
	return OK;
}

/* --- walking ------------------------------------------------------------------------------------------------ */

/* " LEFT JOIN ..." of the versions of earlier stays than the one of t. A version without duration, of several
 * changes in one millisecond, was never to be seen; a stay that began after that of t, or after one that came
 * back, has been undone. What came after the instant had not happened. */
static void join_stays(const struct insight_frame *frame, struct list_sql *sql)
{
	bool is_past = insight_is_past(frame);

	buf_printf(&sql->text,
		   " LEFT JOIN deals_versions v ON v.id = t.id"
		   " AND +v.valid_to > v.updated_at AND +v.stage_entered_at < t.stage_entered_at%s"
		   " AND NOT EXISTS (SELECT 1 FROM deals_versions u WHERE u.id = v.id"
		   " AND u.updated_at >= v.valid_to%s AND u.stage_entered_at < v.stage_entered_at)",
		   is_past ? " AND +v.updated_at <= ?" : "",
		   is_past ? " AND +u.updated_at <= ?" : "");
	for (int i = 0; is_past && i < 2; i++)
		sql_int(sql, frame->as_of);
}

/* One row for each such version, or one row alone. */
static enum rc add_ways(struct ctx *cx, const struct insight_walk *walk, bool versions,
			struct list_sql *sql)
{
	struct insight_part begun = part_of(walk->frame);
	const char *deal = versions ? "d" : "t"; /* with the index that gives the order */

	begun.from = walk->begin;
	begun.versions = versions;
	begun.is_much = walk->is_much;
	buf_printf(&sql->text,
		   "SELECT %s.id AS id, %s.created_at AS created_at, t.stage_id,"
		   " t.stage_entered_at, v.stage_id, v.stage_entered_at",
		   deal, deal);
	insight_from(&begun, sql);
	join_stays(walk->frame, sql);
	TRY(insight_where(cx, walk->frame, &begun, sql));
	if (walk->after_id > 0) {
		buf_printf(&sql->text, " AND (%s.created_at > ? OR %s.id > ?)", deal, deal);
		sql_int(sql, walk->begin);
		sql_int(sql, walk->after_id);
	}
	return OK;
}

enum rc insight_walk_choose(struct ctx *cx, struct insight_walk *walk)
{
	struct insight_part part = part_of(walk->frame);

	part.from = walk->begin;
	TRY(insight_choose(cx, walk->frame, &part));
	walk->is_much = part.is_much;
	return OK;
}

enum rc insight_walk_sql(struct ctx *cx, const struct insight_walk *walk, struct list_sql *sql)
{
	*sql = list_sql_new(cx->arena);
	TRY(add_ways(cx, walk, false, sql));
	if (insight_is_past(walk->frame)) {
		buf_text(&sql->text, " UNION ALL ");
		TRY(add_ways(cx, walk, true, sql));
	}
	buf_text(&sql->text, " ORDER BY created_at, id");
	return buf_rc(&sql->text);
}

static void start(struct insight_walk *walk, const struct db_stmt *stmt)
{
	struct path *path = &walk->path;

	path->deal_id = db_int(stmt, 0);
	path->created_at = db_int(stmt, 1);
	path->count = 0;
}

static void add(struct insight_walk *walk, const struct db_stmt *stmt, int column)
{
	const struct stage *stage = insight_stage(walk->frame, db_int(stmt, column));

	if (stage)
		path_add(&walk->path, stage, db_int(stmt, column + 1));
}

enum rc insight_walk(struct ctx *cx, struct insight_walk *walk,
		     enum rc (*each)(struct ctx *cx, void *argument, const struct path *path),
		     void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct list_sql sql;

	walk->path.deal_id = 0;
	TRY(insight_walk_sql(cx, walk, &sql));
	TRY(list_sql_prepare(cx, &sql, &stmt));
	while (!walk->is_done) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (walk->path.deal_id != 0 && (!found || db_int(stmt, 0) != walk->path.deal_id))
			TRY(each(cx, argument, &walk->path));
		if (!found)
			return OK;
		if (db_int(stmt, 0) != walk->path.deal_id) {
			start(walk, stmt);
			add(walk, stmt, 2);
		}
		if (!db_is_null(stmt, 4))
			add(walk, stmt, 4);
	}
	return OK;
}
