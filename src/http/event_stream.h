/* Live streams (server-sent events): one hub keeps the latest frames in a ring and wakes the streams
 * that may see them. A stream costs no processor time while nothing happens. What a frame is about
 * and who may see it is the caller's: here it is bytes and a question.
 *
 * Without gap or double: frames carry the ids of events, which grow in the order of commits, and are
 * published in that order. A stream first reads what it missed through `replay`, page by page, then
 * follows the ring from where the last page began, leaving out what that page already held. */
#ifndef ALUR_HTTP_EVENT_STREAM_H
#define ALUR_HTTP_EVENT_STREAM_H

#include "base/ctx.h"

struct event_hub;
struct event_stream;
struct http_reply;

struct event_frame {
	int64_t id;
	str text;          /* as sent, see event_frame_print() */
	const void *about; /* what `visible` looks at; no pointers into other memory */
	size_t about_size;
};

struct event_hub_options {
	/* May this viewer see this frame? Quick, no database; on any thread, under the hub's lock. */
	bool (*visible)(const void *viewer, const struct event_frame *frame);
	int ring_frames;  /* 0: 1,024 */
	int ring_bytes;   /* 0: 1 MiB; larger frames close the streams that may see them */
	int streams;      /* most at once; 0: 2,048 */
	int streams_each; /* most of one key; 0: 16 */
	int heartbeat_ms; /* 0: 15,000 */
};

/* Starts the hub with its thread. E_IO, E_MEMORY. */
MUST_USE enum rc event_hub_start(struct ctx *cx, const struct event_hub_options *options,
				 struct event_hub **out);

/* After the servers that use it were stopped. NULL is allowed. */
void event_hub_free(struct event_hub *hub);

/* Tells a frame to all streams that may see it; copies it. Quick: the hub's own thread wakes them.
 * To be called in the order of ids, that is on the writer's thread. */
void event_hub_publish(struct event_hub *hub, const struct event_frame *frame);

/* Closes the streams for which `match` says so: a session ended, rights changed. */
void event_hub_close_where(struct event_hub *hub,
			   bool (*match)(const void *viewer, const void *argument),
			   const void *argument);

int event_hub_streams(struct event_hub *hub);

/* What one stream wants. */
struct event_viewer {
	int64_t key; /* counts towards streams_each, e.g. a user's id */
	const void *
		bytes; /* who is looking, for visible() and match(): copied, so it must not point */
	size_t size;   /* into other memory */
	int64_t after; /* the last id that the client has (Last-Event-ID); negative: live only */

	/* Appends frames with ids above `after`, oldest first, those that the viewer may see, at most
	 * `room` bytes of whole frames (the first one may be larger). Sets *last to the highest id
	 * looked at (`after` when there is none) and *more when there are further ones. Called with
	 * a context as begin() made it, without cx->who; opens its own reading connection; on a
	 * thread that may wait. */
	enum rc (*replay)(struct ctx *cx, const void *viewer, int64_t after, size_t room,
			  struct buf *frames, int64_t *last, bool *more);
};

/* Makes `re` a live stream. E_TOO_MANY: too many of this key; E_BUSY: too many at all. */
MUST_USE enum rc event_reply(struct ctx *cx, struct event_hub *hub,
			     const struct event_viewer *viewer, struct http_reply *re);

/* "id: 42\nevent: change\ndata: {...}\n\n"; a newline in `data` starts another data line. */
void event_frame_print(struct buf *out, int64_t id, str event, str data);

#endif
