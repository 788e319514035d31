/* The organisation that uses this Alur: one row, made at the first start. */
#include "entity/entities.h"

const char *const language_names[] = { "en", "id", NULL };

static const struct field fields[] = {
	ROW_FIELDS(organisation_row),
	{ COL(organisation_row, name, TEXT), .flags = F_REQUIRED, .min = 1, .max = 200 },
	{ COL(organisation_row, time_zone, ZONE), .flags = F_REQUIRED,
	  .doc = "IANA name; a date is a day of this zone." },
	{ COL(organisation_row, currency, CURRENCY), .flags = F_REQUIRED,
	  .doc = "Currency of totals; other amounts are converted by the currency rates. It can be "
		 "changed while there are none." },
	{ COL(organisation_row, language, ENUM), .names = language_names, .flags = F_REQUIRED,
	  .start = START_ZERO, .doc = "Language of those who have not chosen one." },
	{ COL(organisation_row, calling_code, INT), .min = 1, .max = 999,
	  .doc = "Country code of phone numbers that are written without one, e.g. 62." },
};

const struct entity organisation_entity = {
	.name = "organisation",
	.plural = "organisations",
	.code = 1,
	.size = sizeof(struct organisation_row),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.flags = ENTITY_SINGLE | ENTITY_NO_CREATE | ENTITY_NO_DELETE,
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_SETTINGS_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.doc = "Settings of the whole organisation.",
};
