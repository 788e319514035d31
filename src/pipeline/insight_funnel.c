/* The funnel: of the deals that began in a period, how many went on from each stage, by the month in which they
 * began. Who is still on the way is censored, not lost. The formulas: insight_rates.c; the deals behind a figure:
 * insight_funnel_deals.c. */
#include "pipeline/pipeline.h"

#include "base/zone.h"
#include "codec/json_out.h"
#include "pipeline/figure_json.h"
#include "pipeline/insight_rates.h"
#include "pipeline/insight_walk_query.h"
#include "pipeline/measures.h"
#include "pipeline/operation.h"

#include <string.h>

enum { MOST_COHORTS = 130, HALF = 5000, MOST = 8000 };

const char *const insight_cohort_names[] = { "month", "quarter", "year", NULL };

/* What became of the deals that entered a stage, or of all that began. */
struct flow {
	struct leaving *by_day; /* LEAVING_DAYS of them */
	int64_t ways[WAY_STILL + 1];
};

/* What is kept of a flow that is complete. */
struct figure {
	int64_t ways[WAY_STILL + 1];
	struct leaving_shares shares;
	bool is_known;
};

struct cohort {
	int64_t from; /* days */
	int64_t to;
	struct figure *figures; /* of the stages, then of the deals as a whole */
};

struct funnel {
	struct insight_frame frame;
	enum insight_cohort kind;
	int64_t begin;      /* since when all deals are read */
	size_t flow_count;  /* stages, and one for the deals as a whole */
	struct flow *all;   /* of the period */
	struct flow *month; /* of the present cohort */
	struct cohort *cohorts;
	size_t count;
	int64_t month_end; /* instant with which the present cohort ends */
};

static enum rc read_cohort(struct ctx *cx, str name, enum insight_cohort *cohort);
static enum rc read_funnel(struct ctx *cx, struct funnel *funnel);
static void write_funnel(struct ctx *cx, struct json_out *out, const struct funnel *funnel);

enum rc insight_funnel_to_json(struct ctx *cx, const struct funnel_request *request,
			       struct json_out *out)
{
	struct funnel funnel = { .kind = COHORT_MONTH };

	TRY(read_cohort(cx, request->cohort, &funnel.kind));
	TRY(insight_frame_open(cx, &request->scope, &funnel.frame));
	TRY(insight_walk_begin(cx, &funnel.frame, WALK_DEALS, &funnel.begin));
	TRY(read_funnel(cx, &funnel));
	write_funnel(cx, out, &funnel);
	return OK;
}

static enum rc read_cohort(struct ctx *cx, str name, enum insight_cohort *cohort)
{
	for (int i = 0; insight_cohort_names[i]; i++)
		if (!str_is_set(name) || str_is(name, insight_cohort_names[i])) {
			*cohort = (enum insight_cohort)i;
			return OK;
		}
	return fail_code(cx, "cohort", "unknown", "give one of: %s", "month, quarter, year");
}

/* --- counting ------------------------------------------------------------------------------------------------- */

static void add_to(struct flow *flow, struct path_end end)
{
	int64_t day = end.days < LEAVING_DAYS ? end.days : LEAVING_DAYS - 1;
	struct leaving *leaving = &flow->by_day[day];

	flow->ways[end.way]++;
	if (end.way == WAY_ABSENT)
		return;
	flow->ways[WAY_ABSENT]++; /* all that entered */
	leaving->on += end.way == WAY_ON;
	leaving->lost += end.way == WAY_LOST;
	leaving->still += end.way == WAY_STILL;
}

static struct figure figure_of(const struct flow *flow)
{
	struct figure figure = { .is_known = leaving_shares(flow->by_day, &figure.shares) };

	memcpy(figure.ways, flow->ways, sizeof figure.ways);
	return figure;
}

static void clear(struct flow *flows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		memset(flows[i].by_day, 0, LEAVING_DAYS * sizeof *flows[i].by_day);
		memset(flows[i].ways, 0, sizeof flows[i].ways);
	}
}

