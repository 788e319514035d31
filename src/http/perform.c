/* From a complete request to a complete reply: guard, prepare, handler, unit of work; each on the
 * thread where it belongs. */
#include "http/exchange.h"

#include "base/log.h"
#include "codec/json_in.h"
#include "http/problem.h"

/* --- who, and may they --------------------------------------------------------------------------- */

/* With an open reading connection. */
static enum rc begin_and_guard(struct exchange *exchange)
{
	const struct http_hooks *hooks = &exchange->server->options.hooks;

	if (exchange->guarded)
		return OK;
	if (hooks->begin)
		TRY(hooks->begin(&exchange->cx, &exchange->request));
	if (hooks->guard)
		TRY(hooks->guard(&exchange->cx, &exchange->request));
	exchange->guarded = true;
	return OK;
}

enum rc perform_guard(struct exchange *exchange)
{
	if (exchange->request.route->flags & ROUTE_NO_DB)
		return OK;
	TRY(db_read_begin(&exchange->cx));

	enum rc rc = begin_and_guard(exchange);

	db_read_end(&exchange->cx);
	return rc;
}

/* --- the work ------------------------------------------------------------------------------------ */

/* Bodies are understood here, off the writer's thread. */
static enum rc parse_body(struct exchange *exchange)
{
	struct http_request *rq = &exchange->request;
	const struct json_in *ignored;

	switch (rq->route->body) {
	case BODY_JSON:
	case BODY_BATCH:
		return http_json(&exchange->cx, rq, &ignored);
	case BODY_FORM:
		if (request_is_json(rq))
			return http_json(&exchange->cx, rq, &ignored);
		break;
	case BODY_NONE:
	case BODY_FILE:
	case BODY_SMALL_FILE:
		break;
	}
	return OK;
}

/* A reading handler, or what a writing route prepares. */
static enum rc call(struct exchange *exchange)
{
	const struct route *route = exchange->request.route;
	http_handler *handler = route->flags & ROUTE_WRITE ? route->prepare : route->handler;

	return handler ? handler(&exchange->cx, &exchange->request, &exchange->reply) : OK;
}

static enum rc call_with_connection(struct exchange *exchange)
{
	enum rc rc;

	TRY(db_read_begin(&exchange->cx));
	rc = begin_and_guard(exchange);
	if (rc == OK)
		rc = call(exchange);
	db_read_end(&exchange->cx);
	return rc;
}

static enum rc read_step(struct exchange *exchange)
{
	const struct route *route = exchange->request.route;

	TRY(parse_body(exchange));
	if (route->flags & ROUTE_NO_DB)
		return call(exchange);
	if (exchange->guarded && (route->flags & ROUTE_WRITE) && !route->prepare)
		return OK;
	return call_with_connection(exchange);
}

static enum rc unit_of_work(struct ctx *cx, void *argument)
{
	struct exchange *exchange = argument;
	const struct http_hooks *hooks = &exchange->server->options.hooks;

	if (hooks->around_write)
		return hooks->around_write(cx, &exchange->request, &exchange->reply);
	return exchange->request.route->handler(cx, &exchange->request, &exchange->reply);
}

/* On the writer's thread: the group is on disk, or is not. */
static void unit_done(struct db_write *write)
{
	struct exchange *exchange = write->argument;
	const struct http_hooks *hooks = &exchange->server->options.hooks;

	if (write->rc == OK && hooks->committed)
		hooks->committed(&exchange->cx, &exchange->request);
	exchange_ready(exchange, write->rc);
	exchange_resume(exchange);
}

static void submit(struct exchange *exchange)
{
	exchange->write = (struct db_write){
		.cx = &exchange->cx,
		.work = unit_of_work,
		.argument = exchange,
		.done = unit_done,
	};
	db_submit(exchange->server->options.db, &exchange->write);
}

/* --- where it is done ---------------------------------------------------------------------------- */

/* On a thread that may wait; the connection is suspended. */
static void perform_slowly(struct slow_job *job)
{
	struct exchange *exchange = job->argument;
	enum rc rc = read_step(exchange);

	if (rc == OK && (exchange->request.route->flags & ROUTE_WRITE)) {
		submit(exchange);
		return;
	}
	exchange_ready(exchange, rc);
	exchange_resume(exchange);
}

static void perform_elsewhere(struct exchange *exchange)
{
	exchange->job = (struct slow_job){ .run = perform_slowly, .argument = exchange };
	exchange_suspend(exchange);
	if (slow_lane_add(exchange->server->lane, &exchange->job, true))
		return;
	exchange->cx.failure.retry_after_s = 5;
	exchange_ready(exchange,
		       fail(&exchange->cx, E_BUSY, "too much is going on; try again in a moment"));
	exchange_resume(exchange);
}

bool perform(struct exchange *exchange)
{
	unsigned flags = exchange->request.route->flags;

	if (flags & (ROUTE_SLOW | ROUTE_UPLOAD)) {
		perform_elsewhere(exchange);
		return false;
	}
	connection_enter(exchange->connection, PHASE_WORKING);

	enum rc rc = read_step(exchange);

	if (rc != OK || !(flags & ROUTE_WRITE)) {
		exchange_ready(exchange, rc);
		return true;
	}
	exchange_suspend(exchange);
	submit(exchange);
	return false;
}

void exchange_ready(struct exchange *exchange, enum rc rc)
{
	if (rc != OK) {
		if (rc == E_INTERNAL || rc == E_IO)
			log_line(LOG_ERROR, "%s %s: %.*s",
				 exchange->request.route ? exchange->request.route->method : "",
				 exchange->request.route ? exchange->request.route->pattern : "",
				 STR_ARG(exchange->cx.failure.detail));
		reply_drop(&exchange->reply);
		exchange->cx.failure.rc = rc;
		problem_reply(&exchange->cx, &exchange->reply);
	}
	exchange->state = EXCHANGE_READY;
}
