/* The ring of the latest frames and the streams that follow it; see event_stream.h for what is
 * promised. One lock for all: every stretch under it is short. */
#include "http/event_hub.h"

#include "base/convert.h"
#include "base/day.h"

#include <stdlib.h>
#include <string.h>

#define NS_PER_S INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)

enum {
	RING_FRAMES = 1024,
	RING_BYTES = 1024 * 1024,
	MAX_STREAMS = 2048,
	MAX_STREAMS_EACH = 16,
	HEARTBEAT_MS = 15000,
	QUIET_ROUND_MS = 1000, /* heartbeats are at most this late */
	ALIGNMENT = 16,
	BUSY_ROUND_MS = 10 /* frames that come close together wake a stream once */
};

static void *keep_round(void *argument);

int64_t event_clock_ms(void)
{
	return clock_monotonic_ns() / NS_PER_MS;
}

/* --- the hub ------------------------------------------------------------------------------------- */

static void set_defaults(struct event_hub_options *options)
{
	if (!options->ring_frames)
		options->ring_frames = RING_FRAMES;
	if (!options->ring_bytes)
		options->ring_bytes = RING_BYTES;
	if (!options->streams)
		options->streams = MAX_STREAMS;
	if (!options->streams_each)
		options->streams_each = MAX_STREAMS_EACH;
	if (!options->heartbeat_ms)
		options->heartbeat_ms = HEARTBEAT_MS;
}

