/* The cells of exported rows, column by column. How they are written: export.c. */
#include "exchange/export_row.h"

#include "base/money.h"
#include "codec/json_in.h"
#include "entity/entities.h"
#include "exchange/row_key.h"
#include "record/record.h"

static struct cell text_cell(enum cell_kind kind, str text)
{
	return (struct cell){ .kind = text.len > 0 ? kind : CELL_EMPTY, .text = text };
}

static struct cell number_cell(enum cell_kind kind, int64_t number)
{
	return (struct cell){ .kind = number != UNSET ? kind : CELL_EMPTY, .number = number };
}

static enum rc name_cell(struct ctx *cx, const struct export_row *row,
			 const struct export_reference *reference, struct cell *cell)
{
	str text;

	TRY(export_name(cx, row->names, reference, &text));
	*cell = text_cell(CELL_TEXT, text);
	return OK;
}

/* --- fields -------------------------------------------------------------------------------------- */

static enum rc reference_cell(struct ctx *cx, const struct export_row *row,
			      const struct column *column, struct cell *cell)
{
	const struct field *field = column->field;
	const struct field *within =
		field->within ? entity_field(row->kind->entity, str_from(field->within)) : NULL;
	const struct export_reference reference = {
		.space = column->space,
		.parent_id = within ? field_get_int(within, row->row) : 0,
		.id = field_get_int(field, row->row),
	};

	return name_cell(cx, row, &reference, cell);
}

/* Amounts without a currency of their own count hundredths. */
static int money_digits(const struct field *field, const void *row)
{
	const struct currency *currency = NULL;

	if (field->currency)
		currency = currency_find(
			*(const str *)(const void *)((const char *)row + field->currency_offset));
	return currency ? currency->minor_digits : 2;
}

static struct cell number_of(const struct field *field, const void *row)
{
	struct cell cell = number_cell(CELL_NUMBER, field_get_int(field, row));

	cell.digits = field->type == &field_money      ? money_digits(field, row)
		      : field->type == &field_quantity ? 3
		      : field->type == &field_rate     ? 4
						       : 0;
	return cell;
}

static enum rc word_cell(struct ctx *cx, const struct field *field, const void *row,
			 struct cell *cell)
{
	struct buf text = buf_new(cx->arena);

	*cell = (struct cell){ .kind = CELL_EMPTY };
	if (!field_is_set(field, row))
		return OK;
	field->type->to_text(&text, field, row);
	*cell = text_cell(CELL_WORD, buf_str(&text));
	return buf_rc(&text);
}

static enum rc field_cell(struct ctx *cx, const struct export_row *row, const struct column *column,
			  struct cell *cell)
{
	const struct field *field = column->field;

	if (column->space != SPACE_NONE)
		return reference_cell(cx, row, column, cell);
	if (column->shape == SHAPE_NUMBER)
		*cell = number_of(field, row->row);
	else if (column->shape == SHAPE_DAY)
		*cell = number_cell(CELL_DAY, field_get_int(field, row->row));
	else if (column->shape == SHAPE_INSTANT)
		*cell = number_cell(CELL_INSTANT, field_get_int(field, row->row));
	else if (field->type->is_text && field->type != &field_currency)
		*cell = text_cell(CELL_TEXT, field_get_str(field, row->row));
	else
		return word_cell(cx, field, row->row, cell);
	return OK;
}

/* --- special columns ----------------------------------------------------------------------------- */

static enum rc key_cell(struct ctx *cx, const struct export_row *row, struct cell *cell)
{
	struct buf text = buf_new(cx->arena);

	row_key_print(&text, row->row);
	*cell = text_cell(CELL_WORD, buf_str(&text));
	return buf_rc(&text);
}

static enum rc created_cell(struct ctx *cx, const struct export_row *row, struct cell *cell)
{
	(void)cx;
	*cell = number_cell(CELL_INSTANT, ((const struct row *)row->row)->created_at);
	return OK;
}

/* Who manages the person's team; an import would make a seller who does so a manager, and put one
 * without a team into this one: then it says nothing. */
static enum rc manager_cell(struct ctx *cx, const struct export_row *row, struct cell *cell)
{
	const struct user *user = row->row;
	struct team team;
	struct user manager;

	if (user->team_id == 0)
		return OK;
	TRY(record_load(cx, &team_entity, user->team_id, &team));
	if (team.manager_id == 0)
		return OK;
	TRY(record_load(cx, &user_entity, team.manager_id, &manager));
	if (manager.role == ROLE_SELLER || manager.team_id == 0)
		return OK;
	return name_cell(cx, row, &(struct export_reference){ SPACE_USER, 0, manager.row.id },
			 cell);
}

