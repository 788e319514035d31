/* One-time sign-in links: the first way in, an invitation, and the way back for a forgotten password.
 * Used up by sign_in.c; the rows are link_query.c. */
#include "people/credential.h"

#include "db/db.h"
#include "record/record.h"

enum rc link_create(struct ctx *cx, int64_t user_id, int64_t minutes, str *secret)
{
	struct user user;
	struct digest digest;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(need_right(cx, RIGHT_PEOPLE_WRITE));
	TRY(record_load(cx, &user_entity, user_id, &user));
	TRY(user_check_sign_in(cx, &user));
	TRY(secret_make(cx, "", secret));
	digest = secret_digest(*secret);
	TRY(link_insert(cx, user_id, &digest, cx->now + minutes * 60 * 1000));
	return tx_commit(&tx);
}

str link_url(struct arena *arena, str base_url, str secret)
{
	return str_printf(arena, "%.*s/sign-in#%.*s", STR_ARG(base_url), STR_ARG(secret));
}
