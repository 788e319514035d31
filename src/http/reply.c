/* The reply as the library wants it: status, security headers, body from memory, file, pieces or a
 * live stream. */
#include "http/event_reply.h"
#include "http/pull.h"

#include "base/convert.h"
#include "base/day.h"

#include <microhttpd.h>
#include <string.h>

struct constant_header {
	const char *name;
	const char *value;
};

static const struct constant_header every_reply[] = {
	{ MHD_HTTP_HEADER_X_CONTENT_TYPE_OPTIONS, "nosniff" },
	{ "Referrer-Policy", "same-origin" }, /* stricter ones would turn Origin into "null" */
	{ "Cross-Origin-Resource-Policy", "same-origin" },
};

static const char policy_header[] = "Content-Security-Policy";
static const char data_policy[] = "default-src 'none'; frame-ancestors 'none'";

/* What a service worker may do is said by the answer that brought its script: it fetches our files. */
static const char script_policy[] =
	"default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

/* Styles come from our files; the web app sets single properties by script, which needs no
 * 'unsafe-inline'. */
static const char page_policy[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static const struct constant_header page_reply[] = {
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()" },
};

enum rc http_reply_header(struct ctx *cx, struct http_reply *re, const char *name, str value)
{
	for (size_t i = 0; i < value.len; i++)
		if ((value.ptr[i] >= 0 && value.ptr[i] < ' ') || value.ptr[i] == 0x7f)
			return fail(cx, E_INTERNAL, "the header %s would hold a control character",
				    name);
	if (re->header_count == HTTP_REPLY_HEADERS)
		return fail(cx, E_INTERNAL, "too many headers in a reply");

	str copy = arena_str(cx->arena, value);

	if (!copy.ptr)
		return fail_memory(cx);
	re->headers[re->header_count++] = (struct http_header){ str_from(name), copy };
	return OK;
}

/* --- status -------------------------------------------------------------------------------------- */

static bool matches(str if_none_match, str etag)
{
	str choice;

	while (str_split(&if_none_match, ',', &choice)) {
		choice = str_trim(choice);
		if (str_starts(choice, STR("W/")))
			choice = str_sub(choice, 2, choice.len);
		if (str_eq(choice, etag) || str_is(choice, "*"))
			return true;
	}
	return false;
}

static bool is_read(const struct http_request *rq)
{
	return str_is(rq->method, "GET") || str_is(rq->method, "HEAD");
}

static void settle_status(struct exchange *exchange)
{
	struct http_reply *re = &exchange->reply;
	const struct http_request *rq = &exchange->request;
	bool has_body = re->body.len > 0 || re->pull || re->has_file || re->stream;

	if (re->status == 0)
		re->status = has_body ? 200 : 204;
	/* The library leaves the body away, but says how long it would have been, as it should. */
	if (re->status == 200 && re->etag.ptr && is_read(rq) &&
	    matches(http_header(rq, "If-None-Match"), re->etag))
		re->status = 304;
}

/* --- body ---------------------------------------------------------------------------------------- */

/* The library takes a pointer to memory that it only reads. */
static void *to_mutable(const void *bytes)
{
	void *copy;

	memcpy(&copy, &bytes, sizeof copy);
	return copy;
}

static struct MHD_Response *answer_file(struct http_reply *re)
{
	struct MHD_Response *response =
		MHD_create_response_from_fd(to_size(re->file_bytes), re->file_fd);

	if (response)
		re->has_file = false; /* the library closes it */
	return response;
}

static struct MHD_Response *make_response(struct exchange *exchange)
{
	struct http_reply *re = &exchange->reply;

	if (re->stream)
		return event_answer(exchange);
	if (re->pull)
		return pull_answer(exchange);
	if (re->has_file)
		return answer_file(re);
	return MHD_create_response_from_buffer(re->body.len, to_mutable(re->body.ptr),
					       MHD_RESPMEM_PERSISTENT);
}

/* --- headers ------------------------------------------------------------------------------------- */

static bool add(struct MHD_Response *response, const char *name, const char *value)
{
	return MHD_add_response_header(response, name, value) == MHD_YES;
}

static bool add_constant(struct MHD_Response *response, const struct constant_header *headers,
			 size_t count)
{
	bool ok = true;

	for (size_t i = 0; i < count; i++)
		ok = ok && add(response, headers[i].name, headers[i].value);
	return ok;
}

static bool add_text(struct exchange *exchange, struct MHD_Response *response, const char *name,
		     str value)
{
	str copy = arena_str(&exchange->arena, value);

	return !value.ptr || (copy.ptr && add(response, name, copy.ptr));
}

static const char *policy_of(str type)
{
	if (str_starts(type, STR("text/html")))
		return page_policy;
	return str_starts(type, STR("text/javascript")) ? script_policy : data_policy;
}

/* An answer may have a policy of its own. */
static bool add_policy(struct exchange *exchange, struct MHD_Response *response, str type)
{
	str own = exchange->reply.policy;

	if (str_starts(type, STR("text/html")) &&
	    !add_constant(response, page_reply, COUNT_OF(page_reply)))
		return false;
	return str_is_set(own) ? add_text(exchange, response, policy_header, own)
			       : add(response, policy_header, policy_of(type));
}

static bool add_headers(struct exchange *exchange, struct MHD_Response *response)
{
	const struct http_reply *re = &exchange->reply;
	const char *type = re->content_type ? re->content_type : "application/json";
	bool ok = add_constant(response, every_reply, COUNT_OF(every_reply));

	ok = ok && add_policy(exchange, response, str_from(type));
	ok = ok && add(response, "Cache-Control", re->cache ? re->cache : "no-store");
	if (re->status != 204 && re->status != 304)
		ok = ok && add(response, "Content-Type", type);
	ok = ok && add_text(exchange, response, "ETag", re->etag);
	ok = ok && add_text(exchange, response, "Location", re->location);
	for (size_t i = 0; i < re->header_count; i++)
		ok = ok && add(response, re->headers[i].name.ptr, re->headers[i].value.ptr);
	if (exchange->must_close || exchange->server->stopping)
		ok = ok && add(response, "Connection", "close");
	return ok;
}

/* --- sending ------------------------------------------------------------------------------------- */

/* A stream is counted when it begins: it has no end that says something about us. */
static void note(struct exchange *exchange)
{
	metrics_note(&exchange->server->metrics, exchange->class, exchange->reply.status,
		     clock_monotonic_ns() - exchange->began_ns);
}

bool reply_send(struct exchange *exchange, bool *over)
{
	struct MHD_Response *response;
	bool is_stream;
	bool sent;

	settle_status(exchange);
	is_stream = exchange->reply.stream != NULL;
	response = make_response(exchange);
	if (!response)
		return false;
	exchange->connection->linger = exchange->body_unread;
	exchange->state = EXCHANGE_SENDING;
	connection_enter(exchange->connection, PHASE_SENDING);
	sent = add_headers(exchange, response) &&
	       MHD_queue_response(exchange->library, to_unsigned(exchange->reply.status),
				  response) == MHD_YES;
	MHD_destroy_response(response);
	*over = sent && is_stream;
	if (*over)
		note(exchange);
	return sent;
}
