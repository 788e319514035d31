/* The HTTP API: thin handlers (body → one operation → answer) and the table of routes. The server is
 * put together in app/serve.c, which supplies begin() and guard() (who is asking: cx->who,
 * cx->identity, cx->people, cx->hub). Read resource_routes.c for what every entity has, routes.c for
 * the rest. */
#ifndef ALUR_API_API_H
#define ALUR_API_API_H

#include "base/ctx.h"
#include "http/http.h"

struct event_frame;
struct json_out;

/* All routes: the fixed ones and those of each entity. *routes lives in cx->arena, which must outlive
 * the server. A route's `right` is an enum right (RIGHT_NONE: none is asked). */
MUST_USE enum rc api_routes(struct ctx *cx, const struct route **routes, size_t *count);

/* http_hooks.around_write: answers a repeated Idempotency-Key as the first time. */
enum rc api_around_write(struct ctx *cx, struct http_request *rq, struct http_reply *re);

/* Forgets answers that are older than two days; a unit of work for the housekeeper. */
enum rc idempotency_forget(struct ctx *cx, void *argument);

/* Tells the live streams of a committed unit's events (cx->events, cx->hub). Part of
 * http_hooks.committed; commands and jobs of a server call it too. */
void api_publish(struct ctx *cx);

/* event_hub_options.visible: viewers are `struct live_viewer`, frames are about `struct live_about`. */
bool api_frame_visible(const void *viewer, const struct event_frame *frame);

/* event_hub_close_where: the viewer's session or token ended, or the user's rights changed.
 * `argument` is an int64_t: the user's id, 0 for everybody. */
bool api_viewer_is_user(const void *viewer, const void *argument);

/* The OpenAPI 3.1 document, from the routes and the entity tables. */
MUST_USE enum rc openapi_to_json(struct ctx *cx, struct json_out *out);

#endif
