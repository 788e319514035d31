/* The board of a pipeline: each stage with its count and sums, and the first of its cards. Counts and
 * sums are kept (record/tally.h), cards are a page (board_cards_query.c); only a search for words looks at
 * every deal that it finds. */
#include "pipeline/pipeline.h"

#include "base/convert.h"
#include "base/zone.h"
#include "codec/json_out.h"
#include "pipeline/board_cards_query.h"
#include "pipeline/card_names_query.h"
#include "pipeline/hygiene.h"
#include "pipeline/measures.h"
#include "pipeline/operation.h"
#include "pipeline/owner_filter_query.h"
#include "record/record.h"

#include <stdlib.h>

enum { MAX_FOUND = 2000 }; /* deals that a search for words gives */

/* Fields of a deal that its card shows as they are. */
enum shown { ID, TITLE, AMOUNT, CURRENCY, EXPECTED_CLOSE, STAGE_ENTERED_AT, NEXT_STEP_AT, SHOWN };
static const char *const shown_names[SHOWN] = {
	"id", "title", "amount", "currency", "expected_close", "stage_entered_at", "next_step_at",
};

struct column {
	struct stage *stage;
	struct sum sum;
	struct cards cards;
};

struct board {
	const struct board_request *request;
	struct pipeline pipeline;
	struct tally_owners owners;
	struct column *columns;
	size_t count;
	struct deal *found; /* deals that the words gave, in the order of cards; NULL: no words */
	size_t found_count;
	struct card_names companies;
	struct card_names people;
	const struct field *shown[SHOWN];
};

static enum rc check_request(struct ctx *cx, const struct board_request *request);
static enum rc load_columns(struct ctx *cx, struct board *board);
static enum rc find_words(struct ctx *cx, struct board *board);
static enum rc fill_column(struct ctx *cx, const struct board *board, struct column *column);
static void drop_empty_retired(struct board *board);
static enum rc read_names(struct ctx *cx, struct board *board);
static void write_board(struct ctx *cx, struct json_out *out, const struct board *board);

enum rc board_to_json(struct ctx *cx, const struct board_request *request, struct json_out *out)
{
	struct board board = { .request = request };

	TRY(check_request(cx, request));
	TRY(need_right(cx, deal_entity.read));
	TRY(record_load(cx, &pipeline_entity, request->pipeline_id, &board.pipeline));
	TRY(owner_filter(cx, request->owner_id, request->team_id, &board.owners));
	TRY(load_columns(cx, &board));
	TRY(find_words(cx, &board));
	for (size_t i = 0; i < board.count; i++)
		TRY(fill_column(cx, &board, &board.columns[i]));
	drop_empty_retired(&board);
	TRY(read_names(cx, &board));
	for (size_t i = 0; i < SHOWN; i++)
		board.shown[i] = entity_field(&deal_entity, str_from(shown_names[i]));
	write_board(cx, out, &board);
	return OK;
}

static enum rc check_request(struct ctx *cx, const struct board_request *request)
{
	if (request->limit < 1 || request->limit > LIMIT_MAX)
		return fail_code(cx, "limit", "range", "give a whole number from 1 to %d",
				 LIMIT_MAX);
	if (str_is_set(request->cursor) && request->stage_id == 0)
		return fail_code(cx, "cursor", "stage_id",
				 "a cursor needs the stage_id that it is of");
	return OK;
}

/* --- stages ------------------------------------------------------------------------------------------ */

static enum rc load_columns(struct ctx *cx, struct board *board)
{
	const struct board_request *request = board->request;
	struct stage *stages;
	size_t count;

	TRY(stages_of(cx, request->pipeline_id, request->as_of != UNSET, &stages, &count));
	TRY(ctx_alloc(cx, (count + 1) * sizeof *board->columns, &board->columns));
	for (size_t i = 0; i < count; i++)
		if (request->stage_id == 0 || request->stage_id == stages[i].row.id)
			board->columns[board->count++].stage = &stages[i];
	if (request->stage_id != 0 && board->count == 0)
		return fail_code(cx, "stage_id", "unknown", "this pipeline has no such stage");
	return OK;
}

/* A stage that is retired today is shown in the past if it had deals then. */
static void drop_empty_retired(struct board *board)
{
	size_t kept = 0;

	for (size_t i = 0; i < board->count; i++)
		if (!row_is_archived(board->columns[i].stage) || board->columns[i].sum.number > 0)
			board->columns[kept++] = board->columns[i];
	board->count = kept;
}

