/* A lead or deal on its way through a cadence: at which step it is, and why it left. Operations write
 * these rows (pipeline/enrollment*.c); whoever sees the lead or deal sees them. */
#include "entity/entities.h"

const char *const enrollment_state_names[] = { "active", "finished", "stopped", NULL };
const char *const stop_reason_names[] = { "reply",  "stage_change", "conversion", "disqualified",
					  "closed", "by_hand",      NULL };

static const struct field fields[] = {
	ROW_FIELDS(enrollment),
	{ COL(enrollment, cadence_id, REF), .ref = "cadence", .flags = F_READONLY | F_FILTER },
	{ COL(enrollment, lead_id, REF), .ref = "lead", .flags = F_READONLY | F_FILTER },
	{ COL(enrollment, deal_id, REF), .ref = "deal", .flags = F_READONLY | F_FILTER },
	{ COL(enrollment, step, INT), .flags = F_READONLY,
	  .doc = "Number of the step that is planned, or was last; from 1." },
	{ COL(enrollment, state, ENUM), .names = enrollment_state_names,
	  .flags = F_READONLY | F_FILTER, .start = START_ZERO },
	{ COL(enrollment, stop_reason, ENUM), .names = stop_reason_names, .flags = F_READONLY,
	  .doc = "Why it was stopped before its end." },
	{ COL(enrollment, activity_id, REF), .ref = "activity", .flags = F_READONLY | F_FILTER,
	  .doc = "The step that is planned now." },
	{ COL(enrollment, ended_at, INSTANT), .flags = F_READONLY,
	  .doc = "When it finished or stopped." },
};

#define IN_FORCE "state = 'active' AND archived_at IS NULL"

static const struct index indexes[] = {
	{ .columns = "lead_id", .where = IN_FORCE, .unique = true },
	{ .columns = "deal_id", .where = IN_FORCE, .unique = true },
	{ .columns = "cadence_id, id" },
	{ .columns = "lead_id, id" },
	{ .columns = "deal_id, id" },
	{ .columns = "state, id" },
	{ .columns = "activity_id, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity enrollment_entity = {
	.name = "enrollment",
	.plural = "enrollments",
	.code = 21,
	.size = sizeof(struct enrollment),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.flags = ENTITY_NO_CREATE | ENTITY_NO_DELETE,
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_SUBJECT,
	.doc = "Leads and deals that are being followed up, and their step.",
};
