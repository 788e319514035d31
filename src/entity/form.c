/* A form on the web by which strangers become leads. What it asks for, and who may embed it, is checked in
 * pipeline/form_save.c; what comes in: pipeline/form_submit.c; its page: api/form_page.c. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(form),
	{ COL(form, name, TEXT), .flags = F_REQUIRED | F_SORT | F_FILTER, .min = 1, .max = 200,
	  .doc = "What people here call it." },
	{ COL(form, key, TEXT), .flags = F_READONLY | F_FILTER, .max = 60, .start = START_OPERATION,
	  .doc = "Its address is /f/KEY." },
	{ COL(form, secret, TEXT), .flags = F_SECRET | F_UNTRACKED | F_READONLY, .max = 60 },
	{ COL(form, language, ENUM), .names = language_names,
	  .doc = "Of labels and messages; null: the visitor's." },
	{ COL(form, title, TEXT), .max = 200, .doc = "The heading; null: a usual one." },
	{ COL(form, intro, TEXT), .max = 2000, .doc = "What stands below the heading." },
	{ COL(form, consent, TEXT), .max = 2000,
	  .doc = "What the visitor agrees to; null: the usual words." },
	{ COL(form, thanks, TEXT), .max = 2000,
	  .doc = "What is said afterwards; null: the usual words." },
	{ COL(form, fields, JSON), .flags = F_REQUIRED, .start = START_OPERATION,
	  .doc = "What is asked for, in this order: [{\"name\": \"email\", \"required\": true}]." },
	{ COL(form, hosts, JSON), .flags = F_REQUIRED, .start = START_OPERATION,
	  .doc = "Sites that may embed it: [\"https://www.example.com\"]." },
	{ COL(form, owner_id, REF), .ref = "user", .flags = F_FILTER,
	  .doc = "Whose the leads are; null: nobody's." },
	{ COL(form, source_id, REF), .ref = "source", .flags = F_FILTER,
	  .doc = "The source of the leads." },
	{ COL(form, active, BOOL), .flags = F_FILTER, .start = START_TRUE,
	  .doc = "False: its page says that it is closed." },
};

static const struct index indexes[] = {
	{ .columns = "key", .unique = true },
	{ .columns = "name, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity form_entity = {
	.name = "form",
	.plural = "forms",
	.code = 30,
	.size = sizeof(struct form),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_SETTINGS_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.doc = "Forms on the web that make leads.",
};
