/* Private to api/: what every entity's routes do, and small things that handlers share. */
#ifndef ALUR_API_RESOURCE_H
#define ALUR_API_RESOURCE_H

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/query_string.h"
#include "entity/entities.h"
#include "http/http.h"
#include "record/record.h"

/* What OpenAPI says of a route besides its pattern and entity. */
struct route_spec {
	const char *id;      /* operationId; of resources: the verb, e.g. "list" */
	const char *body;    /* JSON schema of the body as text; NULL: none, or the entity's */
	const char *query;   /* names of query parameters, separated by spaces; NULL: none */
	const char *answer;  /* JSON schema of the answer as text; NULL: see `shape` */
	enum { ANSWER_ROW, ANSWER_LIST, ANSWER_NOTHING, ANSWER_OTHER } shape;
	int status;          /* of success */
};

/* A verb that resources have: its route is "/api/v1/" + plural + suffix. */
struct resource_verb {
	const char *method;
	const char *suffix;
	http_handler *handler;
	unsigned flags;
	enum route_body body;
	unsigned unless; /* entity_flag: entities that do not have it */
	const char *only; /* NULL, or the one entity that has it */
	struct route_spec spec;
	const char *doc;
};

http_handler resource_list, resource_get, resource_create, resource_patch, resource_delete,
	resource_restore, resource_history, resource_batch;

/* The verbs of resources and the fixed routes; see resource_routes.c and routes.c. */
extern const struct resource_verb resource_verbs[];
extern const size_t resource_verb_count;
extern const struct route fixed_routes[];
extern const size_t fixed_route_count;

/* A row as the answer, with its ETag. */
MUST_USE enum rc reply_row(struct ctx *cx, struct http_reply *re, const struct entity *entity,
			   const void *row);

/* A text made by `out` as the answer: begin, write, end. */
struct json_reply {
	struct buf text;
	struct json_out out;
};
void json_reply_begin(struct ctx *cx, struct json_reply *reply);
MUST_USE enum rc json_reply_end(struct json_reply *reply, struct http_reply *re);

/* The body as an object; `names` are the members that it may have. */
MUST_USE enum rc body_with(struct ctx *cx, struct http_request *rq, const char *const *names,
			   const struct json_in **body);

/* Members of a body in the types of fields; absent or null leaves *out alone. */
MUST_USE enum rc body_day(struct ctx *cx, const struct json_in *body, const char *key, int64_t *out);
MUST_USE enum rc body_ids(struct ctx *cx, const struct json_in *body, const char *key,
			  const int64_t **ids, size_t *count);

/* Query parameters in their types; absent leaves *out alone. */
MUST_USE enum rc query_int(struct ctx *cx, const struct query_string *query, const char *name,
			   int64_t *out);
MUST_USE enum rc query_day(struct ctx *cx, const struct query_string *query, const char *name,
			   int64_t *out);
MUST_USE enum rc query_bool(struct ctx *cx, const struct query_string *query, const char *name,
			    bool *out);
/* E_INVALID on every parameter that is not in the NULL-terminated list. */
MUST_USE enum rc query_only(struct ctx *cx, const struct query_string *query, const char *const *names);

#endif
