/* `alur token revoke`: a token stops working. */
#include "cli/commands.h"

static enum rc revoke(struct ctx *cx, void *argument)
{
	const int64_t *token_id = argument;

	return api_token_revoke(cx, *token_id);
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	int64_t token_id;

	if (!str_to_int(str_from(in->arguments[0]), &token_id))
		return fail(cx, E_INVALID, "give the token's number, as alur token list shows it");
	TRY(db_write(cx, revoke, &token_id));
	say(cx, in, "Token %lld is revoked.", (long long)token_id);
	return OK;
}

static const char *const examples[] = {
	"alur token list         # shows the numbers",
	"alur token revoke 7",
};

const struct command token_revoke_cmd = {
	.name = "token revoke",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.flags = COMMAND_DB,
	.summary = "Revokes a token: it stops working at once.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
