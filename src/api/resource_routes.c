/* The routes that every resource has: a verb of this table × an entity. Other routes: routes.c. */
#include "api/api.h"

#include "api/operations.h"

static const struct member history_query_members[] = {
	{ MEMBER("limit", INT), .min = 1, .max = LIMIT_MAX, .doc = "50 unless given." },
	{ MEMBER("cursor", TEXT), .doc = "`next` of the page before." },
};
static const struct shape history_query = { SHAPE(history_query_members) };

static const struct member batch_members[] = {
	{ MEMBER("operations", OBJECT), .flags = M_REQUIRED | M_LIST, .max = 1000 },
	{ MEMBER("partial", BOOL) },
};
static const struct shape batch_shape = { SHAPE(batch_members) };

#define READ(end, function) .method = "GET", .suffix = end, .handler = function
#define WRITE(verb, end, function)                                                                 \
	.method = verb, .suffix = end, .handler = function, .flags = ROUTE_WRITE

const struct resource_verb resource_verbs[] = {
	{ READ("", resource_list), .unless = ENTITY_SINGLE | ENTITY_NO_API,
	  .spec = { .id = "list", .gives = GIVES_ROWS },
	  .doc = "Rows that the caller may see, page by page." },
	{ WRITE("POST", "", resource_create), .body = BODY_JSON,
	  .unless = ENTITY_NO_CREATE | ENTITY_NO_API,
	  .spec = { .id = "create", .takes = TAKES_NEW_ROW, .gives = GIVES_ROW, .status = 201 },
	  .doc = "Creates a row." },
	{ READ("/{id}", resource_get), .unless = ENTITY_NO_API,
	  .spec = { .id = "get", .gives = GIVES_ROW }, .doc = "One row." },
	{ WRITE("PATCH", "/{id}", resource_patch), .body = BODY_JSON, .unless = ENTITY_NO_API,
	  .spec = { .id = "update", .takes = TAKES_PATCH, .gives = GIVES_ROW, .if_match = true },
	  .doc = "Changes the fields that are given." },
	{ WRITE("DELETE", "/{id}", resource_delete), .unless = ENTITY_NO_DELETE | ENTITY_NO_API,
	  .spec = { .id = "archive", .gives = GIVES_NOTHING, .status = 204, .if_match = true },
	  .doc = "Archives a row: out of lists, sums and searches, but kept." },
	{ WRITE("POST", "/{id}/restore", resource_restore), .body = BODY_JSON,
	  .unless = ENTITY_NO_DELETE | ENTITY_NO_API,
	  .spec = { .id = "restore", .gives = GIVES_ROW, .if_match = true },
	  .doc = "Brings an archived row back." },
	{ READ("/{id}/history", resource_history), .unless = ENTITY_NO_API,
	  .spec = { .id = "history",
		    .query = &history_query,
		    .gives = GIVES_PAGE,
		    .answer = &change_shape },
	  .doc = "The changes of a row, newest first." },
	{ WRITE("POST", "/batch", resource_batch), .body = BODY_BATCH,
	  .unless = ENTITY_SINGLE | ENTITY_NO_CREATE | ENTITY_NO_API,
	  .spec = { .id = "batch",
		    .takes = TAKES_BATCH,
		    .body = &batch_shape,
		    .gives = GIVES_BATCH },
	  .doc = "Up to 1,000 operations, all or nothing unless partial." },
};
const size_t resource_verb_count = COUNT_OF(resource_verbs);

static bool has(const struct entity *entity, const struct resource_verb *verb)
{
	return !(entity->flags & verb->unless);
}

static size_t count_routes(void)
{
	size_t count = 0;

	for (size_t t = 0; t < route_table_count; t++)
		count += route_tables[t]->count;
	for (size_t e = 0; e < entity_count; e++)
		for (size_t v = 0; v < resource_verb_count; v++)
			count += has(entities[e], &resource_verbs[v]);
	return count;
}

/* The right is asked by record/ with the entity's own; the guard asks for a sign-in only. */
static enum rc make_route(struct ctx *cx, const struct entity *entity,
			  const struct resource_verb *verb, struct route *route)
{
	str pattern = str_printf(cx->arena, "/api/v1/%s%s", entity->plural, verb->suffix);

	if (!str_is_set(pattern))
		return fail_memory(cx);
	*route = (struct route){
		.method = verb->method,
		.pattern = pattern.ptr,
		.handler = verb->handler,
		.flags = verb->flags,
		.body = verb->body,
		.right = (int)(verb->flags & ROUTE_WRITE ? entity->write : entity->read),
		.subject = entity,
		.spec = &verb->spec,
		.doc = verb->doc,
	};
	return OK;
}

enum rc api_routes(struct ctx *cx, const struct route **routes, size_t *count)
{
	struct route *all = NULL;
	size_t made = 0;

	TRY(ctx_alloc(cx, count_routes() * sizeof *all, &all));
	for (size_t t = 0; t < route_table_count; t++)
		for (size_t i = 0; i < route_tables[t]->count; i++)
			all[made++] = route_tables[t]->routes[i];
	for (size_t e = 0; e < entity_count; e++)
		for (size_t v = 0; v < resource_verb_count; v++)
			if (has(entities[e], &resource_verbs[v]))
				TRY(make_route(cx, entities[e], &resource_verbs[v], &all[made++]));
	*routes = all;
	*count = made;
	return OK;
}