/* Cards of closed stages only when asked for; one stage alone is asked for. */
static bool has_cards(const struct board_request *request, const struct stage *stage)
{
	return stage->kind == STAGE_OPEN || request->closed || request->stage_id != 0;
}

static size_t sum_found(const struct board *board, struct column *column, struct deal *deals);

static enum rc fill_column(struct ctx *cx, const struct board *board, struct column *column)
{
	const struct board_request *request = board->request;
	int64_t stage_id = column->stage->row.id;
	struct cards_request page = {
		.owners = &board->owners,
		.as_of = request->as_of,
		.stage_id = stage_id,
		.limit = request->limit,
		.cursor = request->cursor,
	};

	if (board->found) {
		struct deal *deals;

		TRY(ctx_alloc(cx, (board->found_count + 1) * sizeof *deals, &deals));

		size_t count = sum_found(board, column, deals);

		return has_cards(request, column->stage)
			       ? board_cards_page(cx, &page, deals, count, &column->cards)
			       : OK;
	}
	if (request->as_of == UNSET)
		TRY(tally_now(cx, &deal_entity, stage_id, &board->owners, &column->sum));
	else
		TRY(tally_as_of(cx, &deal_entity, stage_id, &board->owners, request->as_of,
				&column->sum));
	return has_cards(request, column->stage) ? board_cards(cx, &page, &column->cards) : OK;
}

/* --- words ------------------------------------------------------------------------------------------- */

static bool is_owned(const struct tally_owners *owners, int64_t owner_id)
{
	for (size_t i = 0; i < owners->count; i++)
		if (owners->ids[i] == owner_id)
			return true;
	return owners->all;
}

static int by_entry(const void *a, const void *b)
{
	const struct deal *left = a;
	const struct deal *right = b;

	if (left->stage_entered_at != right->stage_entered_at)
		return left->stage_entered_at > right->stage_entered_at ? -1 : 1;
	return (left->row.id < right->row.id) - (left->row.id > right->row.id);
}

/* All deals with the words at once; what a search gives is bounded. */
static enum rc find_words(struct ctx *cx, struct board *board)
{
	const struct board_request *request = board->request;
	struct list_query query;
	struct list_page page;

	if (str_trim(request->words).len == 0)
		return OK;
	list_start(&deal_entity, &query);
	TRY(list_filter_int(cx, &deal_entity, &query, "pipeline_id", OP_EQ, request->pipeline_id));
	query.words = request->words;
	query.as_of = request->as_of;
	query.limit = MAX_FOUND;
	TRY(list_read(cx, &deal_entity, &query, &page));
	board->found = page.rows;
	for (size_t i = 0; i < page.count; i++)
		if (is_owned(&board->owners, board->found[i].owner_id))
			board->found[board->found_count++] = board->found[i];
	if (board->found_count > 1)
		qsort(board->found, board->found_count, sizeof *board->found, by_entry);
	return OK;
}

/* The found deals of one stage, and their number and sum. */
static size_t sum_found(const struct board *board, struct column *column, struct deal *deals)
{
	size_t count = 0;

	for (size_t i = 0; i < board->found_count; i++) {
		const struct deal *deal = &board->found[i];

		if (deal->stage_id != column->stage->row.id)
			continue;
		deals[count++] = *deal;
		column->sum.number++;
		if (deal->amount_home != UNSET)
			column->sum.total += deal->amount_home;
	}
	return count;
}

/* --- names ------------------------------------------------------------------------------------------- */

static size_t count_cards(const struct board *board)
{
	size_t count = 0;

	for (size_t i = 0; i < board->count; i++)
		count += board->columns[i].cards.count;
	return count;
}

static enum rc read_names(struct ctx *cx, struct board *board)
{
	size_t room = count_cards(board);
	size_t count = 0;
	int64_t *companies;
	int64_t *people;

	TRY(ctx_alloc(cx, (room + 1) * sizeof *companies, &companies));
	TRY(ctx_alloc(cx, (room + 1) * sizeof *people, &people));
	for (size_t i = 0; i < board->count; i++) {
		const struct cards *cards = &board->columns[i].cards;

		for (size_t j = 0; j < cards->count; j++, count++) {
			companies[count] = cards->deals[j].company_id;
			people[count] = cards->deals[j].owner_id;
		}
	}
	TRY(card_names_read(cx, &company_entity, companies, count, &board->companies));
	return card_names_read(cx, &user_entity, people, count, &board->people);
}

