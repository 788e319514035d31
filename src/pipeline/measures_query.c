/* The measures of a pipeline: reads what the formulas (measures.c) need, and writes the answer. Figures
 * of all time come from kept sums (record/tally.h); closings of a period from their index. */
#include "pipeline/pipeline.h"

#include "base/zone.h"
#include "codec/json_out.h"
#include "db/db.h"
#include "pipeline/closings_query.h"
#include "pipeline/figure_json.h"
#include "pipeline/measures.h"
#include "pipeline/operation.h"
#include "pipeline/owner_filter_query.h"
#include "pipeline/stage_moves_query.h"
#include "record/record.h"

#include <stdlib.h>

enum { LAST_DAY = 10000000 }; /* later than any */

/* What has happened at one stage. */
struct flow {
	const struct stage *stage;
	int64_t entered;
	int64_t advanced;
	int64_t lost;
	struct stay *stays;
	size_t stay_count;
	size_t stay_room;
};

struct measuring {
	const struct measures_request *request;
	struct tally_owners owners;
	struct flow *flows;
	size_t count;
	bool takes_away; /* the moves that are read, of those that were read before */
	struct outcome outcome;
};

static enum rc load_stages(struct ctx *cx, struct measuring *m);
static enum rc read_sums(struct ctx *cx, struct measuring *m);
static enum rc read_moves(struct ctx *cx, struct measuring *m);
static void write_measures(struct ctx *cx, struct json_out *out, struct measuring *m);

enum rc measures_to_json(struct ctx *cx, const struct measures_request *request,
			 struct json_out *out)
{
	struct measuring m = { .request = request };
	struct pipeline pipeline;

	TRY(need_right(cx, deal_entity.read));
	TRY(record_load(cx, &pipeline_entity, request->pipeline_id, &pipeline));
	if (request->from != UNSET && request->to != UNSET && request->to < request->from)
		return fail_code(cx, "to", "range", "this day must not be before \"from\"");
	TRY(owner_filter(cx, request->owner_id, request->team_id, &m.owners));
	TRY(load_stages(cx, &m));
	TRY(read_sums(cx, &m));
	TRY(read_moves(cx, &m));
	write_measures(cx, out, &m);
	return OK;
}

/* Retired stages too: deals passed through them, and in the past were in them. */
static enum rc load_stages(struct ctx *cx, struct measuring *m)
{
	struct stage *stages;

	TRY(stages_of(cx, m->request->pipeline_id, true, &stages, &m->count));
	TRY(ctx_alloc(cx, (m->count + 1) * sizeof *m->flows, &m->flows));
	for (size_t i = 0; i < m->count; i++)
		m->flows[i].stage = &stages[i];
	return OK;
}

/* --- what is, and what was closed -------------------------------------------------------------------- */

static enum rc read_open(struct ctx *cx, struct measuring *m)
{
	struct tally_question question = { .owners = &m->owners, .at = m->request->as_of };
	int64_t *keys;
	struct sum *sums;

	TRY(ctx_alloc(cx, (m->count + 1) * sizeof *keys, &keys));
	TRY(ctx_alloc(cx, (m->count + 1) * sizeof *sums, &sums));
	for (size_t i = 0; i < m->count; i++)
		if (m->flows[i].stage->kind == STAGE_OPEN)
			keys[question.count++] = m->flows[i].stage->row.id;
	question.keys = keys;
	TRY(tally_read(cx, &deal_entity, &question, sums));
	for (size_t i = 0; i < question.count; i++) {
		m->outcome.open += sums[i].number;
		m->outcome.amount_open += sums[i].total;
	}
	return OK;
}

static enum rc read_closings(struct ctx *cx, const struct measuring *m, int64_t stage_id,
			     struct closings *closings)
{
	struct closings_request request = {
		.stage_id = stage_id,
		.owners = &m->owners,
		.as_of = m->request->as_of,
		.from = m->request->from,
		.to = m->request->to,
	};

	return closings_read(cx, &request, closings);
}

static enum rc read_closed(struct ctx *cx, struct measuring *m, const struct stage *stage)
{
	struct outcome *outcome = &m->outcome;
	struct closings closings;

	TRY(read_closings(cx, m, stage->row.id, &closings));
	if (stage->kind == STAGE_LOST) {
		outcome->lost += closings.number;
		outcome->amount_lost += closings.total;
		return OK;
	}
	outcome->won += closings.number;
	outcome->amount_won += closings.total;
	outcome->won_days += closings.days;
	return OK;
}

static enum rc read_sums(struct ctx *cx, struct measuring *m)
{
	TRY(read_open(cx, m));
	for (size_t i = 0; i < m->count; i++)
		if (m->flows[i].stage->kind != STAGE_OPEN)
			TRY(read_closed(cx, m, m->flows[i].stage));
	return OK;
}

/* --- moves ------------------------------------------------------------------------------------------- */

