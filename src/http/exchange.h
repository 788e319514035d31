/* One request and its reply on their way through the server. Inside http/ only: handlers see
 * struct http_request and struct http_reply. */
#ifndef ALUR_HTTP_EXCHANGE_H
#define ALUR_HTTP_EXCHANGE_H

#include "db/db.h"
#include "http/connections.h"
#include "http/http.h"
#include "http/metrics.h"
#include "http/router.h"
#include "http/slow_lane.h"

#include <pthread.h>
#include <stdatomic.h>

struct MHD_Connection;
struct MHD_Daemon;
struct pull_body;

/* Bounds of a head. They leave the library room for an answer in its 16 KiB (adapter.c). */
enum { HTTP_MAX_HEADERS = 64, HTTP_MAX_TARGET = 8 * 1024, HTTP_MAX_HEAD = 12 * 1024 };
enum { SMALL_BODY = 64 * 1024 };

enum exchange_state {
	EXCHANGE_HEAD,     /* the head is being read */
	EXCHANGE_BODY,     /* the body is being read */
	EXCHANGE_DROPPING, /* the body is read and dropped: the reply is known already */
	EXCHANGE_READY,    /* the reply is complete */
	EXCHANGE_SENDING   /* the library has the reply */
};

static inline unsigned to_unsigned(int number)
{
	ensure(number >= 0);
	return (unsigned)number;
}

struct exchange {
	struct exchange *next; /* among the spare ones */
	struct http_server *server;
	struct MHD_Connection *library;
	struct connection *connection;
	enum exchange_state state;
	enum route_class class;
	int64_t began_ns;
	unsigned methods; /* of this path, when the method is not one of them */
	bool guarded;     /* begin() and guard() have passed */
	int refusal;      /* status of a refused head that no enum rc has; 0: none */
	bool must_close;  /* after the reply: the rest of the connection cannot be trusted */
	bool body_unread; /* the reply goes out before the body came in */

	bool has_body;
	int64_t body_announced; /* Content-Length; -1: in chunks */
	int64_t body_limit;
	int64_t body_dropped;
	char *body;
	size_t body_room;

	struct ctx cx;
	struct http_request request;
	struct http_reply reply;
	struct db_write write;
	struct slow_job job;
	struct pull_body *pull;
	struct arena arena;
	struct http_header headers[HTTP_MAX_HEADERS]; /* not cleared */
};

struct http_server {
	struct http_options options;
	struct MHD_Daemon *daemon;
	struct router *router;
	struct connections *connections;
	struct slow_lane *lane;
	struct network *proxies;
	size_t proxy_count;
	int port;
	bool on_loopback; /* listens on loopback only: Host is checked */
	struct metrics metrics;
	_Atomic int64_t receiving; /* bytes of bodies in memory */
	_Atomic int running;       /* exchanges that are not over */
	_Atomic int suspended;     /* connections that another thread will resume */
	_Atomic bool stopping;
	pthread_mutex_t lock;
	struct exchange *spare;
	int spare_count;
};

/* A cleared exchange with a fresh arena and context; NULL: memory is out. Not yet of a connection. */
struct exchange *exchange_new(struct http_server *server);

/* Ends it: gives back its body, file, parsed texts and, when it still owns them, stream and pull. */
void exchange_end(struct exchange *exchange);

/* Gives back what a reply owns. */
void reply_drop(struct http_reply *re);

/* Frees the spare ones, at the end of the server. */
void exchange_free_spare(struct http_server *server);

/* Takes the connection out of its event loop; the exchange is another thread's until it calls
 * exchange_resume(), its last touch. */
void exchange_suspend(struct exchange *exchange);
void exchange_resume(struct exchange *exchange);

/* The same for a connection whose exchange is over (streams). */
void connection_suspend(struct http_server *server, struct MHD_Connection *library);
void connection_resume(struct http_server *server, struct MHD_Connection *library);

/* --- the steps, in their order ------------------------------------------------------------------- */

/* request_head.c: language, bounds, syntax, Host, peer, route, size and type of the body. Not OK: cx has
 * the failure. */
enum rc request_head_read(struct exchange *exchange, const char *method, const char *version);
enum rc request_head_accept(struct exchange *exchange);

/* request.c: does Content-Type say application/json, with or without parameters? */
bool request_is_json(const struct http_request *rq);

/* request_body.c: takes in a piece. False: the client sends without end, cut it. */
bool request_body_add(struct exchange *exchange, const char *bytes, size_t size);
enum rc request_body_end(struct exchange *exchange);
void request_body_free(struct exchange *exchange);

/* perform.c: the guard before the body. */
enum rc perform_guard(struct exchange *exchange);

/* perform.c: everything after the body. True: the reply is ready. False: the connection is suspended
 * and the exchange belongs to another thread; touch it no more until the library calls again. */
MUST_USE bool perform(struct exchange *exchange);

/* Makes the exchange ready: a problem unless `rc` is OK. */
void exchange_ready(struct exchange *exchange, enum rc rc);

/* reply.c: gives the reply to the library. False when that fails: cut the connection. `over`: the
 * exchange has ended (a live stream goes on without it). */
bool reply_send(struct exchange *exchange, bool *over);

#endif
