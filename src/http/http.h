/* HTTP without product words: what a handler gets, what it answers, the table of routes, and the
 * server that runs them (over libmicrohttpd, which only server.c and its neighbours know).
 *
 * A request in the order of events (server.c):
 *	head of the request: syntax, Host, route, size and type of the body        → problem
 *	begin() and guard() on a reading connection                                → problem
 *	body, within its limit
 *	reading routes: handler(), in one read transaction with begin() and guard()
 *	ROUTE_WRITE: prepare() on a reading connection, then around_write() or handler() as a unit of
 *	    work of db_submit(); committed() when its group is on disk, and only then the reply
 * An event loop never waits: what may block is a unit of work or ROUTE_SLOW.
 *
 * Neighbours: event_stream.h (live streams), rate_limit.h, problem.h (errors as replies). */
#ifndef ALUR_HTTP_HTTP_H
#define ALUR_HTTP_HTTP_H

#include "base/ctx.h"

#include <netinet/in.h>

struct db;
struct event_hub;    /* http/event_stream.h */
struct event_stream; /* http/event_stream.h */
struct http_request;
struct http_reply;
struct http_server;
struct json_in;      /* codec/json_in.h */
struct query_string; /* codec/query_string.h */
struct route;

enum { HTTP_MAX_IDS = 4, HTTP_MAX_NAMES = 2, HTTP_REPLY_HEADERS = 8 };

/* --- what a handler gets ------------------------------------------------------------------------ */

struct http_header {
	str name;
	str value; /* without white space around it */
};

/* All texts live until the reply is sent; copy what is kept longer. Handlers of ROUTE_WRITE run on
 * the writer's thread: the request belongs to one thread at a time. */
struct http_request {
	const struct route *route;
	str method; /* "GET", ... as sent; HEAD runs the handler of GET */
	str path;   /* as sent, not decoded, without the query */
	str query;  /* behind the '?'; not set: there is none. See http_query() */
	const struct http_header *headers;
	size_t header_count;
	str body;             /* empty for ROUTE_UPLOAD */
	int upload_fd;        /* ROUTE_UPLOAD: the body as an unnamed file, read from 0; else -1 */
	int64_t upload_bytes; /* its size */
	str upload_digest;    /* of its content, where prepare() found it; http does not look */
	int64_t ids[HTTP_MAX_IDS]; /* {id} parameters of the pattern, in order, each > 0 */
	str names[HTTP_MAX_NAMES]; /* {name} parameters, in order: letters, digits, "_", "-", "." */
	struct in6_addr peer; /* IPv4 mapped; behind a trusted proxy the client that it names */
	bool is_secure;       /* over TLS, as a trusted proxy says: cookies are `Secure` */
	bool has_language;    /* Accept-Language named one of ours: cx->language is it */
	bool by_cookie;       /* set by the guard: a browser's session, see http_origin_ok() */
	void *note;           /* from prepare() to the handler, in cx->arena; http does not look */
	void (*note_end)(
		void *note); /* called once at the end of the request, whatever became of it:
				       * for what prepare() made outside the database; may be NULL */

	/* Private to http/. */
	const struct http_server *server;
	struct query_string *parsed_query;
	struct json_in *parsed_body;
};

/* The value of a header (name without case); the not-set str when it is absent. The first one, if
 * there are several: of Host, Authorization, Content-Type, Content-Length, Transfer-Encoding and
 * Idempotency-Key there is never more than one (400). */
str http_header(const struct http_request *rq, const char *name);

/* The value of a cookie; the not-set str when it is absent. */
str http_cookie(const struct http_request *rq, const char *name);

/* The query string, parsed on the first call. E_INVALID: a bad escape, too many pairs. */
MUST_USE enum rc http_query(struct ctx *cx, struct http_request *rq,
			    const struct query_string **out);

/* The body as JSON. For routes with BODY_JSON or BODY_BATCH it was parsed (and found well-formed)
 * before prepare() and the handler, on the thread that received it. NULL in *out: there is no body. */
MUST_USE enum rc http_json(struct ctx *cx, struct http_request *rq, const struct json_in **out);

