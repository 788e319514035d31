/* What was agreed about a deal in a pipeline review. Which deals come up there: pipeline/review_query.c. */
#include "entity/entities.h"

const char *const review_choice_names[] = { "keep",      "push",     "pull",     "lose",
					    "next_step", "escalate", "reassign", NULL };

static const struct field fields[] = {
	ROW_FIELDS(review_decision),
	{ COL(review_decision, deal_id, REF), .ref = "deal",
	  .flags = F_REQUIRED | F_CREATE | F_FILTER },
	{ COL(review_decision, decision, ENUM), .names = review_choice_names,
	  .flags = F_REQUIRED | F_CREATE,
	  .doc = "keep: as planned; push, pull: closes later, earlier; lose: is given up; next_step: "
		 "somebody does something; escalate: needs more than its owner; reassign: another one "
		 "takes it on." },
	{ COL(review_decision, note, TEXT), .max = 2000, .doc = "What was agreed, in words." },
	{ COL(review_decision, agreed_by_id, REF), .ref = "user", .flags = F_READONLY | F_FILTER,
	  .start = START_CALLER, .doc = "Who wrote it down." },
};

static const struct index indexes[] = {
	{ .columns = "deal_id, id" },
	{ .columns = "agreed_by_id, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity review_decision_entity = {
	.name = "review_decision",
	.plural = "review_decisions",
	.code = 24,
	.size = sizeof(struct review_decision),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SALES_READ,
	.write = RIGHT_SALES_WRITE,
	.scope = SCOPE_PARENT,
	.scope_field = "deal_id",
	.label = "note",
	.doc = "What was agreed about deals in reviews.",
};