/* --- the answer -------------------------------------------------------------------------------------- */

static int64_t instant_of(const struct ctx *cx, const struct board_request *request)
{
	return request->as_of == UNSET ? cx->now : request->as_of;
}

static void write_name(struct json_out *out, const char *key, const struct card_names *names,
		       int64_t id)
{
	const struct card_name *name = card_names_find(names, id);

	json_key(out, key);
	if (!name) {
		json_none(out);
		return;
	}
	json_object_begin(out);
	json_key(out, "id");
	json_int(out, name->id);
	json_key(out, "name");
	json_str(out, name->name);
	json_object_end(out);
}

static void write_warnings(struct json_out *out, const struct hygiene_facts *facts)
{
	unsigned warnings = hygiene_warnings(facts);

	json_key(out, "warnings");
	json_array_begin(out);
	for (size_t i = 0; i < WARNING_COUNT; i++)
		if (warnings >> i & 1)
			json_str(out, str_from(warning_names[i]));
	json_array_end(out);
}

static struct hygiene_facts facts_of(const struct stage *stage, const struct deal *deal)
{
	return (struct hygiene_facts){
		.is_open = stage->kind == STAGE_OPEN,
		.has_next_step = deal->next_step_at != UNSET,
		.next_step_at = deal->next_step_at,
		.has_expected_close = deal->expected_close != UNSET,
		.expected_close = deal->expected_close,
		.close_pushes = deal->close_pushes == UNSET ? 0 : deal->close_pushes,
		.stage_entered_at = deal->stage_entered_at,
		.has_idle_limit = stage->idle_days != UNSET,
		.idle_days = stage->idle_days,
		.has_amount = deal->amount != UNSET,
		.amount = deal->amount,
		.has_home_amount = deal->amount_home != UNSET,
	};
}

static void write_fields(struct json_out *out, const struct board *board, const struct deal *deal,
			 enum shown from, enum shown to)
{
	for (size_t i = from; i <= to; i++) {
		const struct field *field = board->shown[i];

		json_key(out, field->name);
		if (field_is_set(field, deal))
			field->type->to_json(out, field, deal);
		else
			json_none(out);
	}
}

static void write_card(struct ctx *cx, struct json_out *out, const struct board *board,
		       const struct stage *stage, const struct deal *deal)
{
	struct hygiene_facts facts = facts_of(stage, deal);

	facts.now = instant_of(cx, board->request);
	facts.today = zone_day(cx->organisation.zone, facts.now);
	json_object_begin(out);
	write_fields(out, board, deal, ID, CURRENCY);
	write_name(out, "company", &board->companies, deal->company_id);
	write_name(out, "owner", &board->people, deal->owner_id);
	write_fields(out, board, deal, EXPECTED_CLOSE, NEXT_STEP_AT);
	write_warnings(out, &facts);
	json_object_end(out);
}

static void write_column(struct ctx *cx, struct json_out *out, const struct board *board,
			 const struct column *column)
{
	const struct stage *stage = column->stage;

	json_object_begin(out);
	json_key(out, "id");
	json_int(out, stage->row.id);
	json_key(out, "name");
	json_str(out, stage->name);
	json_key(out, "kind");
	json_str(out, str_from(stage_kind_names[stage->kind]));
	json_key(out, "count");
	json_int(out, column->sum.number);
	json_key(out, "amount");
	json_money(cx, out, column->sum.total);
	json_key(out, "weighted");
	json_money(cx, out, weighted_value(column->sum.total, stage->probability));
	json_key(out, "currency");
	json_str(out, str_from(cx->organisation.currency));
	json_key(out, "deals");
	json_array_begin(out);
	for (size_t i = 0; i < column->cards.count; i++)
		write_card(cx, out, board, stage, &column->cards.deals[i]);
	json_array_end(out);
	json_key(out, "next");
	json_str(out, column->cards.next);
	json_object_end(out);
}

static void write_board(struct ctx *cx, struct json_out *out, const struct board *board)
{
	json_object_begin(out);
	json_key(out, "pipeline");
	record_to_json(cx, out, &pipeline_entity, &board->pipeline);
	json_key(out, "stages");
	json_array_begin(out);
	for (size_t i = 0; i < board->count; i++)
		write_column(cx, out, board, &board->columns[i]);
	json_array_end(out);
	json_object_end(out);
}
