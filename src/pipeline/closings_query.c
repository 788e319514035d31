/* Deals that are closed in a stage: how many, how much, how long they took, by the day of their closing.
 * Today's are kept sums (record/tally.h). Those of the past are the kept sums up to about that day, put right
 * by the deals that have changed since: nearly all deals stay as they were closed. */
#include "pipeline/closings_query.h"

#include "base/zone.h"
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

/* Days around that of an instant on which deals were closed before and after it, whatever the zone. Of deals
 * closed on earlier days only those have changed since, and of later days only those had been closed by then, that
 * are DEAL_CLOSED_AT_ODDS. */
enum { DAYS_AROUND = 2 };

/* One look at the deals of a stage that are or were closed on some days. */
struct look {
	const char *rows;    /* which table and which of its rows, with a ? for the instant */
	bool is_valid_until; /* another ? for the same instant */
	bool is_taken_away;  /* from the kept sums, in which they are */
	int64_t first, last; /* days, both included */
};

static enum rc prepare(struct ctx *cx, const struct closings_request *request,
		       const struct look *look, struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	buf_printf(&sql, "SELECT t.closed_on, t.created_at, t.amount_home FROM %s", look->rows);
	buf_text(&sql, " AND t.closed_on IS NOT NULL AND t.archived_at IS NULL");
	owner_filter_sql(request->owners, "t", &sql);
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	db_bind_int(*stmt, 1, request->stage_id);
	db_bind_int(*stmt, 2, look->first);
	db_bind_int(*stmt, 3, look->last);
	db_bind_int(*stmt, 4, request->as_of);
	if (look->is_valid_until)
		db_bind_int(*stmt, 5, request->as_of);
	return OK;
}

static enum rc add_rows(struct ctx *cx, const struct closings_request *request,
			const struct look *look, struct closings *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	int64_t sign = look->is_taken_away ? -1 : 1;

	if (look->first > look->last)
		return OK;
	TRY(prepare(cx, request, look, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		out->number += sign;
		out->total += sign * db_int(stmt, 2);
		out->days += sign * tally_days_taken(cx, db_int(stmt, 0), db_int(stmt, 1));
	}
}

#define ON_DAYS " AND t.closed_on >= ? AND t.closed_on <= ?"
#define AT_ODDS " AND " DEAL_CLOSED_AT_ODDS("t.")

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static enum rc read_past(struct ctx *cx, const struct closings_request *request,
			 struct closings *out)
{
	int64_t first = first_day(request);
	int64_t last = last_day(request);
	int64_t day = zone_day(cx->organisation.zone, request->as_of);
	int64_t before = day - DAYS_AROUND - 1;
	int64_t after = day + DAYS_AROUND + 1;
	const struct look looks[] = {
		{ .rows = "deals t WHERE t.stage_id = ?" ON_DAYS " AND t.updated_at > ?" AT_ODDS,
		  .is_taken_away = true,
		  .first = first,
		  .last = smaller(last, before) },
		{ .rows = "deals t WHERE +t.stage_id = ?" ON_DAYS " AND +t.updated_at <= ?",
		  .first = larger(first, before + 1),
		  .last = smaller(last, after - 1) },
		{ .rows = "deals t WHERE t.stage_id = ?" ON_DAYS " AND t.updated_at <= ?" AT_ODDS,
		  .first = larger(first, after),
		  .last = last },
		{ .rows = "deals_versions t WHERE t.stage_id = ?" ON_DAYS
			  " AND +t.updated_at <= ? AND +t.valid_to > ?",
		  .is_valid_until = true,
		  .first = first,
		  .last = last },
	};
	const struct tally_span kept = { request->stage_id, first, smaller(last, before) };

	TRY(tally_closings(cx, &deal_entity, &kept, request->owners, out));
	for (size_t i = 0; i < COUNT_OF(looks); i++)
		TRY(add_rows(cx, request, &looks[i], out));
	return OK;
}

enum rc closings_read(struct ctx *cx, const struct closings_request *request, struct closings *out)
{
	bool always = request->from == UNSET && request->to == UNSET;
	const struct tally_span span = { request->stage_id, always ? ALL_DAYS : first_day(request),
					 last_day(request) };

	if (request->as_of != UNSET)
		return read_past(cx, request, out);
	return tally_closings(cx, &deal_entity, &span, request->owners, out);
}
