/* The board of a pipeline: each stage with its count and sums, and the first of its cards. Counts and
 * sums are kept (record/tally.h), or with a filter counted (board_filter_query.c); cards are a page
 * (board_cards_query.c). */
#include "pipeline/pipeline.h"

#include "base/convert.h"
#include "codec/json_out.h"
#include "pipeline/board_cards_query.h"
#include "pipeline/card_choice.h"
#include "pipeline/card_names_query.h"
#include "pipeline/hygiene_facts.h"
#include "pipeline/idle_limits.h"
#include "pipeline/measures.h"
#include "pipeline/operation.h"
#include "pipeline/owner_filter_query.h"
#include "record/record.h"

/* Fields of a deal that its card shows as they are. */
enum shown {
	ID,
	REVISION,
	TITLE,
	AMOUNT,
	CURRENCY,
	EXPECTED_CLOSE,
	STAGE_ENTERED_AT,
	NEXT_STEP_AT,
	SNOOZED_UNTIL,
	SOURCE_ID,
	CATEGORY,
	SHOWN
};
static const char *const shown_names[SHOWN] = {
	"id",
	"revision",
	"title",
	"amount",
	"currency",
	"expected_close",
	"stage_entered_at",
	"next_step_at",
	"snoozed_until",
	"source_id",
	"category",
};

struct column {
	struct stage *stage;
	const struct hygiene_stage *hygiene;
	struct sum sum;
	int64_t in_stage; /* deals of all owners now; see cards_request */
	struct cards cards;
};

struct board {
	const struct board_request *request;
	struct pipeline pipeline;
	struct tally_owners owners;
	struct column *columns;
	size_t count;
	struct list_query query; /* filters but for those by owner, which are in owners */
	struct board_filter filter;
	struct card_order order;
	struct stage_ids stages; /* of the columns */
	struct card_names companies;
	struct card_names people;
	struct card_choice choice;
	struct deal_links links;
	struct hygiene_look look;
	const struct field *shown[SHOWN];
};

static enum rc check_request(struct ctx *cx, const struct board_request *request);
static enum rc load_columns(struct ctx *cx, struct board *board);
static enum rc read_filter(struct ctx *cx, struct board *board);
static enum rc read_order(struct ctx *cx, struct board *board);
static enum rc read_sums(struct ctx *cx, struct board *board);
static enum rc fill_column(struct ctx *cx, const struct board *board, struct column *column);
static void drop_empty_retired(struct board *board);
static enum rc read_names(struct ctx *cx, struct board *board);
static enum rc read_links(struct ctx *cx, struct board *board);
static enum rc read_choice(struct ctx *cx, struct board *board);
static enum rc write_board(struct ctx *cx, struct json_out *out, const struct board *board);

enum rc board_to_json(struct ctx *cx, const struct board_request *request, struct json_out *out)
{
	struct board board = { .request = request };

	TRY(check_request(cx, request));
	TRY(need_right(cx, deal_entity.read));
	TRY(record_load(cx, &pipeline_entity, request->pipeline_id, &board.pipeline));
	TRY(owner_filter(cx, request->owner_id, request->team_id, &board.owners));
	TRY(read_filter(cx, &board));
	TRY(read_order(cx, &board));
	TRY(card_choice_parse(cx, request->fields, &board.choice));
	TRY(load_columns(cx, &board));
	TRY(read_sums(cx, &board));
	for (size_t i = 0; i < board.count; i++)
		TRY(fill_column(cx, &board, &board.columns[i]));
	drop_empty_retired(&board);
	TRY(read_names(cx, &board));
	TRY(read_links(cx, &board));
	TRY(read_choice(cx, &board));
	for (size_t i = 0; i < SHOWN; i++)
		board.shown[i] = entity_field(&deal_entity, str_from(shown_names[i]));
	return write_board(cx, out, &board);
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
	struct hygiene_stage *hygiene;
	struct stage *stages;
	size_t count;

