/* From method and path to a route. */
#include "http/router.h"
#include "table.h"

static enum rc nothing(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)cx;
	(void)rq;
	(void)re;
	return OK;
}

#define ROUTE(verb, path)                                                                          \
	{                                                                                          \
		.method = verb, .pattern = path, .handler = nothing, .doc = verb " " path          \
	}

static const struct route routes[] = {
	ROUTE("GET", "/"),
	ROUTE("GET", "/api/v1/deals"),
	ROUTE("POST", "/api/v1/deals"),
	ROUTE("GET", "/api/v1/deals/{id}"),
	ROUTE("PATCH", "/api/v1/deals/{id}"),
	ROUTE("DELETE", "/api/v1/deals/{id}"),
	ROUTE("POST", "/api/v1/deals/{id}/move"),
	ROUTE("POST", "/api/v1/deals/batch"),
	ROUTE("GET", "/api/v1/deals/{id}/lines/{id}"),
	ROUTE("GET", "/api/v1/templates/{name}"),
	ROUTE("GET", "/api/v1/templates/{id}/first"),
	ROUTE("GET", "/api/v1/templates/{name}/second"),
	ROUTE("PUT", "/api/v1/files/{name}/{name}"),
};

struct find_row {
	const char *name;
	const char *method;
	const char *path;
	const char *found; /* the route's doc; NULL: none */
	int64_t id;
	const char *text;
	const char *allow; /* what the path allows where the method is not it */
};

static const struct find_row find_rows[] = {
	{ "the root", "GET", "/", "GET /", 0, NULL, NULL },
	{ "a list", "GET", "/api/v1/deals", "GET /api/v1/deals", 0, NULL, NULL },
	{ "another method of the same path", "POST", "/api/v1/deals", "POST /api/v1/deals", 0, NULL,
	  NULL },
	{ "HEAD is GET", "HEAD", "/api/v1/deals", "GET /api/v1/deals", 0, NULL, NULL },
	{ "a row", "GET", "/api/v1/deals/42", "GET /api/v1/deals/{id}", 42, NULL, NULL },
	{ "the largest id", "GET", "/api/v1/deals/9223372036854775807", "GET /api/v1/deals/{id}",
	  INT64_MAX, NULL, NULL },
	{ "an id too large", "GET", "/api/v1/deals/9223372036854775808", NULL, 0, NULL, NULL },
	{ "zero", "GET", "/api/v1/deals/0", NULL, 0, NULL, NULL },
	{ "a negative id", "GET", "/api/v1/deals/-1", NULL, 0, NULL, NULL },
	{ "an id with a plus", "GET", "/api/v1/deals/+1", NULL, 0, NULL, NULL },
	{ "an id with a leading zero", "GET", "/api/v1/deals/01", NULL, 0, NULL, NULL },
	{ "a word for an id", "GET", "/api/v1/deals/x", NULL, 0, NULL, NULL },
	{ "a literal goes before an id", "POST", "/api/v1/deals/batch", "POST /api/v1/deals/batch",
	  0, NULL, NULL },
	{ "an operation", "POST", "/api/v1/deals/7/move", "POST /api/v1/deals/{id}/move", 7, NULL,
	  NULL },
	{ "two ids", "GET", "/api/v1/deals/7/lines/9", "GET /api/v1/deals/{id}/lines/{id}", 7, NULL,
	  NULL },
	{ "a name", "GET", "/api/v1/templates/general-b2b", "GET /api/v1/templates/{name}", 0,
	  "general-b2b", NULL },
	{ "a name that looks like an id", "GET", "/api/v1/templates/7",
	  "GET /api/v1/templates/{name}", 0, "7", NULL },
	{ "an id goes before a name", "GET", "/api/v1/templates/7/first",
	  "GET /api/v1/templates/{id}/first", 7, NULL, NULL },
	{ "a branch that leads nowhere is left again", "GET", "/api/v1/templates/7/second",
	  "GET /api/v1/templates/{name}/second", 0, "7", NULL },
	{ "a name with an escape", "GET", "/api/v1/templates/a%20b", NULL, 0, NULL, NULL },
	{ "an empty name", "GET", "/api/v1/templates/", NULL, 0, NULL, NULL },
	{ "a slash at the end", "GET", "/api/v1/deals/", NULL, 0, NULL, NULL },
	{ "two slashes", "GET", "/api/v1//deals", NULL, 0, NULL, NULL },
	{ "a prefix of a path", "GET", "/api/v1", NULL, 0, NULL, NULL },
	{ "a path that goes on", "GET", "/api/v1/deals/7/move/8", NULL, 0, NULL, NULL },
	{ "no path at all", "GET", "*", NULL, 0, NULL, NULL },
	{ "an empty path", "GET", "", NULL, 0, NULL, NULL },
	{ "another case is another path", "GET", "/api/v1/Deals", NULL, 0, NULL, NULL },
	{ "a method that the path has not", "PUT", "/api/v1/deals/7", NULL, 7, NULL,
	  "GET, HEAD, PATCH, DELETE, OPTIONS" },
	{ "a method that nobody has", "BREW", "/api/v1/deals", NULL, 0, NULL,
	  "GET, HEAD, POST, OPTIONS" },
	{ "methods are capitals", "get", "/api/v1/deals", NULL, 0, NULL,
	  "GET, HEAD, POST, OPTIONS" },
};

static void check_find(void **row)
{
	const struct find_row *r = *row;
	struct router *router = router_new(routes, COUNT_OF(routes));
	struct router_match match;
	LOCAL(local);
	struct buf allow = buf_new(&local.arena);

	assert_non_null(router);
	router_find(router, str_from(r->method), str_from(r->path), &match);
	assert_text(match.route ? str_from(match.route->doc) : (str){ NULL, 0 }, r->found);
	if (r->found) {
		assert_int_equal(match.ids[0], r->id);
		if (r->text)
			assert_text(match.names[0], r->text);
	}
	if (r->allow) {
		router_print_methods(match.methods, &allow);
		assert_text(buf_str(&allow), r->allow);
	} else if (!r->found) {
		assert_int_equal(match.methods, 0);
	}
	router_free(router);
}

static void second_parameters_are_found(void)
{
	struct router *router = router_new(routes, COUNT_OF(routes));
	struct router_match match;

	router_find(router, STR("GET"), STR("/api/v1/deals/7/lines/9"), &match);
	assert_int_equal(match.ids[1], 9);
	router_find(router, STR("PUT"), STR("/api/v1/files/a.b/c_d"), &match);
	assert_text(match.names[0], "a.b");
	assert_text(match.names[1], "c_d");
	router_free(router);
}

static void a_table_without_routes_finds_nothing(void)
{
	struct router *router = router_new(NULL, 0);
	struct router_match match;

	router_find(router, STR("GET"), STR("/"), &match);
	assert_null(match.route);
	assert_int_equal(match.methods, 0);
	router_free(router);
}

static const struct plain_row plain_rows[] = {
	{ "second parameters are found", second_parameters_are_found },
	{ "a table without routes finds nothing", a_table_without_routes_finds_nothing },
};

int main(void)
{
	const struct table tables[] = { TABLE(find_rows, check_find), PLAIN(plain_rows) };

	return tables_run("http_router", tables, COUNT_OF(tables));
}
