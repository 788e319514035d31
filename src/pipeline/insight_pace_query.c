/* What was closed in a period, in all and by month: how many, how much, how long it took. */
#include "pipeline/pipeline.h"

#include "codec/json_out.h"
#include "db/db.h"
#include "pipeline/figure_json.h"
#include "pipeline/insight_outcome.h"
#include "pipeline/insight_rates.h"

enum { MOST_MONTHS = 130, HALF = 5000, MOST = 8000 };

/* Won and lost in some days. */
struct span_of_days {
	int64_t from;
	int64_t to;
	struct outcome outcome;
	struct leaving *cycles; /* of the won deals, by days; nobody is censored */
};

struct pace {
	struct insight_frame frame;
	struct span_of_days all;
	struct span_of_days *months;
	size_t count;
};

static enum rc make_months(struct ctx *cx, struct pace *pace);
static enum rc read_closed(struct ctx *cx, struct pace *pace);
static enum rc read_open(struct ctx *cx, struct pace *pace);
static void write_pace(struct ctx *cx, struct json_out *out, const struct pace *pace);

enum rc insight_pace_to_json(struct ctx *cx, const struct insight_scope *scope,
			     struct json_out *out)
{
	struct pace pace = { .count = 0 };

	TRY(insight_frame_open(cx, scope, &pace.frame));
	TRY(make_months(cx, &pace));
	TRY(read_closed(cx, &pace));
	TRY(read_open(cx, &pace));
	write_pace(cx, out, &pace);
	return OK;
}

static enum rc make_span(struct ctx *cx, int64_t from, int64_t to, struct span_of_days *span)
{
	*span = (struct span_of_days){ .from = from, .to = to };
	return ctx_alloc(cx, LEAVING_DAYS * sizeof *span->cycles, &span->cycles);
}

static enum rc make_months(struct ctx *cx, struct pace *pace)
{
	const struct insight_frame *frame = &pace->frame;

	TRY(ctx_alloc(cx, MOST_MONTHS * sizeof *pace->months, &pace->months));
	TRY(make_span(cx, frame->from, frame->to, &pace->all));
	for (int64_t day = frame->from; day <= frame->to;) {
		int64_t end = cohort_end(COHORT_MONTH, day);

		if (end > frame->to)
			end = frame->to;
		TRY(make_span(cx, day, end, &pace->months[pace->count++]));
		day = end + 1;
	}
	return OK;
}

/* --- what was closed ---------------------------------------------------------------------------------------- */

struct closing {
	int64_t closed_on;
	int64_t amount;
	int64_t days;
	bool is_won;
};

static void add_to(struct span_of_days *span, const struct closing *closing)
{
	struct outcome *outcome = &span->outcome;

	if (!closing->is_won) {
		outcome->lost++;
		outcome->amount_lost += closing->amount;
		return;
	}
	outcome->won++;
	outcome->amount_won += closing->amount;
	outcome->won_days += closing->days;
	span->cycles[closing->days < LEAVING_DAYS ? closing->days : LEAVING_DAYS - 1].on++;
}

static void add_closing(struct pace *pace, const struct closing *closing)
{
	size_t month = 0;

	/* By halves: of ten years there are 120. */
	for (size_t above = pace->count; above - month > 1;) {
		size_t middle = month + (above - month) / 2;

		if (closing->closed_on < pace->months[middle].from)
			above = middle;
		else
			month = middle;
	}
	add_to(&pace->all, closing);
	add_to(&pace->months[month], closing);
}

static enum rc read_closed(struct ctx *cx, struct pace *pace)
{
	struct insight_part closed = { .kinds = STAGES_CLOSED,
				       .days = DAYS_OF_CLOSING,
				       .from = pace->frame.from,
				       .to = pace->frame.to };
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(insight_choose(cx, &pace->frame, &closed));
	TRY(insight_rows(cx, &pace->frame, &closed,
			 STR("t.closed_on, t.created_at, COALESCE(t.amount_home, 0), t.stage_id"),
			 &sql));
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;

		const struct stage *stage = insight_stage(&pace->frame, db_int(stmt, 3));

		add_closing(pace,
			    &(struct closing){
				    .closed_on = db_int(stmt, 0),
				    .amount = db_int(stmt, 2),
				    .days = tally_days_taken(cx, db_int(stmt, 0), db_int(stmt, 1)),
				    .is_won = stage && stage->kind == STAGE_WON,
			    });
	}
}

/* What is open now, whatever the period: for the velocity. */
static enum rc read_open(struct ctx *cx, struct pace *pace)
{
	struct stage_ids stages;
	struct sum *sums;

	TRY(insight_stages(cx, &pace->frame, STAGES_OPEN, &stages));
	TRY(insight_sums(cx, &pace->frame, &pace->frame.filter, &stages, &sums));
	for (size_t i = 0; i < stages.count; i++) {
		pace->all.outcome.open += sums[i].number;
		pace->all.outcome.amount_open += sums[i].total;
	}
	return OK;
}

/* --- the answer ---------------------------------------------------------------------------------------------- */

static void write_span(struct ctx *cx, struct json_out *out, const struct pace *pace,
		       const struct span_of_days *span)
{
	int64_t value = 0;
	bool known;

	write_day(out, "from", span->from);
	write_day(out, "to", span->to);
	outcome_write(cx, out, &span->outcome);
	known = cycle_days(&span->outcome, &value);
	write_figure(out, "cycle_days", known ? value : UNSET, 2);
	known = leaving_days(span->cycles, HALF, &value);
	write_figure(out, "cycle_p50", known ? value : UNSET, 0);
	known = leaving_days(span->cycles, MOST, &value);
	write_figure(out, "cycle_p80", known ? value : UNSET, 0);
	outcome_write_rows(cx, out, &pace->frame, (int64_t[]){ span->from, span->to },
			   str_from(""));
}

static void write_pace(struct ctx *cx, struct json_out *out, const struct pace *pace)
{
	const struct outcome *outcome = &pace->all.outcome;
	int64_t value = 0;
	bool known = velocity_per_day(outcome, &value);
	struct buf rows = buf_new(cx->arena);

	json_object_begin(out);
	write_text(out, "currency", str_from(cx->organisation.currency));
	write_span(cx, out, pace, &pace->all);
	write_int(out, "deals_open", outcome->open);
	write_money(cx, out, "amount_open", outcome->amount_open);
	write_money_figure(cx, out, "velocity_per_day", known ? value : UNSET);
	rows_begin(&pace->frame, &rows);
	rows_stages(&pace->frame, STAGES_OPEN, &rows);
	rows_write(&pace->frame, out, "rows_open", &rows);
	json_key(out, "months");
	json_array_begin(out);
	for (size_t i = 0; i < pace->count; i++) {
		json_object_begin(out);
		write_span(cx, out, pace, &pace->months[i]);
		json_object_end(out);
	}
	json_array_end(out);
	json_object_end(out);
}
