/* A file that belongs to a deal, lead, company or contact; whoever sees that sees the file. The row knows
 * its content by its hash; where that lies: exchange/attachments.h. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(attachment),
	{ COL(attachment, name, TEXT), .flags = F_REQUIRED, .min = 1, .max = 255,
	  .doc = "As people know the file." },
	{ COL(attachment, media_type, TEXT), .flags = F_READONLY, .max = 127,
	  .doc = "As it was given; files are sent as what is harmless to open." },
	{ COL(attachment, bytes, INT), .flags = F_READONLY, .start = START_ZERO,
	  .doc = "Its size." },
	{ COL(attachment, sha256, TEXT), .flags = F_READONLY, .max = 64,
	  .doc = "Of the content, as 64 hexadecimal digits." },
	{ COL(attachment, deal_id, REF), .ref = "deal", .flags = F_READONLY | F_FILTER },
	{ COL(attachment, lead_id, REF), .ref = "lead", .flags = F_READONLY | F_FILTER },
	{ COL(attachment, company_id, REF), .ref = "company", .flags = F_READONLY | F_FILTER },
	{ COL(attachment, contact_id, REF), .ref = "contact", .flags = F_READONLY | F_FILTER },
	{ COL(attachment, added_by_id, REF), .ref = "user", .flags = F_READONLY,
	  .start = START_CALLER },
};

static const struct index indexes[] = {
	{ .columns = "deal_id, id" },    { .columns = "lead_id, id" },
	{ .columns = "company_id, id" }, { .columns = "contact_id, id" },
	{ .columns = "sha256, id" }, /* is it needed? exchange/attachments_tidy.c */
	{ .columns = "created_at, id" }, { .columns = "updated_at, id" },
};

const struct entity attachment_entity = {
	.name = "attachment",
	.plural = "attachments",
	.code = 31,
	.size = sizeof(struct attachment),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.flags = ENTITY_NO_CREATE,
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_SUBJECT,
	.label = "name",
	.doc = "Files of deals, leads, companies and contacts.",
};
