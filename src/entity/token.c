/* A token for programs that act as a user. Making and checking them: people/. */
#include "entity/entities.h"

static const struct field fields[] = {
	ROW_FIELDS(token),
	{ COL(token, name, TEXT), .flags = F_REQUIRED, .min = 1, .max = 200,
	  .doc = "What the token is for." },
	{ COL(token, user_id, REF), .ref = "user", .flags = F_READONLY | F_FILTER,
	  .start = START_OPERATION, .doc = "Whom the bearer acts as." },
	{ COL(token, last_used_at, INSTANT), .flags = F_READONLY | F_UNTRACKED },
	{ COL(token, expires_at, INSTANT), .flags = F_CREATE, .doc = "Null: never." },
	{ COL(token, hash, TEXT), .flags = F_SECRET | F_UNTRACKED | F_READONLY, .max = 64 },
};

static const struct index indexes[] = {
	{ .columns = "hash", .unique = true },
	{ .columns = "user_id, id" },
	{ .columns = "created_at, id" },
	{ .columns = "updated_at, id" },
};

const struct entity token_entity = {
	.name = "token",
	.plural = "tokens",
	.code = 4,
	.size = sizeof(struct token),
	.fields = fields,
	.field_count = COUNT_OF(fields),
	.indexes = indexes,
	.index_count = COUNT_OF(indexes),
	.flags = ENTITY_NO_CREATE,
	.read = RIGHT_SIGNED_IN,
	.write = RIGHT_SIGNED_IN,
	.scope = SCOPE_SELF,
	.scope_field = "user_id",
	.label = "name",
	.doc = "Tokens for programs; each shows its secret once, when it is made.",
};
