/* The routes that every resource has: a verb of this table × an entity. Other routes: routes.c. */
#include "api/api.h"

#include "api/operations.h"

const struct resource_verb resource_verbs[] = {
	{ .method = "GET",
	  .suffix = "",
	  .handler = resource_list,
	  .unless = ENTITY_SINGLE | ENTITY_NO_API,
	  .spec = { .id = "list", .shape = ANSWER_LIST, .status = 200 },
	  .doc = "Rows that the caller may see, page by page." },
	{ .method = "POST",
	  .suffix = "",
	  .handler = resource_create,
	  .flags = ROUTE_WRITE,
	  .body = BODY_JSON,
	  .unless = ENTITY_NO_CREATE | ENTITY_NO_API,
	  .spec = { .id = "create", .shape = ANSWER_ROW, .status = 201 },
	  .doc = "Creates a row." },
	{ .method = "GET",
	  .suffix = "/{id}",
	  .handler = resource_get,
	  .unless = ENTITY_NO_API,
	  .spec = { .id = "get", .shape = ANSWER_ROW, .status = 200 },
	  .doc = "One row." },
	{ .method = "PATCH",
	  .suffix = "/{id}",
	  .handler = resource_patch,
	  .flags = ROUTE_WRITE,
	  .body = BODY_JSON,
	  .unless = ENTITY_NO_API,
	  .spec = { .id = "update", .shape = ANSWER_ROW, .status = 200 },
	  .doc = "Changes the fields that are given." },
	{ .method = "DELETE",
	  .suffix = "/{id}",
	  .handler = resource_delete,
	  .flags = ROUTE_WRITE,
	  .unless = ENTITY_NO_DELETE | ENTITY_NO_API,
	  .spec = { .id = "archive", .shape = ANSWER_NOTHING, .status = 204 },
	  .doc = "Archives a row: out of lists, sums and searches, but kept." },
	{ .method = "POST",
	  .suffix = "/{id}/restore",
	  .handler = resource_restore,
	  .flags = ROUTE_WRITE,
	  .body = BODY_JSON,
	  .unless = ENTITY_NO_DELETE | ENTITY_NO_API,
	  .spec = { .id = "restore", .shape = ANSWER_ROW, .status = 200 },
	  .doc = "Brings an archived row back." },
	{ .method = "GET",
	  .suffix = "/{id}/history",
	  .handler = resource_history,
	  .unless = ENTITY_NO_API,
	  .spec = { .id = "history", .query = "limit cursor", .shape = ANSWER_OTHER, .status = 200,
		    .answer = "{\"$ref\":\"#/components/schemas/history\"}" },
	  .doc = "The changes of a row, newest first." },
	{ .method = "POST",
	  .suffix = "/batch",
	  .handler = resource_batch,
	  .flags = ROUTE_WRITE,
	  .body = BODY_BATCH,
	  .unless = ENTITY_SINGLE | ENTITY_NO_CREATE | ENTITY_NO_API,
	  .spec = { .id = "batch", .shape = ANSWER_OTHER, .status = 200,
		    .body = "{\"$ref\":\"#/components/schemas/batch\"}" },
	  .doc = "Up to 1,000 operations, all or nothing." },
};
const size_t resource_verb_count = COUNT_OF(resource_verbs);

static bool has(const struct entity *entity, const struct resource_verb *verb)
{
	return !(entity->flags & verb->unless);
}

static size_t count_routes(void)
{
	size_t count = fixed_route_count;

	for (size_t e = 0; e < entity_count; e++)
		for (size_t v = 0; v < resource_verb_count; v++)
			count += has(entities[e], &resource_verbs[v]);
	return count;
}

/* The right is asked by record/ with the entity's own; the guard asks for a sign-in only. */
static enum rc make_route(struct ctx *cx, const struct entity *entity, const struct resource_verb *verb,
			  struct route *route)
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
	for (size_t i = 0; i < fixed_route_count; i++)
		all[made++] = fixed_routes[i];
	for (size_t e = 0; e < entity_count; e++)
		for (size_t v = 0; v < resource_verb_count; v++)
			if (has(entities[e], &resource_verbs[v]))
				TRY(make_route(cx, entities[e], &resource_verbs[v], &all[made++]));
	*routes = all;
	*count = made;
	return OK;
}
