/* The warnings of a deal in words, each with the way to repair it. The conditions: hygiene.c; what they are
 * about: hygiene_facts.c. */
#include "pipeline/hygiene_facts.h"
#include "pipeline/pipeline.h"

#include "base/convert.h"
#include "base/day.h"
#include "base/zone.h"
#include "codec/json_out.h"
#include "pipeline/operation.h"
#include "record/record.h"

/* How a client can put it right: what to do, on which resource, in which field, and what else would do. */
struct repair {
	const char *action;
	const char *resource;
	const char *field;
	const char *others[3];
};

static const struct repair repairs[WARNING_COUNT] = {
	[WARNING_NO_NEXT_STEP] = { "plan_step", "activities", "due_at", { "snooze", "lose" } },
	[WARNING_OVERDUE_NEXT_STEP] = { "finish_step",
					"activities",
					"done_at",
					{ "reschedule_step" } },
	[WARNING_CLOSE_DATE_PAST] = { "set_field", "deals", "expected_close", { "win", "lose" } },
	[WARNING_PUSHED] = { "decide", "review_decisions", "decision", { "set_field", "lose" } },
	[WARNING_IDLE] = { "plan_step", "activities", "due_at", { "snooze", "move", "lose" } },
	[WARNING_CRITERIA_UNMET] = { "set_field", "deals", NULL, { NULL } },
	[WARNING_AMOUNT_MISSING] = { "set_field", "deals", "amount", { NULL } },
	[WARNING_NO_CONTACT] = { "add_contact", "deal_contacts", "contact_id", { NULL } },
	[WARNING_ONE_CONTACT] = { "add_contact", "deal_contacts", "contact_id", { NULL } },
	[WARNING_NO_EXCHANGE_RATE] = { "set_rate", "currency_rates", "rate_micro", { NULL } },
};

/* One item of the list. */
struct item {
	enum warning warning;
	str reason;
	str field;     /* of the deal; not set: none */
	int64_t since; /* day; UNSET: not known */
	int64_t days;  /* for how long; UNSET: that is not the point */
	int64_t limit_days;
	struct repair repair;
	int64_t row_id; /* of the repair's resource; 0: a new row */
};

static enum rc write_warning(struct ctx *cx, struct json_out *out, const struct deal *deal,
			     const struct hygiene *hygiene, enum warning warning);
static void write_criteria(struct ctx *cx, struct json_out *out, const struct hygiene_stage *stage,
			   const struct deal *deal, const struct hygiene *hygiene);

enum rc hygiene_items_write(struct ctx *cx, struct json_out *out, const struct hygiene_stage *stage,
			    const struct deal *deal, const struct hygiene *hygiene)
{
	for (enum warning i = 0; i < WARNING_COUNT; i++) {
		if (!has_warning(hygiene->warnings, i))
			continue;
		if (i == WARNING_CRITERIA_UNMET)
			write_criteria(cx, out, stage, deal, hygiene);
		else
			TRY(write_warning(cx, out, deal, hygiene, i));
	}
	return OK;
}

static enum rc look(struct ctx *cx, const struct deal *deal, struct hygiene_stage **stage,
		    struct hygiene *hygiene)
{
	struct hygiene_look look;
	struct deal_links links;
	struct stage *row;

	TRY(ctx_alloc(cx, sizeof *row, &row));
	TRY(record_load(cx, &stage_entity, deal->stage_id, row));
	TRY(hygiene_stages_read(cx, row, 1, stage));
	TRY(deal_links_read(cx, &deal->row.id, 1, (*stage)->criteria.asks[ASK_LINE], &links));
	look = hygiene_look_at(cx, cx->now, &links);
	return hygiene_of(cx, &look, *stage, deal, hygiene);
}

enum rc deal_hygiene_to_json(struct ctx *cx, int64_t deal_id, struct json_out *out)
{
	struct hygiene_stage *stage;
	struct hygiene hygiene;
	struct deal deal;

	TRY(need_right(cx, deal_entity.read));
	TRY(record_load(cx, &deal_entity, deal_id, &deal));
	TRY(look(cx, &deal, &stage, &hygiene));
	json_object_begin(out);
	json_items_begin(out);
	if (!row_is_archived(&deal))
		TRY(hygiene_items_write(cx, out, stage, &deal, &hygiene));
	json_items_end(out, str_from(NULL));
	json_object_end(out);
	return OK;
}

/* --- in words -------------------------------------------------------------------------------------------- */

static str day_text(struct ctx *cx, int64_t day)
{
	struct buf text = buf_new(cx->arena);

	day_print(&text, day);
	return buf_str(&text);
}

static str idle_reason(struct ctx *cx, const struct hygiene_facts *f)
{
	return tr_text(cx, "it has been in this stage for %lld days; more than %lld is idle",
		       (long long)hygiene_days_in_stage(f), (long long)f->idle_days);
}