static struct flow *flow_of(struct measuring *m, int64_t stage_id)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->flows[i].stage->row.id == stage_id)
			return &m->flows[i];
	return NULL;
}

static enum rc add_stay(struct ctx *cx, struct flow *flow, const struct tally_move *move)
{
	if (flow->stay_count == flow->stay_room) {
		size_t room = flow->stay_room ? flow->stay_room * 2 : 64;

		flow->stays =
			arena_grow(cx->arena, flow->stays, flow->stay_room * sizeof *flow->stays,
				   room * sizeof *flow->stays);
		if (!flow->stays)
			return fail_memory(cx);
		flow->stay_room = room;
	}
	flow->stays[flow->stay_count++] = (struct stay){ move->stay_days, move->number };
	return OK;
}

static enum rc leave(struct ctx *cx, struct measuring *m, struct flow *from,
		     const struct tally_move *move)
{
	const struct flow *to = flow_of(m, move->to_key);

	if (from->stage->kind != STAGE_OPEN)
		return OK;
	if (to && to->stage->kind == STAGE_LOST)
		from->lost += move->number;
	else if (to && stage_before(from->stage, to->stage))
		from->advanced += move->number;
	return add_stay(cx, from, move);
}

/* Every move once: both of its ends. */
static enum rc add_move(struct ctx *cx, void *argument, const struct tally_move *move)
{
	struct measuring *m = argument;
	struct flow *from = flow_of(m, move->from_key);
	struct flow *to = flow_of(m, move->to_key);
	struct tally_move counted = *move;

	if (m->takes_away)
		counted.number = -move->number;
	if (to)
		to->entered += counted.number;
	return from ? leave(cx, m, from, &counted) : OK;
}

/* Where deals come from: 0 for new ones, and the stages of other pipelines. */
static enum rc read_origins(struct ctx *cx, int64_t pipeline_id, struct tally_keys *origins)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	int64_t count = 0;
	int64_t *keys;
	bool found;

	TRY(db_query_int(cx, STR("SELECT COUNT(*) FROM stages"), INT64_MIN, &count));
	TRY(ctx_alloc(cx, (size_t)(count + 1) * sizeof *keys, &keys));
	*origins = (struct tally_keys){ keys, 1 };
	TRY(db_prepare(cx, STR("SELECT id FROM stages WHERE pipeline_id <> ? ORDER BY id"), &stmt));
	db_bind_int(stmt, 1, pipeline_id);
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		keys[origins->count++] = db_int(stmt, 0);
	}
}

/* The moves out of the pipeline's stages, and those into them from outside. */
static enum rc read_kept(struct ctx *cx, struct measuring *m, int64_t first, int64_t last)
{
	struct tally_ways ways = { .first = first, .last = last };
	int64_t *own;

	TRY(ctx_alloc(cx, (m->count + 1) * sizeof *own, &own));
	for (size_t i = 0; i < m->count; i++)
		own[i] = m->flows[i].stage->row.id;
	ways.from = (struct tally_keys){ own, m->count };
	TRY(tally_moves(cx, &deal_entity, &ways, add_move, m));
	ways.to = ways.from;
	TRY(read_origins(cx, m->request->pipeline_id, &ways.from));
	return ways.to.count > 0 ? tally_moves(cx, &deal_entity, &ways, add_move, m) : OK;
}

/* Moves up to a day: added up from the first one on, or all that there are without those of later days, whichever
 * are fewer days. */
static enum rc read_kept_until(struct ctx *cx, struct measuring *m, int64_t last)
{
	int64_t oldest = 0;
	enum rc rc;

	TRY(tally_moves_begin(cx, &deal_entity, &oldest));
	if (last - oldest <= zone_day(cx->organisation.zone, cx->now) - last)
		return read_kept(cx, m, oldest, last);
	TRY(read_kept(cx, m, ALL_DAYS, ALL_DAYS));
	m->takes_away = true;
	rc = read_kept(cx, m, last + 1, LAST_DAY);
	m->takes_away = false;
	return rc;
}

/* Of the days first..last, both included. */
static enum rc read_kept_days(struct ctx *cx, struct measuring *m, int64_t first, int64_t last)
{
	return m->request->from == UNSET ? read_kept_until(cx, m, last)
					 : read_kept(cx, m, first, last);
}

/* Everybody's moves are kept by day; of the day of `as_of` only a part has happened, unless that is its last
 * instant, as it is where a date is given. */
static enum rc read_all_moves(struct ctx *cx, struct measuring *m)
{
	const struct measures_request *r = m->request;
	const struct zone *zone = cx->organisation.zone;
	int64_t first = r->from == UNSET ? ALL_DAYS + 1 : r->from;
	int64_t last = r->to == UNSET ? zone_day(zone, cx->now) : r->to;

