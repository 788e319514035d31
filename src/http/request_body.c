/* The body as it comes in: into memory within its limit, or into an unnamed file. */
#include "http/exchange.h"

#include "base/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_ROOM = 16 * 1024, MAX_DROPPED = 256 * 1024 * 1024 };

/* From here on what comes is dropped; the refusal is answered at the end. */
static void refuse(struct exchange *exchange, enum rc rc)
{
	exchange_ready(exchange, rc);
	exchange->state = EXCHANGE_DROPPING;
}

static bool drop(struct exchange *exchange, size_t size)
{
	exchange->body_dropped += to_int64(size);
	return exchange->body_dropped <= MAX_DROPPED;
}

/* --- into memory --------------------------------------------------------------------------------- */

static bool take_budget(struct exchange *exchange, size_t room)
{
	struct http_server *server = exchange->server;
	int64_t more = to_int64(room - exchange->body_room);

	if (atomic_fetch_add(&server->receiving, more) + more <= server->options.body_bytes)
		return true;
	atomic_fetch_sub(&server->receiving, more);
	return false;
}

/* Room for `need` bytes and a NUL. */
static enum rc grow(struct exchange *exchange, size_t need)
{
	struct ctx *cx = &exchange->cx;
	size_t room = exchange->body_room ? exchange->body_room : FIRST_ROOM;

	while (room <= need)
		room *= 2;
	if (room == exchange->body_room)
		return OK;
	if (!take_budget(exchange, room)) {
		cx->failure.retry_after_s = 5;
		return fail(cx, E_BUSY, "too many large requests at once; try again in a moment");
	}

	char *body = realloc(exchange->body, room);

	if (!body) {
		atomic_fetch_sub(&exchange->server->receiving,
				 to_int64(room - exchange->body_room));
		return fail_memory(cx);
	}
	exchange->body = body;
	exchange->body_room = room;
	return OK;
}

static enum rc keep(struct exchange *exchange, const char *bytes, size_t size)
{
	struct http_request *rq = &exchange->request;

	if (to_int64(rq->body.len + size) > exchange->body_limit)
		return fail(&exchange->cx, E_TOO_LARGE, "this body is larger than %lld bytes",
			    0LL + exchange->body_limit);
	TRY(grow(exchange, rq->body.len + size));
	memcpy(exchange->body + rq->body.len, bytes, size);
	rq->body.len += size;
	return OK;
}

/* --- into a file --------------------------------------------------------------------------------- */

static enum rc fail_file(struct ctx *cx)
{
	if (errno == ENOSPC || errno == EDQUOT)
		return fail(cx, E_IO, "the disk is full: this file cannot be taken in");
	return fail(cx, E_IO, "this file cannot be kept on the disk");
}

static enum rc open_file(struct exchange *exchange)
{
	int fd = open(exchange->server->options.spool, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0)
		return fail_file(&exchange->cx);
	exchange->request.upload_fd = fd;
	return OK;
}

static enum rc write_file(struct exchange *exchange, const char *bytes, size_t size)
{
	struct http_request *rq = &exchange->request;

	if (rq->upload_bytes + to_int64(size) > exchange->body_limit)
		return fail(&exchange->cx, E_TOO_LARGE, "this file is larger than %lld bytes",
			    0LL + exchange->body_limit);
	if (rq->upload_fd < 0)
		TRY(open_file(exchange));
	rq->upload_bytes += to_int64(size);
	while (size > 0) {
		ssize_t written = write(rq->upload_fd, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return fail_file(&exchange->cx);
		bytes += written;
		size -= to_size(written);
	}
	return OK;
}

/* ------------------------------------------------------------------------------------------------- */

bool request_body_add(struct exchange *exchange, const char *bytes, size_t size)
{
	if (exchange->state != EXCHANGE_BODY || exchange->request.route->body == BODY_NONE)
		return drop(exchange, size);
	atomic_fetch_add_explicit(&exchange->connection->received, to_int64(size),
				  memory_order_relaxed);

	bool to_file = exchange->request.route->flags & ROUTE_UPLOAD;
	enum rc rc = to_file ? write_file(exchange, bytes, size) : keep(exchange, bytes, size);

	if (rc != OK)
		refuse(exchange, rc);
	return true;
}

enum rc request_body_end(struct exchange *exchange)
{
	struct http_request *rq = &exchange->request;

	if (exchange->body) {
		exchange->body[rq->body.len] = '\0';
		rq->body.ptr = exchange->body;
	}
	if (!(rq->route->flags & ROUTE_UPLOAD))
		return OK;
	if (rq->upload_fd < 0)
		TRY(open_file(exchange));
	return lseek(rq->upload_fd, 0, SEEK_SET) == 0 ? OK : fail_file(&exchange->cx);
}

void request_body_free(struct exchange *exchange)
{
	atomic_fetch_sub(&exchange->server->receiving, to_int64(exchange->body_room));
	free(exchange->body);
}
