/* Giving a user a password, by an administrator or by the user. All other sessions and the sign-in
 * links of the user end, so that whoever knew the old one is out. */
#include "people/credential.h"

#include "base/day.h"
#include "db/db.h"
#include "record/record.h"

/* Sessions that began by a one-time link prove who is there as well as the old password does. */
enum { LINK_PROVES_MS = LINK_MINUTES * 60 * 1000 };

static enum rc load_user(struct ctx *cx, int64_t user_id, struct user *user)
{
	TRY(db_read_begin(cx));

	enum rc rc = record_load(cx, &user_entity, user_id, user);

	db_read_end(cx);
	return rc;
}

/* --- first step: by whoever may ------------------------------------------------------------------ */

enum rc password_prepare(struct ctx *cx, struct password_change *change)
{
	struct user user;

	if (!cx->who || change->user_id != cx->who->user_id)
		TRY(need_right(cx, RIGHT_PEOPLE_WRITE));
	TRY(load_user(cx, change->user_id, &user));
	TRY(password_check(cx, &user, change->password));
	return password_hash(cx, change->password, &change->hash);
}

/* --- first step: by the user --------------------------------------------------------------------- */

static enum rc began_by_link(struct ctx *cx, const struct identity *identity, bool *yes)
{
	struct session session = { 0 };
	bool found = false;

	*yes = false;
	if (identity->session_id == 0)
		return OK;
	TRY(db_read_begin(cx));

	enum rc rc =
		session_read(cx, identity->who.user_id, identity->session_id, &session, &found);

	db_read_end(cx);
	*yes = found && session.by_link && cx->now - session.created_at < LINK_PROVES_MS;
	return rc;
}

static enum rc check_current(struct ctx *cx, const struct identity *identity, str current)
{
	struct user user;
	bool proven = false;

	TRY(load_user(cx, identity->who.user_id, &user));
	if (!str_is_set(user.password_hash))
		return OK;
	TRY(began_by_link(cx, identity, &proven));
	if (proven)
		return OK;
	TRY(password_matches(cx, user.password_hash, current, &proven));
	if (!proven)
		return fail_code(cx, "current", "wrong", "this is not your current password");
	return OK;
}

enum rc password_prepare_own(struct ctx *cx, const struct identity *identity,
			     const struct own_password *own, struct password_change *change)
{
	*change = (struct password_change){
		.user_id = identity->who.user_id,
		.password = own->password,
		.keep_session_id = identity->session_id,
	};
	TRY(check_current(cx, identity, own->current));
	return password_prepare(cx, change);
}

/* --- second step --------------------------------------------------------------------------------- */

static enum rc save_hash(struct ctx *cx, int64_t user_id, str hash)
{
	struct user user;

	TRY(record_load_to_change(cx, &user_entity, user_id, &user));
	user.password_hash = hash;
	return record_save(cx, &user_entity, &user);
}

/* As an operation of its own: users do not change their own rows otherwise. */
static enum rc save_as_keeper(struct ctx *cx, const struct password_change *change)
{
	const struct principal *caller = cx->who;
	const char *operation = cx->operation;
	struct principal keeper;

	cx->who = as_keeper(cx, &keeper);
	cx->operation = "user.password";

	enum rc rc = save_hash(cx, change->user_id, change->hash);

	cx->who = caller;
	cx->operation = operation;
	return rc;
}

enum rc password_set(struct ctx *cx, const struct password_change *change)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(save_as_keeper(cx, change));
	TRY(sessions_delete_but(cx, change->user_id, change->keep_session_id));
	TRY(links_delete(cx, change->user_id));
	people_changed(cx->people);
	cx->signed_out_user = change->user_id;
	return tx_commit(&tx);
}
