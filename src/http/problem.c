/* Which status a failure has, and how it is told. */
#include "http/problem.h"

#include "codec/json_out.h"

#include <string.h>

struct kind {
	int status;
	const char *title; /* translated */
};

static const struct kind kinds[] = {
	[OK] = { 200, "OK" },
	[E_MALFORMED] = { 400, "Bad request" },
	[E_SIGNED_OUT] = { 401, "Not signed in" },
	[E_DENIED] = { 403, "Not allowed" },
	[E_MISSING] = { 404, "Not found" },
	[E_METHOD] = { 405, "Method not allowed" },
	[E_CONFLICT] = { 409, "Conflict" },
	[E_STALE] = { 412, "Changed meanwhile" },
	[E_TOO_LARGE] = { 413, "Too large" },
	[E_MEDIA] = { 415, "Unsupported media type" },
	[E_INVALID] = { 422, "Not valid" },
	[E_TOO_MANY] = { 429, "Too many attempts" },
	[E_BUSY] = { 503, "Busy" },
	[E_MEMORY] = { 413, "Too large" },
	[E_IO] = { 503, "Not available" },
	[E_INTERNAL] = { 500, "Our mistake" },
};

enum { RETRY_AFTER_S = 5 };

static const struct kind *kind_of(enum rc rc)
{
	return (size_t)rc < COUNT_OF(kinds) ? &kinds[rc] : &kinds[E_INTERNAL];
}

int problem_status(enum rc rc)
{
	return kind_of(rc)->status;
}

void problem_errors_to_json(struct json_out *out, const struct failure *failure)
{
	json_key(out, "errors");
	json_array_begin(out);
	for (int i = 0; i < failure->error_count; i++) {
		const struct field_error *error = &failure->errors[i];

		json_object_begin(out);
		json_key(out, "field");
		json_str(out, error->field);
		json_key(out, "code");
		json_str(out, str_from(error->code));
		json_key(out, "message");
		json_str(out, error->message);
		json_object_end(out);
	}
	json_array_end(out);
}

static str print(struct ctx *cx, const struct kind *kind, str detail)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	json_object_begin(&out);
	json_key(&out, "type");
	json_str(&out, STR("about:blank"));
	json_key(&out, "title");
	json_str(&out, str_from(tr(cx, kind->title)));
	json_key(&out, "status");
	json_int(&out, kind->status);
	json_key(&out, "detail");
	json_str(&out, detail);
	problem_errors_to_json(&out, &cx->failure);
	json_object_end(&out);
	return buf_str(&text);
}

static void add_retry_after(struct ctx *cx, struct http_reply *re)
{
	int seconds = cx->failure.retry_after_s > 0 ? cx->failure.retry_after_s : RETRY_AFTER_S;

	/* Without memory for the number the client has to guess. */
	if (http_reply_header(cx, re, "Retry-After", str_printf(cx->arena, "%d", seconds)) != OK)
		return;
}

static void fill(struct ctx *cx, struct http_reply *re, const struct kind *kind, str detail)
{
	*re = (struct http_reply){
		.status = kind->status,
		.content_type = "application/problem+json",
		.body = print(cx, kind, detail),
	};
	if (!re->body.ptr)
		re->body = STR("{\"type\":\"about:blank\",\"title\":\"Too large\",\"status\":413,"
			       "\"detail\":null,\"errors\":[]}");
	if (kind->status == 429 || kind->status == 503)
		add_retry_after(cx, re);
	if (kind->status == 401)
		re->headers[re->header_count++] =
			(struct http_header){ STR("WWW-Authenticate"), STR("Bearer") };
}

void problem_reply(struct ctx *cx, struct http_reply *re)
{
	const struct kind *kind = kind_of(cx->failure.rc);
	str detail = cx->failure.detail;

	/* What went wrong inside is for the log. */
	if (cx->failure.rc == E_INTERNAL)
		detail = str_from(tr(cx, "something went wrong here; it has been logged"));
	else if (!detail.ptr && cx->failure.error_count > 0)
		detail = cx->failure.errors[0].message;
	fill(cx, re, kind, detail);
}

void problem_reply_status(struct ctx *cx, struct http_reply *re, int status, str detail)
{
	static const struct kind others[] = {
		{ 400, "Bad request" },
		{ 414, "Address too long" },
		{ 421, "Misdirected request" },
		{ 431, "Headers too large" },
	};
	const struct kind *kind = others;

	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (others[i].status == status)
			kind = &others[i];
	fill(cx, re, kind, detail);
}
