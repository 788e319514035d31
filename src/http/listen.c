/* Opens the socket. Options that connections inherit from it are set here. */
#include "http/listen.h"

#include "base/convert.h"
#include "http/address.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024, SILENT_PEER_MS = 30000, MAX_HOST = 255 };

struct place {
	char host[MAX_HOST + 1];
	const char *port;
};

static enum rc parse(struct ctx *cx, const char *where, struct place *place)
{
	const char *colon = strrchr(where, ':');
	str host = { where, colon ? to_size(colon - where) : 0 };
	int64_t port;

	if (!colon || !str_to_int(str_from(colon + 1), &port) || port < 0 || port > 65535)
		return fail(cx, E_INVALID, "%s is no HOST:PORT to listen on", where);
	if (host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
		host = str_sub(host, 1, host.len - 1);
	if (host.len > MAX_HOST)
		return fail(cx, E_INVALID, "%s is no HOST:PORT to listen on", where);
	if (host.len > 0)
		memcpy(place->host, host.ptr, host.len);
	place->host[host.len] = '\0';
	place->port = colon + 1;
	return OK;
}

static void set_options(int fd, int family)
{
	int yes = 1;
	int no = 0;
	int silent_ms = SILENT_PEER_MS;

	/* None of these is needed to work, so a refusal does not matter. */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &silent_ms, sizeof silent_ms);
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
}

/* The socket, or -1 with errno. */
static int open_at(const struct addrinfo *at)
{
	int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	set_options(fd, at->ai_family);
	if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;

	int why = errno;

	close(fd);
	errno = why;
	return -1;
}

static enum rc fail_listen(struct ctx *cx, const char *where)
{
	switch (errno) {
	case EADDRINUSE:
		return fail(cx, E_IO,
			    "another program listens on %s already: stop it, or choose "
			    "another port with --listen",
			    where);
	case EACCES:
		return fail(cx, E_IO, "this user may not listen on %s: choose a port above 1023",
			    where);
	case EADDRNOTAVAIL:
		return fail(cx, E_IO, "%s is no address of this machine", where);
	default:
		return fail(cx, E_IO, "cannot listen on %s: %s", where, strerror(errno));
	}
}

/* The port that was chosen, and whether only this machine reaches it. */
static void describe(struct listening *listening)
{
	union {
		struct sockaddr any;
		struct sockaddr_storage room;
	} bound = { 0 };
	socklen_t size = sizeof bound;
	struct in6_addr ip;

	getsockname(listening->fd, &bound.any, &size);
	ip = address_of_socket(&bound.any);
	listening->on_loopback = address_is_loopback(&ip);
	listening->port = address_port(&bound.any);
}

enum rc listen_open(struct ctx *cx, const char *where, struct listening *out)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct addrinfo *found = NULL;
	struct place place;

	TRY(parse(cx, where, &place));
	/* All addresses: IPv6's socket takes IPv4 too, where there is IPv6. */
	const char *host = place.host[0] ? place.host : "::";

	if (getaddrinfo(host, place.port, &hints, &found) != 0)
		return fail(cx, E_IO, "there is no host %s to listen on", place.host);
	out->fd = open_at(found);
	freeaddrinfo(found);
	if (out->fd < 0 && !place.host[0] && errno == EAFNOSUPPORT)
		return listen_open(cx, str_printf(cx->arena, "0.0.0.0:%s", place.port).ptr, out);
	if (out->fd < 0)
		return fail_listen(cx, where);
	describe(out);
	return OK;
}
