/* Deals that were closed, as Insight tells them. */
#include "pipeline/insight_outcome.h"

#include "pipeline/figure_json.h"
#include "pipeline/insight_rates.h"

void outcome_write(const struct ctx *cx, struct json_out *out, const struct outcome *outcome)
{
	int64_t value = 0;
	int64_t high = 0;
	bool known;

	write_int(out, "won", outcome->won);
	write_int(out, "lost", outcome->lost);
	write_money(cx, out, "amount_won", outcome->amount_won);
	write_money(cx, out, "amount_lost", outcome->amount_lost);
	known = win_rate(outcome, &value);
	write_figure(out, "win_rate", known ? value : UNSET, 4);
	known = win_rate_range(outcome->won, outcome->lost, &value, &high);
	write_figure(out, "win_rate_low", known ? value : UNSET, 4);
	write_figure(out, "win_rate_high", known ? high : UNSET, 4);
	known = win_rate_value(outcome, &value);
	write_figure(out, "win_rate_value", known ? value : UNSET, 4);
	known = average_deal(outcome, &value);
	write_money_figure(cx, out, "average_deal", known ? value : UNSET);
}

void outcome_write_rows(struct ctx *cx, struct json_out *out, const struct insight_frame *frame,
			const int64_t days[2], str condition)
{
	static const struct {
		const char *key;
		unsigned kinds;
	} members[] = { { "rows", STAGES_CLOSED },
			{ "rows_won", STAGES_WON },
			{ "rows_lost", STAGES_LOST } };

	for (size_t i = 0; i < COUNT_OF(members); i++) {
		struct buf rows = buf_new(cx->arena);

		rows_begin(frame, &rows);
		rows_stages(frame, members[i].kinds, &rows);
		rows_days("closed_on", days[0], days[1], &rows);
		buf_add(&rows, condition);
		rows_write(frame, out, members[i].key, &rows);
	}
}
