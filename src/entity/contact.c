/* A person at a customer. Merging: pipeline/contact_merge.c. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(contact),
	{ COL(contact, name, TEXT), .flags = F_REQUIRED | F_SEARCH | F_SORT | F_FILTER | F_IMPORT,
	  .min = 1, .max = 200 },
	{ COL(contact, job_title, TEXT), .flags = F_IMPORT, .max = 200 },
	{ COL(contact, email, EMAIL), .flags = F_SEARCH | F_FILTER | F_IMPORT },
	{ COL(contact, phone, PHONE), .flags = F_SEARCH | F_FILTER | F_IMPORT },
	{ COL(contact, company_id, REF), .ref = "company", .flags = F_FILTER | F_IMPORT },
	{ COL(contact, owner_id, REF), .ref = "user", .flags = F_FILTER | F_IMPORT,
	  .doc = "Null: the contact belongs to everybody." },
	{ COL(contact, merged_into_id, REF), .ref = "contact", .flags = F_READONLY },
	{ COL(contact, note, TEXT), .max = 20000 },
	{ COL(contact, external_id, TEXT), .flags = F_FILTER | F_IMPORT, .max = 200 },
	{ COL(contact, custom, JSON), .doc = "User-defined fields by key." },
};

static const struct index indexes[] = {
	{ .columns = "name, id" },
	{ .columns = "email" },
	{ .columns = "phone" },
	{ .columns = "company_id, id" },
	{ .columns = "owner_id, id" },
	{ .columns = "external_id", .where = "external_id IS NOT NULL", .unique = true },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity contact_entity = {
	.name = "contact",
	.plural = "contacts",
	.code = 6,
	.size = sizeof(struct contact),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.flags = ENTITY_CUSTOM,
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_OWNER,
	.label = "name",
	.doc = "People at customers.",
};