/* The first line's; all of them are in deal-lines. A deal without an amount names none, because an import
 * would take the product's price for it. */
static enum rc product_cell(struct ctx *cx, const struct export_row *row, struct cell *cell)
{
	const struct deal *deal = row->row;
	struct deal_line line;
	bool found;

	if (deal->amount == UNSET)
		return OK;
	TRY(record_find(cx, &deal_line_entity,
			&(struct where){ .field = "deal_id", .number = deal->row.id }, &line,
			&found));
	if (!found)
		return OK;
	return name_cell(cx, row, &(struct export_reference){ SPACE_PRODUCT, 0, line.product_id },
			 cell);
}

/* The number of a line in its deal. */
static enum rc line_cell(struct ctx *cx, const struct export_row *row, struct cell *cell)
{
	const struct deal_line *line = row->row;
	struct deal_line *lines = NULL;
	size_t count = 0;
	int64_t before = 0;

	TRY(record_all(cx, &deal_line_entity,
		       &(struct where){ .field = "deal_id", .number = line->deal_id }, &lines,
		       &count));
	for (size_t i = 0; i < count; i++)
		before += lines[i].row.id < line->row.id;
	*cell = number_cell(CELL_NUMBER, before + 1);
	return OK;
}

/* The kind of the deal's stage, whose name may say nothing. */
static enum rc outcome_cell(struct ctx *cx, const struct export_row *row, struct cell *cell)
{
	const struct deal *deal = row->row;
	struct stage stage;

	TRY(record_load(cx, &stage_entity, deal->stage_id, &stage));
	*cell = text_cell(CELL_WORD, str_from(stage_kind_names[stage.kind]));
	return OK;
}

static enum rc is_open_stage(struct ctx *cx, int64_t stage_id, bool *yes)
{
	struct stage stage;

	TRY(record_load(cx, &stage_entity, stage_id, &stage));
	*yes = stage.kind == STAGE_OPEN;
	return OK;
}

/* The beginning of a deal that is closed now; NULL: it is open. */
static enum rc beginning_of(struct ctx *cx, const struct deal *deal, const struct deal **begun)
{
	struct past past;
	bool is_open;

	*begun = NULL;
	TRY(is_open_stage(cx, deal->stage_id, &is_open));
	if (is_open)
		return OK;
	TRY(record_past(cx, &deal_entity, deal->row.id, &past));
	*begun = past.states[0];
	return OK;
}

static enum rc entry_stage_cell(struct ctx *cx, const struct export_row *row, struct cell *cell)
{
	const struct deal *deal = row->row;
	const struct deal *begun;
	bool is_open;

	TRY(beginning_of(cx, deal, &begun));
	if (!begun)
		return OK;
	TRY(is_open_stage(cx, begun->stage_id, &is_open));
	if (!is_open || begun->pipeline_id != deal->pipeline_id)
		return OK;
	return name_cell(
		cx, row,
		&(struct export_reference){ SPACE_STAGE, deal->pipeline_id, begun->stage_id },
		cell);
}

static enum rc entry_amount_cell(struct ctx *cx, const struct export_row *row, struct cell *cell)
{
	const struct deal *deal = row->row;
	const struct deal *begun;

	TRY(beginning_of(cx, deal, &begun));
	if (begun && begun->amount != deal->amount && str_eq(begun->currency, deal->currency))
		*cell = number_of(entity_field(&deal_entity, STR("amount")), begun);
	return OK;
}

/* A user-defined field, out of the row's document. */
static enum rc custom_cell(struct ctx *cx, const struct export_row *row,
			   const struct column *column, struct cell *cell)
{
	const struct field *custom = entity_field(row->kind->entity, STR("custom"));
	AUTO(json_release) struct json_in *tree = NULL;
	str document = field_get_str(custom, row->row);
	const struct json_in *value;

	if (!str_is_set(document))
		return OK;
	TRY(json_parse(cx, document, &tree));
	value = json_get(tree, arena_str(cx->arena, column->key).ptr);
	if (!value)
		return OK;
	if (json_kind(value) == JSON_KIND_TEXT)
		*cell = text_cell(column->shape == SHAPE_TEXT ? CELL_TEXT : CELL_WORD,
				  arena_str(cx->arena, json_text(value)));
	else
		*cell = text_cell(CELL_WORD, json_dump(cx->arena, value));
	return OK;
}

