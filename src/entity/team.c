/* A team: a node of the tree that says who sees whose deals (people/principal.c). */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(team),
	{ COL(team, name, TEXT), .flags = F_REQUIRED | F_SEARCH | F_SORT, .min = 1, .max = 200 },
	{ COL(team, parent_id, REF), .ref = "team", .flags = F_FILTER,
	  .doc = "The team above; its manager sees this one's rows too." },
	{ COL(team, manager_id, REF), .ref = "user", .flags = F_FILTER },
	{ COL(team, shares_deals, BOOL), .flags = F_FILTER, .start = START_ZERO,
	  .doc = "Members see what other members own." },
};

static const struct index indexes[] = {
	{ .columns = "parent_id" },      { .columns = "manager_id" },     { .columns = "name, id" },
	{ .columns = "created_at, id" }, { .columns = "updated_at, id" },
};

static enum rc check(struct ctx *cx, void *row, const void *before)
{
	const struct team *team = row;

	(void)before;
	if (team->row.id != 0 && team->parent_id == team->row.id)
		return fail_code(cx, "parent_id", "cycle", "a team cannot be above itself");
	return OK;
}

const struct entity team_entity = {
	.name = "team",
	.plural = "teams",
	.code = 3,
	.size = sizeof(struct team),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_PEOPLE_WRITE,
	.scope = SCOPE_ALL,
	.label = "name",
	.check = check,
	.doc = "Teams, a tree.",
};
