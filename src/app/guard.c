/* The door of every request: who is asking, may they come from there, and may they use this route. Rows
 * are another matter: record/scope.c. */
#include "app/serve.h"

#include "http/http.h"
#include "record/record.h"

static bool is_write(const struct http_request *rq)
{
	return !str_is(rq->method, "GET") && !str_is(rq->method, "HEAD") &&
	       !str_is(rq->method, "OPTIONS");
}

/* Browsers send the session's cookie along with what any page makes them send. Programs name their
 * token themselves, so that theirs needs no check; signing in needs it, lest a page signs its visitors
 * in as somebody else. */
static enum rc check_origin(struct ctx *cx, const struct http_request *rq, str authorization)
{
	if (!is_write(rq) || str_is_set(authorization))
		return OK;
	if (!http_origin_ok(rq))
		return fail(cx, E_DENIED, "this request came from a page of another site");
	return OK;
}

enum rc guard(struct ctx *cx, struct http_request *rq)
{
	str authorization = http_header(rq, "Authorization");
	struct identity *identity = NULL;

	TRY(check_origin(cx, rq, authorization));
	if (rq->route->flags & ROUTE_PUBLIC)
		return OK;
	TRY(ctx_alloc(cx, sizeof *identity, &identity));
	TRY(who_is(cx, credential_of(authorization, http_header(rq, "Cookie")), identity));
	cx->identity = identity;
	cx->who = &identity->who;
	rq->by_cookie = identity->kind == CREDENTIAL_SESSION;
	if (!rq->has_language && identity->language != UNSET)
		app_speak(cx->app, cx, (enum language)identity->language);
	return rq->route->right == RIGHT_NONE ? OK : need_right(cx, (enum right)rq->route->right);
}
