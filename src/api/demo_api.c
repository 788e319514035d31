/* The demo in an organisation that is still empty: ordered, looked after and removed. */
#include "api/operations.h"

#include "exchange/imports.h"

static void end_upload(void *note)
{
	demo_drop(note);
}

enum rc demo_prepare(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	struct demo_upload *upload = NULL;

	(void)re;
	TRY(body_of(cx, rq, &body));
	TRY(ctx_alloc(cx, sizeof *upload, &upload));
	rq->note = upload;
	rq->note_end = end_upload;
	return demo_keep(cx, upload);
}

static enum rc answer(struct ctx *cx, struct http_reply *re)
{
	struct json_reply reply;

	json_reply_begin(cx, &reply);
	TRY(demo_to_json(cx, &reply.out));
	return json_reply_end(&reply, re);
}

enum rc demo_load_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	TRY(demo_submit(cx, rq->note));
	re->status = 201;
	return answer(cx, re);
}

enum rc demo_get_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;

	TRY(query_of(cx, rq, &query));
	return answer(cx, re);
}

enum rc demo_remove_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)rq;
	TRY(demo_remove(cx));
	return answer(cx, re);
}
