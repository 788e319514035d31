/* A row of deals, with the history that its dates tell: an open deal is in its stage since it was created;
 * a closed one began in the first open stage (or its `entry_stage`) and was won or lost on its closing
 * day. A known deal is brought up to date instead, as if it had been moved on that day. */
#include "exchange/importing.h"

#include "base/convert.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

/* What the row says beyond plain fields. */
struct wanted {
	const struct name_entry *stage;
	const struct name_entry *entry; /* where a closed deal began; else `stage` */
	int64_t created_at;             /* UNSET: the row does not say */
	int64_t closed_on;              /* day; UNSET: the row does not say */
	int64_t entry_amount;           /* before it was closed; UNSET: as afterwards */
	int64_t won_amount;             /* UNSET: the amount stays */
	int64_t product_id;
};

/* Columns that are handled here and not as plain fields. */
static uint64_t own_columns(const struct importer *im)
{
	static const char *const fields[] = { "pipeline_id", "stage_id", "closed_on",
					      "lost_reason_id" };
	uint64_t bits = 0;

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		int column = column_of_field(&im->columns, fields[i]);

		ensure(column < 64);
		if (column >= 0)
			bits |= UINT64_C(1) << column;
	}
	return bits;
}

/* The id of a name; 0 without one. */
static enum rc find(struct ctx *cx, struct importer *im, const struct name_asked *asked,
		    int64_t *id)
{
	*id = 0;
	return str_is_set(asked->text) ? names_resolve(cx, &im->names, asked, id) : OK;
}

/* --- pipeline and stage ----------------------------------------------------------------------------------- */

static enum rc read_pipeline(struct ctx *cx, struct importer *im, struct deal *deal)
{
	const struct name_asked asked = {
		.space = SPACE_PIPELINE,
		.text = import_field_text(im, "pipeline_id"),
		.column = "pipeline",
	};
	bool known = deal->row.id != 0;
	int64_t id;

	TRY(find(cx, im, &asked, &id));
	if (known && id != 0 && id != deal->pipeline_id)
		return fail_code(cx, "pipeline", "other_pipeline",
				 "this deal is in another pipeline");
	if (!known)
		deal->pipeline_id = id != 0 ? id : names_first_pipeline(&im->names);
	if (deal->pipeline_id == 0)
		return fail_code(
			cx, "pipeline", "required",
			"there is no pipeline yet: make one, or allow it with --create pipelines,stages");
	return OK;
}

/* A stage of the deal's pipeline. */
static enum rc stage_named(struct ctx *cx, struct importer *im, const struct deal *deal,
			   struct name_asked asked, const struct name_entry **stage)
{
	asked.space = SPACE_STAGE;
	asked.parent_id = deal->pipeline_id;
	return names_stage(cx, &im->names, &asked, stage);
}

static enum rc read_stage(struct ctx *cx, struct importer *im, const struct deal *deal,
			  struct wanted *wanted)
{
	struct name_asked asked = { .text = import_field_text(im, "stage_id"), .column = "stage" };

	TRY(import_outcome(cx, import_text(im, COLUMN_OUTCOME), &asked.kind));
	if (str_is_set(asked.text))
		TRY(stage_named(cx, im, deal, asked, &wanted->stage));
	else if (deal->row.id != 0)
		wanted->stage = names_by_id(&im->names, SPACE_STAGE, deal->stage_id);
	else
		wanted->stage = names_stage_of_kind(&im->names, deal->pipeline_id, STAGE_OPEN);
	if (!wanted->stage)
		return fail_code(cx, "stage", "required", "this pipeline has no open stage");
	return OK;
}

static enum rc read_entry(struct ctx *cx, struct importer *im, const struct deal *deal,
			  struct wanted *wanted)
{
	const struct name_asked asked = { .text = import_text(im, COLUMN_ENTRY_STAGE),
					  .column = "entry_stage" };

	wanted->entry = wanted->stage;
	if (wanted->stage->kind == STAGE_OPEN)
		return OK;
	if (str_is_set(asked.text))
		TRY(stage_named(cx, im, deal, asked, &wanted->entry));
	else
		wanted->entry = names_stage_of_kind(&im->names, deal->pipeline_id, STAGE_OPEN);
	if (!wanted->entry || wanted->entry->kind != STAGE_OPEN)
		return fail_code(cx, "entry_stage", "not_open", "a deal begins in an open stage");
	return OK;
}

