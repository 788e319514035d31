/* Moves between the stages of a pipeline, read from versions: one ended where the next began. Kept by
 * day for everybody: record/tally.h. */
#include "pipeline/stage_moves_query.h"

#include "base/day.h"
#include "db/db.h"
#include "pipeline/owner_filter_query.h"

typedef enum rc each_move(struct ctx *cx, void *argument, const struct tally_move *move);

/* By its stages, because those are what versions are found by. */
#define OF_PIPELINE " AND t.stage_id IN (SELECT s.id FROM stages s WHERE s.pipeline_id = ?)"

#define FROM_ANOTHER                                                                               \
	" AND t.stage_id IN (SELECT s.id FROM stages s WHERE s.pipeline_id <> ?)"                  \
	" AND n.stage_id IN (SELECT s.id FROM stages s WHERE s.pipeline_id = ?)"

#define MOVES_BEFORE(next)                                                                         \
	"SELECT t.stage_id, n.stage_id, t.valid_to - t.stage_entered_at"                           \
	" FROM deals_versions t JOIN " next " n ON n.id = t.id AND n.updated_at = t.valid_to"      \
	" WHERE t.stage_id <> n.stage_id AND t.valid_to > t.updated_at AND n.archived_at IS NULL"  \
	" AND t.valid_to >= ? AND t.valid_to <= ?"

#define LASTS " AND n.valid_to > n.updated_at"

/* What came next is the present row or another version. Versions without duration, of several changes in
 * one millisecond, are passed over. A deal that is archived does not move. Columns of a move: stage before
 * (0: none), stage after, and the milliseconds of the stay. New deals are found by when they were made: nearly all
 * are of the same few pipelines. */
static const struct source {
	const char *sql;
	int pipelines; /* how often it asks for that of the order */
} sources[] = {
	{ MOVES_BEFORE("deals") OF_PIPELINE, 1 },
	{ MOVES_BEFORE("deals_versions") LASTS OF_PIPELINE, 1 },

	/* The same two ways for what came from another pipeline. */
	{ MOVES_BEFORE("deals") FROM_ANOTHER, 2 },
	{ MOVES_BEFORE("deals_versions") LASTS FROM_ANOTHER, 2 },

	{ "SELECT 0, t.stage_id, 0 FROM deals t"
	  " WHERE t.updated_at = t.created_at AND t.created_at >= ? AND t.created_at <= ?"
	  " AND +t.pipeline_id = ?",
	  1 },

	{ "SELECT 0, t.stage_id, 0 FROM deals_versions t"
	  " WHERE t.updated_at = t.created_at AND t.valid_to > t.updated_at"
	  " AND t.updated_at >= ? AND t.updated_at <= ?" OF_PIPELINE,
	  1 },
};

static enum rc prepare(struct ctx *cx, const char *source, const struct tally_owners *owners,
		       struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	buf_text(&sql, source);
	buf_text(&sql, " AND t.archived_at IS NULL");
	owner_filter_sql(owners, "t", &sql);
	TRY(buf_rc(&sql));
	return db_prepare(cx, buf_str(&sql), stmt);
}

static enum rc tell_moves(struct ctx *cx, struct db_stmt *stmt, each_move *each, void *argument)
{
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;

		struct tally_move move = {
			.from_key = db_int(stmt, 0),
			.to_key = db_int(stmt, 1),
			.stay_days = db_int(stmt, 2) / MS_PER_DAY,
			.number = 1,
		};

		TRY(each(cx, argument, &move));
	}
}

enum rc stage_moves(struct ctx *cx, const struct moves_order *order, each_move *each,
		    void *argument)
{
	for (size_t i = 0; i < COUNT_OF(sources); i++) {
		AUTO(db_done) struct db_stmt *stmt = NULL;

		TRY(prepare(cx, sources[i].sql, order->owners, &stmt));
		db_bind_int(stmt, 1, order->from);
		db_bind_int(stmt, 2, order->to);
		for (int k = 0; k < sources[i].pipelines; k++)
			db_bind_int(stmt, 3 + k, order->pipeline_id);
		TRY(tell_moves(cx, stmt, each, argument));
	}
	return OK;
}
