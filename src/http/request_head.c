/* The head of a request: is it of a size that we take, HTTP as RFC 9112 wants it, for us, for a route,
 * with a body that we take? The library lets more through than is safe and hides some of it; how that is
 * found in what it left in its buffer: docs/decisions/http-library.md. */
#include "http/exchange.h"

#include "base/convert.h"
#include "http/accept.h"

#include <microhttpd.h>
#include <string.h>

enum { VERSION_LENGTH = 8, LINE_END = 2, MIB = 1024 * 1024, MAX_DIGITS = 18 };

/* --- syntax -------------------------------------------------------------------------------------- */

/* RFC 9110, 5.6.2. */
static bool is_token_char(char c)
{
	static const char others[] = "!#$%&'*+-.^_`|~";

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr(others, c));
}

static bool is_token(str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_token_char(text.ptr[i]))
			return false;
	return text.len > 0;
}

/* Visible characters, spaces, tabs and bytes above ASCII. */
static bool is_field_value(str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((text.ptr[i] >= 0 && text.ptr[i] < ' ' && text.ptr[i] != '\t') ||
		    text.ptr[i] == 0x7f)
			return false;
	return true;
}

static bool is_target(str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] >= 0x7f || text.ptr[i] == '#')
			return false;
	return text.len > 0 && (text.ptr[0] == '/' || str_is(text, "*"));
}

static bool is_space(const char *from, const char *to)
{
	for (; from < to; from++)
		if (*from != ' ' && *from != '\t')
			return false;
	return true;
}

/* The library reads the head in place: it overwrites each line's end, CR LF, by two NULs, and each
 * colon by one. So in a sound head name, NUL, white space, value, NUL, NUL follow one another without
 * a gap to its very end. A folded line, a bare LF or a NUL leaves a gap. */
static bool tiles(const struct exchange *exchange, const char *version, const char *end)
{
	const char *expected = version + VERSION_LENGTH + LINE_END;

	for (size_t i = 0; i < exchange->request.header_count; i++) {
		const struct http_header *header = &exchange->headers[i];
		const char *colon = header->name.ptr + header->name.len;

		if (header->name.ptr != expected || header->value.ptr <= colon ||
		    header->value.ptr > end || !is_space(colon + 1, header->value.ptr))
			return false;
		expected = header->value.ptr + header->value.len + LINE_END;
	}
	return expected + LINE_END == end;
}

static enum MHD_Result note_header(void *argument, enum MHD_ValueKind kind, const char *name,
				   size_t name_size, const char *value, size_t value_size)
{
	struct exchange *exchange = argument;
	struct http_request *rq = &exchange->request;

	if (kind != MHD_HEADER_KIND || rq->header_count == HTTP_MAX_HEADERS)
		return MHD_NO;
	exchange->headers[rq->header_count++] = (struct http_header){
		.name = { name, name_size },
		.value = { value, value_size },
	};
	return MHD_YES;
}

static enum rc check_header(struct ctx *cx, struct http_header *header)
{
	if (!is_token(header->name))
		return fail(cx, E_MALFORMED, "the name of a header is not valid");
	if (!is_field_value(header->value))
		return fail(cx, E_MALFORMED, "a header holds a control character");
	header->value = str_trim(header->value);
	return OK;
}

/* Headers of which a second one could be read differently by another program on the way. */
static bool is_single(str name)
{
	static const str singles[] = {
		STR_INIT("Host"),
		STR_INIT("Content-Length"),
		STR_INIT("Authorization"),
		STR_INIT("Content-Type"),
		STR_INIT("Transfer-Encoding"),
		STR_INIT("Idempotency-Key"),
	};

	for (size_t i = 0; i < COUNT_OF(singles); i++)
		if (str_eq_nocase(name, singles[i]))
			return true;
	return false;
}

static enum rc check_headers(struct exchange *exchange)
{
	struct http_request *rq = &exchange->request;

	for (size_t i = 0; i < rq->header_count; i++) {
		str name = exchange->headers[i].name;

		TRY(check_header(&exchange->cx, &exchange->headers[i]));
		if (!is_single(name))
			continue;
		for (size_t j = 0; j < i; j++)
			if (str_eq_nocase(name, exchange->headers[j].name))
				return fail(&exchange->cx, E_MALFORMED,
					    "the header %.*s is there twice", STR_ARG(name));
	}
	return OK;
}

static size_t target_length(const struct http_request *rq)
{
	return rq->path.len + (rq->query.ptr ? rq->query.len + 1 : 0);
}

static size_t head_length(const struct exchange *exchange)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(exchange->library, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	return info ? info->header_size : 0;
}

static bool is_sound(const struct exchange *exchange, const char *method, const char *version)
{
	const struct http_request *rq = &exchange->request;
	size_t head = head_length(exchange);

	return head > 0 && rq->path.ptr == method + rq->method.len + 1 &&
	       version == rq->path.ptr + target_length(rq) + 1 &&
	       strlen(version) == VERSION_LENGTH && tiles(exchange, version, method + head);
}

static enum rc check_bounds(struct exchange *exchange)
{
	struct ctx *cx = &exchange->cx;
	int count = MHD_get_connection_values(exchange->library, MHD_HEADER_KIND, NULL, NULL);

