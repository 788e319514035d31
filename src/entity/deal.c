/* A deal: one opportunity to sell, in exactly one stage. Moving it: pipeline/deal_move.c. */
#include "entity/entities.h"

#include "base/day.h"
#include "codec/json_in.h"

const char *const deal_category_names[] = { "pipeline", "best_case", "commit", "omitted", NULL };

static const struct field fields[] = {
	ROW_FIELDS(deal),
	{ COL(deal, title, TEXT), .flags = F_REQUIRED | F_SEARCH | F_SORT | F_IMPORT, .min = 1,
	  .max = 200, .doc = "What is being sold, in a few words." },
	{ COL(deal, pipeline_id, REF), .ref = "pipeline",
	  .flags = F_REQUIRED | F_CREATE | F_FILTER | F_IMPORT },
	{ COL(deal, stage_id, REF), .ref = "stage", .within = "pipeline_id",
	  .flags = F_CREATE | F_FILTER | F_IMPORT, .start = START_OPERATION,
	  .doc = "Changed by POST /deals/{id}/move." },
	{ COL(deal, amount, MONEY), IN_CURRENCY(deal, currency),
	  .flags = F_FILTER | F_SORT | F_IMPORT | F_GROUP, .doc = "Worth in the deal's currency." },
	{ COL(deal, currency, CURRENCY), .flags = F_REQUIRED | F_FILTER | F_IMPORT | F_GROUP,
	  .start = START_CURRENCY },
	{ COL(deal, amount_home, MONEY), .home_of = "amount",
	  .flags = F_SECRET | F_READONLY | F_UNTRACKED | F_FILTER },
	{ COL(deal, company_id, REF), .ref = "company", .flags = F_FILTER | F_IMPORT | F_GROUP },
	{ COL(deal, owner_id, REF), .ref = "user", .flags = F_FILTER | F_IMPORT | F_GROUP,
	  .start = START_CALLER },
	{ COL(deal, expected_close, DAY), .flags = F_FILTER | F_SORT | F_IMPORT },
	{ COL(deal, source_id, REF), .ref = "source", .flags = F_FILTER | F_IMPORT | F_GROUP },
	{ COL(deal, category, ENUM), .names = deal_category_names,
	  .flags = F_FILTER | F_IMPORT | F_GROUP, .start = START_ZERO,
	  .doc = "What the owner says of it: pipeline, best_case, commit, omitted." },
	{ COL(deal, next_step_at, INSTANT), .flags = F_READONLY | F_FILTER | F_SORT,
	  .doc = "When the earliest planned activity is due." },
	{ COL(deal, stage_entered_at, INSTANT), .flags = F_READONLY | F_FILTER | F_SORT,
	  .start = START_NOW },
	{ COL(deal, closed_on, DAY), .flags = F_READONLY | F_FILTER | F_SORT | F_IMPORT },
	{ COL(deal, lost_reason_id, REF), .ref = "lost_reason", .within = "pipeline_id",
	  .flags = F_READONLY | F_FILTER | F_IMPORT | F_GROUP },
	{ COL(deal, close_pushes, INT), .flags = F_READONLY, .start = START_ZERO,
	  .doc = "How often the expected close moved to a later month." },
	{ COL(deal, revive_on, DAY), .flags = F_FILTER | F_SORT | F_IMPORT,
	  .doc = "Of closed deals: the day on which a task is planned to take it up again." },
	{ COL(deal, snoozed_until, DAY),
	  .doc = "Up to and with this day it may rest: it does not count as idle." },
	{ COL(deal, checklist, JSON), .doc = "Exit criteria that are ticked: {\"key\": true}." },
	{ COL(deal, external_id, TEXT), .flags = F_FILTER | F_IMPORT, .max = 200 },
	{ COL(deal, custom, JSON), .doc = "User-defined fields by key." },
};

/* What is on a board; written as its queries say it (pipeline/board_cards_query.c). */
#define OPEN "closed_on IS NULL AND archived_at IS NULL"

