/* Deals that are closed in a stage: how many, how much, how long they took, by the day of their closing.
 * The index of closings on deals has all columns that are read here. */
#include "pipeline/closings_query.h"

#include "base/zone.h"
#include "db/db.h"
#include "pipeline/owner_filter_query.h"

/* Open ends of a period: all days that there are. */
enum { FIRST_DAY = -1000000, LAST_DAY = 10000000 };

static enum rc prepare(struct ctx *cx, const struct closings_request *request, bool versions,
		       struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	buf_printf(&sql,
		   "SELECT t.closed_on, t.created_at, t.amount_home FROM deals%s t"
		   " WHERE t.stage_id = ? AND t.closed_on IS NOT NULL AND t.archived_at IS NULL"
		   " AND t.closed_on >= ? AND t.closed_on <= ?",
		   versions ? "_versions" : "");
	owner_filter_sql(request->owners, "t", &sql);
	if (request->as_of != UNSET)
		buf_text(&sql, " AND +t.updated_at <= ?");
	if (versions)
		buf_text(&sql, " AND +t.valid_to > ?");
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	db_bind_int(*stmt, 1, request->stage_id);
	db_bind_int(*stmt, 2, request->from == UNSET ? FIRST_DAY : request->from);
	db_bind_int(*stmt, 3, request->to == UNSET ? LAST_DAY : request->to);
	if (request->as_of != UNSET)
		db_bind_int(*stmt, 4, request->as_of);
	if (versions)
		db_bind_int(*stmt, 5, request->as_of);
	return OK;
}

/* A day before the beginning, entered by hand, counts as none. */
static int64_t days_taken(const struct ctx *cx, int64_t closed_on, int64_t created_at)
{
	int64_t days = closed_on - zone_day(cx->organisation.zone, created_at);

	return days > 0 ? days : 0;
}

static enum rc add_rows(struct ctx *cx, const struct closings_request *request, bool versions,
			struct closings *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(prepare(cx, request, versions, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		out->number++;
		out->total += db_int(stmt, 2);
		out->days += days_taken(cx, db_int(stmt, 0), db_int(stmt, 1));
	}
}

enum rc closings_read(struct ctx *cx, const struct closings_request *request, struct closings *out)
{
	*out = (struct closings){ 0, 0, 0 };
	TRY(add_rows(cx, request, false, out));
	return request->as_of == UNSET ? OK : add_rows(cx, request, true, out);
}
