/* Answers with embedded files: which one, how compressed, how long it may be kept. */
#include "http/static_files.h"

#include "base/embed.h"
#include "http/accept.h"

struct media_type {
	str ending;
	const char *type;
};

static const struct media_type media_types[] = {
	{ STR_INIT(".html"), "text/html; charset=utf-8" },
	{ STR_INIT(".js"), "text/javascript; charset=utf-8" },
	{ STR_INIT(".css"), "text/css; charset=utf-8" },
	{ STR_INIT(".json"), "application/json" },
	{ STR_INIT(".webmanifest"), "application/manifest+json" },
	{ STR_INIT(".svg"), "image/svg+xml" },
	{ STR_INIT(".png"), "image/png" },
	{ STR_INIT(".jpg"), "image/jpeg" },
	{ STR_INIT(".webp"), "image/webp" },
	{ STR_INIT(".ico"), "image/x-icon" },
	{ STR_INIT(".woff2"), "font/woff2" },
	{ STR_INIT(".wasm"), "application/wasm" },
	{ STR_INIT(".map"), "application/json" },
	{ STR_INIT(".txt"), "text/plain; charset=utf-8" },
};

bool static_is_page(str path)
{
	return !str_starts(path, STR("/api/")) && !str_is(path, "/api");
}

static const char *media_type_of(str path)
{
	for (size_t i = 0; i < COUNT_OF(media_types); i++)
		if (str_ends(path, media_types[i].ending))
			return media_types[i].type;
	return "application/octet-stream";
}

static bool has_ending(str path)
{
	for (size_t i = path.len; i > 0 && path.ptr[i - 1] != '/'; i--)
		if (path.ptr[i - 1] == '.')
			return true;
	return false;
}

static const struct embedded_file *find(struct ctx *cx, const char *prefix, str path)
{
	str name = str_printf(cx->arena, "%s%.*s", prefix, STR_ARG(path));

	return name.ptr ? embedded_find(name) : NULL;
}

/* Chooses the form that the client likes best and that there is; names it in the ETag, for each form
 * is a representation of its own. */
static enum rc choose(struct ctx *cx, const struct http_request *rq,
		      const struct embedded_file *file, struct http_reply *re)
{
	enum encoding encoding = accept_encoding(http_header(rq, "Accept-Encoding"));
	const char *form = "";

	re->body = file->plain;
	if (encoding == ENCODING_BROTLI && file->brotli.ptr) {
		re->body = file->brotli;
		form = "br";
	} else if (encoding != ENCODING_PLAIN && file->gzip.ptr) {
		re->body = file->gzip;
		form = "gzip";
	}
	re->etag = str_printf(cx->arena, "\"%s%s%s\"", file->etag, *form ? "-" : "", form);
	if (file->gzip.ptr || file->brotli.ptr)
		TRY(http_reply_header(cx, re, "Vary", STR("Accept-Encoding")));
	return *form ? http_reply_header(cx, re, "Content-Encoding", str_from(form)) : OK;
}

/* A program that was built without the web app says so. */
static enum rc reply_without_app(struct http_reply *re)
{
	re->status = 503;
	re->content_type = "text/plain; charset=utf-8";
	re->body = STR("This program was built without its web app (-Dweb=false).\n"
		       "The API is there all the same: see /api/v1/openapi.json\n");
	return OK;
}

enum rc static_reply(struct ctx *cx, const struct http_request *rq, const char *prefix,
		     struct http_reply *re)
{
	str path = str_sub(rq->path, 1, rq->path.len);
	const struct embedded_file *file = find(cx, prefix, path);
	bool is_app = !file && !has_ending(path);

	if (is_app) {
		path = STR("index.html");
		file = find(cx, prefix, path);
	}
	if (!file && is_app)
		return reply_without_app(re);
	if (!file)
		return fail(cx, E_MISSING, "there is nothing at this address");
	re->content_type = media_type_of(path);
	/* Names in assets/ hold a hash of their content. */
	re->cache = str_starts(path, STR("assets/")) ? "public, max-age=31536000, immutable"
						     : "no-cache";
	return choose(cx, rq, file, re);
}
