/* Something that is sold. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(product),
	{ COL(product, name, TEXT), .flags = F_REQUIRED | F_SEARCH | F_SORT | F_FILTER | F_IMPORT,
	  .min = 1, .max = 200 },
	{ COL(product, code, TEXT), .flags = F_SEARCH | F_FILTER | F_SORT | F_IMPORT, .max = 100 },
	{ COL(product, family, TEXT), .flags = F_IMPORT, .max = 100 },
	{ COL(product, unit, TEXT), .flags = F_IMPORT, .max = 30,
	  .doc = "For example: pcs, box, hour." },
	{ COL(product, price, MONEY), IN_CURRENCY(product, currency), .flags = F_SORT | F_IMPORT,
	  .doc = "List price." },
	{ COL(product, currency, CURRENCY), .flags = F_REQUIRED | F_IMPORT,
	  .start = START_CURRENCY },
	{ COL(product, active, BOOL), .flags = F_FILTER, .start = START_TRUE },
	{ COL(product, external_id, TEXT), .flags = F_FILTER | F_IMPORT, .max = 200 },
	{ COL(product, custom, JSON), .doc = "User-defined fields by key." },
};

static const struct index indexes[] = {
	{ .columns = "name, id" },
	{ .columns = "code, id" },
	{ .columns = "price, id" },
	{ .columns = "external_id", .where = "external_id IS NOT NULL", .unique = true },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity product_entity = {
	.name = "product",
	.plural = "products",
	.code = 16,
	.size = sizeof(struct product),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.flags = ENTITY_CUSTOM,
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_PIPELINE_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.doc = "Products that are sold.",
};
