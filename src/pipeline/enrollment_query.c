/* Looks for plans under way. It is asked with every move of a deal and every change of an activity, so it
 * reads an index and nothing else. */
#include "pipeline/enrollment_query.h"

#include "db/db.h"

enum rc enrollment_active(struct ctx *cx, const char *field, int64_t id, int64_t *enrollment_id)
{
	*enrollment_id = 0;
	if (id == 0)
		return OK;
	return db_query_int(
		cx,
		str_printf(cx->arena,
			   "SELECT id FROM enrollments WHERE %s = ? AND state = 'active'"
			   " AND archived_at IS NULL ORDER BY id LIMIT 1",
			   field),
		id, enrollment_id);
}
