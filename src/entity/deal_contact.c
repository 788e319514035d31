/* Who at the customer takes part in a deal, and as what. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(deal_contact),
	{ COL(deal_contact, deal_id, REF), .ref = "deal",
	  .flags = F_REQUIRED | F_CREATE | F_FILTER | F_IMPORT },
	{ COL(deal_contact, contact_id, REF), .ref = "contact",
	  .flags = F_REQUIRED | F_CREATE | F_FILTER | F_IMPORT },
	{ COL(deal_contact, role, TEXT), .flags = F_IMPORT, .max = 100,
	  .doc = "For example: decision maker." },
	{ COL(deal_contact, is_primary, BOOL), .flags = F_IMPORT, .start = START_ZERO },
};

static const struct index indexes[] = {
	{ .columns = "deal_id, contact_id", .where = "archived_at IS NULL", .unique = true },
	{ .columns = "deal_id, id" },
	{ .columns = "contact_id, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity deal_contact_entity = {
	.name = "deal_contact",
	.plural = "deal_contacts",
	.code = 13,
	.size = sizeof(struct deal_contact),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_PARENT,
	.scope_field = "deal_id",
	.label = "role",
	.doc = "Contacts of deals, with their roles.",
};
