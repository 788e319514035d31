/* Which deals an answer of Insight is about, and the link to a list of them. As SQL: insight_rows_query.c. */
#include "pipeline/insight_frame.h"

#include "base/day.h"
#include "base/url.h"
#include "base/zone.h"
#include "codec/json_out.h"
#include "pipeline/figure_json.h"
#include "pipeline/operation.h"
#include "pipeline/owner_filter_query.h"

enum { MOST_DAYS = 3660, MONTHS_IN_YEAR = 12 };

/* --- the request -------------------------------------------------------------------------------------------- */

/* The first day of the month that is so many months after the one of a day. */
static int64_t month_start(int64_t day, int months)
{
	struct date date = day_to_date(day);
	int month = date.year * MONTHS_IN_YEAR + date.month - 1 + months;

	return day_from_date((struct date){
		.year = month / MONTHS_IN_YEAR, .month = month % MONTHS_IN_YEAR + 1, .day = 1 });
}

int64_t cohort_end(enum insight_cohort cohort, int64_t day)
{
	int month = day_to_date(day).month - 1;

	switch (cohort) {
	case COHORT_QUARTER:
		return month_start(day, 3 - month % 3) - 1;
	case COHORT_YEAR:
		return month_start(day, MONTHS_IN_YEAR - month) - 1;
	case COHORT_MONTH:
		break;
	}
	return month_start(day, 1) - 1;
}

static enum rc read_days(struct ctx *cx, const struct insight_scope *scope,
			 struct insight_frame *frame)
{
	const struct zone *zone = cx->organisation.zone;
	int64_t today = zone_day(zone, frame->now);

	frame->to = scope->to == UNSET ? cohort_end(COHORT_MONTH, today) : scope->to;
	frame->from =
		scope->from == UNSET ? month_start(frame->to, 1 - MONTHS_IN_YEAR) : scope->from;
	if (frame->to < frame->from)
		return fail_code(cx, "to", "range", "this day must not be before \"from\"");
	if (frame->to - frame->from > MOST_DAYS)
		return fail_code(cx, "from", "range", "give a period of at most ten years");
	frame->begin = zone_day_start(zone, frame->from);
	frame->end = zone_day_start(zone, frame->to + 1) - 1;
	return OK;
}

enum rc insight_frame_open(struct ctx *cx, const struct insight_scope *scope,
			   struct insight_frame *frame)
{
	struct pipeline pipeline;

	*frame = (struct insight_frame){ .pipeline_id = scope->pipeline_id,
					 .zone = cx->organisation.zone,
					 .as_of = scope->as_of,
					 .now = scope->as_of == UNSET ? cx->now : scope->as_of,
					 .is_of_team = scope->team_id != 0 };
	TRY(need_right(cx, deal_entity.read));
	TRY(record_load(cx, &pipeline_entity, scope->pipeline_id, &pipeline));
	TRY(read_days(cx, scope, frame));
	TRY(owner_filter(cx, scope->owner_id, scope->team_id, &frame->owners));
	list_start(&deal_entity, &frame->filter);
	if (scope->filter)
		frame->filter = *scope->filter;
	TRY(owner_filter_take(cx, &frame->filter, &frame->owners));
	return stages_of(cx, scope->pipeline_id, true, &frame->stages, &frame->stage_count);
}

const struct stage *insight_stage(const struct insight_frame *frame, int64_t stage_id)
{
	for (size_t i = 0; i < frame->stage_count; i++)
		if (frame->stages[i].row.id == stage_id)
			return &frame->stages[i];
	return NULL;
}

/* --- stages and sums ----------------------------------------------------------------------------------------- */

static bool is_of(const struct stage *stage, unsigned kinds)
{
	return (kinds >> stage->kind & 1) != 0;
}

enum rc insight_stages(struct ctx *cx, const struct insight_frame *frame, unsigned kinds,
		       struct stage_ids *ids)
{
	int64_t *found;

	TRY(ctx_alloc(cx, (frame->stage_count + 1) * sizeof *found, &found));
	ids->count = 0;
	for (size_t i = 0; i < frame->stage_count; i++)
		if (is_of(&frame->stages[i], kinds))
			found[ids->count++] = frame->stages[i].row.id;
	ids->ids = found;
	return OK;
}

enum rc insight_sums(struct ctx *cx, const struct insight_frame *frame,
		     const struct list_query *query, const struct stage_ids *stages,
		     struct sum **sums)
{
	static const struct tally_owners everybody = { .all = true };
	struct board_filter filter = { .owners = &frame->owners,
				       .query = query,
				       .as_of = frame->as_of };
	bool is_set = board_filter_is_set(&filter);
	struct tally_question question = { stages->ids, stages->count,
					   is_set ? &everybody : &frame->owners,
					   is_set ? UNSET : frame->as_of };

	TRY(ctx_alloc(cx, (stages->count + 1) * sizeof **sums, sums));
	TRY(tally_read(cx, &deal_entity, &question, *sums));
	if (!is_set)
		return OK;
	TRY(board_filter_begin(cx, &filter, stages, *sums));
	return board_filter_sums(cx, &filter, stages, *sums);
}

/* --- as a link ----------------------------------------------------------------------------------------------- */

void rows_owners(const struct insight_frame *frame, struct buf *rows)
{
	const char *before = "&owner_id.in=";

	for (size_t i = 0; frame->is_of_team && i < frame->owners.count; i++) {
		buf_printf(rows, "%s%lld", before, (long long)frame->owners.ids[i]);
		before = ",";
	}
}

void rows_begin(const struct insight_frame *frame, struct buf *rows)
{
	buf_printf(rows, "pipeline_id=%lld", (long long)frame->pipeline_id);
	rows_owners(frame, rows);
}

void rows_stages(const struct insight_frame *frame, unsigned kinds, struct buf *rows)
{
	const char *before = "&stage_id.in=";

	for (size_t i = 0; i < frame->stage_count; i++) {
		if (!is_of(&frame->stages[i], kinds))
			continue;
		buf_printf(rows, "%s%lld", before, (long long)frame->stages[i].row.id);
		before = ",";
	}
}

void rows_days(const char *field, int64_t from, int64_t to, struct buf *rows)
{
	buf_printf(rows, "&%s.gte=", field);
	day_print(rows, from);
	buf_printf(rows, "&%s.lte=", field);
	day_print(rows, to);
}

void rows_value(const char *field, str value, struct buf *rows)
{
	if (!str_is_set(value)) {
		buf_printf(rows, "&%s.is=null", field);
		return;
	}
	buf_printf(rows, "&%s=", field);
	url_escape(rows, value);
}

/* A day where it is the last instant of one, as people ask for it. */
static void rows_as_of(const struct insight_frame *frame, struct buf *rows)
{
	const struct zone *zone = frame->zone;
	int64_t day = zone_day(zone, frame->as_of);

	buf_text(rows, "&as_of=");
	if (zone_day_start(zone, day + 1) - 1 == frame->as_of)
		day_print(rows, day);
	else
		instant_print(rows, frame->as_of);
}

void rows_write(const struct insight_frame *frame, struct json_out *out, const char *key,
		struct buf *rows)
{
	size_t owners = frame->owners.count;
	str query;

	if (insight_is_past(frame))
		rows_as_of(frame, rows);
	query = buf_str(rows);

	if (frame->is_of_team && (owners == 0 || owners > MAX_IN))
		query = str_from(NULL);
	else if (str_starts(query, STR("&")))
		query = str_sub(query, 1, query.len);
	write_text(out, key, query);
}
