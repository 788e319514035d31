/* Sessions of browsers: a random secret in a cookie, its SHA-256 in the database. How one comes by a
 * session: sign_in.c; how a request is known by it: who.c. */
#include "people/credential.h"

#include "base/day.h"
#include "base/utf8.h"
#include "db/db.h"
#include "record/record.h"

enum { MAX_AGENT = 200, SECONDS_PER_DAY = 86400 };

/* --- the cookie ---------------------------------------------------------------------------------- */

static str cookie(struct arena *arena, str secret, int max_age, bool secure)
{
	return str_printf(arena,
			  SESSION_COOKIE "=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
			  STR_ARG(secret), max_age, secure ? "; Secure" : "");
}

str session_cookie(struct arena *arena, str secret, bool secure)
{
	return cookie(arena, secret, SESSION_DAYS * SECONDS_PER_DAY, secure);
}

str session_cookie_gone(struct arena *arena, bool secure)
{
	return cookie(arena, STR(""), 0, secure);
}

/* --- beginning ----------------------------------------------------------------------------------- */

/* Text that a client sent for people to read: cut, and left out when it is not clean. */
static str clean_agent(str agent)
{
	size_t end = agent.len < MAX_AGENT ? agent.len : MAX_AGENT;

	while (end > 0 && end < agent.len && (agent.ptr[end] & 0xC0) == 0x80)
		end--;
	agent = str_sub(agent, 0, end);
	return utf8_is_valid(agent) && !utf8_has_unsafe(agent) ? agent : (str){ NULL, 0 };
}

enum rc session_begin(struct ctx *cx, const struct session_order *order, struct signed_in *out)
{
	struct session session = {
		.user_id = order->user_id,
		.by_link = order->by_link,
		.agent = clean_agent(order->agent),
		.created_at = cx->now,
		.last_seen_at = cx->now,
		.expires_at = cx->now + SESSION_DAYS * (int64_t)MS_PER_DAY,
	};
	struct digest digest;
	str secret;

	TRY(secret_make(cx, "", &secret));
	digest = secret_digest(secret);
	TRY(session_insert(cx, &session, &digest));
	TRY(user_note_visit(cx, order->user_id));
	*out = (struct signed_in){
		.secret = secret,
		.session_id = session.id,
		.user_id = session.user_id,
		.expires_at = session.expires_at,
	};
	return OK;
}

/* --- listing and ending -------------------------------------------------------------------------- */

enum rc session_list(struct ctx *cx, struct session **out, size_t *count)
{
	TRY(need_right(cx, RIGHT_SIGNED_IN));
	TRY(db_read_begin(cx));

	enum rc rc = sessions_read(cx, cx->who->user_id, out, count);

	db_read_end(cx);
	return rc;
}

enum rc session_end(struct ctx *cx, int64_t session_id)
{
	int64_t gone = 0;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(need_right(cx, RIGHT_SIGNED_IN));
	TRY(session_delete(cx, cx->who->user_id, session_id, &gone));
	if (gone == 0)
		return fail(cx, E_MISSING, "there is no such session of yours");
	people_changed(cx->people);
	cx->signed_out_user = cx->who->user_id;
	return tx_commit(&tx);
}

enum rc session_end_all(struct ctx *cx, int64_t user_id, int64_t keep_session_id)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(sessions_delete_but(cx, user_id, keep_session_id));
	people_changed(cx->people);
	cx->signed_out_user = user_id;
	return tx_commit(&tx);
}
