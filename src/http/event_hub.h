/* The hub's side of a live stream, without a network: what is next for it, when it may sleep. The
 * library's side: event_reply.c. */
#ifndef ALUR_HTTP_EVENT_HUB_H
#define ALUR_HTTP_EVENT_HUB_H

#include "http/event_stream.h"

#include <pthread.h>

/* A frame in the ring, in one piece with its bytes. */
struct kept_frame {
	struct event_frame frame;
	size_t size;
	char bytes[];
};

struct event_hub {
	struct event_hub_options options;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	struct kept_frame **ring; /* frame of number n at n modulo ring_frames */
	int64_t head;             /* number of the next frame */
	int64_t tail;             /* number of the oldest one kept */
	size_t ring_bytes;
	struct event_stream *streams;
	int stream_count;
	bool stopping;
	bool urgent; /* frames or closings since the last round */
};

/* How a stream's connection sleeps and wakes: both are called under the hub's lock. */
struct stream_line {
	void (*sleep)(void *argument);
	void (*wake)(void *argument);
	void *argument;
};

struct event_stream {
	struct event_stream *next;
	struct event_stream *previous;
	struct event_hub *hub;
	struct event_viewer viewer; /* its bytes are the stream's own */
	void *viewer_bytes;
	struct stream_line line;
	int64_t cursor; /* number of the next frame to look at */
	int64_t after;  /* what the client has: frames up to this id are left out */
	size_t offset;  /* bytes of the frame at the cursor that are sent already */
	char *page;     /* frames of a replay that are being sent */
	size_t page_size;
	size_t page_sent;
	int64_t beat_at; /* when the next heartbeat is due, ms */
	bool replaying;
	bool sleeping;
	bool closed;
	bool greeted;
};

enum stream_step {
	STREAM_BYTES,  /* something was written */
	STREAM_SLEEPS, /* nothing to send: line.sleep() was called */
	STREAM_REPLAY, /* read the next page: event_stream_replay() on a thread that may wait */
	STREAM_OVER
};

/* E_TOO_MANY, E_BUSY, E_MEMORY. It follows the ring from now on. */
MUST_USE enum rc event_stream_new(struct ctx *cx, struct event_hub *hub,
				  const struct event_viewer *viewer, struct event_stream **out);
void event_stream_free(struct event_stream *stream);

/* It ends at its next step. */
void event_stream_close(struct event_stream *stream);

/* The next bytes for the client. */
enum stream_step event_stream_read(struct event_stream *stream, char *out, size_t room,
				   size_t *size);

/* Reads the next page of what the client missed; closes the stream when that fails. */
void event_stream_replay(struct ctx *cx, struct event_stream *stream);

/* The hub's clock. */
int64_t event_clock_ms(void);

/* Under the lock: a frame by its number, tail <= number < head. */
const struct event_frame *event_hub_frame(const struct event_hub *hub, int64_t number);

/* Under the lock: moves the cursor over frames that are not for this stream. False when it has
 * fallen behind the ring. */
bool event_stream_skip(struct event_stream *stream);

#endif
