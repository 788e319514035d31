/* Signing in and out, the caller's own session, profile and password. */
#include "api/operations.h"

#include "http/rate_limit.h"
#include "people/people.h"

/* --- who am I ------------------------------------------------------------------------------------ */

static void write_rights(struct ctx *cx, struct json_out *out)
{
	json_key(out, "rights");
	json_array_begin(out);
	for (int right = RIGHT_NONE + 1; right < RIGHT_COUNT; right++)
		if (may(cx, (enum right)right))
			json_str(out, str_from(right_rows[right].name));
	json_array_end(out);
}

static enum rc write_session(struct ctx *cx, int64_t user_id, struct http_reply *re)
{
	struct organisation_row organisation;
	struct user user;
	struct json_reply reply;
	bool found = false;

	TRY(record_find_id(cx, &user_entity, user_id, &user, &found));
	if (!found)
		return fail(cx, E_SIGNED_OUT, "sign in first");
	TRY(record_find_id(cx, &organisation_entity, 1, &organisation, &found));
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	json_key(&reply.out, "user");
	json_object_begin(&reply.out);
	record_members(cx, &reply.out, &user_entity, &user);
	json_key(&reply.out, "has_password");
	json_bool(&reply.out, str_is_set(user.password_hash));
	json_object_end(&reply.out);
	json_key(&reply.out, "organisation");
	record_to_json(cx, &reply.out, &organisation_entity, &organisation);
	write_rights(cx, &reply.out);
	json_object_end(&reply.out);
	return json_reply_end(&reply, re);
}

enum rc session_get_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;

	TRY(query_of(cx, rq, &query));
	return write_session(cx, cx->who->user_id, re);
}

/* --- signing in ---------------------------------------------------------------------------------- */

/* What the first step finds out, for the unit of work. */
struct sign_in_note {
	struct sign_in by;
	str link; /* set: by a one-time link */
};

static enum rc slow_down(struct ctx *cx, struct http_request *rq, str email)
{
	if (!cx->attempts)
		return OK;
	TRY(rate_limit_take_peer(cx, cx->attempts, &rq->peer));
	return str_is_set(email) ? rate_limit_take(cx, cx->attempts, email) : OK;
}

enum rc session_sign_in_prepare(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	struct sign_in_note *note = NULL;

	(void)re;
	TRY(ctx_alloc(cx, sizeof *note, &note));
	TRY(body_of(cx, rq, &body));
	TRY(json_want_text(cx, body, "email", &note->by.email));
	TRY(json_want_text(cx, body, "password", &note->by.password));
	TRY(json_want_text(cx, body, "link", &note->link));
	note->by.agent = http_header(rq, "User-Agent");
	rq->note = note;
	TRY(slow_down(cx, rq, note->by.email));
	if (str_is_set(note->link))
		return OK;
	if (!str_is_set(note->by.email))
		return fail_code(cx, "email", "required", "this field is required");
	if (!str_is_set(note->by.password))
		return fail_code(cx, "password", "required", "this field is required");
	return sign_in_prepare(cx, &note->by);
}

enum rc session_sign_in_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct sign_in_note *note = rq->note;
	struct principal *who = NULL;
	struct signed_in signed_in;

	if (str_is_set(note->link))
		TRY(sign_in_by_link(cx, note->link, note->by.agent, &signed_in));
	else
		TRY(sign_in(cx, &note->by, &signed_in));
	if (cx->attempts && str_is_set(note->by.email))
		rate_limit_give(cx, cx->attempts, note->by.email);
	TRY(ctx_alloc(cx, sizeof *who, &who));
	TRY(principal_of(cx, signed_in.user_id, who));
	cx->who = who;
	TRY(http_reply_header(cx, re, "Set-Cookie",
			      session_cookie(cx->arena, signed_in.secret, rq->is_secure)));
	re->status = 201;
	return write_session(cx, signed_in.user_id, re);
}

enum rc session_sign_out_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	if (cx->identity && cx->identity->kind == CREDENTIAL_SESSION)
		TRY(session_end(cx, cx->identity->session_id));
	re->status = 204;
	return http_reply_header(cx, re, "Set-Cookie",
				 session_cookie_gone(cx->arena, rq->is_secure));
}

/* --- own password and profile ---------------------------------------------------------------------- */

enum rc session_password_prepare(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	struct own_password own = { .current = { NULL, 0 } };
	struct password_change *change = NULL;

	(void)re;
	TRY(ctx_alloc(cx, sizeof *change, &change));
	TRY(body_of(cx, rq, &body));
	TRY(json_want_text(cx, body, "current", &own.current));
	TRY(json_want_text(cx, body, "password", &own.password));
	if (!str_is_set(own.password))
		return fail_code(cx, "password", "required", "this field is required");
	rq->note = change;
	return password_prepare_own(cx, cx->identity, &own, change);
}

enum rc session_password_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	re->status = 204;
	return password_set(cx, rq->note);
}

/* What people may change of themselves without the right to change people: the members of the route's
 * body. */
static enum rc save_profile(struct ctx *cx, const struct json_in *body)
{
	struct principal *acting = NULL;
	const struct principal *caller = cx->who;
	struct user user;
	enum rc rc;

	TRY(record_load(cx, &user_entity, caller->user_id, &user));
	TRY(record_from_json(cx, &user_entity, body, INPUT_PATCH, &user));
	TRY(ctx_alloc(cx, sizeof *acting, &acting));
	*acting = *caller;
	acting->rights |= RIGHT_BIT(RIGHT_PEOPLE_WRITE); /* for these fields of this row alone */
	cx->who = acting;
	rc = record_save(cx, &user_entity, &user);
	cx->who = caller;
	return rc;
}

enum rc session_profile_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;

	TRY(body_of(cx, rq, &body));
	TRY(save_profile(cx, body));
	return write_session(cx, cx->who->user_id, re);
}

/* --- where else the caller is signed in -------------------------------------------------------------- */

static int64_t own_session(const struct ctx *cx)
{
	bool by_session = cx->identity && cx->identity->kind == CREDENTIAL_SESSION;

	return by_session ? cx->identity->session_id : 0;
}

static void write_one(struct json_out *out, const struct session *session, int64_t own)
{
	json_object_begin(out);
	json_key(out, "id");
	json_int(out, session->id);
	json_key(out, "current");
	json_bool(out, session->id == own);
	json_key(out, "by_link");
	json_bool(out, session->by_link);
	json_key(out, "agent");
	json_str(out, session->agent);
	json_key(out, "created_at");
	json_instant(out, session->created_at);
	json_key(out, "last_seen_at");
	json_instant(out, session->last_seen_at);
	json_object_end(out);
}

enum rc sessions_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct session *sessions = NULL;
	struct json_reply reply;
	size_t count = 0;

	TRY(query_of(cx, rq, &query));
	TRY(session_list(cx, &sessions, &count));
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	json_items_begin(&reply.out);
	for (size_t i = 0; i < count; i++)
		write_one(&reply.out, &sessions[i], own_session(cx));
	json_items_end(&reply.out, str_from(NULL));
	json_object_end(&reply.out);
	return json_reply_end(&reply, re);
}

enum rc sessions_end_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)rq;
	re->status = 204;
	return session_end_all(cx, cx->who->user_id, own_session(cx));
}