/* --- dates and amounts ------------------------------------------------------------------------------------- */

static enum rc read_closing(struct ctx *cx, struct importer *im, struct wanted *wanted)
{
	int column = column_of_field(&im->columns, "closed_on");
	str text = import_field_text(im, "closed_on");
	struct deal read = { .closed_on = UNSET };

	wanted->closed_on = UNSET;
	if (!str_is_set(text))
		return OK;
	if (wanted->stage->kind == STAGE_OPEN)
		return fail_code(cx, "closed_on", "not_closed",
				 "only a won or lost deal has a closing day");
	TRY(import_value(cx, im, column, text, &read));
	wanted->closed_on = read.closed_on;
	if (wanted->closed_on <= zone_day(cx->organisation.zone, cx->now))
		return OK;
	/* One column for the planned day and the real one: the plan was not changed when it closed. */
	if (str_eq(text, import_field_text(im, "expected_close"))) {
		wanted->closed_on = UNSET;
		return OK;
	}
	return fail_code(cx, "closed_on", "future", "%.*s is in the future", STR_ARG(text));
}

static enum rc read_dates(struct ctx *cx, struct importer *im, struct wanted *wanted)
{
	TRY(import_instant(cx, im, COLUMN_CREATED_ON, &wanted->created_at));
	TRY(read_closing(cx, im, wanted));
	if (wanted->created_at != UNSET && wanted->closed_on != UNSET &&
	    wanted->closed_on < zone_day(cx->organisation.zone, wanted->created_at))
		return fail_code(cx, "closed_on", "before_beginning",
				 "it cannot be closed before it began");
	return OK;
}

/* The list price, where the row gives no amount of its own. */
static enum rc take_list_price(struct ctx *cx, const struct wanted *wanted, struct deal *deal)
{
	struct product product;

	if (wanted->product_id == 0 || deal->amount != UNSET)
		return OK;
	TRY(record_load(cx, &product_entity, wanted->product_id, &product));
	if (str_eq(product.currency, deal->currency))
		deal->amount = product.price;
	return OK;
}

static enum rc read_amounts(struct ctx *cx, struct importer *im, const struct deal *deal,
			    struct wanted *wanted)
{
	wanted->won_amount = UNSET;
	TRY(import_money(cx, im, COLUMN_ENTRY_AMOUNT, deal->currency, &wanted->entry_amount));
	if (wanted->stage->kind != STAGE_WON)
		return OK;
	return import_money(cx, im, COLUMN_WON_AMOUNT, deal->currency, &wanted->won_amount);
}

static enum rc read_lost_reason(struct ctx *cx, struct importer *im, const struct wanted *wanted,
				struct deal *deal)
{
	int column = column_of_field(&im->columns, "lost_reason_id");
	str text = import_field_text(im, "lost_reason_id");

	if (!str_is_set(text))
		return OK;
	if (wanted->stage->kind != STAGE_LOST)
		return fail_code(cx, "lost_reason", "not_lost",
				 "only a lost deal has a reason for that");
	return import_value(cx, im, column, text, deal);
}

/* Everything that the row says, into the deal as it will be, but for stage and closing day. */
static enum rc read_row(struct ctx *cx, struct importer *im, struct deal *deal,
			struct wanted *wanted)
{
	const struct name_asked product = {
		.space = SPACE_PRODUCT,
		.text = import_text(im, COLUMN_PRODUCT),
		.column = "product",
	};

	TRY(read_pipeline(cx, im, deal));
	TRY(read_stage(cx, im, deal, wanted));
	TRY(map_row_rest(cx, &im->map, to_int(wanted->stage->kind), &im->in->texts));
	TRY(read_entry(cx, im, deal, wanted));
	TRY(import_values(cx, im, own_columns(im), deal));
	TRY(read_dates(cx, im, wanted));
	TRY(find(cx, im, &product, &wanted->product_id));
	TRY(read_amounts(cx, im, deal, wanted));
	return read_lost_reason(cx, im, wanted, deal);
}