static str reason_of(struct ctx *cx, const struct deal *deal, const struct hygiene_facts *f,
		     enum warning warning)
{
	switch (warning) {
	case WARNING_NO_NEXT_STEP:
		return str_from(tr(cx, "nothing is planned next"));
	case WARNING_OVERDUE_NEXT_STEP:
		return tr_text(
			cx, "the next step was due on %.*s",
			STR_ARG(day_text(cx, zone_day(cx->organisation.zone, f->next_step_at))));
	case WARNING_CLOSE_DATE_PAST:
		return tr_text(cx, "the expected close, %.*s, has passed",
			       STR_ARG(day_text(cx, f->expected_close)));
	case WARNING_PUSHED:
		return tr_text(cx, "the expected close was moved to a later month %lld times",
			       (long long)f->close_pushes);
	case WARNING_IDLE:
		return idle_reason(cx, f);
	case WARNING_AMOUNT_MISSING:
		return str_from(tr(cx, "nobody has said what it is worth"));
	case WARNING_NO_CONTACT:
		return str_from(tr(cx, "nobody at the customer is known"));
	case WARNING_ONE_CONTACT:
		return str_from(tr(cx, "only one person at the customer is known"));
	case WARNING_NO_EXCHANGE_RATE:
		return tr_text(cx, "there is no exchange rate for %.*s", STR_ARG(deal->currency));
	case WARNING_CRITERIA_UNMET:
	case WARNING_COUNT:
		break;
	}
	return (str){ NULL, 0 };
}

/* --- one item ---------------------------------------------------------------------------------------------- */

static void write_text(struct json_out *out, const char *key, const char *text)
{
	json_key(out, key);
	json_str(out, str_from(text));
}

static void write_int(struct json_out *out, const char *key, int64_t number)
{
	json_key(out, key);
	if (number == UNSET)
		json_none(out);
	else
		json_int(out, number);
}

static void write_repair(struct json_out *out, const struct item *item)
{
	const struct repair *repair = &item->repair;

	json_object_begin(out);
	write_text(out, "action", repair->action);
	write_text(out, "resource", repair->resource);
	write_int(out, "row_id", item->row_id == 0 ? UNSET : item->row_id);
	write_text(out, "field", repair->field);
	json_key(out, "others");
	json_array_begin(out);
	for (size_t i = 0; i < COUNT_OF(repair->others) && repair->others[i]; i++)
		json_str(out, str_from(repair->others[i]));
	json_array_end(out);
	json_object_end(out);
}

static void write_item(struct json_out *out, const struct item *item)
{
	json_object_begin(out);
	write_text(out, "warning", warning_names[item->warning]);
	json_key(out, "reason");
	json_str(out, item->reason);
	json_key(out, "field");
	json_str(out, item->field);
	json_key(out, "since");
	if (item->since == UNSET)
		json_none(out);
	else
		json_day(out, item->since);
	write_int(out, "days", item->days);
	write_int(out, "limit_days", item->limit_days);
	json_key(out, "repair");
	write_repair(out, item);
	json_object_end(out);
}

/* --- times and rows ------------------------------------------------------------------------------------------ */

static void add_times(const struct ctx *cx, const struct hygiene_facts *f, struct item *item)
{
	const struct zone *zone = cx->organisation.zone;

	switch (item->warning) {
	case WARNING_OVERDUE_NEXT_STEP:
		item->since = zone_day(zone, f->next_step_at);
		item->days = f->today - item->since;
		return;
	case WARNING_CLOSE_DATE_PAST:
		item->since = f->expected_close;
		item->days = f->today - item->since;
		return;
	case WARNING_IDLE:
		item->since = zone_day(zone, f->stage_entered_at);
		item->days = hygiene_days_in_stage(f);
		item->limit_days = f->idle_days;
		return;
	default:
		return;
	}
}

static enum rc add_row(struct ctx *cx, const struct deal *deal, struct item *item)
{
	if (item->warning == WARNING_OVERDUE_NEXT_STEP)
		return deal_next_activity(cx, deal->row.id, &item->row_id);
	if (str_is(str_from(item->repair.resource), "deals"))
		item->row_id = deal->row.id;
	return OK;
}

static enum rc write_warning(struct ctx *cx, struct json_out *out, const struct deal *deal,
			     const struct hygiene *hygiene, enum warning warning)
{
	struct item item = {
		.warning = warning,
		.reason = reason_of(cx, deal, &hygiene->facts, warning),
		.since = UNSET,
		.days = UNSET,
		.limit_days = UNSET,
		.repair = repairs[warning],
	};

	if (str_is(str_from(item.repair.resource), "deals"))
		item.field = str_from(item.repair.field);
	add_times(cx, &hygiene->facts, &item);
	TRY(add_row(cx, deal, &item));
	write_item(out, &item);
	return OK;
}

/* --- exit criteria --------------------------------------------------------------------------------------------- */

static struct repair repair_of(const struct exit_criterion *criterion, const char *field)
{
	if (criterion->kind == ASK_TICK)
		return (struct repair){ "tick", "deals", "checklist", { NULL } };
	if (criterion->kind == ASK_CONTACT)
		return repairs[WARNING_NO_CONTACT];
	if (criterion->kind == ASK_LINE)
		return (struct repair){ "add_line", "deal_lines", "product_id", { NULL } };
	return (struct repair){ "set_field", "deals", field, { NULL } };
}

/* One item for each, in the stage's own words. */
static void write_criteria(struct ctx *cx, struct json_out *out, const struct hygiene_stage *stage,
			   const struct deal *deal, const struct hygiene *hygiene)
{
	for (size_t i = 0; i < hygiene->unmet_count; i++) {
		const struct exit_criterion *criterion = &stage->criteria.items[hygiene->unmet[i]];
		struct item item = {
			.warning = WARNING_CRITERIA_UNMET,
			.reason = criterion->text,
			.field = exit_criterion_field(cx->arena, criterion),
			.since = UNSET,
			.days = UNSET,
			.limit_days = UNSET,
		};

		item.repair = repair_of(criterion, item.field.ptr);
		if (str_is(str_from(item.repair.resource), "deals"))
			item.row_id = deal->row.id;
		write_item(out, &item);
	}
}