/* The cohort is complete: what it was is kept, and the next one begins. */
static enum rc end_cohort(struct ctx *cx, struct funnel *funnel)
{
	struct cohort *cohort = &funnel->cohorts[funnel->count++];

	TRY(ctx_alloc(cx, funnel->flow_count * sizeof *cohort->figures, &cohort->figures));
	for (size_t i = 0; i < funnel->flow_count; i++)
		cohort->figures[i] = figure_of(&funnel->month[i]);
	clear(funnel->month, funnel->flow_count);
	return OK;
}

static void begin_cohort(const struct ctx *cx, struct funnel *funnel)
{
	struct cohort *cohort = &funnel->cohorts[funnel->count];
	int64_t end;

	cohort->from = funnel->count == 0 ? funnel->frame.from : cohort[-1].to + 1;
	end = cohort_end(funnel->kind, cohort->from);
	cohort->to = end < funnel->frame.to ? end : funnel->frame.to;
	funnel->month_end = zone_day_start(cx->organisation.zone, cohort->to + 1) - 1;
}

static enum rc add_deal(struct ctx *cx, void *argument, const struct path *path)
{
	struct funnel *funnel = argument;

	while (path->created_at > funnel->month_end) {
		TRY(end_cohort(cx, funnel));
		begin_cohort(cx, funnel);
	}
	for (size_t i = 0; i < funnel->flow_count; i++) {
		const struct stage *stage =
			i < funnel->frame.stage_count ? &funnel->frame.stages[i] : NULL;
		struct path_end end = path_out_of(path, stage, funnel->frame.now);

		if (end.way == WAY_ABSENT)
			continue;
		add_to(&funnel->all[i], end);
		add_to(&funnel->month[i], end);
	}
	return OK;
}

static enum rc make_flows(struct ctx *cx, size_t count, struct flow **flows)
{
	TRY(ctx_alloc(cx, count * sizeof **flows, flows));
	for (size_t i = 0; i < count; i++)
		TRY(ctx_alloc(cx, LEAVING_DAYS * sizeof *(*flows)[i].by_day, &(*flows)[i].by_day));
	return OK;
}

static enum rc read_funnel(struct ctx *cx, struct funnel *funnel)
{
	struct insight_walk walk = { .frame = &funnel->frame, .begin = funnel->begin };

	funnel->flow_count = funnel->frame.stage_count + 1;
	TRY(ctx_alloc(cx, MOST_COHORTS * sizeof *funnel->cohorts, &funnel->cohorts));
	TRY(make_flows(cx, funnel->flow_count, &funnel->all));
	TRY(make_flows(cx, funnel->flow_count, &funnel->month));
	begin_cohort(cx, funnel);
	TRY(insight_walk_choose(cx, &walk));
	TRY(insight_walk(cx, &walk, add_deal, funnel));
	TRY(end_cohort(cx, funnel));
	while (funnel->cohorts[funnel->count - 1].to < funnel->frame.to) {
		begin_cohort(cx, funnel);
		TRY(end_cohort(cx, funnel));
	}
	return OK;
}

/* --- the answer --------------------------------------------------------------------------------------------------- */

static void write_counts(struct json_out *out, const struct figure *figure)
{
	int64_t value = 0;
	bool known = stage_conversion(figure->ways[WAY_ON], figure->ways[WAY_LOST], &value);

	write_int(out, "entered", figure->ways[WAY_ABSENT]);
	write_int(out, "advanced", figure->ways[WAY_ON]);
	write_int(out, "lost", figure->ways[WAY_LOST]);
	write_int(out, "open", figure->ways[WAY_STILL]);
	write_figure(out, "conversion", known ? value : UNSET, 4);
	write_figure(out, "estimate", figure->is_known ? figure->shares.on : UNSET, 4);
	write_figure(out, "estimate_lost", figure->is_known ? figure->shares.lost : UNSET, 4);
	write_figure(out, "undecided", figure->is_known ? figure->shares.undecided : UNSET, 4);
}

