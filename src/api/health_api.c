/* Is the program alive, and can it serve? What it counts: metrics_api.c. */
#include "api/operations.h"

enum rc healthz_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)cx;
	(void)rq;
	re->content_type = "text/plain; charset=utf-8";
	re->body = STR("alive\n");
	return OK;
}

enum rc readyz_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct organisation_row organisation;
	bool found = false;

	(void)rq;
	TRY(record_find_id(cx, &organisation_entity, 1, &organisation, &found));
	if (!found)
		return fail(cx, E_BUSY, "the server is starting; try again in a moment");
	re->content_type = "text/plain; charset=utf-8";
	re->body = STR("ready\n");
	return OK;
}
