/* How what is open and expected to close in a period covers what is still missing from a target. */
#include "pipeline/pipeline.h"

#include "codec/json_out.h"
#include "pipeline/figure_json.h"
#include "pipeline/insight_frame.h"
#include "pipeline/measures.h"

/* Deals of a part, and what they are worth. */
struct part {
	const char *name;
	unsigned kinds;
	const char *field; /* whose days: closed_on, expected_close */
	int64_t from;
	int64_t to;
	int64_t deals;
	int64_t amount;
	int64_t weighted; /* times the chance of each stage */
};

enum { PART_WON, PART_OPEN, PART_BEFORE, PARTS };

static enum rc read_part(struct ctx *cx, const struct insight_frame *frame, struct part *part);
static void write_coverage(struct ctx *cx, struct json_out *out, const struct insight_frame *frame,
			   const struct part *parts, int64_t target);

enum rc insight_coverage_to_json(struct ctx *cx, const struct insight_scope *scope, int64_t target,
				 struct json_out *out)
{
	struct insight_frame frame;
	int64_t length;

	TRY(insight_frame_open(cx, scope, &frame));
	length = frame.to - frame.from + 1;

	struct part parts[PARTS] = {
		[PART_WON] = { .name = "won",
			       .kinds = STAGES_WON,
			       .field = "closed_on",
			       .from = frame.from,
			       .to = frame.to },
		[PART_OPEN] = { .name = "open",
				.kinds = STAGES_OPEN,
				.field = "expected_close",
				.from = frame.from,
				.to = frame.to },
		[PART_BEFORE] = { .name = "before",
				  .kinds = STAGES_WON,
				  .field = "closed_on",
				  .from = frame.from - length,
				  .to = frame.from - 1 },
	};

	for (size_t i = 0; i < PARTS; i++)
		TRY(read_part(cx, &frame, &parts[i]));
	write_coverage(cx, out, &frame, parts, target);
	return OK;
}

static enum rc add_up(struct ctx *cx, const struct insight_frame *frame, struct part *part);
static enum rc add_kept(struct ctx *cx, const struct insight_frame *frame, struct part *part);

/* Closings are kept by day, of all deals as they are now. */
static enum rc read_part(struct ctx *cx, const struct insight_frame *frame, struct part *part)
{
	const struct board_filter filter = { .query = &frame->filter };
	bool is_kept = part->kinds == STAGES_WON && !insight_is_past(frame) &&
		       !board_filter_is_set(&filter);

	return is_kept ? add_kept(cx, frame, part) : add_up(cx, frame, part);
}

static void add_stage(struct part *part, const struct stage *stage, int64_t deals, int64_t amount)
{
	part->deals += deals;
	part->amount += amount;
	part->weighted += weighted_value(amount, stage->probability);
}

static enum rc add_kept(struct ctx *cx, const struct insight_frame *frame, struct part *part)
{
	for (size_t i = 0; i < frame->stage_count; i++) {
		const struct stage *stage = &frame->stages[i];
		const struct tally_span span = { stage->row.id, part->from, part->to };
		struct closings closings;

		if (stage->kind != STAGE_WON)
			continue;
		TRY(tally_closings(cx, &deal_entity, &span, &frame->owners, &closings));
		add_stage(part, stage, closings.number, closings.total);
	}
	return OK;
}

static enum rc add_up(struct ctx *cx, const struct insight_frame *frame, struct part *part)
{
	const struct field *day = entity_field(&deal_entity, str_from(part->field));
	struct list_query filter = frame->filter;
	struct stage_ids stages;
	struct sum *sums;

	TRY(list_filter(cx, &filter,
			&(struct filter){ .field = day, .op = OP_GTE, .number = part->from }));
	TRY(list_filter(cx, &filter,
			&(struct filter){ .field = day, .op = OP_LTE, .number = part->to }));
	TRY(insight_stages(cx, frame, part->kinds, &stages));
	TRY(insight_sums(cx, frame, &filter, &stages, &sums));
	for (size_t i = 0; i < stages.count; i++)
		add_stage(part, insight_stage(frame, stages.ids[i]), sums[i].number, sums[i].total);
	return OK;
}

/* --- the answer ------------------------------------------------------------------------------------------------- */

static void write_part(struct ctx *cx, struct json_out *out, const struct insight_frame *frame,
		       const struct part *part)
{
	struct buf rows = buf_new(cx->arena);

	rows_begin(frame, &rows);
	rows_stages(frame, part->kinds, &rows);
	rows_days(part->field, part->from, part->to, &rows);
	json_key(out, part->name);
	json_object_begin(out);
	write_day(out, "from", part->from);
	write_day(out, "to", part->to);
	write_int(out, "deals", part->deals);
	write_money(cx, out, "amount", part->amount);
	write_money(cx, out, "weighted", part->weighted);
	rows_write(frame, out, "rows", &rows);
	json_object_end(out);
}

static void write_coverage(struct ctx *cx, struct json_out *out, const struct insight_frame *frame,
			   const struct part *parts, int64_t target)
{
	int64_t aim = target == UNSET ? parts[PART_BEFORE].amount : target;
	struct outcome outcome = { .amount_open = parts[PART_OPEN].amount,
				   .amount_won = parts[PART_WON].amount };
	int64_t missing = aim - outcome.amount_won;
	int64_t value = 0;
	bool known;

	json_object_begin(out);
	write_day(out, "from", frame->from);
	write_day(out, "to", frame->to);
	write_text(out, "currency", str_from(cx->organisation.currency));
	write_money_figure(cx, out, "target", target);
	write_money(cx, out, "missing", missing > 0 ? missing : 0);
	for (size_t i = 0; i < PARTS; i++)
		write_part(cx, out, frame, &parts[i]);
	known = coverage(&outcome, aim, &value);
	write_figure(out, "coverage", known ? value : UNSET, 4);
	outcome.amount_open = parts[PART_OPEN].weighted;
	known = coverage(&outcome, aim, &value);
	write_figure(out, "coverage_weighted", known ? value : UNSET, 4);
	json_object_end(out);
}
