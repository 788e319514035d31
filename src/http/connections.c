/* Limits and deadlines of connections. The deadlines' reasons: docs/decisions/http-library.md. */
#include "http/connections.h"

#include "base/convert.h"
#include "base/day.h"
#include "http/lingering.h"

#include <linux/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	TICK_MS = 500,
	QUIET_TICK_MS = 5000,   /* when all connections are silent streams */
	BODY_BYTES_PER_MS = 16, /* a body that comes faster than this (16 KiB/s) gets more time */
	SENDING_WINDOW_MS = 30000,
	SENDING_WINDOW_BYTES = 16 * 1024, /* a client takes at least this in a window */
	CLIENT_BUCKETS = 1024
};

/* How many connections an address has. */
struct client {
	struct client *next;
	struct in6_addr address;
	int count;
};

struct connections {
	struct connection_limits limits;
	pthread_mutex_t lock;
	pthread_t thread;
	struct connection *first;
	struct client *clients[CLIENT_BUCKETS];
	_Atomic int count;
	_Atomic bool stopping;
	_Atomic bool sleeps_long;
	int wake_fd;
	struct lingering lingering;
};

static void *watch(void *argument);

static int64_t now_ms(void)
{
	return clock_monotonic_ns() / 1000000;
}

static void wake(struct connections *connections)
{
	uint64_t one = 1;

	/* A full counter means that it is awake already. */
	if (write(connections->wake_fd, &one, sizeof one) < 0)
		return;
}

/* Phase and instant are one number, so that they change together. */
static int64_t state_of(enum phase phase, int64_t since_ms)
{
	return since_ms * PHASE_COUNT + phase;
}

static enum phase phase_in(int64_t state)
{
	static const enum phase phases[PHASE_COUNT] = { PHASE_RECEIVING, PHASE_WORKING,
							PHASE_SENDING, PHASE_STREAMING,
							PHASE_IDLE };

	return phases[state % PHASE_COUNT];
}

static int64_t since_in(int64_t state)
{
	return state / PHASE_COUNT;
}

/* --- start and stop ----------------------------------------------------------------------------- */

struct connections *connections_start(const struct connection_limits *limits)
{
	struct connections *connections = calloc(1, sizeof *connections);

	if (!connections)
		return NULL;
	connections->limits = *limits;
	connections->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	pthread_mutex_init(&connections->lock, NULL);
	lingering_init(&connections->lingering);
	if (connections->wake_fd >= 0 &&
	    pthread_create(&connections->thread, NULL, watch, connections) == 0)
		return connections;
	if (connections->wake_fd >= 0)
		close(connections->wake_fd);
	free(connections);
	return NULL;
}

void connections_stop(struct connections *connections)
{
	if (!connections)
		return;
	connections->stopping = true;
	wake(connections);
	pthread_join(connections->thread, NULL);
	lingering_end(&connections->lingering);
	close(connections->wake_fd);
	pthread_mutex_destroy(&connections->lock);
	ensure(!connections->first);
	free(connections);
}

/* --- connections of an address ------------------------------------------------------------------ */

static bool is_exempt(const struct connections *connections, const struct in6_addr *peer)
{
	const struct connection_limits *limits = &connections->limits;

	if (limits->per_address < 0 || address_is_loopback(peer))
		return true;
	for (size_t i = 0; i < limits->exempt_count; i++)
		if (network_holds(&limits->exempt[i], peer))
			return true;
	return false;
}

/* The place in its bucket where this address is or would be. */
static struct client **client_place(struct connections *connections, const struct in6_addr *peer)
{
	struct client **place =
		&connections->clients[str_hash(address_bytes(peer)) % CLIENT_BUCKETS];

	while (*place && memcmp(&(*place)->address, peer, sizeof *peer) != 0)
		place = &(*place)->next;
	return place;
}

static struct client *client_enter(struct connections *connections, const struct in6_addr *peer)
{
	struct client **place = client_place(connections, peer);

	if (!*place) {
		*place = calloc(1, sizeof **place);
		if (*place)
			(*place)->address = *peer;
	}
	if (*place)
		(*place)->count++;
	return *place;
}

static void client_leave(struct connections *connections, struct client *client)
{
	struct client **place = client_place(connections, &client->address);

	if (--client->count > 0)
		return;
	*place = client->next;
	free(client);
}

bool connections_accept(struct connections *connections, const struct in6_addr *peer)
{
	if (is_exempt(connections, peer))
		return true;
	pthread_mutex_lock(&connections->lock);

	struct client *client = *client_place(connections, peer);
	bool accept = !client || client->count < connections->limits.per_address;

	pthread_mutex_unlock(&connections->lock);
	return accept;
}

/* --- the list ----------------------------------------------------------------------------------- */

struct connection *connections_add(struct connections *connections, int fd,
				   const struct sockaddr *peer)
{
	struct connection *connection = calloc(1, sizeof *connection);

	if (!connection)
		return NULL;
	connection->fd = fd;
	connection->peer = address_of_socket(peer);
	connection_enter(connection, PHASE_RECEIVING);
	pthread_mutex_lock(&connections->lock);
	if (!is_exempt(connections, &connection->peer))
		connection->client = client_enter(connections, &connection->peer);
	connection->next = connections->first;
	if (connection->next)
		connection->next->previous = connection;
	connections->first = connection;
	connections->count++;
	pthread_mutex_unlock(&connections->lock);
	if (connections->sleeps_long)
		wake(connections);
	return connection;
}