static void write_days(struct json_out *out, const struct flow *flow)
{
	int64_t days = 0;
	bool known = leaving_days(flow->by_day, HALF, &days);

	write_figure(out, "days_p50", known ? days : UNSET, 0);
	known = leaving_days(flow->by_day, MOST, &days);
	write_figure(out, "days_p80", known ? days : UNSET, 0);
}

/* Closed stages are what the others lead to; retired ones are told where deals have been in them. */
static bool is_told(const struct funnel *funnel, size_t i)
{
	const struct stage *stage = &funnel->frame.stages[i];

	return stage->kind == STAGE_OPEN &&
	       (!row_is_archived(stage) || funnel->all[i].ways[WAY_ABSENT] > 0);
}

static void write_stages(struct json_out *out, const struct funnel *funnel)
{
	json_key(out, "stages");
	json_array_begin(out);
	for (size_t i = 0; i < funnel->frame.stage_count; i++) {
		struct figure figure = figure_of(&funnel->all[i]);

		if (!is_told(funnel, i))
			continue;
		json_object_begin(out);
		write_int(out, "stage_id", funnel->frame.stages[i].row.id);
		write_text(out, "name", funnel->frame.stages[i].name);
		write_counts(out, &figure);
		write_days(out, &funnel->all[i]);
		json_object_end(out);
	}
	json_array_end(out);
}

static void write_rows(struct ctx *cx, struct json_out *out, const struct funnel *funnel,
		       const int64_t days[2])
{
	struct buf rows = buf_new(cx->arena);

	rows_begin(&funnel->frame, &rows);
	rows_days("created_at", days[0], days[1], &rows);
	rows_write(&funnel->frame, out, "rows", &rows);
}

static void write_cohort(struct ctx *cx, struct json_out *out, const struct funnel *funnel,
			 const struct cohort *cohort)
{
	json_object_begin(out);
	write_day(out, "from", cohort->from);
	write_day(out, "to", cohort->to);
	write_counts(out, &cohort->figures[funnel->frame.stage_count]);
	write_rows(cx, out, funnel, (int64_t[]){ cohort->from, cohort->to });
	json_key(out, "stages");
	json_array_begin(out);
	for (size_t i = 0; i < funnel->frame.stage_count; i++) {
		if (!is_told(funnel, i))
			continue;
		json_object_begin(out);
		write_int(out, "stage_id", funnel->frame.stages[i].row.id);
		write_counts(out, &cohort->figures[i]);
		json_object_end(out);
	}
	json_array_end(out);
	json_object_end(out);
}

static void write_figures(struct ctx *cx, struct json_out *out, const struct funnel *funnel)
{
	const struct flow *deals = &funnel->all[funnel->frame.stage_count];
	struct figure figure = figure_of(deals);

	json_key(out, "deals");
	json_object_begin(out);
	write_counts(out, &figure);
	write_days(out, deals);
	write_rows(cx, out, funnel, (int64_t[]){ funnel->frame.from, funnel->frame.to });
	json_object_end(out);
	write_stages(out, funnel);
	json_key(out, "cohorts");
	json_array_begin(out);
	for (size_t i = 0; i < funnel->count; i++)
		write_cohort(cx, out, funnel, &funnel->cohorts[i]);
	json_array_end(out);
}

static void write_funnel(struct ctx *cx, struct json_out *out, const struct funnel *funnel)
{
	json_object_begin(out);
	write_day(out, "from", funnel->frame.from);
	write_day(out, "to", funnel->frame.to);
	json_key(out, "since");
	if (funnel->begin == funnel->frame.begin)
		json_none(out);
	else
		json_instant(out, funnel->begin);
	write_figures(cx, out, funnel);
	json_object_end(out);
}
