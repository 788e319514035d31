/* A call, meeting, message, task or note, planned or done. The earliest planned one is its deal's next
 * step (record/rollup.c). */
#include "entity/entities.h"

const char *const activity_kind_names[] = { "task",     "call", "meeting", "email",
					    "whatsapp", "note", NULL };
const char *const activity_origin_names[] = { "person", "cadence", "revival", NULL };

static const struct field fields[] = {
	ROW_FIELDS(activity),
	{ COL(activity, kind, ENUM), .names = activity_kind_names,
	  .flags = F_REQUIRED | F_FILTER | F_IMPORT, .start = START_ZERO },
	{ COL(activity, subject, TEXT), .flags = F_REQUIRED | F_IMPORT, .min = 1, .max = 500 },
	{ COL(activity, note, TEXT), .flags = F_IMPORT, .max = 20000 },
	{ COL(activity, deal_id, REF), .ref = "deal", .flags = F_FILTER | F_IMPORT },
	{ COL(activity, lead_id, REF), .ref = "lead", .flags = F_FILTER | F_IMPORT },
	{ COL(activity, company_id, REF), .ref = "company", .flags = F_FILTER | F_IMPORT },
	{ COL(activity, contact_id, REF), .ref = "contact", .flags = F_FILTER | F_IMPORT },
	{ COL(activity, owner_id, REF), .ref = "user", .flags = F_FILTER | F_IMPORT,
	  .start = START_CALLER },
	{ COL(activity, due_at, INSTANT), .flags = F_FILTER | F_SORT | F_IMPORT,
	  .doc = "When it is planned for; null: not planned." },
	{ COL(activity, done_at, INSTANT), .flags = F_FILTER | F_SORT | F_IMPORT,
	  .doc = "Null: not done yet." },
	{ COL(activity, minutes, INT), .flags = F_IMPORT, .max = 10080,
	  .doc = "How long it takes." },
	{ COL(activity, reply, BOOL), .start = START_ZERO,
	  .doc = "The other side answered: stops the plan that the lead or deal is in." },
	{ COL(activity, origin, ENUM), .names = activity_origin_names, .flags = F_READONLY,
	  .start = START_ZERO, .doc = "Who planned it." },
	{ COL(activity, external_id, TEXT), .flags = F_FILTER | F_IMPORT, .max = 200 },
};

static const struct index indexes[] = {
	{ .columns = "deal_id, due_at, id" },
	{ .columns = "lead_id, due_at, id" },
	{ .columns = "company_id, id" },
	{ .columns = "contact_id, id" },
	{ .columns = "owner_id, due_at, id" },
	/* Who has what to do: pipeline/today_query.c. */
	{ .columns = "owner_id, due_at, origin, id",
	  .where = "done_at IS NULL AND archived_at IS NULL" },
	{ .columns = "owner_id, id" },
	{ .columns = "due_at, id" },
	{ .columns = "done_at, id" },
	{ .columns = "external_id", .where = "external_id IS NOT NULL", .unique = true },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

static const struct rollup rollup = {
	.parent = "deal_id",
	.target = "next_step_at",
	.value = "due_at",
	.done = "done_at",
};

const struct entity activity_entity = {
	.name = "activity",
	.plural = "activities",
	.code = 15,
	.size = sizeof(struct activity),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_SUBJECT,
	.label = "subject",
	.rollup = &rollup,
	.doc = "Calls, meetings, messages, tasks and notes.",
};
