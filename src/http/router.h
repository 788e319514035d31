/* From method and path to a route, through a tree of path segments built at the start. */
#ifndef ALUR_HTTP_ROUTER_H
#define ALUR_HTTP_ROUTER_H

#include "http/http.h"

struct router;

struct router_match {
	const struct route *route; /* NULL: none for this method */
	unsigned methods;          /* bit set of the methods that this path has; 0: no such path */
	int64_t ids[HTTP_MAX_IDS];
	str names[HTTP_MAX_NAMES];
};

/* The routes must outlive the router. Stops the program when two have the same method and pattern,
 * or a pattern is not understood. NULL: memory is out. */
struct router *router_new(const struct route *routes, size_t count);
void router_free(struct router *router);

/* Allocates nothing. A literal segment goes before {id}, {id} before {name}; HEAD is GET. An {id}
 * that is not a positive integer is no match: there is no such row. */
void router_find(const struct router *router, str method, str path, struct router_match *out);

/* "GET, HEAD, PATCH, OPTIONS" for the header Allow. */
void router_print_methods(unsigned methods, struct buf *out);

#endif
