/* The open connections of a server: how many each address has, and a thread that ends those who
 * drip, stall or idle; the library would keep a client that sends one byte a second for ever. */
#ifndef ALUR_HTTP_CONNECTIONS_H
#define ALUR_HTTP_CONNECTIONS_H

#include "base/attr.h"
#include "http/address.h"

#include <stdatomic.h>
#include <stdint.h>

struct client;
struct connections;

struct connection_limits {
	int per_address; /* -1: no limit */
	int request_ms;  /* for head and body together */
	int idle_ms;
	const struct network *exempt; /* proxies: no limit per address. Loopback never has one */
	size_t exempt_count;
};

/* What a connection is doing; says which deadline counts. */
enum phase {
	PHASE_RECEIVING, /* a request: from its first byte (or the accept) on */
	PHASE_WORKING,   /* we are thinking: no deadline */
	PHASE_SENDING,   /* the reply: must make progress */
	PHASE_STREAMING, /* a live stream with nothing to send: no deadline */
	PHASE_IDLE,      /* between two requests */
	PHASE_COUNT
};

struct connection {
	struct connection *next;
	struct connection *previous;
	struct client *client; /* NULL: its address has no limit */
	int fd;
	struct in6_addr peer;
	_Atomic int64_t state;    /* phase and its beginning in one, see connection_enter() */
	_Atomic int64_t received; /* bytes of the body that count in favour of this request */
	_Atomic bool linger;      /* at its close, read on for a while: see connections_remove() */

	/* The watching thread's own. */
	int64_t looked_state;
	int64_t looked_at_ms;
	uint64_t looked_bytes;
};

/* NULL: no memory or no thread. */
struct connections *connections_start(const struct connection_limits *limits);
void connections_stop(struct connections *connections);

/* May this address open another connection? */
bool connections_accept(struct connections *connections, const struct in6_addr *peer);

/* NULL: memory is out. */
struct connection *connections_add(struct connections *connections, int fd,
				   const struct sockaddr *peer);

/* Before `fd` is closed. A lingering connection is read for some seconds more (through a copy of the
 * descriptor): a close with unread bytes resets the connection and could take the reply with it. */
void connections_remove(struct connections *connections, struct connection *connection);

int connections_count(const struct connections *connections);

/* Begins a phase now. */
void connection_enter(struct connection *connection, enum phase phase);

/* The first line of a request is there: its time runs since its first byte where that was seen. */
void connection_request(struct connection *connection);

#endif
