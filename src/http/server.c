/* Start and stop of a server, and its numbers. What happens between: adapter.c. */
#include "http/exchange.h"

#include "base/convert.h"
#include "http/adapter.h"
#include "http/event_stream.h"
#include "http/listen.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTIONS = 4096,
	CONNECTIONS_PER_ADDRESS = 256,
	REQUEST_MS = 10000,
	IDLE_MS = 60000,
	SLOW_THREADS = 2,
	STOP_TICK_MS = 5,
	STOP_GRACE_MS = 10000
};

static const int64_t arena_bytes = 64 * 1024 * 1024;
static const int64_t body_bytes = 64 * 1024 * 1024;
static const int64_t upload_bytes = INT64_C(4) * 1024 * 1024 * 1024;
static const int64_t small_file_bytes = INT64_C(25) * 1024 * 1024;

/* --- options ------------------------------------------------------------------------------------- */

static void set_int(int *option, int value)
{
	if (*option == 0)
		*option = value;
}

static void set_bytes(int64_t *option, int64_t value)
{
	if (*option == 0)
		*option = value;
}

static void set_defaults(struct http_options *options)
{
	set_int(&options->threads, to_int(sysconf(_SC_NPROCESSORS_ONLN)));
	set_int(&options->slow_threads, SLOW_THREADS);
	set_int(&options->connections, CONNECTIONS);
	set_int(&options->connections_per_address, CONNECTIONS_PER_ADDRESS);
	set_int(&options->request_ms, REQUEST_MS);
	set_int(&options->idle_ms, IDLE_MS);
	set_bytes(&options->arena_bytes, arena_bytes);
	set_bytes(&options->body_bytes, body_bytes);
	set_bytes(&options->upload_bytes, upload_bytes);
	set_bytes(&options->small_file_bytes, small_file_bytes);
	if (!options->spool)
		options->spool = "/tmp";
}

static enum rc read_proxies(struct ctx *cx, struct http_server *server)
{
	const char *const *names = server->options.proxies;
	size_t count = 0;

	while (names && names[count])
		count++;
	server->proxies = calloc(count + 1, sizeof *server->proxies);
	if (!server->proxies)
		return fail_memory(cx);
	for (; server->proxy_count < count; server->proxy_count++)
		if (!network_parse(str_from(names[server->proxy_count]),
				   &server->proxies[server->proxy_count]))
			return fail(cx, E_INVALID, "%s is no address or network of a proxy",
				    names[server->proxy_count]);
	return OK;
}

/* --- start --------------------------------------------------------------------------------------- */

static enum rc start_threads(struct ctx *cx, struct http_server *server)
{
	struct connection_limits limits = {
		.per_address = server->options.connections_per_address,
		.request_ms = server->options.request_ms,
		.idle_ms = server->options.idle_ms,
		.exempt = server->proxies,
		.exempt_count = server->proxy_count,
	};

	server->connections = connections_start(&limits);
	server->lane = slow_lane_start(server->options.slow_threads);
	if (!server->connections || !server->lane)
		return fail(cx, E_IO, "the threads of the server cannot be started");
	return OK;
}

static enum rc start_daemon(struct ctx *cx, struct http_server *server)
{
	struct listening listening;

	TRY(listen_open(cx, server->options.listen, &listening));
	server->port = listening.port;
	server->on_loopback = listening.on_loopback;
	server->daemon = adapter_start(server, listening.fd);
	if (server->daemon)
		return OK;
	close(listening.fd);
	return fail(cx, E_IO, "the event loops of the server cannot be started");
}

static enum rc start(struct ctx *cx, struct http_server *server)
{
	TRY(read_proxies(cx, server));
	server->router = router_new(server->options.routes, server->options.route_count);
	if (!server->router)
		return fail_memory(cx);
	TRY(start_threads(cx, server));
	return start_daemon(cx, server);
}

static void free_parts(struct http_server *server)
{
	slow_lane_stop(server->lane);
	connections_stop(server->connections);
	router_free(server->router);
	exchange_free_spare(server);
	pthread_mutex_destroy(&server->lock);
	free(server->proxies);
	free(server);
}

enum rc http_server_start(struct ctx *cx, const struct http_options *options,
			  struct http_server **out)
{
	struct http_server *server = calloc(1, sizeof *server);
	enum rc rc;

	if (!server)
		return fail_memory(cx);
	server->options = *options;
	set_defaults(&server->options);
	pthread_mutex_init(&server->lock, NULL);
	rc = start(cx, server);
	if (rc == OK)
		*out = server;
	else
		free_parts(server);
	return rc;
}

int http_server_port(const struct http_server *server)
{
	return server->port;
}

/* --- stop ---------------------------------------------------------------------------------------- */

static bool every(const void *viewer, const void *argument)
{
	(void)viewer;
	(void)argument;
	return true;
}

static void tick(struct http_server *server)
{
	struct timespec pause = { .tv_nsec = STOP_TICK_MS * 1000000 };

	/* Again and again: a request that was running may still open one. */
	if (server->options.hub)
		event_hub_close_where(server->options.hub, every, NULL);
	nanosleep(&pause, NULL);
}

/* Those who are being answered get some time; whoever waits for another thread as long as it takes,
 * for the library cannot let go of a suspended connection. */
static void wait_for_requests(struct http_server *server)
{
	int waited_ms = 0;

	for (; server->running > 0 && waited_ms < STOP_GRACE_MS; waited_ms += STOP_TICK_MS)
		tick(server);
	while (server->suspended > 0)
		tick(server);
}

void http_server_stop(struct http_server *server)
{
	MHD_socket listen_fd;

	if (!server)
		return;
	server->stopping = true;
	listen_fd = MHD_quiesce_daemon(server->daemon);
	if (listen_fd != MHD_INVALID_SOCKET)
		close(listen_fd);
	wait_for_requests(server);
	MHD_stop_daemon(server->daemon);
	free_parts(server);
}

/* --- numbers ------------------------------------------------------------------------------------- */

static void print_gauge(struct buf *out, const char *name, const char *help, int64_t value)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s ", name, help, name, name);
	buf_int(out, value);
	buf_char(out, '\n');
}

void http_metrics(const struct http_request *rq, struct buf *out)
{
	const struct http_server *server = rq->server;

	metrics_print(&server->metrics, out);
	print_gauge(out, "http_connections", "Open connections.",
		    connections_count(server->connections));
	print_gauge(out, "http_requests_running", "Requests that are being answered.",
		    server->running);
	print_gauge(out, "http_body_bytes", "Bytes of bodies in memory.", server->receiving);
	if (server->options.hub)
		print_gauge(out, "http_live_streams", "Open live streams.",
			    event_hub_streams(server->options.hub));
}
