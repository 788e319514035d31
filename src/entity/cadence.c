/* A cadence: the steps by which a lead or a deal is followed up, one after another. What a step may be:
 * pipeline/cadence_steps.c; who is at which step: enrollment.c. */
#include "entity/entities.h"

const char *const cadence_subject_names[] = { "lead", "deal", NULL };

static const struct field fields[] = {
	ROW_FIELDS(cadence),
	{ COL(cadence, name, TEXT), .flags = F_REQUIRED | F_SORT | F_FILTER, .min = 1, .max = 200 },
	{ COL(cadence, subject, ENUM), .names = cadence_subject_names,
	  .flags = F_REQUIRED | F_CREATE | F_FILTER, .doc = "What it follows up: leads or deals." },
	{ COL(cadence, pipeline_id, REF), .ref = "pipeline", .flags = F_FILTER,
	  .doc = "Whose deals it is for; null: those of any." },
	{ COL(cadence, start_stage_id, REF), .ref = "stage", .within = "pipeline_id",
	  .doc = "Offered when a deal enters this stage; null: started by hand." },
	{ COL(cadence, steps, JSON), .flags = F_REQUIRED,
	  .doc = "What is done, in this order; 1 to 20 steps." },
	{ COL(cadence, stops_on_reply, BOOL), .start = START_TRUE,
	  .doc = "Whether it stops when the other side has answered." },
	{ COL(cadence, active, BOOL), .flags = F_FILTER, .start = START_TRUE,
	  .doc = "False: nobody new begins it; whoever is in it goes on." },
};

static const struct index indexes[] = {
	{ .columns = "name", .where = "archived_at IS NULL", .unique = true },
	{ .columns = "name, id" },
	{ .columns = "pipeline_id, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity cadence_entity = {
	.name = "cadence",
	.plural = "cadences",
	.code = 20,
	.size = sizeof(struct cadence),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_PIPELINE_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.doc = "Plans by which leads and deals are followed up.",
};
