/* What is written about people now and then, away from any request: when tokens and sessions were
 * last used, and that the expired ones are gone. */
#include "people/credential.h"
#include "people/known.h"

#include "db/db.h"

struct uses {
	struct use list[MAX_USES];
	size_t count;
};

static enum rc keep_house(struct ctx *cx, void *argument)
{
	const struct uses *uses = argument;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	for (size_t i = 0; i < uses->count; i++)
		TRY(credential_used(cx, uses->list[i].kind, uses->list[i].id, uses->list[i].at));
	TRY(credentials_expire(cx, cx->now));
	return tx_commit(&tx);
}

enum rc people_housekeeping(struct ctx *cx)
{
	struct uses *uses = NULL;

	TRY(ctx_alloc(cx, sizeof *uses, &uses));
	uses->count = use_take(cx->people, uses->list);
	return db_write(cx, keep_house, uses);
}
