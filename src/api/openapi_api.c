/* GET /api/v1/openapi.json, and the page that shows it (data/api-docs/). What is in the document:
 * openapi.c. */
#include "api/operations.h"

#include "api/api.h"
#include "base/embed.h"

/* FNV-1a, 64 bits: the document is the same as long as the program is. */
static uint64_t hash_of(str text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(0x100000001b3);
	return hash;
}

enum rc openapi_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct json_reply reply;

	(void)rq;
	json_reply_begin(cx, &reply);
	TRY(openapi_to_json(cx, &reply.out));
	TRY(json_reply_end(&reply, re));
	re->etag = str_printf(cx->arena, "\"%016llx\"", (unsigned long long)hash_of(re->body));
	re->cache = "no-cache";
	return OK;
}

static enum rc reply_file(struct ctx *cx, struct http_reply *re, const char *path, const char *type)
{
	const struct embedded_file *file = embedded_find(str_from(path));

	ensure(file);
	re->content_type = type;
	re->body = file->plain;
	re->etag = str_printf(cx->arena, "\"%s\"", file->etag);
	re->cache = "no-cache";
	return OK;
}

enum rc docs_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)rq;
	return reply_file(cx, re, "data/api-docs/page.html", "text/html; charset=utf-8");
}

enum rc docs_script_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)rq;
	return reply_file(cx, re, "data/api-docs/page.js", "text/javascript; charset=utf-8");
}

enum rc docs_style_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)rq;
	return reply_file(cx, re, "data/api-docs/page.css", "text/css; charset=utf-8");
}
