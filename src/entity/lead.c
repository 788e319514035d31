/* Somebody who may become a customer. Qualifying, converting, merging: pipeline/lead_*.c. */
#include "entity/entities.h"

const char *const lifecycle_names[] = { "lead", "prospect", "converted", "disqualified", NULL };

static const struct field fields[] = {
	ROW_FIELDS(lead),
	{ COL(lead, name, TEXT), .flags = F_REQUIRED | F_SEARCH | F_SORT | F_IMPORT, .min = 1,
	  .max = 200 },
	{ COL(lead, company_name, TEXT), .flags = F_SEARCH | F_SORT | F_IMPORT, .max = 200 },
	{ COL(lead, job_title, TEXT), .flags = F_IMPORT, .max = 200 },
	{ COL(lead, email, EMAIL), .flags = F_SEARCH | F_FILTER | F_IMPORT },
	{ COL(lead, phone, PHONE), .flags = F_SEARCH | F_FILTER | F_IMPORT },
	{ COL(lead, lifecycle, ENUM), .names = lifecycle_names, .flags = F_READONLY | F_FILTER,
	  .start = START_ZERO, .doc = "Changed by qualify, convert, unconvert and disqualify." },
	{ COL(lead, source_id, REF), .ref = "source", .flags = F_FILTER | F_IMPORT },
	{ COL(lead, owner_id, REF), .ref = "user", .flags = F_FILTER | F_IMPORT,
	  .start = START_CALLER },
	{ COL(lead, amount, MONEY), IN_CURRENCY(lead, currency),
	  .flags = F_FILTER | F_SORT | F_IMPORT, .doc = "What the lead may be worth." },
	{ COL(lead, currency, CURRENCY), .flags = F_IMPORT, .start = START_CURRENCY },
	{ COL(lead, disqualified_reason, TEXT), .flags = F_READONLY, .max = 500 },
	{ COL(lead, qualified_at, INSTANT), .flags = F_READONLY },
	{ COL(lead, converted_at, INSTANT), .flags = F_READONLY },
	{ COL(lead, company_id, REF), .ref = "company", .flags = F_READONLY | F_FILTER },
	{ COL(lead, contact_id, REF), .ref = "contact", .flags = F_READONLY | F_FILTER },
	{ COL(lead, deal_id, REF), .ref = "deal", .flags = F_READONLY | F_FILTER },
	{ COL(lead, merged_into_id, REF), .ref = "lead", .flags = F_READONLY },
	{ COL(lead, revive_on, DAY), .flags = F_READONLY | F_FILTER | F_SORT,
	  .doc = "\"Not now\": the day on which a disqualified lead comes back by itself." },
	{ COL(lead, note, TEXT), .max = 20000 },
	{ COL(lead, external_id, TEXT), .flags = F_FILTER | F_IMPORT, .max = 200 },
	{ COL(lead, custom, JSON), .doc = "User-defined fields by key." },
};

static const struct index indexes[] = {
	{ .columns = "lifecycle, id" },
	{ .columns = "name, id" },
	{ .columns = "company_name, id" },
	{ .columns = "amount, id" },
	{ .columns = "email" },
	{ .columns = "phone" },
	{ .columns = "source_id, id" },
	{ .columns = "owner_id, lifecycle, id" },
	{ .columns = "owner_id, id" },
	{ .columns = "revive_on, id", .where = "revive_on IS NOT NULL" },
	/* Leads that nobody has touched: pipeline/today_query.c. */
	{ .columns = "owner_id, created_at, id",
	  .where = "lifecycle = 'lead' AND archived_at IS NULL" },
	{ .columns = "company_id" },
	{ .columns = "contact_id" },
	{ .columns = "deal_id" },
	{ .columns = "external_id", .where = "external_id IS NOT NULL", .unique = true },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity lead_entity = {
	.name = "lead",
	.plural = "leads",
	.code = 7,
	.size = sizeof(struct lead),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.flags = ENTITY_CUSTOM,
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_OWNER,
	.label = "name",
	.doc = "Leads and, once qualified, prospects.",
};
