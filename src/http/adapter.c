/* The library's callbacks: a connection comes and goes, the first line, the head, the body, the end.
 * What follows from them is in request_head.c, request_body.c, perform.c and reply.c. */
#include "http/adapter.h"

#include "base/convert.h"
#include "base/day.h"
#include "http/origin.h"
#include "http/problem.h"
#include "http/static_files.h"

#include <microhttpd.h>
#include <string.h>

enum { CONNECTION_MEMORY = 16 * 1024 };

/* --- connections --------------------------------------------------------------------------------- */

static enum MHD_Result on_accept(void *argument, const struct sockaddr *address, socklen_t size)
{
	struct http_server *server = argument;
	struct in6_addr peer = address_of_socket(address);

	(void)size;
	return connections_accept(server->connections, &peer) ? MHD_YES : MHD_NO;
}

static void add_connection(struct http_server *server, struct MHD_Connection *library,
			   void **socket)
{
	const union MHD_ConnectionInfo *fd =
		MHD_get_connection_info(library, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *address =
		MHD_get_connection_info(library, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	*socket = fd && address ? connections_add(server->connections, fd->connect_fd,
						  address->client_addr)
				: NULL;
}

static void on_connection(void *argument, struct MHD_Connection *library, void **socket,
			  enum MHD_ConnectionNotificationCode code)
{
	struct http_server *server = argument;

	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		add_connection(server, library, socket);
	else if (*socket)
		connections_remove(server->connections, *socket);
}

static struct connection *connection_of(struct MHD_Connection *library)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(library, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

/* --- a request ----------------------------------------------------------------------------------- */

/* The library's own text, which it reads again when this returns. */
static char *to_its_text(const char *target)
{
	return (char *)target;
}

/* The library would take a place of its small memory for each parameter, and with some 250 of them have
 * none left for an answer: it would close without one, and forget the exchange. Nobody reads its list, so
 * the query that it takes apart after this is empty. */
static void hide_query(char *query)
{
	*query = '\0';
}

/* The query is copied before it is hidden. The exchange returned comes back with every further call. */
static void *on_first_line(void *argument, const char *target, struct MHD_Connection *library)
{
	struct http_server *server = argument;
	struct connection *connection = connection_of(library);
	struct exchange *exchange = connection ? exchange_new(server) : NULL;
	const char *question = target ? strchr(target, '?') : NULL;

	if (!exchange)
		return NULL;
	connection_request(connection);
	exchange->library = library;
	exchange->connection = connection;
	exchange->request.peer = connection->peer;
	if (question)
		exchange->request.query = arena_str(&exchange->arena, str_from(question + 1));
	if (question)
		hide_query(to_its_text(question + 1));
	return exchange;
}

/* With a status that no enum rc has. */
static void refuse_as(struct exchange *exchange, int status, str detail)
{
	problem_reply_status(&exchange->cx, &exchange->reply, status, detail);
	exchange->state = EXCHANGE_READY;
}

static void refuse(struct exchange *exchange, enum rc rc)
{
	if (exchange->refusal) {
		refuse_as(exchange, exchange->refusal, exchange->cx.failure.detail);
		return;
	}
	exchange_ready(exchange, rc);
	if (rc == E_METHOD) {
		struct buf allow = buf_new(&exchange->arena);

		router_print_methods(exchange->methods, &allow);
		if (http_reply_header(&exchange->cx, &exchange->reply, "Allow", buf_str(&allow)) !=
		    OK)
			exchange->must_close = true;
	}
}

static enum rc answer_options(struct exchange *exchange)
{
	struct buf allow = buf_new(&exchange->arena);

	router_print_methods(exchange->methods, &allow);
	return http_reply_header(&exchange->cx, &exchange->reply, "Allow", buf_str(&allow));
}

/* A path that is no route but may be one of the web app's. */
static bool is_page(const struct exchange *exchange)
{
	return exchange->methods == 0 && exchange->server->options.web &&
	       exchange->request.path.ptr[0] == '/' && static_is_page(exchange->request.path) &&
	       (str_is(exchange->request.method, "GET") ||
		str_is(exchange->request.method, "HEAD"));
}

static void answer_page(struct exchange *exchange)
{
	ctx_clear_failure(&exchange->cx);
	exchange->class = CLASS_PAGE;
	exchange_ready(exchange, static_reply(&exchange->cx, &exchange->request,
					      exchange->server->options.web, &exchange->reply));
}

static void answer_misdirected(struct exchange *exchange)
{
	struct ctx *cx = &exchange->cx;

	refuse_as(exchange, 421, str_from(tr(cx, "this server does not answer to that host name")));
}

/* Steps that need no route: where it goes, and whether it may come in. */
static void find_route(struct exchange *exchange)
{
	struct http_request *rq = &exchange->request;
	enum rc rc;

	origin_read_proxy(rq);
	if (!origin_host_ok(rq)) {
		answer_misdirected(exchange);
		return;
	}
	rc = request_head_accept(exchange);
	if (rc == E_METHOD && str_is(rq->method, "OPTIONS"))
		exchange_ready(exchange, answer_options(exchange));
	else if (rc == E_MISSING && is_page(exchange))
		answer_page(exchange);
	else if (rc != OK)
		refuse(exchange, rc);
	else if (exchange->has_body) {
		rc = perform_guard(exchange);
		if (rc != OK)
			refuse(exchange, rc);
	}
}

/* Answered although a body is announced: a small one is read and dropped, so that the connection can
 * go on; a large one is not waited for. */
static void settle_unread_body(struct exchange *exchange)
{
	bool is_small = exchange->body_announced > 0 && exchange->body_announced <= SMALL_BODY;

	if (!exchange->has_body || exchange->state != EXCHANGE_READY)
		return;
	if (is_small && !exchange->must_close &&
	    !str_is_set(http_header(&exchange->request, "Expect")))
		exchange->state = EXCHANGE_DROPPING;
	else
		exchange->body_unread = true;
}

static void read_head(struct exchange *exchange, const char *method, const char *url,
		      const char *version)
{
	enum rc rc;

	exchange->began_ns = clock_monotonic_ns();
	exchange->request.method = str_from(method);
	exchange->request.path = str_from(url);
	rc = request_head_read(exchange, method, version);
	if (rc == OK)
		find_route(exchange);
	else
		refuse(exchange, rc);
	if (rc != OK)
		exchange->body_unread = true;
	else
		settle_unread_body(exchange);
	if (exchange->state == EXCHANGE_HEAD)
		exchange->state = EXCHANGE_BODY;
}

/* False: another thread works on it now. */
static bool finish_body(struct exchange *exchange)
{
	enum rc rc = OK;

	if (exchange->state == EXCHANGE_DROPPING) {
		exchange->state = EXCHANGE_READY;
		return true;
	}
	if (exchange->has_body || (exchange->request.route->flags & ROUTE_UPLOAD))
		rc = request_body_end(exchange);
	if (rc == OK)
		return perform(exchange);
	exchange_ready(exchange, rc);
	return true;
}

static enum MHD_Result answer(struct exchange *exchange, void **context)
{
	bool over = false;

	if (!reply_send(exchange, &over))
		return MHD_NO;
	if (over) {
		*context = NULL;
		exchange_end(exchange);
	}
	return MHD_YES;
}

/* Called for the head, for each piece of the body, for its end, and after a resume. */
static enum MHD_Result on_request(void *argument, struct MHD_Connection *library, const char *url,
				  const char *method, const char *version, const char *bytes,
				  size_t *size, void **context)
{
	struct exchange *exchange = *context;
	bool goes_on = true;

	(void)argument;
	(void)library;
	if (!exchange)
		return MHD_NO;
	if (exchange->state == EXCHANGE_HEAD) {
		read_head(exchange, method, url, version);
		/* An answer at this point ends the connection, so without a body it waits for the
		 * next call, which follows at once. */
		return exchange->body_unread ? answer(exchange, context) : MHD_YES;
	}
	if (*size > 0) {
		goes_on = request_body_add(exchange, bytes, *size);
		*size = 0;
		return goes_on ? MHD_YES : MHD_NO;
	}
	if (exchange->state != EXCHANGE_READY && !finish_body(exchange))
		return MHD_YES;
	return answer(exchange, context);
}

static void on_end(void *argument, struct MHD_Connection *library, void **context,
		   enum MHD_RequestTerminationCode code)
{
	struct http_server *server = argument;
	struct exchange *exchange = *context;
	struct connection *connection = connection_of(library);

	(void)code;
	if (exchange) {
		if (exchange->state == EXCHANGE_SENDING)
			metrics_note(&server->metrics, exchange->class, exchange->reply.status,
				     clock_monotonic_ns() - exchange->began_ns);
		exchange_end(exchange);
	}
	*context = NULL;
	if (connection)
		connection_enter(connection, PHASE_IDLE);
}

/* Paths and queries stay as they were sent. */
static size_t keep_as_sent(void *argument, struct MHD_Connection *library, char *text)
{
	(void)argument;
	(void)library;
	return strlen(text);
}

struct MHD_Daemon *adapter_start(struct http_server *server, int listen_fd)
{
	unsigned threads = server->options.threads > 1 ? to_unsigned(server->options.threads) : 0;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;

	return MHD_start_daemon(
		flags, 0, on_accept, server, on_request, server, MHD_OPTION_LISTEN_SOCKET,
		listen_fd, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT,
		to_unsigned(server->options.connections), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		to_size(CONNECTION_MEMORY), MHD_OPTION_CONNECTION_TIMEOUT,
		0u, /* connections.c does that, and more */
		MHD_OPTION_UNESCAPE_CALLBACK, keep_as_sent, server, MHD_OPTION_URI_LOG_CALLBACK,
		on_first_line, server, MHD_OPTION_NOTIFY_COMPLETED, on_end, server,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
}
