/* Reads the ways of deals through their stages, from the deals and their versions: all versions of a stay have
 * the time of its beginning. Deals come in the order of their creation, by its index. */
#include "pipeline/insight_walk_query.h"

#include "db/db.h"
#include "entity/entities.h"

/* --- how many ---------------------------------------------------------------------------------------------- */

/* Everybody's, whatever the filters: a kept sum. */
static enum rc count_all(struct ctx *cx, const struct insight_frame *frame, int64_t *deals)
{
	static const struct tally_owners everybody = { .all = true };
	struct tally_question question = { .owners = &everybody, .at = UNSET };
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

enum rc insight_walk_begin(struct ctx *cx, const struct insight_frame *frame, int64_t *begin)
{
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;
	int64_t all;

	*begin = frame->begin;
	TRY(count_all(cx, frame, &all));
	if (all <= WALK_DEALS)
		return OK;
	buf_text(&sql.text, "SELECT t.created_at FROM deals t");
	TRY(insight_where(cx, frame, STAGES_ALL, &sql));
	insight_between(&sql, "created_at", frame->begin, frame->end);
	buf_text(&sql.text, " ORDER BY t.created_at DESC, t.id DESC LIMIT 1 OFFSET ?");
	sql_int(&sql, WALK_DEALS);
	TRY(list_sql_prepare(cx, &sql, &stmt));
	TRY(db_step(cx, stmt, &found));
	if (found)
		*begin = db_int(stmt, 0);
	return OK;
}

/* --- walking ------------------------------------------------------------------------------------------------ */

/* One row for each version of an earlier stay than the present one, or one row alone. A version without duration,
 * of several changes in one millisecond, was never to be seen; a stay that began after the present one, or
 * after one that came back, has been undone. */
enum rc insight_walk_sql(struct ctx *cx, const struct insight_walk *walk, struct list_sql *sql)
{
	*sql = list_sql_new(cx->arena);
	buf_text(&sql->text, "SELECT t.id, t.created_at, t.stage_id, t.stage_entered_at,"
			     " v.stage_id, v.stage_entered_at FROM deals t"
			     " LEFT JOIN deals_versions v ON v.id = t.id"
			     " AND +v.valid_to > v.updated_at"
			     " AND +v.stage_entered_at < t.stage_entered_at"
			     " AND NOT EXISTS (SELECT 1 FROM deals_versions u WHERE u.id = v.id"
			     " AND u.updated_at >= v.valid_to"
			     " AND u.stage_entered_at < v.stage_entered_at)");
	TRY(insight_where(cx, walk->frame, STAGES_ALL, sql));
	insight_between(sql, "created_at", walk->begin, walk->frame->end);
	if (walk->after_id > 0) {
		buf_text(&sql->text, " AND (t.created_at > ? OR t.id > ?)");
		sql_int(sql, walk->begin);
		sql_int(sql, walk->after_id);
	}
	buf_text(&sql->text, " ORDER BY t.created_at, t.id");
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
