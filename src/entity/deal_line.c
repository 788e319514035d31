/* What is sold in a deal: products, quantities, prices. Lines need not sum to the deal's amount. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(deal_line),
	{ COL(deal_line, deal_id, REF), .ref = "deal",
	  .flags = F_REQUIRED | F_CREATE | F_FILTER | F_IMPORT },
	{ COL(deal_line, product_id, REF), .ref = "product",
	  .flags = F_REQUIRED | F_FILTER | F_IMPORT },
	{ COL(deal_line, quantity, QUANTITY), .flags = F_REQUIRED | F_IMPORT, .min = 0,
	  .doc = "Up to three decimals." },
	{ COL(deal_line, unit_price, MONEY), IN_CURRENCY(deal_line, currency), .flags = F_IMPORT },
	{ COL(deal_line, discount, RATE), .flags = F_REQUIRED | F_IMPORT, .start = START_ZERO,
	  .doc = "Of the price: 0.1 is a tenth less." },
	{ COL(deal_line, currency, CURRENCY), .flags = F_REQUIRED | F_IMPORT,
	  .start = START_CURRENCY },
	{ COL(deal_line, note, TEXT), .flags = F_IMPORT, .max = 2000 },
};

static const struct index indexes[] = {
	{ .columns = "deal_id, id" },
	{ .columns = "product_id, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity deal_line_entity = {
	.name = "deal_line",
	.plural = "deal_lines",
	.code = 14,
	.size = sizeof(struct deal_line),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_PARENT,
	.scope_field = "deal_id",
	.doc = "Product lines of deals.",
};
