/* Parsing and comparing addresses of peers. Who is trusted: request_head.c. */
#include "http/address.h"

#include "base/convert.h"

#include <arpa/inet.h>
#include <string.h>

enum { ADDRESS_BITS = 128, MAPPED_BITS = 96 };

static const unsigned char mapped_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static struct in6_addr map_ipv4(const struct in_addr *address)
{
	struct in6_addr mapped;

	memcpy(mapped.s6_addr, mapped_prefix, sizeof mapped_prefix);
	memcpy(mapped.s6_addr + sizeof mapped_prefix, address, sizeof *address);
	return mapped;
}

bool address_is_ipv4(const struct in6_addr *address)
{
	return memcmp(address->s6_addr, mapped_prefix, sizeof mapped_prefix) == 0;
}

bool address_parse(str text, struct in6_addr *out)
{
	char copy[INET6_ADDRSTRLEN];
	struct in_addr ipv4;

	if (text.len == 0 || text.len >= sizeof copy)
		return false;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	if (strlen(copy) != text.len)
		return false;
	if (inet_pton(AF_INET6, copy, out) == 1)
		return true;
	if (inet_pton(AF_INET, copy, &ipv4) != 1)
		return false;
	*out = map_ipv4(&ipv4);
	return true;
}

bool network_parse(str text, struct network *out)
{
	size_t slash = str_find(text, '/', 0);
	int64_t bits = ADDRESS_BITS;

	if (!address_parse(str_sub(text, 0, slash), &out->address))
		return false;
	if (slash != SIZE_MAX) {
		if (!str_to_int(str_sub(text, slash + 1, text.len), &bits) || bits < 0)
			return false;
		if (address_is_ipv4(&out->address) && str_find(text, ':', 0) == SIZE_MAX)
			bits += MAPPED_BITS;
	}
	out->bits = bits <= ADDRESS_BITS ? to_int(bits) : -1;
	return out->bits >= 0;
}

bool network_holds(const struct network *network, const struct in6_addr *address)
{
	size_t whole = to_size(network->bits / 8);
	int rest = network->bits % 8;
	int mask = 0xff00 >> rest;

	if (memcmp(network->address.s6_addr, address->s6_addr, whole) != 0)
		return false;
	return rest == 0 ||
	       ((network->address.s6_addr[whole] ^ address->s6_addr[whole]) & mask & 0xff) == 0;
}

struct in6_addr address_of_socket(const struct sockaddr *peer)
{
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;

	if (peer && peer->sa_family == AF_INET) {
		memcpy(&ipv4, peer, sizeof ipv4);
		return map_ipv4(&ipv4.sin_addr);
	}
	if (!peer || peer->sa_family != AF_INET6)
		return in6addr_any;
	memcpy(&ipv6, peer, sizeof ipv6);
	return ipv6.sin6_addr;
}

int address_port(const struct sockaddr *peer)
{
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;

	if (peer->sa_family == AF_INET) {
		memcpy(&ipv4, peer, sizeof ipv4);
		return ntohs(ipv4.sin_port);
	}
	if (peer->sa_family != AF_INET6)
		return 0;
	memcpy(&ipv6, peer, sizeof ipv6);
	return ntohs(ipv6.sin6_port);
}

bool address_is_loopback(const struct in6_addr *address)
{
	if (address_is_ipv4(address))
		return address->s6_addr[sizeof mapped_prefix] == 127;
	return memcmp(address, &in6addr_loopback, sizeof *address) == 0;
}

str address_bytes(const struct in6_addr *address)
{
	const void *bytes = address->s6_addr;

	return (str){ bytes, sizeof address->s6_addr };
}

void address_print(struct buf *out, const struct in6_addr *address)
{
	char text[INET6_ADDRSTRLEN];
	bool ipv4 = address_is_ipv4(address);

	if (inet_ntop(ipv4 ? AF_INET : AF_INET6,
		      address->s6_addr + (ipv4 ? sizeof mapped_prefix : 0), text, sizeof text))
		buf_text(out, text);
}