/* --- lines ------------------------------------------------------------------------------------------------- */

static enum rc add_line(struct ctx *cx, const struct deal *deal, int64_t product_id, int64_t at)
{
	struct product product;
	struct deal_line line;

	TRY(record_load(cx, &product_entity, product_id, &product));
	TRY(record_new(cx, &deal_line_entity, &line));
	line.deal_id = deal->row.id;
	line.product_id = product_id;
	line.quantity = 1000;
	line.currency = deal->currency;
	line.unit_price = str_eq(product.currency, deal->currency) && product.price != UNSET
				  ? product.price
				  : deal->amount;
	return record_save_at(cx, &deal_line_entity, &line, at);
}

/* A known deal gets the product that the row names, unless it has it. */
static enum rc update_line(struct ctx *cx, const struct deal *deal, int64_t product_id,
			   bool *changed)
{
	struct deal_line *lines = NULL;
	size_t count = 0;

	if (product_id == 0)
		return OK;
	TRY(record_all(cx, &deal_line_entity,
		       &(struct where){ .field = "deal_id", .number = deal->row.id }, &lines,
		       &count));
	for (size_t i = 0; i < count; i++)
		if (lines[i].product_id == product_id)
			return OK;
	*changed = true;
	if (count != 1)
		return add_line(cx, deal, product_id, cx->now);
	lines[0].product_id = product_id;
	return record_save(cx, &deal_line_entity, &lines[0]);
}

/* --- a new deal ------------------------------------------------------------------------------------------- */

static void begin_state(const struct ctx *cx, const struct wanted *wanted, struct deal *deal)
{
	int64_t day = wanted->closed_on;

	deal->row.updated_at = wanted->created_at != UNSET ? wanted->created_at
			       : day != UNSET ? zone_day_start(cx->organisation.zone, day)
					      : cx->now;
	deal->stage_entered_at = deal->row.updated_at;
	deal->stage_id = wanted->entry->id;
	deal->closed_on = UNSET;
}

static void close_state(const struct ctx *cx, const struct wanted *wanted, const struct deal *begun,
			struct deal *deal)
{
	int64_t day = wanted->closed_on != UNSET ? wanted->closed_on
						 : zone_day(cx->organisation.zone, cx->now);
	int64_t at =
		wanted->closed_on != UNSET ? zone_day_start(cx->organisation.zone, day) : cx->now;

	if (at <= begun->row.updated_at)
		at = begun->row.updated_at + 1;
	deal->row.updated_at = at;
	deal->stage_entered_at = at;
	deal->stage_id = wanted->stage->id;
	deal->closed_on = day;
	if (wanted->won_amount != UNSET)
		deal->amount = wanted->won_amount;
}

static enum rc create(struct ctx *cx, const struct wanted *wanted, struct deal *deal)
{
	int64_t caller = cx->who ? cx->who->user_id : 0;
	const struct maker makers[] = { { "create", caller, cx->batch_id },
					{ "deal.move", caller, cx->batch_id } };
	struct deal begun = *deal;
	void *states[] = { &begun, deal };
	bool is_closed = wanted->stage->kind != STAGE_OPEN;
	struct past past = { .states = states, .makers = makers, .count = 2 };

	begin_state(cx, wanted, &begun);
	begun.lost_reason_id = 0;
	if (is_closed)
		begun.revive_on = UNSET;
	if (is_closed) {
		close_state(cx, wanted, &begun, deal);
		if (wanted->entry_amount != UNSET)
			begun.amount = wanted->entry_amount;
		if (deal->row.updated_at > cx->now) /* it begins and ends in this very moment */
			cx->now = deal->row.updated_at;
	} else {
		begin_state(cx, wanted, deal);
		past.states = &states[1];
		past.count = 1;
	}
	TRY(record_write_past(cx, &deal_entity, &past));
	if (wanted->product_id == 0)
		return OK;
	return add_line(cx, deal, wanted->product_id, deal->row.created_at);
}

