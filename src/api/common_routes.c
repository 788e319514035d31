/* Routes that are about everything: undo, search, live events, and the program itself. */
#include "api/operations.h"

/* --- bodies and parameters ------------------------------------------------------------------------ */

static const struct member undo_members[] = {
	{ MEMBER("event_id", ID), .doc = "One change." },
	{ MEMBER("batch_id", ID), .doc = "All changes of a bulk operation or import." },
};
static const struct shape undo_shape = {
	.name = "Undo",
	SHAPE(undo_members),
	.doc = "What to set back; the caller's last change unless one is named.",
};

static const struct member search_query_members[] = {
	{ MEMBER("q", TEXT), .flags = M_REQUIRED,
	  .doc = "Words, a phone number or an e-mail address." },
	{ MEMBER("entity", ENTITY), .doc = "Rows of one kind." },
	{ MEMBER("limit", INT), .min = 1, .max = 50, .doc = "20 unless given." },
};
static const struct shape search_query = { SHAPE(search_query_members) };

/* --- routes --------------------------------------------------------------------------------------- */

/* Needs no sign-in and no database. */
#define OPEN(path, function)                                                                       \
	.method = "GET", .pattern = path, .handler = function, .flags = ROUTE_PUBLIC | ROUTE_NO_DB

static const struct route routes[] = {
	{ .method = "POST",
	  .pattern = "/api/v1/undo",
	  .handler = undo_api,
	  .flags = ROUTE_WRITE,
	  .body = BODY_JSON,
	  .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "undo", .tag = "everything", .body = &undo_shape, .gives = GIVES_ANSWER,
		     .answer = &undone_shape),
	  .doc = "Sets back the caller's last change, one event, or a whole batch." },
	{ .method = "GET",
	  .pattern = "/api/v1/search",
	  .handler = search_api,
	  .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "search", .tag = "everything", .query = &search_query,
		     .gives = GIVES_PAGE, .answer = &hit_shape),
	  .doc = "Rows of all kinds by words, phone or e-mail, as one types; then deals of the companies "
		 "and contacts that were found." },
	{ .method = "GET",
	  .pattern = "/api/v1/events",
	  .handler = event_stream_api,
	  .flags = ROUTE_STREAM,
	  .right = RIGHT_SIGNED_IN,
	  ROUTE_SPEC(.id = "events", .tag = "everything", .gives = GIVES_EVENTS,
		     .answer = &event_shape),
	  .doc = "Server-sent events of the changes that the caller may see." },

	{ OPEN("/api/v1/openapi.json", openapi_api),
	  ROUTE_SPEC(.id = "openapi", .tag = "program", .gives = GIVES_ANSWER),
	  .doc = "This description." },
	{ OPEN("/api/docs", docs_api),
	  ROUTE_SPEC(.id = "docs", .tag = "program", .gives = GIVES_TEXT, .media = "text/html"),
	  .doc = "This description as a page to read." },
	{ OPEN("/api/docs/page.js", docs_script_api),
	  ROUTE_SPEC(.id = "docs_script", .tag = "program", .gives = GIVES_TEXT,
		     .media = "text/javascript"),
	  .doc = "The script of that page." },
	{ OPEN("/api/docs/page.css", docs_style_api),
	  ROUTE_SPEC(.id = "docs_style", .tag = "program", .gives = GIVES_TEXT,
		     .media = "text/css"),
	  .doc = "The style of that page." },
	{ OPEN("/healthz", healthz_api),
	  ROUTE_SPEC(.id = "healthz", .tag = "program", .gives = GIVES_TEXT, .media = "text/plain"),
	  .doc = "The program is alive." },
	{ .method = "GET",
	  .pattern = "/readyz",
	  .handler = readyz_api,
	  .flags = ROUTE_PUBLIC,
	  ROUTE_SPEC(.id = "readyz", .tag = "program", .gives = GIVES_TEXT, .media = "text/plain"),
	  .doc = "The program can serve: its database answers." },
	{ OPEN("/metrics", metrics_api),
	  ROUTE_SPEC(.id = "metrics", .tag = "program", .gives = GIVES_TEXT, .media = "text/plain"),
	  .doc = "Counters and durations as Prometheus text." },
};

const struct route_table common_routes = { routes, COUNT_OF(routes) };
