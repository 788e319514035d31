/* For whom a request is and from where it comes: Host, Origin, and the client behind a proxy. */
#include "http/origin.h"

#include <string.h>

/* "example.com:8080" without its port; "[::1]:80" keeps the brackets. */
static str without_port(str host)
{
	size_t colon = host.len > 0 && host.ptr[0] == '[' ? str_find(host, ']', 0) + 1
							  : str_find(host, ':', 0);

	return str_sub(host, 0, colon);
}

/* A public host with a port is meant with it, one without for any port. */
static bool is_public(const struct http_server *server, str host)
{
	for (const char *const *name = server->options.public_hosts; name && *name; name++)
		if (str_eq_nocase(host, str_from(*name)) ||
		    str_eq_nocase(without_port(host), str_from(*name)))
			return true;
	return false;
}

static bool is_local(str host)
{
	str name = without_port(host);
	struct in6_addr address;

	if (str_eq_nocase(name, STR("localhost")) ||
	    (name.len > 10 &&
	     str_eq_nocase(str_sub(name, name.len - 10, name.len), STR(".localhost"))))
		return true;
	if (name.len > 2 && name.ptr[0] == '[')
		name = str_sub(name, 1, name.len - 1);
	return address_parse(name, &address) && address_is_loopback(&address);
}

bool origin_host_ok(const struct http_request *rq)
{
	const struct http_server *server = rq->server;
	str host = http_header(rq, "Host");

	return !server->on_loopback || !str_is_set(host) || is_local(host) ||
	       is_public(server, host);
}

bool http_origin_ok(const struct http_request *rq)
{
	str site = http_header(rq, "Sec-Fetch-Site");
	str origin = http_header(rq, "Origin");

	if (str_is_set(site))
		return str_is(site, "same-origin") || str_is(site, "none");
	if (!str_is_set(origin))
		return true;
	if (str_starts(origin, STR("https://")))
		origin = str_sub(origin, 8, origin.len);
	else if (str_starts(origin, STR("http://")))
		origin = str_sub(origin, 7, origin.len);
	else
		return false; /* "null", and what is no page */
	return str_eq_nocase(origin, http_header(rq, "Host")) || is_public(rq->server, origin);
}

/* --- proxies ------------------------------------------------------------------------------------- */

static bool is_proxy(const struct http_server *server, const struct in6_addr *address)
{
	for (size_t i = 0; i < server->proxy_count; i++)
		if (network_holds(&server->proxies[i], address))
			return true;
	return false;
}

/* Cuts the last element off a list with commas; false when it is empty. */
static bool take_last(str *list, str *last)
{
	size_t from = list->len;

	if (list->len == 0)
		return false;
	while (from > 0 && list->ptr[from - 1] != ',')
		from--;
	*last = str_trim(str_sub(*list, from, list->len));
	*list = str_sub(*list, 0, from > 0 ? from - 1 : 0);
	return true;
}

/* Each proxy adds its peer at the end: from there back, the first that is no proxy of ours is the
 * client. What stands before it anybody could have written. True when that one is found. */
static bool find_client(const struct http_server *server, struct http_request *rq, str list)
{
	struct in6_addr address;
	str last;

	while (take_last(&list, &last)) {
		if (!address_parse(last, &address))
			return true;
		rq->peer = address;
		if (!is_proxy(server, &address))
			return true;
	}
	return false;
}

void origin_read_proxy(struct http_request *rq)
{
	const struct http_server *server = rq->server;

	if (!is_proxy(server, &rq->peer))
		return;
	rq->is_secure = str_eq_nocase(http_header(rq, "X-Forwarded-Proto"), STR("https"));
	for (size_t i = rq->header_count; i-- > 0;)
		if (str_eq_nocase(rq->headers[i].name, STR("X-Forwarded-For")) &&
		    find_client(server, rq, rq->headers[i].value))
			return;
}
