/* The API's description against the tables that it is made from. What it promises is held against the
 * program by tests/api/test_openapi.py. */
#include "api/api.h"
#include "api/resource.h"
#include "codec/json_in.h"
#include "table.h"

#include <string.h>

struct described {
	struct ctx *cx;
	const struct route *routes;
	size_t count;
	struct json_in *document;
};

static void describe(struct ctx *cx, struct described *out)
{
	struct buf text = buf_new(cx->arena);
	struct json_out json = json_out_new(&text);

	out->cx = cx;
	assert_int_equal(api_routes(cx, &out->routes, &out->count), OK);
	assert_int_equal(openapi_to_json(cx, &json), OK);
	assert_int_equal(json_parse(cx, buf_str(&text), &out->document), OK);
}

static const char *key_of(const struct route *route)
{
	static const char *const keys[][2] = { { "GET", "get" },
					       { "POST", "post" },
					       { "PATCH", "patch" },
					       { "PUT", "put" },
					       { "DELETE", "delete" } };

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (str_is(str_from(route->method), keys[i][0]))
			return keys[i][1];
	fail_msg("no method: %s\n", route->method);
	return NULL;
}

static const struct json_in *operation_of(const struct described *d, const struct route *route)
{
	const struct json_in *item = json_get(json_get(d->document, "paths"), route->pattern);

	return json_get(item, key_of(route));
}

static void every_route_is_described(void)
{
	LOCAL(local);
	struct described d;
	size_t described = 0;
	struct json_member path = { .place = NULL };

	describe(&local.cx, &d);
	for (size_t i = 0; i < d.count; i++)
		if (!operation_of(&d, &d.routes[i]))
			fail_msg("%s %s is not described\n", d.routes[i].method,
				 d.routes[i].pattern);
	while (json_next_member(json_get(d.document, "paths"), &path))
		described += json_count(path.value);
	assert_int_equal(described, d.count);
	json_release(&d.document);
}

static void operations_have_names_of_their_own(void)
{
	LOCAL(local);
	struct described d;

	describe(&local.cx, &d);
	for (size_t i = 0; i < d.count; i++)
		for (size_t j = 0; j < i; j++) {
			str a = json_text(json_get(operation_of(&d, &d.routes[i]), "operationId"));
			str b = json_text(json_get(operation_of(&d, &d.routes[j]), "operationId"));

			if (str_eq(a, b))
				fail_msg("two operations are called %.*s\n", STR_ARG(a));
		}
	json_release(&d.document);
}

/* Handlers read members by the route's shape: one that has a body but no shape takes none. */
static void every_route_says_what_it_gives(void)
{
	LOCAL(local);
	struct described d;

	describe(&local.cx, &d);
	for (size_t i = 0; i < d.count; i++) {
		const struct route_spec *spec = d.routes[i].spec;

		assert_non_null(spec->id);
		assert_true(spec->status == 0 || spec->status == 303 ||
			    (spec->status >= 200 && spec->status <= 204));
		assert_int_equal(spec->gives == GIVES_NOTHING,
				 spec->status == 204 || spec->status == 303);
		assert_int_equal(spec->gives == GIVES_TEXT, spec->media != NULL);
		assert_true(spec->tag || d.routes[i].subject);
		if (spec->gives == GIVES_ROW || spec->gives == GIVES_ROWS)
			assert_non_null(d.routes[i].subject);
	}
	json_release(&d.document);
}

static void no_secret_is_described(void)
{
	LOCAL(local);
	struct buf text = buf_new(local.cx.arena);
	struct json_out json = json_out_new(&text);

	assert_int_equal(openapi_to_json(&local.cx, &json), OK);
	for (size_t e = 0; e < entity_count; e++)
		for (size_t f = 0; f < entities[e]->field_count; f++) {
			const struct field *field = &entities[e]->fields[f];
			str quoted = str_printf(local.cx.arena, "\"%s\"", field->name);

			if (!field_shows(field) && !field_filters(field) &&
			    strstr(buf_str(&text).ptr, quoted.ptr))
				fail_msg("%s.%s is a secret\n", entities[e]->name, field->name);
		}
}

static const struct plain_row rows[] = {
	{ "every route is described, and nothing else", every_route_is_described },
	{ "operations have names of their own", operations_have_names_of_their_own },
	{ "every route says what it gives", every_route_says_what_it_gives },
	{ "no secret is described", no_secret_is_described },
};

int main(void)
{
	const struct table tables[] = { PLAIN(rows) };

	return tables_run("openapi", tables, COUNT_OF(tables));
}
