/* A row of deal-lines: one product line of a deal. Which one: by its key, else by its number in the deal,
 * else by its product. The first line may come with the deal: import_deal.c. */
#include "exchange/importing.h"

#include "record/record.h"

static enum rc find_deal(struct ctx *cx, struct importer *im, struct deal *deal)
{
	const struct name_asked asked = { .space = SPACE_DEAL,
					  .text = import_field_text(im, "deal_id"),
					  .column = "deal" };

	return import_deal_named(cx, im, &asked, deal);
}

static enum rc find_product(struct ctx *cx, struct importer *im, int64_t *id)
{
	const struct name_asked asked = { .space = SPACE_PRODUCT,
					  .text = import_field_text(im, "product_id"),
					  .column = "product" };

	return import_name(cx, im, &asked, id);
}

/* The number of a line that there is, or of the next one. */
static enum rc find_by_number(struct ctx *cx, struct importer *im, size_t count, size_t *at)
{
	str text = import_text(im, COLUMN_LINE);
	int64_t number;

	if (!str_to_int(text, &number) || number < 1)
		return fail_code(cx, "line", "format", "\"%.*s\" is not the number of a line",
				 STR_ARG(text));
	if (number > (int64_t)count + 1)
		return fail_code(cx, "line", "range",
				 "this deal has %lld lines: the next one is %lld", (long long)count,
				 (long long)count + 1);
	*at = (size_t)number - 1;
	return OK;
}

static enum rc find_by_product(struct ctx *cx, struct importer *im, const struct deal_line *lines,
			       size_t count, size_t *at)
{
	int64_t product_id;

	TRY(find_product(cx, im, &product_id));
	for (*at = 0; *at < count && lines[*at].product_id != product_id;)
		++*at;
	return OK;
}

static enum rc find_line(struct ctx *cx, struct importer *im, const struct deal *deal,
			 struct deal_line *line, bool *found)
{
	struct deal_line *lines = NULL;
	size_t count = 0;
	size_t at = 0;

	TRY(import_existing(cx, im, line, found));
	if (*found && line->deal_id != deal->row.id)
		return fail_code(cx, "deal", "other_deal", "this line is one of another deal");
	if (*found)
		return OK;
	TRY(record_all(cx, &deal_line_entity,
		       &(struct where){ .field = "deal_id", .number = deal->row.id }, &lines,
		       &count));
	if (str_is_set(import_text(im, COLUMN_LINE)))
		TRY(find_by_number(cx, im, count, &at));
	else
		TRY(find_by_product(cx, im, lines, count, &at));
	*found = at < count;
	if (*found)
		*line = lines[at];
	return OK;
}

/* A row of an export tells the whole line: one that came with its deal has a price, perhaps, that this one
 * has not. */
static void forget_price(const struct importer *im, struct deal_line *line)
{
	if (!str_is_set(import_text(im, COLUMN_KEY)))
		return;
	line->unit_price = UNSET;
	line->note = (str){ NULL, 0 };
}

static enum rc change(struct ctx *cx, struct importer *im, struct deal_line *line,
		      enum row_result *result)
{
	int64_t revision = line->row.revision;

	*result = ROW_UNCHANGED;
	if (line->row.archived_at != UNSET)
		return OK; /* somebody has put it away: a file does not bring it back */
	forget_price(im, line);
	TRY(import_values(cx, im, 0, line));
	TRY(record_save(cx, &deal_line_entity, line));
	if (line->row.revision != revision)
		*result = ROW_UPDATED;
	return OK;
}

/* One piece at the product's price, unless the row says otherwise. */
static enum rc create(struct ctx *cx, struct importer *im, const struct deal *deal,
		      struct deal_line *line)
{
	struct product product;

	TRY(record_new(cx, &deal_line_entity, line));
	line->quantity = 1000;
	line->currency = deal->currency;
	TRY(find_product(cx, im, &line->product_id));
	TRY(import_values(cx, im, 0, line));
	TRY(record_load(cx, &product_entity, line->product_id, &product));
	/* An exported line without a price has none. */
	if (line->unit_price == UNSET && str_eq(product.currency, line->currency) &&
	    !str_is_set(import_text(im, COLUMN_KEY)))
		line->unit_price = product.price;
	return record_save(cx, &deal_line_entity, line);
}

enum rc import_line(struct ctx *cx, struct importer *im, enum row_result *result)
{
	struct deal_line line;
	struct deal deal;
	bool found = false;

	TRY(map_row_rest(cx, &im->map, -1, &im->in->texts));
	TRY(find_deal(cx, im, &deal));
	TRY(find_line(cx, im, &deal, &line, &found));
	*result = ROW_CREATED;
	if (found)
		TRY(change(cx, im, &line, result));
	else
		TRY(create(cx, im, &deal, &line));
	return import_remember(cx, im, &line);
}
