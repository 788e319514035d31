/* Reads which rows come back (revival.c), by the index of those that have a day for it at all. */
#include "pipeline/revival_query.h"

#include "db/db.h"

enum rc revival_due(struct ctx *cx, const struct entity *entity, int64_t today, int64_t *ids,
		    size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	str sql = str_printf(cx->arena,
			     "SELECT id FROM %s WHERE revive_on IS NOT NULL AND revive_on <= ?"
			     " AND archived_at IS NULL ORDER BY revive_on, id LIMIT ?",
			     entity->plural);

	*count = 0;
	TRY(db_prepare(cx, sql, &stmt));
	db_bind_int(stmt, 1, today);
	db_bind_int(stmt, 2, MOST_REVIVED);
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		ids[(*count)++] = db_int(stmt, 0);
	}
}