/* The peer as text, e.g. "192.0.2.7". */
str http_peer(struct ctx *cx, const struct http_request *rq);

/* False when a browser sent this request for a page of another origin (Sec-Fetch-Site, else Origin
 * against Host and the public hosts). For the guard, on writes with a session cookie. A request with
 * neither header is no browser's: fine. */
bool http_origin_ok(const struct http_request *rq);

/* Speaks the language from here on, unless Accept-Language asked for one (for begin() and guard(),
 * who know the organisation's and the user's). */
void http_speak(struct ctx *cx, const struct http_request *rq, enum language language);

/* Counters and durations of the server that this request is for, as Prometheus text. */
void http_metrics(const struct http_request *rq, struct buf *out);

/* --- what it answers ---------------------------------------------------------------------------- */

/* Zeroed before the handler. When the handler fails, the reply is dropped and the failure in cx is
 * answered as a problem. Texts in cx->arena or constant. */
struct http_reply {
	int status;               /* 0: 200, or 204 without a body */
	const char *content_type; /* NULL: application/json. Pages and scripts have policies. */
	str body;
	str etag; /* with its quotes; a GET with that If-None-Match is answered 304 */
	str location;
	const char *cache; /* Cache-Control; NULL: no-store */
	str policy;        /* Content-Security-Policy; not set: the one of its type */

	struct http_header headers[HTTP_REPLY_HEADERS]; /* see http_reply_header() */
	size_t header_count;

	/* A body of unknown length instead of `body`: called again and again on a thread that may
	 * wait (never an event loop), with no connection open, each time with `cx` and an empty
	 * buffer of the caller's; appends a piece (some 16 to 64 KiB). An empty piece is the end; a
	 * failure cuts the connection, so that the client sees the answer is not whole. A slow
	 * client makes long pauses between two calls: hold no transaction or lock over them. */
	enum rc (*pull)(struct ctx *cx, void *argument, struct buf *piece);
	void *pull_argument;
	void (*pull_end)(
		void *argument); /* called once, also when the client went away; may be NULL */

	/* A body from an open file instead of `body`: sent from 0, then closed. */
	bool has_file;
	int file_fd;
	int64_t file_bytes;

	/* A live stream instead of `body`: see event_reply() in event_stream.h. */
	struct event_stream *stream;
};

/* One more header. `name` is constant; the value is copied. A value with control characters is
 * E_INTERNAL. */
MUST_USE enum rc http_reply_header(struct ctx *cx, struct http_reply *re, const char *name,
				   str value);

/* --- routes ------------------------------------------------------------------------------------- */

typedef enum rc http_handler(struct ctx *cx, struct http_request *rq, struct http_reply *re);

enum route_flag {
	ROUTE_WRITE = 1 << 0,  /* the handler runs as a unit of work on the database's writer */
	ROUTE_PUBLIC = 1 << 1, /* no sign-in: guard() is called all the same, and lets pass */
	ROUTE_SLOW = 1 << 2,   /* prepare() and a reading handler run on a thread that may wait */
	ROUTE_NO_DB = 1 << 3,  /* needs no database: begin() and guard() are not called */
	ROUTE_UPLOAD = 1 << 4, /* the body goes to an unnamed file (import); implies ROUTE_SLOW */
	ROUTE_STREAM = 1 << 5, /* answers with a live stream */
	ROUTE_SECRET = 1 << 6  /* the answer holds a secret: it is kept nowhere */
};

enum route_body {
	BODY_NONE,  /* none is expected; up to 64 KiB are read and dropped */
	BODY_JSON,  /* application/json, at most 1 MiB; may be absent */
	BODY_BATCH, /* application/json, at most 8 MiB */
	BODY_FORM, /* any type, at most 64 KiB: sign-in and public forms. JSON is parsed if it is */
	BODY_FILE, /* any type, at most options.upload_bytes; with ROUTE_UPLOAD */
	BODY_SMALL_FILE /* the same, at most options.small_file_bytes */
};

