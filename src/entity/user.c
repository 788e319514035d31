/* A person who signs in, or who owned rows that were imported. Signing in: people/. */
#include "entity/entities.h"

const char *const role_names[] = { "none", "viewer", "seller", "manager", "admin", NULL };

static const struct field fields[] = {
	ROW_FIELDS(user),
	{ COL(user, name, TEXT), .flags = F_REQUIRED | F_SEARCH | F_SORT | F_IMPORT, .min = 1,
	  .max = 200 },
	{ COL(user, email, EMAIL), .flags = F_SEARCH | F_FILTER | F_IMPORT,
	  .doc = "Where invitations go and what one signs in with." },
	{ COL(user, role, ENUM), .names = role_names, .flags = F_REQUIRED | F_FILTER | F_IMPORT,
	  .doc = "What the user may do: admin, manager, seller or viewer; none: cannot sign in." },
	{ COL(user, team_id, REF), .ref = "team", .flags = F_FILTER | F_IMPORT },
	{ COL(user, language, ENUM), .names = language_names, .doc = "Null: the organisation's." },
	{ COL(user, default_view_id, REF), .ref = "view",
	  .doc = "The view of a pipeline that the person begins with." },
	{ COL(user, listening_run, BOOL), .start = START_ZERO,
	  .doc = "May run surveys; admins may always." },
	{ COL(user, active, BOOL), .flags = F_FILTER, .start = START_TRUE, .doc = "May sign in." },
	{ COL(user, first_steps_done, BOOL), .flags = F_UNTRACKED, .start = START_ZERO,
	  .doc = "Has put the list of first steps away." },
	{ COL(user, external_id, TEXT), .flags = F_FILTER | F_IMPORT, .max = 200 },
	{ COL(user, password_hash, TEXT), .flags = F_SECRET | F_UNTRACKED | F_READONLY,
	  .max = 200 },
};

static const struct index indexes[] = {
	{ .columns = "email",
	  .where = "archived_at IS NULL AND email IS NOT NULL",
	  .unique = true },
	{ .columns = "external_id", .where = "external_id IS NOT NULL", .unique = true },
	{ .columns = "name, id" },
	{ .columns = "team_id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity user_entity = {
	.name = "user",
	.plural = "users",
	.code = 2,
	.size = sizeof(struct user),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_PEOPLE_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.doc = "People of the organisation.",
};
