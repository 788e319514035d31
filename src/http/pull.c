/* The next piece is made on a thread that may wait while the connection is suspended. */
#include "http/pull.h"

#include "base/convert.h"
#include "base/log.h"

#include <microhttpd.h>
#include <string.h>

enum { PIECE_BOUND = 8 * 1024 * 1024, LIBRARY_BLOCK = 4096 };

struct pull_body {
	struct exchange *exchange;
	struct slow_job job;
	struct arena arena; /* of the piece */
	struct arena_mark mark;
	str piece;
	size_t sent;
	enum rc rc;
	bool is_over;
};

static void make_piece(struct slow_job *job)
{
	struct pull_body *pull = job->argument;
	struct exchange *exchange = pull->exchange;
	struct ctx *cx = &exchange->cx;
	struct buf piece;

	arena_reset(&pull->arena);
	piece = buf_new(&pull->arena);
	ctx_clear_failure(cx);
	pull->rc = exchange->reply.pull(cx, exchange->reply.pull_argument, &piece);
	if (pull->rc == OK)
		pull->rc = buf_rc(&piece);
	if (pull->rc != OK)
		log_line(LOG_WARN, "an answer was cut off: %s", rc_name(pull->rc));
	pull->piece = buf_str(&piece);
	pull->sent = 0;
	pull->is_over = piece.len == 0;
	arena_rewind(cx->arena, pull->mark);
	connection_enter(exchange->connection, PHASE_SENDING);
	exchange_resume(exchange);
}

static ssize_t read_piece(void *argument, uint64_t position, char *out, size_t room)
{
	struct pull_body *pull = argument;
	struct exchange *exchange = pull->exchange;
	size_t left = pull->piece.len - pull->sent;
	size_t size = left < room ? left : room;

	(void)position;
	if (pull->rc != OK)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (pull->is_over)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (size > 0) {
		memcpy(out, pull->piece.ptr + pull->sent, size);
		pull->sent += size;
		return to_int64(size);
	}
	pull->job = (struct slow_job){ .run = make_piece, .argument = pull };
	exchange_suspend(exchange);
	if (!slow_lane_add(exchange->server->lane, &pull->job, false))
		ensure(false);
	return 0;
}

struct MHD_Response *pull_answer(struct exchange *exchange)
{
	struct pull_body *pull = arena_alloc(&exchange->arena, sizeof *pull);

	if (!pull)
		return NULL;
	pull->exchange = exchange;
	pull->mark = arena_mark(&exchange->arena);
	arena_init(&pull->arena, PIECE_BOUND);
	exchange->pull = pull;
	return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, LIBRARY_BLOCK, read_piece, pull,
						 NULL);
}

void pull_free(struct pull_body *pull)
{
	if (pull)
		arena_free(&pull->arena);
}
