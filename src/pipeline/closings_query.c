/* Deals that are closed in a stage: how many, how much, how long they took, by the day of their closing.
 * Today's are kept sums (record/tally.h); those of the past are read from the deals and their versions. */
#include "pipeline/closings_query.h"

#include "db/db.h"
#include "entity/entities.h"
#include "pipeline/owner_filter_query.h"

/* Open ends of a period: all days that there are. */
enum { FIRST_DAY = -999999, LAST_DAY = 10000000 };

static int64_t first_day(const struct closings_request *request)
{
	return request->from == UNSET ? FIRST_DAY : request->from;
}

static int64_t last_day(const struct closings_request *request)
{
	return request->to == UNSET ? LAST_DAY : request->to;
}

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
	buf_text(&sql, " AND +t.updated_at <= ?");
	if (versions)
		buf_text(&sql, " AND +t.valid_to > ?");
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	db_bind_int(*stmt, 1, request->stage_id);
	db_bind_int(*stmt, 2, first_day(request));
	db_bind_int(*stmt, 3, last_day(request));
	db_bind_int(*stmt, 4, request->as_of);
	if (versions)
		db_bind_int(*stmt, 5, request->as_of);
	return OK;
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
		out->days += tally_days_taken(cx, db_int(stmt, 0), db_int(stmt, 1));
	}
}

enum rc closings_read(struct ctx *cx, const struct closings_request *request, struct closings *out)
{
	bool always = request->from == UNSET && request->to == UNSET;
	const struct tally_span span = { request->stage_id, always ? ALL_DAYS : first_day(request),
					 last_day(request) };

	if (request->as_of == UNSET)
		return tally_closings(cx, &deal_entity, &span, request->owners, out);
	*out = (struct closings){ 0, 0, 0 };
	TRY(add_rows(cx, request, false, out));
	return add_rows(cx, request, true, out);
}