/* Without a function: an export leaves the column out. */
static enum rc (*const specials[SPECIAL_COUNT])(struct ctx *cx, const struct export_row *row,
						struct cell *cell) = {
	[COLUMN_KEY] = key_cell,
	[COLUMN_CREATED_ON] = created_cell,
	[COLUMN_MANAGER] = manager_cell,
	[COLUMN_PRODUCT] = product_cell,
	[COLUMN_LINE] = line_cell,
	[COLUMN_OUTCOME] = outcome_cell,
	[COLUMN_ENTRY_STAGE] = entry_stage_cell,
	[COLUMN_ENTRY_AMOUNT] = entry_amount_cell,
};

static bool is_of_history(const struct column *column)
{
	return column->special >= COLUMN_DEAL_EXTERNAL_ID && column->special <= COLUMN_AMOUNT;
}

bool export_has_column(const struct column *column)
{
	return column->field || specials[column->special] || is_of_history(column) ||
	       column->special == COLUMN_CUSTOM;
}

enum rc export_leaves_out(struct ctx *cx, const struct export_row *row, bool *yes)
{
	struct deal deal;

	*yes = false;
	if (row->kind->entity == &deal_line_entity)
		TRY(record_load(cx, &deal_entity, ((const struct deal_line *)row->row)->deal_id,
				&deal));
	else if (row->kind->entity == &deal_contact_entity)
		TRY(record_load(cx, &deal_entity, ((const struct deal_contact *)row->row)->deal_id,
				&deal));
	else
		return OK;
	*yes = deal.row.archived_at != UNSET;
	return OK;
}

enum rc export_cells(struct ctx *cx, const struct export_row *row, struct cell *cells)
{
	for (int i = 0; i < row->columns->count; i++) {
		const struct column *column = &row->columns->list[i];

		cells[i] = (struct cell){ .kind = CELL_EMPTY };
		if (column->field)
			TRY(field_cell(cx, row, column, &cells[i]));
		else if (column->special == COLUMN_CUSTOM)
			TRY(custom_cell(cx, row, column, &cells[i]));
		else
			TRY(specials[column->special](cx, row, &cells[i]));
	}
	return OK;
}

/* --- stage histories ----------------------------------------------------------------------------- */

/* Whether a state says more than the one before. */
static bool is_told(const struct past *past, size_t i)
{
	const struct deal *state = past->states[i];
	const struct deal *before = i > 0 ? past->states[i - 1] : NULL;

	return !before || before->stage_id != state->stage_id || before->amount != state->amount;
}

static enum rc history_line(struct ctx *cx, const struct export_row *row, const struct past *past,
			    size_t i, struct cell *cells)
{
	const int *at = row->columns->at;
	const struct deal *deal = row->row;
	const struct deal *state = past->states[i];
	struct cell *amount = &cells[at[COLUMN_AMOUNT]];

	for (int k = 0; k < row->columns->count; k++)
		cells[k] = (struct cell){ .kind = CELL_EMPTY };
	TRY(name_cell(cx, row, &(struct export_reference){ SPACE_DEAL, 0, deal->row.id },
		      &cells[at[COLUMN_DEAL_EXTERNAL_ID]]));
	TRY(name_cell(cx, row,
		      &(struct export_reference){ SPACE_STAGE, deal->pipeline_id, state->stage_id },
		      &cells[at[COLUMN_STAGE]]));
	TRY(name_cell(cx, row,
		      &(struct export_reference){ SPACE_USER, 0, past->makers[i].actor_id },
		      &cells[at[COLUMN_USER]]));
	cells[at[COLUMN_ENTERED_AT]] = number_cell(CELL_INSTANT, state->row.updated_at);
	*amount = number_of(entity_field(&deal_entity, STR("amount")), state);
	return OK;
}

enum rc export_history(struct ctx *cx, const struct export_row *row, struct export_history *out)
{
	const struct deal *deal = row->row;
	size_t width = (size_t)row->columns->count;
	struct past past;

	*out = (struct export_history){ .lines = 0 };
	TRY(record_past(cx, &deal_entity, deal->row.id, &past));
	TRY(ctx_alloc(cx, past.count * width * sizeof *out->cells, &out->cells));
	for (size_t i = 0; i < past.count; i++)
		if (is_told(&past, i))
			TRY(history_line(cx, row, &past, i, &out->cells[out->lines++ * width]));
	return OK;
}
