/* Private to api/: what every entity's routes do, and small things that handlers share. */
#ifndef ALUR_API_RESOURCE_H
#define ALUR_API_RESOURCE_H

#include "api/shape.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/query_string.h"
#include "entity/entities.h"
#include "http/http.h"
#include "record/record.h"

/* What a route takes and gives, besides its pattern and entity: handlers read bodies and parameters by
 * it, OpenAPI describes it. Bodies and answers of the resources' verbs follow from the entity. */
enum route_takes { TAKES_SHAPE, TAKES_NEW_ROW, TAKES_PATCH, TAKES_BATCH };
enum route_gives {
	GIVES_NOTHING,
	GIVES_ROW,    /* the subject's, with its ETag */
	GIVES_ROWS,   /* a list of them */
	GIVES_PAGE,   /* the list form of `answer` */
	GIVES_ANSWER, /* `answer`; NULL: whatever object */
	GIVES_BATCH,
	GIVES_TEXT,   /* of one of the types in `media` */
	GIVES_EVENTS, /* a stream of server-sent events with `answer` as their data */
};
struct route_spec {
	const char *id;  /* operationId; of resources: its verb, e.g. "list" */
	const char *tag; /* chapter of the description; NULL: the subject's plural */
	enum route_takes takes;
	const struct shape *body;      /* TAKES_SHAPE; NULL: none */
	const struct shape *query;     /* NULL: no parameters */
	const struct entity *filters;  /* those of its list are parameters, too; NULL: none */
	const char *const *no_filters; /* but not of these fields, nor these parameters */
	enum route_gives gives;
	const struct shape *answer;
	const char *media; /* GIVES_TEXT: "text/csv", several separated by spaces */
	int status;        /* of success; 0: 200 */
	bool if_match;     /* If-Match is asked */
};

#define ROUTE_SPEC(...)                                                                            \
	.spec = &(const struct route_spec)                                                         \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

/* A verb that resources have: its route is "/api/v1/" + plural + suffix. */
struct resource_verb {
	const char *method;
	const char *suffix;
	http_handler *handler;
	unsigned flags;
	enum route_body body;
	unsigned unless; /* entity_flag: entities that do not have it */
	struct route_spec spec;
	const char *doc;
};

http_handler resource_list, resource_get, resource_create, resource_patch, resource_delete,
	resource_restore, resource_history, resource_batch;

/* The verbs of resources (resource_routes.c), and routes by subject (routes.c). */
extern const struct resource_verb resource_verbs[];
extern const size_t resource_verb_count;
struct route_table {
	const struct route *routes;
	size_t count;
};
extern const struct route_table sales_routes, nurture_routes, pipeline_routes, review_routes,
	insight_routes, people_routes, exchange_routes, form_routes, common_routes;
extern const struct route_table *const route_tables[];
extern const size_t route_table_count;

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

/* The body as an object with no other members than the route's body has; NULL: there is none. */
MUST_USE enum rc body_of(struct ctx *cx, struct http_request *rq, const struct json_in **body);
/* E_INVALID on every member of the object that the shape has not. */
MUST_USE enum rc shape_only(struct ctx *cx, const struct json_in *object,
			    const struct shape *shape);

/* Members of a body in the types of fields; absent or null leaves *out alone. */
MUST_USE enum rc body_day(struct ctx *cx, const struct json_in *body, const char *key,
			  int64_t *out);
MUST_USE enum rc body_ids(struct ctx *cx, const struct json_in *body, const char *key,
			  const int64_t **ids, size_t *count);

/* Query parameters in their types; absent leaves *out alone. */
MUST_USE enum rc query_int(struct ctx *cx, const struct query_string *query, const char *name,
			   int64_t *out);
MUST_USE enum rc query_day(struct ctx *cx, const struct query_string *query, const char *name,
			   int64_t *out);
MUST_USE enum rc query_bool(struct ctx *cx, const struct query_string *query, const char *name,
			    bool *out);
/* The parameters of a request; E_INVALID on every one that the route has not. */
MUST_USE enum rc query_of(struct ctx *cx, struct http_request *rq,
			  const struct query_string **query);
/* The same for a route with filters: these, with the words of `q`. */
MUST_USE enum rc query_with_filters(struct ctx *cx, struct http_request *rq,
				    const struct query_string **query, struct list_query *filters);
/* Whether such a route refuses this parameter or field. */
bool is_no_filter(const struct route_spec *spec, str name);

#endif