struct route {
	const char *method;  /* "GET", "POST", "PATCH", "PUT", "DELETE" */
	const char *pattern; /* "/api/v1/deals/{id}/move": whole segments, {id} or {name} */
	http_handler *handler;
	http_handler *prepare; /* ROUTE_WRITE: before the unit of work; NULL: nothing to do. What it
				* puts into the reply is there in the handler. Passwords are checked
				* here, bodies understood: work that need not keep the writer busy */
	unsigned flags;
	enum route_body body;
	int right;           /* what the guard asks for */
	const void *subject; /* for the handler, e.g. an entity; http does not look */
	const void *spec;    /* for OpenAPI; http does not look */
	const char *doc;     /* one sentence */
};

/* --- the server --------------------------------------------------------------------------------- */

/* What the program adds. Each may be NULL. They run on several threads at once. */
struct http_hooks {
	/* Fills cx with what requests need: organisation, cx->language by http_speak(). A reading
	 * connection is open; cx has app, db, arena, now, random and the language of the header. Also
	 * called for the reading of a live stream (event_viewer.replay): rq is empty then. */
	enum rc (*begin)(struct ctx *cx, struct http_request *rq);

	/* Who is asking (fills cx->who from cx->arena, or E_SIGNED_OUT), and may they use this route
	 * (E_DENIED). Runs before the body is read; the connection is open. */
	enum rc (*guard)(struct ctx *cx, struct http_request *rq);

	/* Runs in the unit of work in place of route->handler, which it calls (Idempotency-Key). */
	enum rc (*around_write)(struct ctx *cx, struct http_request *rq, struct http_reply *re);

	/* The unit is on disk: tells the live streams of cx->events. On the writer's thread, in the
	 * order of commits: quick, no database. */
	void (*committed)(struct ctx *cx, const struct http_request *rq);
};

/* Zero means the default. Texts and arrays live as long as the server. */
struct http_options {
	const char *listen; /* "127.0.0.1:8080", "[::1]:0", "localhost:8080", "0.0.0.0:80", ":80";
			     * port 0: a free one, see http_server_port() */
	int threads;        /* event loops; 0: one per processor */
	int slow_threads;   /* threads for what may wait; 0: 2 */

	struct app *app; /* becomes cx->app */
	struct db *db;   /* may be NULL when every route is ROUTE_NO_DB */
	const struct route *routes;
	size_t route_count;
	struct http_hooks hooks;
	const struct catalogue *catalogues[LANGUAGE_COUNT];
	struct event_hub *hub; /* for ROUTE_STREAM */

	const char *web;   /* prefix of embedded files of the app, e.g. "web/"; NULL: no pages */
	const char *spool; /* folder for uploads; NULL: "/tmp" */

	const char *const
		*public_hosts;      /* names by which browsers know us, "crm.example.com" or with
					  * a port; NULL-terminated. Listening on loopback, only these
					  * and localhost are accepted as Host (DNS rebinding) */
	const char *const *proxies; /* addresses or networks ("10.0.0.0/8") whose X-Forwarded-For
					  * and -Proto are believed; NULL-terminated */

	int connections;             /* most at once; 0: 4,096 */
	int connections_per_address; /* not for loopback and proxies; 0: 256; -1: no limit */
	int request_ms;              /* for head and body; a body gets 1 s more for each 16 KiB that
				      * arrived; 0: 10,000 */
	int idle_ms;                 /* between two requests; 0: 60,000 */
	int64_t arena_bytes;         /* bound of a request's memory; 0: 64 MiB */
	int64_t body_bytes;          /* bound of all bodies being received together; 0: 64 MiB */
	int64_t upload_bytes;        /* bound of an upload; 0: 4 GiB */
	int64_t small_file_bytes;    /* bound of one that people send by hand; 0: 25 MiB */
};

/* Starts to listen and answer. E_IO with words: address in use, not ours, no such host. E_INVALID:
 * an option that cannot be read. Stops the program when two routes collide. */
MUST_USE enum rc http_server_start(struct ctx *cx, const struct http_options *options,
				   struct http_server **out);

int http_server_port(const struct http_server *server);

/* Accepts no more, lets running requests finish (their replies say `Connection: close`), closes live
 * streams and stops. The database must still be open. NULL is allowed. */
void http_server_stop(struct http_server *server);

#endif
