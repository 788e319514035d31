/* GET /api/v1/openapi.json and the page that shows it. */
#include "api/operations.h"

#include "api/api.h"

enum rc openapi_to_json(struct ctx *cx, struct json_out *out)
{
	(void)cx;
	json_object_begin(out);
	json_object_end(out);
	return OK;
}

enum rc openapi_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct json_reply reply;

	(void)rq;
	json_reply_begin(cx, &reply);
	TRY(openapi_to_json(cx, &reply.out));
	return json_reply_end(&reply, re);
}

enum rc docs_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	return openapi_api(cx, rq, re);
}

enum rc docs_script_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	return openapi_api(cx, rq, re);
}