static void init_locks(struct event_hub *hub)
{
	pthread_condattr_t attributes;

	pthread_mutex_init(&hub->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&hub->changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

static void free_parts(struct event_hub *hub)
{
	while (hub->tail < hub->head)
		free(hub->ring[hub->tail++ % hub->options.ring_frames]);
	pthread_cond_destroy(&hub->changed);
	pthread_mutex_destroy(&hub->lock);
	free(hub->ring);
	free(hub);
}

enum rc event_hub_start(struct ctx *cx, const struct event_hub_options *options,
			struct event_hub **out)
{
	struct event_hub *hub = calloc(1, sizeof *hub);

	if (!hub)
		return fail_memory(cx);
	hub->options = *options;
	set_defaults(&hub->options);
	init_locks(hub);
	hub->ring = calloc(to_size(hub->options.ring_frames), sizeof(struct kept_frame *));
	if (!hub->ring) {
		free_parts(hub);
		return fail_memory(cx);
	}
	if (pthread_create(&hub->thread, NULL, keep_round, hub) != 0) {
		free_parts(hub);
		return fail(cx, E_IO, "no thread can be started");
	}
	*out = hub;
	return OK;
}

void event_hub_free(struct event_hub *hub)
{
	if (!hub)
		return;
	pthread_mutex_lock(&hub->lock);
	ensure(hub->stream_count == 0);
	hub->stopping = true;
	pthread_cond_signal(&hub->changed);
	pthread_mutex_unlock(&hub->lock);
	pthread_join(hub->thread, NULL);
	free_parts(hub);
}

int event_hub_streams(struct event_hub *hub)
{
	pthread_mutex_lock(&hub->lock);

	int count = hub->stream_count;

	pthread_mutex_unlock(&hub->lock);
	return count;
}

/* --- the ring ------------------------------------------------------------------------------------ */

const struct event_frame *event_hub_frame(const struct event_hub *hub, int64_t number)
{
	return &hub->ring[number % hub->options.ring_frames]->frame;
}

static struct kept_frame *copy_frame(const struct event_frame *frame)
{
	/* The facts first, where they are aligned as malloc aligns. */
	size_t text_at = (frame->about_size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct kept_frame *copy = malloc(sizeof *copy + text_at + frame->text.len);

	if (!copy)
		return NULL;
	copy->size = text_at + frame->text.len;
	copy->frame = *frame;
	copy->frame.about = copy->bytes;
	copy->frame.text.ptr = copy->bytes + text_at;
	if (frame->about_size > 0)
		memcpy(copy->bytes, frame->about, frame->about_size);
	if (frame->text.len > 0)
		memcpy(copy->bytes + text_at, frame->text.ptr, frame->text.len);
	return copy;
}

static void drop_oldest(struct event_hub *hub)
{
	struct kept_frame **place = &hub->ring[hub->tail++ % hub->options.ring_frames];

	if (*place)
		hub->ring_bytes -= (*place)->size;
	free(*place);
	*place = NULL;
}

/* A frame that cannot be kept (NULL) moves the ring on all the same: streams that should have seen
 * it have fallen behind and come again with their Last-Event-ID. */
static void push(struct event_hub *hub, struct kept_frame *frame)
{
	if (frame) {
		hub->ring[hub->head++ % hub->options.ring_frames] = frame;
		hub->ring_bytes += frame->size;
		return;
	}
	hub->head++;
	while (hub->tail < hub->head)
		drop_oldest(hub);
}

void event_hub_publish(struct event_hub *hub, const struct event_frame *frame)
{
	size_t limit = to_size(hub->options.ring_bytes);
	struct kept_frame *copy = NULL;

	pthread_mutex_lock(&hub->lock);
	if (hub->stream_count > 0) {
		copy = copy_frame(frame);
		while (hub->tail < hub->head &&
		       (hub->head - hub->tail >= hub->options.ring_frames ||
			hub->ring_bytes + (copy ? copy->size : 0) > limit))
			drop_oldest(hub);
		push(hub, copy);
		hub->urgent = true;
		pthread_cond_signal(&hub->changed);
	}
	pthread_mutex_unlock(&hub->lock);
}

/* --- rounds: who has to wake up ------------------------------------------------------------------ */

static bool wants(struct event_stream *stream, const struct event_frame *frame)
{
	return frame->id > stream->after &&
	       stream->hub->options.visible(stream->viewer.bytes, frame);
}

bool event_stream_skip(struct event_stream *stream)
{
	struct event_hub *hub = stream->hub;

	if (stream->cursor < hub->tail)
		return false;
	while (stream->offset == 0 && stream->cursor < hub->head &&
	       !wants(stream, event_hub_frame(hub, stream->cursor)))
		stream->cursor++;
	return true;
}

static bool should_wake(struct event_stream *stream, int64_t now)
{
	if (stream->closed || now >= stream->beat_at || !event_stream_skip(stream))
		return true;
	return stream->cursor < stream->hub->head;
}

static void wake(struct event_stream *stream)
{
	stream->sleeping = false;
	stream->line.wake(stream->line.argument);
}

static void look_at_all(struct event_hub *hub)
{
	int64_t now = event_clock_ms();

	for (struct event_stream *s = hub->streams; s; s = s->next)
		if (s->sleeping && should_wake(s, now))
			wake(s);
}

/* Until there is something urgent, or heartbeats may be due. May return early. */
static void wait(struct event_hub *hub)
{
	int64_t ms = hub->options.heartbeat_ms < QUIET_ROUND_MS ? hub->options.heartbeat_ms
								: QUIET_ROUND_MS;
	int64_t until = clock_monotonic_ns() + ms * NS_PER_MS;
	struct timespec at = { .tv_sec = until / NS_PER_S, .tv_nsec = until % NS_PER_S };

	if (hub->urgent)
		return;
	if (hub->stream_count == 0)
		pthread_cond_wait(&hub->changed, &hub->lock);
	else
		pthread_cond_timedwait(&hub->changed, &hub->lock, &at);
}

static void rest(struct event_hub *hub)
{
	struct timespec pause = { .tv_nsec = BUSY_ROUND_MS * NS_PER_MS };

	pthread_mutex_unlock(&hub->lock);
	nanosleep(&pause, NULL);
	pthread_mutex_lock(&hub->lock);
}

static void *keep_round(void *argument)
{
	struct event_hub *hub = argument;

	pthread_mutex_lock(&hub->lock);
	while (!hub->stopping) {
		wait(hub);

		bool was_urgent = hub->urgent;

		hub->urgent = false;
		look_at_all(hub);
		if (was_urgent)
			rest(hub);
	}
	pthread_mutex_unlock(&hub->lock);
	return NULL;
}

/* --- closing --------------------------------------------------------------------------------------- */

void event_hub_close_where(struct event_hub *hub,
			   bool (*match)(const void *viewer, const void *argument),
			   const void *argument)
{
	pthread_mutex_lock(&hub->lock);
	for (struct event_stream *s = hub->streams; s; s = s->next)
		if (match(s->viewer.bytes, argument))
			s->closed = true;
	hub->urgent = true;
	pthread_cond_signal(&hub->changed);
	pthread_mutex_unlock(&hub->lock);
}
