/* What handlers ask a request for. Where it comes from: origin.c. */
#include "http/http.h"

#include "codec/json_in.h"
#include "codec/query_string.h"
#include "http/address.h"
#include "http/exchange.h"

str http_header(const struct http_request *rq, const char *name)
{
	str wanted = str_from(name);

	for (size_t i = 0; i < rq->header_count; i++)
		if (str_eq_nocase(rq->headers[i].name, wanted))
			return rq->headers[i].value;
	return (str){ NULL, 0 };
}

str http_cookie(const struct http_request *rq, const char *name)
{
	str wanted = str_from(name);

	for (size_t i = 0; i < rq->header_count; i++) {
		str rest = rq->headers[i].value;
		str pair;

		if (!str_eq_nocase(rq->headers[i].name, STR("Cookie")))
			continue;
		while (str_split(&rest, ';', &pair)) {
			size_t equals = str_find(pair, '=', 0);

			if (equals != SIZE_MAX &&
			    str_eq(str_trim(str_sub(pair, 0, equals)), wanted))
				return str_trim(str_sub(pair, equals + 1, pair.len));
		}
	}
	return (str){ NULL, 0 };
}

enum rc http_query(struct ctx *cx, struct http_request *rq, const struct query_string **out)
{
	if (!rq->parsed_query) {
		TRY(ctx_alloc(cx, sizeof *rq->parsed_query, &rq->parsed_query));
		TRY(query_parse(cx, rq->query, rq->parsed_query));
	}
	*out = rq->parsed_query;
	return OK;
}

bool request_is_json(const struct http_request *rq)
{
	str type = http_header(rq, "Content-Type");

	return str_eq_nocase(str_trim(str_sub(type, 0, str_find(type, ';', 0))),
			     STR("application/json"));
}

enum rc http_json(struct ctx *cx, struct http_request *rq, const struct json_in **out)
{
	if (!rq->parsed_body && rq->body.len > 0)
		TRY(json_parse(cx, rq->body, &rq->parsed_body));
	*out = rq->parsed_body;
	return OK;
}

str http_peer(struct ctx *cx, const struct http_request *rq)
{
	struct buf text = buf_new(cx->arena);

	address_print(&text, &rq->peer);
	return buf_str(&text);
}

void http_speak(struct ctx *cx, const struct http_request *rq, enum language language)
{
	if (rq->has_language)
		return;
	cx->language = language;
	cx->catalogue = rq->server->options.catalogues[language];
}
