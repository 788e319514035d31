/* Life of an exchange. Spare ones are kept, so that a request costs no allocation. */
#include "http/exchange.h"

#include "base/convert.h"
#include "base/day.h"
#include "base/random.h"
#include "codec/json_in.h"
#include "http/event_reply.h"
#include "http/pull.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_SPARE = 128 };

static struct exchange *take_spare(struct http_server *server)
{
	pthread_mutex_lock(&server->lock);

	struct exchange *exchange = server->spare;

	if (exchange) {
		server->spare = exchange->next;
		server->spare_count--;
	}
	pthread_mutex_unlock(&server->lock);
	return exchange;
}

static void clear(struct exchange *exchange, struct http_server *server)
{
	struct arena arena = exchange->arena;

	memset(exchange, 0, offsetof(struct exchange, headers));
	exchange->arena = arena;
	exchange->server = server;
	exchange->class = CLASS_REFUSED;
	exchange->request.server = server;
	exchange->request.upload_fd = -1;
	exchange->request.headers = exchange->headers;
	exchange->cx.app = server->options.app;
	exchange->cx.db = server->options.db;
	exchange->cx.hub = server->options.hub;
	exchange->cx.arena = &exchange->arena;
	exchange->cx.random = random_bytes;
	exchange->cx.now = clock_now();
	exchange->cx.catalogue = server->options.catalogues[LANGUAGE_EN];
}

struct exchange *exchange_new(struct http_server *server)
{
	struct exchange *exchange = take_spare(server);

	if (!exchange) {
		exchange = malloc(sizeof *exchange);
		if (!exchange)
			return NULL;
		arena_init(&exchange->arena, to_size(server->options.arena_bytes));
	}
	clear(exchange, server);
	server->running++;
	return exchange;
}

void reply_drop(struct http_reply *re)
{
	if (re->has_file)
		close(re->file_fd);
	if (re->stream)
		event_stream_free(re->stream);
	if (re->pull_end)
		re->pull_end(re->pull_argument);
	re->has_file = false;
	re->stream = NULL;
	re->pull_end = NULL;
}

static void free_parts(struct exchange *exchange)
{
	struct http_request *rq = &exchange->request;

	json_release(&rq->parsed_body);
	if (rq->note_end)
		rq->note_end(rq->note);
	if (rq->upload_fd >= 0)
		close(rq->upload_fd);
	reply_drop(&exchange->reply);
	pull_free(exchange->pull);
	request_body_free(exchange);
}

void exchange_end(struct exchange *exchange)
{
	struct http_server *server = exchange->server;

	free_parts(exchange);
	arena_reset(&exchange->arena);
	pthread_mutex_lock(&server->lock);

	bool kept = server->spare_count < MAX_SPARE;

	if (kept) {
		exchange->next = server->spare;
		server->spare = exchange;
		server->spare_count++;
	}
	pthread_mutex_unlock(&server->lock);
	if (!kept) {
		arena_free(&exchange->arena);
		free(exchange);
	}
	server->running--;
}

void exchange_free_spare(struct http_server *server)
{
	struct exchange *exchange;

	while ((exchange = take_spare(server)) != NULL) {
		arena_free(&exchange->arena);
		free(exchange);
	}
}

void connection_suspend(struct http_server *server, struct MHD_Connection *library)
{
	server->suspended++;
	MHD_suspend_connection(library);
}

/* The count goes down last: the server must not stop the library before. */
void connection_resume(struct http_server *server, struct MHD_Connection *library)
{
	MHD_resume_connection(library);
	server->suspended--;
}

void exchange_suspend(struct exchange *exchange)
{
	connection_enter(exchange->connection, PHASE_WORKING);
	connection_suspend(exchange->server, exchange->library);
}

void exchange_resume(struct exchange *exchange)
{
	connection_resume(exchange->server, exchange->library);
}