	TRY(stages_of(cx, request->pipeline_id, request->as_of != UNSET, &stages, &count));
	TRY(hygiene_stages_read(cx, stages, count, &hygiene));
	TRY(ctx_alloc(cx, (count + 1) * sizeof *board->columns, &board->columns));
	for (size_t i = 0; i < count; i++)
		if (request->stage_id == 0 || request->stage_id == stages[i].row.id)
			board->columns[board->count++] = (struct column){
				.stage = &stages[i],
				.hygiene = &hygiene[i],
			};
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

static enum rc fill_column(struct ctx *cx, const struct board *board, struct column *column)
{
	const struct board_request *request = board->request;
	const struct cards_request page = {
		.filter = &board->filter,
		.order = &board->order,
		.stage_id = column->stage->row.id,
		.is_open = column->stage->kind == STAGE_OPEN,
		.found = column->sum.number,
		.in_stage = column->in_stage,
		.limit = request->limit,
		.cursor = request->cursor,
	};

	return has_cards(request, column->stage) ? board_cards(cx, &page, &column->cards) : OK;
}

/* --- filter, order and sums -------------------------------------------------------------------------- */

static enum rc read_filter(struct ctx *cx, struct board *board)
{
	const struct board_request *request = board->request;

	list_start(&deal_entity, &board->query);
	if (request->filter)
		board->query = *request->filter;
	TRY(owner_filter_take(cx, &board->query, &board->owners));
	board->filter = (struct board_filter){ .owners = &board->owners,
					       .query = &board->query,
					       .as_of = request->as_of };
	return OK;
}

static int64_t instant_of(const struct ctx *cx, const struct board_request *request);

static enum rc read_order(struct ctx *cx, struct board *board)
{
	const struct board_request *request = board->request;
	const struct card_order_request order = { request->sort, instant_of(cx, request),
						  request->as_of != UNSET };

	return card_order_parse(cx, &order, &board->order);
}

static enum rc kept_sums(struct ctx *cx, const struct board *board,
			 const struct tally_owners *owners, struct sum *sums)
{
	const struct tally_question question = { board->stages.ids, board->stages.count, owners,
						 board->request->as_of };

	return tally_read(cx, &deal_entity, &question, sums);
}

/* What all owners have in each stage tells how to find what some of them have, or what a filter leaves. */
static enum rc count_stages(struct ctx *cx, struct board *board, struct sum *sums)
{
	static const struct tally_owners everybody = { .all = true };
	bool is_all = board->owners.all && !board_filter_is_set(&board->filter);

	if (is_all || board->request->as_of != UNSET)
		return OK;
	TRY(kept_sums(cx, board, &everybody, sums));
	for (size_t i = 0; i < board->count; i++)
		board->columns[i].in_stage = sums[i].number;
	return OK;
}

static enum rc read_sums(struct ctx *cx, struct board *board)
{
	int64_t *ids;
	struct sum *sums;

	TRY(ctx_alloc(cx, (board->count + 1) * sizeof *ids, &ids));
	TRY(ctx_alloc(cx, (board->count + 1) * sizeof *sums, &sums));
	for (size_t i = 0; i < board->count; i++)
		ids[i] = board->columns[i].stage->row.id;
	board->stages = (struct stage_ids){ ids, board->count };
	TRY(count_stages(cx, board, sums));
	TRY(board_filter_begin(cx, &board->filter, &board->stages, sums));
	if (board_filter_is_set(&board->filter))
		TRY(board_filter_sums(cx, &board->filter, &board->stages, sums));
	else
		TRY(kept_sums(cx, board, &board->owners, sums));
	for (size_t i = 0; i < board->count; i++)
		board->columns[i].sum = sums[i];
	return OK;
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

/* --- contacts and lines ------------------------------------------------------------------------------ */

/* Of the past only the deals are known. Closed deals have no warning about them. */
static enum rc read_links(struct ctx *cx, struct board *board)
{
	bool with_lines = false;
	size_t count = 0;
	int64_t *ids;

