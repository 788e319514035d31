/* One-time sign-in links: the first way in, an invitation, and the way back for a forgotten password.
 * Used up by sign_in.c; the rows are link_query.c. */
#include "people/credential.h"

#include "db/db.h"
#include "record/record.h"

enum rc link_create(struct ctx *cx, int64_t user_id, struct sign_in_link *link)
{
	struct user user;
	struct digest digest;
	bool was_here = false;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(need_right(cx, RIGHT_PEOPLE_WRITE));
	TRY(record_load(cx, &user_entity, user_id, &user));
	TRY(user_check_sign_in(cx, &user));
	TRY(user_was_here(cx, &user, &was_here));
	link->minutes = was_here ? LINK_MINUTES : INVITATION_MINUTES;
	link->expires_at = cx->now + link->minutes * 60 * 1000;
	TRY(secret_make(cx, "", &link->secret));
	digest = secret_digest(link->secret);
	TRY(link_insert(cx, user_id, &digest, link->expires_at));
	return tx_commit(&tx);
}

str link_url(struct arena *arena, str base_url, str secret)
{
	return str_printf(arena, "%.*s/sign-in#%.*s", STR_ARG(base_url), STR_ARG(secret));
}
