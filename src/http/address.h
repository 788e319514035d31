/* Addresses of peers: networks that are trusted, and addresses as text. IPv4 is kept as IPv6
 * (::ffff:a.b.c.d), so there is one kind. */
#ifndef ALUR_HTTP_ADDRESS_H
#define ALUR_HTTP_ADDRESS_H

#include "base/buf.h"
#include "base/str.h"

#include <netinet/in.h>
#include <stdbool.h>

struct network {
	struct in6_addr address;
	int bits; /* 0..128 */
};

/* "10.0.0.0/8", "::1", "192.0.2.7". False for anything else. */
bool network_parse(str text, struct network *out);
bool network_holds(const struct network *network, const struct in6_addr *address);

/* "192.0.2.7", "2001:db8::1", without port or brackets. */
bool address_parse(str text, struct in6_addr *out);

/* The address of a socket's peer; :: for sockets that have none. */
struct in6_addr address_of_socket(const struct sockaddr *peer);

/* Its port; 0 for sockets that have none. */
int address_port(const struct sockaddr *peer);

bool address_is_ipv4(const struct in6_addr *address);

/* 127.0.0.0/8 and ::1. */
bool address_is_loopback(const struct in6_addr *address);

/* Its 16 bytes, to hash or compare. */
str address_bytes(const struct in6_addr *address);

void address_print(struct buf *out, const struct in6_addr *address);

#endif
