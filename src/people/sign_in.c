/* Beginning a session, by e-mail and password or by a one-time link. Whatever is wrong with e-mail and
 * password, the words and the work are the same, so that nobody learns who has an account. Too many
 * attempts are turned away before, by http/rate_limit.c. */
#include "people/credential.h"

#include "db/db.h"
#include "record/record.h"

/* --- by password --------------------------------------------------------------------------------- */

/* The user of that e-mail who may sign in, or one without id and password. */
static enum rc find_user(struct ctx *cx, str email, struct user *user)
{
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = user_by_email(cx, email, user);
	db_read_end(cx);
	if (rc == OK && user_may_sign_in(user))
		return OK;
	if (rc != OK && rc != E_MISSING && rc != E_INVALID)
		return rc;
	ctx_clear_failure(cx);
	*user = (struct user){ 0 };
	return OK;
}

enum rc sign_in_prepare(struct ctx *cx, struct sign_in *by)
{
	struct user user;
	bool matches = false;

	TRY(find_user(cx, by->email, &user));
	TRY(password_matches(cx, user.password_hash, by->password, &matches));
	if (!matches)
		return fail(cx, E_SIGNED_OUT, "e-mail or password is wrong");
	by->user_id = user.row.id;
	by->renewed_hash = (str){ NULL, 0 };
	/* A hash of an older, cheaper kind is replaced while the password is known. */
	if (password_is_outdated(user.password_hash))
		TRY(password_hash(cx, by->password, &by->renewed_hash));
	return OK;
}

enum rc sign_in(struct ctx *cx, const struct sign_in *by, struct signed_in *out)
{
	const struct session_order order = { .user_id = by->user_id, .agent = by->agent };
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	if (str_is_set(by->renewed_hash))
		TRY(user_keep_hash(cx, by->user_id, by->renewed_hash));
	TRY(session_begin(cx, &order, out));
	return tx_commit(&tx);
}

/* --- by link ------------------------------------------------------------------------------------- */

enum rc sign_in_by_link(struct ctx *cx, str secret, str agent, struct signed_in *out)
{
	const struct digest digest = secret_digest(secret);
	struct session_order order = { .by_link = true, .agent = agent };
	struct user user;
	bool found = false;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(link_take(cx, &digest, &order.user_id));
	if (order.user_id != 0)
		TRY(record_find_id(cx, &user_entity, order.user_id, &user, &found));
	if (!found || !user_may_sign_in(&user))
		return fail(cx, E_SIGNED_OUT,
			    "this sign-in link was used already or is too old; ask for a new one");
	TRY(links_delete(cx, order.user_id)); /* others that were sent too */
	TRY(session_begin(cx, &order, out));
	return tx_commit(&tx);
}
