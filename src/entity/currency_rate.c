/* What one unit of another currency is worth in the organisation's, from a day on. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(currency_rate),
	{ COL(currency_rate, currency, CURRENCY), .flags = F_REQUIRED | F_CREATE | F_FILTER },
	{ COL(currency_rate, rate_micro, INT), .flags = F_REQUIRED, .min = 1,
	  .max = 1000000000000000,
	  .doc = "Units of the organisation's currency for one unit, in millionths." },
	{ COL(currency_rate, valid_from, DAY), .flags = F_REQUIRED | F_CREATE | F_SORT },
};

static const struct index indexes[] = {
	{ .columns = "currency, valid_from", .where = "archived_at IS NULL", .unique = true },
	{ .columns = "valid_from, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity currency_rate_entity = {
	.name = "currency_rate",
	.plural = "currency_rates",
	.code = 17,
	.size = sizeof(struct currency_rate),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_SETTINGS_WRITE,
	.scope = SCOPE_ALL,
	.label = "currency",
	.doc = "Exchange rates to the organisation's currency.",
};
