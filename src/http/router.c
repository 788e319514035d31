/* The tree of path segments. Routes themselves are rows of the tables in api/. */
#include "http/router.h"

#include <stdlib.h>
#include <string.h>

enum method { GET, POST, PUT, PATCH, DELETE, METHOD_COUNT, METHOD_UNKNOWN = METHOD_COUNT };

static const char *const method_names[METHOD_COUNT] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

enum node_kind { NODE_LITERAL, NODE_ID, NODE_NAME };

enum { MAX_NAME = 64 };

/* Siblings are a list in the order literals, {id}, {name}. */
struct node {
	enum node_kind kind;
	str literal;
	struct node *child;
	struct node *sibling;
	const struct route *routes[METHOD_COUNT];
	unsigned methods;
};

struct router {
	struct node root;
	struct node *spare; /* nodes not yet in the tree */
	struct node nodes[];
};

/* What is left of the path, and what was found in it so far. */
struct walk {
	str rest;
	int ids;
	int names;
};

static enum method method_of(str method)
{
	if (str_is(method, "HEAD"))
		return GET;
	for (enum method m = 0; m < METHOD_COUNT; m++)
		if (str_is(method, method_names[m]))
			return m;
	return METHOD_UNKNOWN;
}

/* Takes the segment behind the slash with which `rest` begins. False at the end. */
static bool next_segment(str *rest, str *segment)
{
	if (rest->len == 0 || rest->ptr[0] != '/')
		return false;

	size_t end = str_find(*rest, '/', 1);

	*segment = str_sub(*rest, 1, end);
	*rest = str_sub(*rest, end, rest->len);
	return true;
}

/* --- building ----------------------------------------------------------------------------------- */

static size_t segments_of(const struct route *routes, size_t count)
{
	size_t segments = 0;

	for (size_t i = 0; i < count; i++)
		for (const char *c = routes[i].pattern; *c; c++)
			segments += *c == '/';
	return segments;
}

static enum node_kind kind_of(str segment)
{
	if (str_is(segment, "{id}"))
		return NODE_ID;
	if (str_is(segment, "{name}"))
		return NODE_NAME;
	ensure(str_find(segment, '{', 0) == SIZE_MAX);
	return NODE_LITERAL;
}

static struct node *child_for(struct router *router, struct node *parent, str segment)
{
	enum node_kind kind = kind_of(segment);
	struct node **place = &parent->child;

	while (*place && (*place)->kind <= kind) {
		if ((*place)->kind == kind &&
		    (kind != NODE_LITERAL || str_eq((*place)->literal, segment)))
			return *place;
		place = &(*place)->sibling;
	}

	struct node *node = router->spare++;

	*node = (struct node){ .kind = kind, .literal = segment, .sibling = *place };
	*place = node;
	return node;
}

static void add(struct router *router, const struct route *route)
{
	enum method method = method_of(str_from(route->method));
	str rest = str_from(route->pattern);
	struct node *node = &router->root;
	str segment;
	int ids = 0;
	int names = 0;

	ensure(method != METHOD_UNKNOWN && rest.len > 0 && rest.ptr[0] == '/');
	while (next_segment(&rest, &segment)) {
		node = child_for(router, node, segment);
		ids += node->kind == NODE_ID;
		names += node->kind == NODE_NAME;
	}
	ensure(ids <= HTTP_MAX_IDS && names <= HTTP_MAX_NAMES);
	ensure(!node->routes[method]);
	node->routes[method] = route;
	node->methods |= 1u << method;
}

struct router *router_new(const struct route *routes, size_t count)
{
	size_t nodes = segments_of(routes, count);
	struct router *router = calloc(1, sizeof *router + nodes * sizeof router->nodes[0]);

	if (!router)
		return NULL;
	router->spare = router->nodes;
	for (size_t i = 0; i < count; i++)
		add(router, &routes[i]);
	return router;
}

void router_free(struct router *router)
{
	free(router);
}

/* --- finding ------------------------------------------------------------------------------------ */

static bool is_name(str segment)
{
	if (segment.len == 0 || segment.len > MAX_NAME)
		return false;
	for (size_t i = 0; i < segment.len; i++) {
		char c = segment.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    c != '_' && c != '-' && c != '.')
			return false;
	}
	return true;
}

static bool read_id(str segment, int64_t *id)
{
	return segment.len > 0 && segment.ptr[0] >= '1' && segment.ptr[0] <= '9' &&
	       str_to_int(segment, id);
}

/* Does the node fit the segment? Then its parameter is noted. */
static bool fits(const struct node *node, str segment, struct walk *walk, struct router_match *out)
{
	switch (node->kind) {
	case NODE_LITERAL:
		return str_eq(node->literal, segment);
	case NODE_ID:
		return read_id(segment, &out->ids[walk->ids]) && ++walk->ids;
	case NODE_NAME:
		if (!is_name(segment))
			return false;
		out->names[walk->names++] = segment;
		return true;
	}
	return false;
}

/* Drops the parameter that a branch noted which led nowhere. */
static void forget(const struct walk *walk, struct router_match *out)
{
	if (walk->ids < HTTP_MAX_IDS)
		out->ids[walk->ids] = 0;
	if (walk->names < HTTP_MAX_NAMES)
		out->names[walk->names] = (str){ NULL, 0 };
}

/* The node of the whole rest of the path below `node`; goes back when a branch leads nowhere. As deep
 * as the longest pattern. */
static const struct node *descend(const struct node *node, struct walk walk,
				  struct router_match *out)
{
	str segment;

	if (!next_segment(&walk.rest, &segment))
		return node->methods ? node : NULL;
	for (const struct node *child = node->child; child; child = child->sibling) {
		struct walk next = walk;
		const struct node *found =
			fits(child, segment, &next, out) ? descend(child, next, out) : NULL;

		if (found)
			return found;
		forget(&walk, out);
	}
	return NULL;
}

void router_find(const struct router *router, str method, str path, struct router_match *out)
{
	enum method wanted = method_of(method);
	const struct node *node = NULL;

	*out = (struct router_match){ 0 };
	if (path.len > 0 && path.ptr[0] == '/')
		node = descend(&router->root, (struct walk){ .rest = path }, out);
	out->methods = node ? node->methods : 0;
	out->route = node && wanted != METHOD_UNKNOWN ? node->routes[wanted] : NULL;
}

void router_print_methods(unsigned methods, struct buf *out)
{
	for (enum method m = 0; m < METHOD_COUNT; m++) {
		if (!(methods & (1u << m)))
			continue;
		buf_text(out, method_names[m]);
		buf_text(out, m == GET ? ", HEAD, " : ", ");
	}
	buf_text(out, "OPTIONS");
}