	if (target_length(&exchange->request) > HTTP_MAX_TARGET) {
		exchange->refusal = 414;
		return fail(cx, E_TOO_LARGE, "this address is longer than %d characters",
			    HTTP_MAX_TARGET);
	}
	exchange->refusal = 431;
	if (count > HTTP_MAX_HEADERS)
		return fail(cx, E_TOO_LARGE, "there are more than %d headers", HTTP_MAX_HEADERS);
	if (head_length(exchange) > HTTP_MAX_HEAD)
		return fail(cx, E_TOO_LARGE, "the address and the headers are longer than %d bytes",
			    HTTP_MAX_HEAD);
	exchange->refusal = 0;
	return OK;
}

static void choose_language(struct exchange *exchange)
{
	struct http_request *rq = &exchange->request;
	enum language language;

	if (!accept_language(http_header(rq, "Accept-Language"), &language))
		return;
	http_speak(&exchange->cx, rq, language);
	rq->has_language = true;
}

static enum rc read_syntax(struct exchange *exchange, const char *method, const char *version)
{
	struct ctx *cx = &exchange->cx;
	struct http_request *rq = &exchange->request;

	MHD_get_connection_values_n(exchange->library, MHD_HEADER_KIND, note_header, exchange);
	choose_language(exchange);
	TRY(check_bounds(exchange));
	if (!is_sound(exchange, method, version))
		return fail(cx, E_MALFORMED, "the head of this request is not valid HTTP");
	if (!is_token(rq->method) || !is_target(rq->path))
		return fail(cx, E_MALFORMED, "the first line of this request is not valid HTTP");
	TRY(check_headers(exchange));
	if (!str_is_set(http_header(rq, "Host")) && strcmp(version, "HTTP/1.0") != 0)
		return fail(cx, E_MALFORMED, "the header Host is missing");
	return OK;
}

/* --- length of the body -------------------------------------------------------------------------- */

static bool read_length(str text, int64_t *out)
{
	return text.len > 0 && text.len <= MAX_DIGITS && text.ptr[0] >= '0' && text.ptr[0] <= '9' &&
	       str_to_int(text, out);
}

static enum rc read_framing(struct exchange *exchange, const char *version)
{
	struct ctx *cx = &exchange->cx;
	str length = http_header(&exchange->request, "Content-Length");
	str encoding = http_header(&exchange->request, "Transfer-Encoding");

	if (str_is_set(length) && str_is_set(encoding))
		return fail(cx, E_MALFORMED,
			    "Content-Length and Transfer-Encoding exclude each other");
	if (str_is_set(length) && !read_length(length, &exchange->body_announced))
		return fail(cx, E_MALFORMED, "Content-Length is not a number");
	if (str_is_set(encoding) &&
	    (!str_eq_nocase(encoding, STR("chunked")) || strcmp(version, "HTTP/1.0") == 0))
		return fail(cx, E_MALFORMED, "this Transfer-Encoding is not understood");
	if (str_is_set(encoding))
		exchange->body_announced = -1;
	exchange->has_body = exchange->body_announced != 0;
	return OK;
}

enum rc request_head_read(struct exchange *exchange, const char *method, const char *version)
{
	enum rc rc = read_syntax(exchange, method, version);

	if (rc == OK)
		rc = read_framing(exchange, version);
	/* Where this request ends is not certain, nor what comes behind it. */
	exchange->must_close = rc != OK;
	return rc;
}

/* --- acceptance ---------------------------------------------------------------------------------- */

static int64_t limit_of(const struct exchange *exchange)
{
	switch (exchange->request.route->body) {
	case BODY_NONE:
	case BODY_FORM:
		break;
	case BODY_JSON:
		return MIB;
	case BODY_BATCH:
		return 8 * MIB;
	case BODY_FILE:
		return exchange->server->options.upload_bytes;
	case BODY_SMALL_FILE:
		return exchange->server->options.small_file_bytes;
	}
	return SMALL_BODY;
}

static enum rc check_body(struct exchange *exchange)
{
	struct ctx *cx = &exchange->cx;
	enum route_body body = exchange->request.route->body;

	exchange->body_limit = limit_of(exchange);
	if (!exchange->has_body)
		return OK;
	if (exchange->body_announced > exchange->body_limit)
		return fail(cx, E_TOO_LARGE, "this body is larger than %lld bytes",
			    0LL + exchange->body_limit);
	if ((body == BODY_JSON || body == BODY_BATCH) && !request_is_json(&exchange->request))
		return fail(cx, E_MEDIA, "the body must be application/json");
	return OK;
}

static enum route_class class_of(const struct route *route)
{
	if (route->flags & ROUTE_STREAM)
		return CLASS_STREAM;
	if (route->flags & (ROUTE_SLOW | ROUTE_UPLOAD))
		return CLASS_SLOW;
	return route->flags & ROUTE_WRITE ? CLASS_WRITE : CLASS_READ;
}

enum rc request_head_accept(struct exchange *exchange)
{
	struct ctx *cx = &exchange->cx;
	struct http_request *rq = &exchange->request;
	struct router_match match;

	router_find(exchange->server->router, rq->method, rq->path, &match);
	exchange->methods = match.methods;
	if (!match.route && match.methods)
		return fail(cx, E_METHOD, "this address does not know the method %.*s",
			    STR_ARG(rq->method));
	if (!match.route)
		return fail(cx, E_MISSING, "there is nothing at this address");
	rq->route = match.route;
	memcpy(rq->ids, match.ids, sizeof rq->ids);
	memcpy(rq->names, match.names, sizeof rq->names);
	exchange->class = class_of(match.route);
	return check_body(exchange);
}
