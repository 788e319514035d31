/* How a live stream sleeps and wakes in the library, and where it catches up. */
#include "http/event_reply.h"

#include "base/convert.h"
#include "http/event_hub.h"

#include <microhttpd.h>
#include <stdlib.h>

enum { LIBRARY_BLOCK = 512 };

/* What stays of the exchange while the stream lives. */
struct event_line {
	struct http_server *server;
	struct MHD_Connection *library;
	struct connection *connection;
	struct event_stream *stream;
	struct slow_job job;
};

enum rc event_reply(struct ctx *cx, struct event_hub *hub, const struct event_viewer *viewer,
		    struct http_reply *re)
{
	TRY(event_stream_new(cx, hub, viewer, &re->stream));
	re->content_type = "text/event-stream";
	/* nginx would hold the frames back otherwise. */
	return http_reply_header(cx, re, "X-Accel-Buffering", STR("no"));
}

static void line_sleep(void *argument)
{
	struct event_line *line = argument;

	connection_enter(line->connection, PHASE_STREAMING);
	connection_suspend(line->server, line->library);
}

static void line_wake(void *argument)
{
	struct event_line *line = argument;

	connection_enter(line->connection, PHASE_SENDING);
	connection_resume(line->server, line->library);
}

static enum rc begin(struct exchange *exchange)
{
	const struct http_hooks *hooks = &exchange->server->options.hooks;
	enum rc rc;

	if (!hooks->begin)
		return OK;
	TRY(db_read_begin(&exchange->cx));
	rc = hooks->begin(&exchange->cx, &exchange->request);
	db_read_end(&exchange->cx);
	return rc;
}

/* On a thread that may wait. */
static void catch_up(struct slow_job *job)
{
	struct event_line *line = job->argument;
	struct exchange *exchange = exchange_new(line->server);

	if (exchange && begin(exchange) == OK)
		event_stream_replay(&exchange->cx, line->stream);
	else
		event_stream_close(line->stream);
	if (exchange)
		exchange_end(exchange);
	line_wake(line);
}

static ssize_t read_stream(void *argument, uint64_t position, char *out, size_t room)
{
	struct event_line *line = argument;
	size_t size = 0;

	(void)position;
	switch (event_stream_read(line->stream, out, room, &size)) {
	case STREAM_BYTES:
		return to_int64(size);
	case STREAM_SLEEPS:
		return 0;
	case STREAM_OVER:
		break;
	case STREAM_REPLAY:
		line->job = (struct slow_job){ .run = catch_up, .argument = line };
		connection_enter(line->connection, PHASE_WORKING);
		connection_suspend(line->server, line->library);
		if (!slow_lane_add(line->server->lane, &line->job, false))
			ensure(false);
		return 0;
	}
	return MHD_CONTENT_READER_END_OF_STREAM;
}

static void free_line(void *argument)
{
	struct event_line *line = argument;

	event_stream_free(line->stream);
	free(line);
}

struct MHD_Response *event_answer(struct exchange *exchange)
{
	struct event_line *line = malloc(sizeof *line);
	struct MHD_Response *response;

	if (!line)
		return NULL;
	*line = (struct event_line){
		.server = exchange->server,
		.library = exchange->library,
		.connection = exchange->connection,
		.stream = exchange->reply.stream,
	};
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, LIBRARY_BLOCK, read_stream,
						     line, free_line);
	if (!response) {
		free(line);
		return NULL;
	}
	line->stream->line = (struct stream_line){ line_sleep, line_wake, line };
	exchange->reply.stream = NULL;
	return response;
}