static const struct index indexes[] = {
	{ .columns = "stage_id, stage_entered_at, id", .versions = true },
	{ .columns = "stage_id, id" },
	{ .columns = "owner_id, stage_id, stage_entered_at, id", .versions = true },
	{ .columns = "owner_id, id" },
	{ .columns = "company_id, id" },
	{ .columns = "source_id, id", .where = "source_id IS NOT NULL" },
	{ .columns = "lost_reason_id, id", .where = "lost_reason_id IS NOT NULL" },
	{ .columns = "revive_on, id", .where = "revive_on IS NOT NULL" },
	/* Open deals without a next step, the largest first: pipeline/today_query.c. */
	{ .columns = "owner_id, amount_home, id",
	  .where = "next_step_at IS NULL AND closed_on IS NULL AND archived_at IS NULL" },
	/* Those that no sum counts, for want of a rate: record/home_catch_up.c. */
	{ .columns = "currency, id",
	  .where = "amount_home IS NULL AND amount IS NOT NULL",
	  .versions = true },
	{ .columns = "external_id", .where = "external_id IS NOT NULL", .unique = true },
	{ .columns = "pipeline_id, id" },
	{ .columns = "title, id" },
	{ .columns = "amount, id" },
	{ .columns = "expected_close, id" },
	{ .columns = "next_step_at, id" },
	{ .columns = "stage_entered_at, id" },
	{ .columns = "closed_on, id" },
	{ .columns = "created_at, id" },
	/* Orders of the cards of a stage. Closed deals cost nothing in them. */
	{ .columns = "stage_id, next_step_at, id", .where = OPEN },
	{ .columns = "stage_id, amount, id", .where = OPEN },
	{ .columns = "stage_id, expected_close, id", .where = OPEN },
	{ .columns = "stage_id, title, id", .where = OPEN },
	/* What was closed by a past day: pipeline/closings_query.c. */
	{ .columns = "stage_id, closed_on, updated_at", .where = DEAL_CLOSED_AT_ODDS("") },
	/* With what the sums of a part of a day are made of: record/tally_read.c. */
	{ .columns = "updated_at, id, stage_id, owner_id, amount_home, archived_at" },
};

static const struct tally tally = {
	.table = "stage_totals",
	.key = "stage_id",
	.owner = "owner_id",
	.sum = "amount_home",
	.since = "stage_entered_at",
	.closed = "closed_on",
};

/* Later by a calendar month or more: a push; within the month: a correction. */
static bool is_push(int64_t from, int64_t to)
{
	if (from == UNSET || to == UNSET)
		return false;

	struct date before = day_to_date(from);
	struct date after = day_to_date(to);

	return after.year * 12 + after.month > before.year * 12 + before.month;
}

/* The app sends the whole object: a tick that was stored before is not this caller's fault. */
static bool is_stored(struct ctx *cx, const struct json_in *ticks, const struct json_member *tick)
{
	const struct json_in *stored = json_get(ticks, tick->key.ptr);

	return stored && str_eq(json_dump(cx->arena, stored), json_dump(cx->arena, tick->value));
}

static enum rc check_ticks(struct ctx *cx, const struct json_in *ticks,
			   const struct json_in *stored)
{
	struct json_member tick = { .place = NULL };

	while (json_next_member(ticks, &tick))
		if (json_kind(tick.value) != JSON_KIND_BOOL && !is_stored(cx, stored, &tick))
			return fail_code(
				cx, str_printf(cx->arena, "checklist.%.*s", STR_ARG(tick.key)).ptr,
				"type", "give true or false");
	return OK;
}

static enum rc check_checklist(struct ctx *cx, str checklist, str before)
{
	AUTO(json_release) struct json_in *ticks = NULL;
	AUTO(json_release) struct json_in *stored = NULL;

	if (!str_is_set(checklist))
		return OK;
	TRY(json_parse(cx, checklist, &ticks));
	if (json_kind(ticks) != JSON_KIND_OBJECT)
		return fail_code(cx, "checklist", "type", "give an object");
	if (str_is_set(before))
		TRY(json_parse(cx, before, &stored));
	return check_ticks(cx, ticks, stored);
}

static enum rc check(struct ctx *cx, void *row, const void *before)
{
	struct deal *deal = row;
	const struct deal *old = before;

	if (!old || !str_eq(old->checklist, deal->checklist))
		TRY(check_checklist(cx, deal->checklist, old ? old->checklist : str_from(NULL)));
	if (deal->amount != UNSET && deal->amount < 0)
		return fail_code(cx, "amount", "too_small", "an amount cannot be negative");
	if (old && old->closed_on != UNSET && deal->closed_on == UNSET)
		deal->revive_on = UNSET; /* it has been taken up again */
	if (deal->revive_on != UNSET && deal->closed_on == UNSET)
		return fail_code(cx, "revive_on", "not_closed",
				 "only a closed deal can be taken up again");
	if (old && deal->close_pushes == old->close_pushes &&
	    is_push(old->expected_close, deal->expected_close))
		deal->close_pushes++;
	return OK;
}

const struct entity deal_entity = {
	.name = "deal",
	.plural = "deals",
	.code = 12,
	.size = sizeof(struct deal),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.flags = ENTITY_VERSIONED | ENTITY_CUSTOM,
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_OWNER,
	.label = "title",
	.tally = &tally,
	.check = check,
	.doc = "Deals: opportunities to sell.",
};