/* A file that gives deals no title: what is sold to whom, else its number there. */
static enum rc call_it(struct ctx *cx, const struct importer *im, struct deal *deal)
{
	str product = import_text(im, COLUMN_PRODUCT);
	str company = import_field_text(im, "company_id");
	size_t longest = to_size(entity_field(&deal_entity, STR("title"))->max);
	str both;

	if (str_is_set(deal->title) ||
	    import_has_column(im, column_of_field(&im->columns, "title")))
		return OK;
	deal->title = str_is_set(product)   ? utf8_start(product, longest)
		      : str_is_set(company) ? utf8_start(company, longest)
					    : deal->external_id;
	if (!str_is_set(product) || !str_is_set(company))
		return OK;
	both = str_printf(cx->arena, "%.*s, %.*s", STR_ARG(product), STR_ARG(company));
	if (!str_is_set(both))
		return fail_memory(cx);
	if (utf8_length(both) <= longest)
		deal->title = both;
	return OK;
}

static enum rc create_deal(struct ctx *cx, struct importer *im, struct deal *deal)
{
	struct wanted wanted = { .product_id = 0 };

	TRY(record_new(cx, &deal_entity, deal));
	TRY(read_row(cx, im, deal, &wanted));
	TRY(call_it(cx, im, deal));
	TRY(take_list_price(cx, &wanted, deal));
	return create(cx, &wanted, deal);
}

/* --- a known deal ------------------------------------------------------------------------------------------- */

/* When the change is to have happened: on the closing day, if nothing newer is known. */
static int64_t moment(const struct ctx *cx, const struct deal *deal, const struct wanted *wanted)
{
	int64_t at = wanted->closed_on != UNSET
			     ? zone_day_start(cx->organisation.zone, wanted->closed_on)
			     : cx->now;

	return at > deal->row.updated_at ? at : cx->now;
}

static void settle(const struct ctx *cx, const struct wanted *wanted, int64_t at, struct deal *deal)
{
	bool is_closed = wanted->stage->kind != STAGE_OPEN;

	if (deal->stage_id != wanted->stage->id) {
		deal->stage_id = wanted->stage->id;
		deal->stage_entered_at = at;
		deal->closed_on = is_closed ? zone_day(cx->organisation.zone, at) : UNSET;
		if (wanted->stage->kind != STAGE_LOST)
			deal->lost_reason_id = 0;
	}
	if (wanted->stage->kind != STAGE_LOST)
		deal->revive_on = UNSET;
	if (is_closed && wanted->closed_on != UNSET)
		deal->closed_on = wanted->closed_on;
	if (wanted->won_amount != UNSET)
		deal->amount = wanted->won_amount;
}

static enum rc update_deal(struct ctx *cx, struct importer *im, struct deal *deal,
			   enum row_result *result)
{
	struct wanted wanted = { .product_id = 0 };
	int64_t revision = deal->row.revision;
	const struct deal before = *deal;
	bool changed = false;
	int64_t at;

	*result = ROW_UNCHANGED;
	if (deal->row.archived_at != UNSET)
		return OK; /* somebody has put it away: a file does not bring it back */
	TRY(import_note_beginning(cx, im, &deal->row));
	TRY(read_row(cx, im, deal, &wanted));
	at = before.stage_id != wanted.stage->id ? moment(cx, deal, &wanted) : cx->now;
	settle(cx, &wanted, at, deal);
	cx->operation = before.stage_id != deal->stage_id ? "deal.move" : NULL;

	enum rc rc = record_save_at(cx, &deal_entity, deal, at);

	cx->operation = NULL;
	TRY(rc);
	TRY(any_row_follow(cx, &deal_entity, &before, deal));
	TRY(update_line(cx, deal, wanted.product_id, &changed));
	if (changed || deal->row.revision != revision)
		*result = ROW_UPDATED;
	return OK;
}

/* ------------------------------------------------------------------------------------------------------------- */

enum rc import_deal(struct ctx *cx, struct importer *im, enum row_result *result)
{
	struct deal deal;
	bool found = false;

	TRY(import_existing(cx, im, &deal, &found));
	*result = ROW_CREATED;
	if (found)
		TRY(update_deal(cx, im, &deal, result));
	else
		TRY(create_deal(cx, im, &deal));
	return import_remember(cx, im, &deal);
}