	board->look = hygiene_look_at(cx, instant_of(cx, board->request), NULL);
	if (board->request->as_of != UNSET)
		return OK;
	TRY(ctx_alloc(cx, (count_cards(board) + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < board->count; i++) {
		const struct column *column = &board->columns[i];

		if (column->stage->kind != STAGE_OPEN)
			continue;
		with_lines = with_lines || column->hygiene->criteria.asks[ASK_LINE];
		for (size_t j = 0; j < column->cards.count; j++)
			ids[count++] = column->cards.deals[j].row.id;
	}
	board->look.links = &board->links;
	return deal_links_read(cx, ids, count, with_lines, &board->links);
}

/* Of the past only the deals are known, and so not who their contacts were. */
static enum rc read_choice(struct ctx *cx, struct board *board)
{
	size_t count = 0;
	int64_t *ids;

	if (board->request->as_of != UNSET)
		return OK;
	TRY(ctx_alloc(cx, (count_cards(board) + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < board->count; i++)
		for (size_t j = 0; j < board->columns[i].cards.count; j++)
			ids[count++] = board->columns[i].cards.deals[j].row.id;
	return card_choice_read(cx, &board->choice, ids, count);
}

/* --- the answer -------------------------------------------------------------------------------------- */

static int64_t instant_of(const struct ctx *cx, const struct board_request *request)
{
	return request->as_of == UNSET ? cx->now : request->as_of;
}

static void write_warnings(struct json_out *out, unsigned warnings)
{
	json_key(out, "warnings");
	json_array_begin(out);
	for (enum warning i = 0; i < WARNING_COUNT; i++)
		if (has_warning(warnings, i))
			json_str(out, str_from(warning_names[i]));
	json_array_end(out);
}

static void write_field(struct json_out *out, const struct field *field, const struct deal *deal)
{
	json_key(out, field->name);
	field_to_json(out, field, deal);
}

static enum rc write_card(struct ctx *cx, struct json_out *out, const struct board *board,
			  const struct column *column, const struct deal *deal)
{
	struct hygiene hygiene;

	TRY(hygiene_of(cx, &board->look, column->hygiene, deal, &hygiene));
	json_object_begin(out);
	for (size_t i = ID; i <= CURRENCY; i++)
		write_field(out, board->shown[i], deal);
	card_name_write(out, "company", &board->companies, deal->company_id);
	card_name_write(out, "owner", &board->people, deal->owner_id);
	for (size_t i = EXPECTED_CLOSE; i <= CATEGORY; i++)
		write_field(out, board->shown[i], deal);
	TRY(card_choice_write(cx, out, &board->choice, deal));
	write_warnings(out, hygiene.warnings);
	json_object_end(out);
	return OK;
}

/* Only open stages have one. */
static void write_idle_limit(struct json_out *out, const struct column *column)
{
	json_key(out, "idle_limit");
	if (column->stage->kind != STAGE_OPEN) {
		json_none(out);
		return;
	}
	json_object_begin(out);
	idle_limit_write(out, &column->hygiene->idle);
	json_object_end(out);
}

static enum rc write_column(struct ctx *cx, struct json_out *out, const struct board *board,
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
	write_idle_limit(out, column);
	json_key(out, "deals");
	json_array_begin(out);
	for (size_t i = 0; i < column->cards.count; i++)
		TRY(write_card(cx, out, board, column, &column->cards.deals[i]));
	json_array_end(out);
	json_key(out, "next");
	json_str(out, column->cards.next);
	json_object_end(out);
	return OK;
}

static enum rc write_board(struct ctx *cx, struct json_out *out, const struct board *board)
{
	json_object_begin(out);
	json_key(out, "pipeline");
	record_to_json(cx, out, &pipeline_entity, &board->pipeline);
	json_key(out, "stages");
	json_array_begin(out);
	for (size_t i = 0; i < board->count; i++)
		TRY(write_column(cx, out, board, &board->columns[i]));
	json_array_end(out);
	json_object_end(out);
	return OK;
}