	if (r->as_of == UNSET)
		return r->from == UNSET && r->to == UNSET ? read_kept(cx, m, ALL_DAYS, ALL_DAYS)
							  : read_kept_days(cx, m, first, last);

	int64_t day = zone_day(zone, r->as_of + 1);
	int64_t begin = zone_day_start(zone, day);

	if (last < day)
		return read_kept_days(cx, m, first, last);
	TRY(read_kept_days(cx, m, first, day - 1));
	if (first > day || begin > r->as_of)
		return OK;
	return stage_moves(cx,
			   &(struct moves_order){ .pipeline_id = r->pipeline_id,
						  .owners = &m->owners,
						  .from = begin,
						  .to = r->as_of },
			   add_move, m);
}

static enum rc read_some_moves(struct ctx *cx, struct measuring *m)
{
	const struct measures_request *r = m->request;
	const struct zone *zone = cx->organisation.zone;
	int64_t end = r->to == UNSET ? cx->now : zone_day_start(zone, r->to + 1) - 1;
	const struct moves_order order = {
		.pipeline_id = r->pipeline_id,
		.owners = &m->owners,
		.from = r->from == UNSET ? INT64_MIN + 1 : zone_day_start(zone, r->from),
		.to = r->as_of != UNSET && r->as_of < end ? r->as_of : end,
	};

	return stage_moves(cx, &order, add_move, m);
}

static int by_days(const void *a, const void *b)
{
	const struct stay *left = a;
	const struct stay *right = b;

	return (left->days > right->days) - (left->days < right->days);
}

/* The shortest first, those of as many days together: what is taken away stands beside what it is taken from. */
static void sort_stays(struct flow *flow)
{
	size_t kept = 0;

	if (flow->stay_count < 2)
		return;
	qsort(flow->stays, flow->stay_count, sizeof *flow->stays, by_days);
	for (size_t i = 1; i < flow->stay_count; i++) {
		if (flow->stays[i].days == flow->stays[kept].days)
			flow->stays[kept].number += flow->stays[i].number;
		else
			flow->stays[++kept] = flow->stays[i];
	}
	flow->stay_count = kept + 1;
}

static enum rc read_moves(struct ctx *cx, struct measuring *m)
{
	TRY(m->owners.all ? read_all_moves(cx, m) : read_some_moves(cx, m));
	for (size_t i = 0; i < m->count; i++)
		sort_stays(&m->flows[i]);
	return OK;
}

/* --- the answer -------------------------------------------------------------------------------------- */

static void write_outcome(struct ctx *cx, struct json_out *out, const struct outcome *o)
{
	int64_t value = 0;
	bool known;

	write_int(out, "deals_open", o->open);
	write_int(out, "deals_won", o->won);
	write_int(out, "deals_lost", o->lost);
	write_money(cx, out, "amount_open", o->amount_open);
	write_money(cx, out, "amount_won", o->amount_won);
	json_key(out, "currency");
	json_str(out, str_from(cx->organisation.currency));
	known = win_rate(o, &value);
	write_figure(out, "win_rate", known ? value : UNSET, 4);
	known = win_rate_value(o, &value);
	write_figure(out, "win_rate_value", known ? value : UNSET, 4);
	known = average_deal(o, &value);
	write_money_figure(cx, out, "average_deal", known ? value : UNSET);
	known = cycle_days(o, &value);
	write_figure(out, "cycle_days", known ? value : UNSET, 2);
	known = velocity_per_day(o, &value);
	write_money_figure(cx, out, "velocity_per_day", known ? value : UNSET);
	/* Quotas are not kept yet. */
	known = coverage(o, -1, &value);
	write_figure(out, "coverage", known ? value : UNSET, 4);
}

static void write_flow(struct json_out *out, const struct flow *flow)
{
	int64_t value = 0;
	bool known;

	json_object_begin(out);
	write_int(out, "id", flow->stage->row.id);
	json_key(out, "name");
	json_str(out, flow->stage->name);
	json_key(out, "kind");
	json_str(out, str_from(stage_kind_names[flow->stage->kind]));
	write_int(out, "entered", flow->entered);
	write_int(out, "advanced", flow->advanced);
	write_int(out, "lost", flow->lost);
	known = stage_conversion(flow->advanced, flow->lost, &value);
	write_figure(out, "conversion", known ? value : UNSET, 4);
	known = median_days(flow->stays, flow->stay_count, &value);
	write_figure(out, "median_days", known ? value * 5 : UNSET, 1); /* halves as tenths */
	json_object_end(out);
}

static void write_measures(struct ctx *cx, struct json_out *out, struct measuring *m)
{
	json_object_begin(out);
	write_outcome(cx, out, &m->outcome);
	json_key(out, "stages");
	json_array_begin(out);
	for (size_t i = 0; i < m->count; i++)
		if (!row_is_archived(m->flows[i].stage))
			write_flow(out, &m->flows[i]);
	json_array_end(out);
	json_object_end(out);
}