void connections_remove(struct connections *connections, struct connection *connection)
{
	bool lingers = false;

	pthread_mutex_lock(&connections->lock);
	if (connection->client)
		client_leave(connections, connection->client);
	if (connection->next)
		connection->next->previous = connection->previous;
	if (connection->previous)
		connection->previous->next = connection->next;
	else
		connections->first = connection->next;
	connections->count--;
	if (connection->linger)
		lingers = lingering_add(&connections->lingering, connection->fd, now_ms());
	pthread_mutex_unlock(&connections->lock);
	free(connection);
	if (lingers)
		wake(connections);
}

int connections_count(const struct connections *connections)
{
	return connections->count;
}

void connection_enter(struct connection *connection, enum phase phase)
{
	atomic_store_explicit(&connection->state, state_of(phase, now_ms()), memory_order_relaxed);
}

void connection_request(struct connection *connection)
{
	atomic_store_explicit(&connection->received, 0, memory_order_relaxed);
	if (phase_in(connection->state) != PHASE_RECEIVING)
		connection_enter(connection, PHASE_RECEIVING);
}

/* --- watching ----------------------------------------------------------------------------------- */

static struct tcp_info tcp_info_of(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof info;

	getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size);
	return info;
}

/* Is it in another phase than at the last look? Then a new period of watching begins. */
static bool is_first_look(struct connection *connection, int64_t state, int64_t now, uint64_t bytes)
{
	if (connection->looked_state == state)
		return false;
	connection->looked_state = state;
	connection->looked_at_ms = now;
	connection->looked_bytes = bytes;
	return true;
}

static bool is_receiving_too_long(const struct connections *connections,
				  const struct connection *connection, int64_t age)
{
	return age > connections->limits.request_ms + connection->received / BODY_BYTES_PER_MS;
}

/* The library does not tell when the first byte of the next request arrives; the kernel's count of
 * received bytes does. From then on the request's time runs. */
static bool is_idle_too_long(const struct connections *connections, struct connection *connection,
			     int64_t state, int64_t now)
{
	uint64_t bytes = tcp_info_of(connection->fd).tcpi_bytes_received;

	if (is_first_look(connection, state, now, bytes) || bytes == connection->looked_bytes) {
		connection->looked_at_ms = now;
		return now - since_in(state) > connections->limits.idle_ms;
	}
	atomic_compare_exchange_strong(&connection->state, &state,
				       state_of(PHASE_RECEIVING, connection->looked_at_ms));
	return false;
}

static bool is_sending_too_slowly(struct connection *connection, int64_t state, int64_t now)
{
	if (now - since_in(state) < SENDING_WINDOW_MS)
		return false;

	uint64_t bytes = tcp_info_of(connection->fd).tcpi_bytes_acked;

	if (is_first_look(connection, state, now, bytes) ||
	    now - connection->looked_at_ms < SENDING_WINDOW_MS)
		return false;

	bool is_slow = bytes - connection->looked_bytes < SENDING_WINDOW_BYTES;

	connection->looked_at_ms = now;
	connection->looked_bytes = bytes;
	return is_slow;
}

static bool is_overdue(struct connections *connections, struct connection *connection, int64_t now)
{
	int64_t state = connection->state;

	switch (phase_in(state)) {
	case PHASE_RECEIVING:
		return is_receiving_too_long(connections, connection, now - since_in(state));
	case PHASE_SENDING:
		return is_sending_too_slowly(connection, state, now);
	case PHASE_IDLE:
		return is_idle_too_long(connections, connection, state, now);
	case PHASE_WORKING:
	case PHASE_STREAMING:
	case PHASE_COUNT:
		break;
	}
	return false;
}

/* Looks at all connections once; returns how long to sleep, -1: until there is one. */
static int sweep(struct connections *connections)
{
	int64_t now = now_ms();
	int sleep_ms = -1;

	pthread_mutex_lock(&connections->lock);
	for (struct connection *c = connections->first; c; c = c->next) {
		if (is_overdue(connections, c, now))
			shutdown(c->fd, SHUT_RDWR); /* the library sees the end and cleans up */
		if (phase_in(c->state) != PHASE_STREAMING)
			sleep_ms = TICK_MS;
		else if (sleep_ms < 0)
			sleep_ms = QUIET_TICK_MS;
	}
	pthread_mutex_unlock(&connections->lock);
	return sleep_ms;
}

static void *watch(void *argument)
{
	struct connections *connections = argument;
	uint64_t woken;

	while (!connections->stopping) {
		connections->sleeps_long = true;

		int sleep_ms = sweep(connections);

		connections->sleeps_long = sleep_ms != TICK_MS;
		lingering_wait(&connections->lingering, connections->wake_fd, sleep_ms);
		while (read(connections->wake_fd, &woken, sizeof woken) > 0)
			;
	}
	return NULL;
}
