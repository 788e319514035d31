/* One live stream: joining the hub, what its client gets next, catching up with what it missed. The
 * ring and the waking: event_hub.c. */
#include "http/event_hub.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_BYTES = 32 * 1024 };

/* --- joining and leaving ----------------------------------------------------------------------------- */

static int streams_of(const struct event_hub *hub, int64_t key)
{
	int count = 0;

	for (const struct event_stream *s = hub->streams; s; s = s->next)
		count += s->viewer.key == key && !s->closed;
	return count;
}

static void join(struct event_hub *hub, struct event_stream *stream)
{
	stream->cursor = hub->head;
	stream->next = hub->streams;
	if (stream->next)
		stream->next->previous = stream;
	hub->streams = stream;
	hub->stream_count++;
	pthread_cond_signal(&hub->changed);
}

static enum rc join_if_room(struct ctx *cx, struct event_stream *stream)
{
	struct event_hub *hub = stream->hub;

	pthread_mutex_lock(&hub->lock);

	bool is_full = hub->stream_count >= hub->options.streams;
	bool has_many = streams_of(hub, stream->viewer.key) >= hub->options.streams_each;

	if (!is_full && !has_many)
		join(hub, stream);
	pthread_mutex_unlock(&hub->lock);
	if (is_full || has_many)
		cx->failure.retry_after_s = 30;
	if (has_many)
		return fail(cx, E_TOO_MANY, "you have too many live streams open");
	return is_full ? fail(cx, E_BUSY, "there are too many live streams") : OK;
}

static enum rc fill(struct ctx *cx, struct event_stream *stream, struct event_hub *hub,
		    const struct event_viewer *viewer)
{
	stream->hub = hub;
	stream->viewer = *viewer;
	stream->after = viewer->after;
	stream->replaying = viewer->after >= 0 && viewer->replay;
	stream->beat_at = event_clock_ms() + hub->options.heartbeat_ms;
	stream->viewer_bytes = malloc(viewer->size + 1);
	if (!stream->viewer_bytes)
		return fail_memory(cx);
	if (viewer->size > 0)
		memcpy(stream->viewer_bytes, viewer->bytes, viewer->size);
	stream->viewer.bytes = stream->viewer_bytes;
	return OK;
}

static void free_memory(struct event_stream *stream)
{
	if (!stream)
		return;
	free(stream->viewer_bytes);
	free(stream->page);
	free(stream);
}

enum rc event_stream_new(struct ctx *cx, struct event_hub *hub, const struct event_viewer *viewer,
			 struct event_stream **out)
{
	struct event_stream *stream = calloc(1, sizeof *stream);
	enum rc rc = stream ? OK : fail_memory(cx);

	if (rc == OK)
		rc = fill(cx, stream, hub, viewer);
	if (rc == OK)
		rc = join_if_room(cx, stream);
	if (rc == OK)
		*out = stream;
	else
		free_memory(stream);
	return rc;
}

void event_stream_free(struct event_stream *stream)
{
	struct event_hub *hub = stream->hub;

	pthread_mutex_lock(&hub->lock);
	if (stream->next)
		stream->next->previous = stream->previous;
	if (stream->previous)
		stream->previous->next = stream->next;
	else
		hub->streams = stream->next;
	hub->stream_count--;
	pthread_mutex_unlock(&hub->lock);
	free_memory(stream);
}

void event_stream_close(struct event_stream *stream)
{
	pthread_mutex_lock(&stream->hub->lock);
	stream->closed = true;
	pthread_mutex_unlock(&stream->hub->lock);
}

/* --- what is next -------------------------------------------------------------------------------- */

static size_t copy_page(struct event_stream *stream, char *out, size_t room)
{
	size_t left = stream->page_size - stream->page_sent;
	size_t size = left < room ? left : room;

	memcpy(out, stream->page + stream->page_sent, size);
	stream->page_sent += size;
	if (size == left) {
		free(stream->page);
		stream->page = NULL;
	}
	return size;
}

/* As much as fits of the frames at the cursor and behind it; large ones in several parts. */
static size_t copy_frames(struct event_stream *stream, char *out, size_t room)
{
	const struct event_hub *hub = stream->hub;
	size_t size = 0;

	while (size < room && event_stream_skip(stream) && stream->cursor < hub->head) {
		str text = event_hub_frame(hub, stream->cursor)->text;
		size_t left = text.len - stream->offset;
		size_t part = left < room - size ? left : room - size;

		memcpy(out + size, text.ptr + stream->offset, part);
		size += part;
		stream->offset += part;
		if (part == left) {
			stream->cursor++;
			stream->offset = 0;
		}
	}
	return size;
}

static size_t copy_text(str text, char *out, size_t room)
{
	ensure(text.len <= room);
	memcpy(out, text.ptr, text.len);
	return text.len;
}

static enum stream_step next(struct event_stream *stream, char *out, size_t room, size_t *size)
{
	/* The greeting makes proxies and browsers see the answer; it says when to come again. */
	if (!stream->greeted) {
		stream->greeted = true;
		*size = copy_text(STR("retry: 2000\n\n"), out, room);
		return STREAM_BYTES;
	}
	if (stream->page) {
		*size = copy_page(stream, out, room);
		return STREAM_BYTES;
	}
	if (stream->replaying)
		return STREAM_REPLAY;
	if (!event_stream_skip(stream))
		return STREAM_OVER;
	*size = copy_frames(stream, out, room);
	if (*size == 0 && event_clock_ms() >= stream->beat_at)
		*size = copy_text(STR(":\n\n"), out, room);
	return *size > 0 ? STREAM_BYTES : STREAM_SLEEPS;
}

enum stream_step event_stream_read(struct event_stream *stream, char *out, size_t room,
				   size_t *size)
{
	struct event_hub *hub = stream->hub;

	pthread_mutex_lock(&hub->lock);

	enum stream_step step = stream->closed ? STREAM_OVER : next(stream, out, room, size);

	if (step == STREAM_BYTES)
		stream->beat_at = event_clock_ms() + hub->options.heartbeat_ms;
	if (step == STREAM_SLEEPS) {
		stream->sleeping = true;
		stream->line.sleep(stream->line.argument);
	}
	pthread_mutex_unlock(&hub->lock);
	return step;
}

/* --- catching up --------------------------------------------------------------------------------- */

/* Keeps the page beyond the request's memory. */
static enum rc keep_page(struct ctx *cx, struct event_stream *stream, str frames)
{
	if (frames.len == 0)
		return OK;
	stream->page = malloc(frames.len);
	if (!stream->page)
		return fail_memory(cx);
	memcpy(stream->page, frames.ptr, frames.len);
	stream->page_size = frames.len;
	stream->page_sent = 0;
	return OK;
}

static enum rc read_page(struct ctx *cx, struct event_stream *stream, bool *more)
{
	struct buf frames = buf_new(cx->arena);
	int64_t last = stream->after;

	TRY(stream->viewer.replay(cx, stream->viewer.bytes, stream->after, PAGE_BYTES, &frames,
				  &last, more));
	if (buf_rc(&frames) != OK)
		return fail_memory(cx);
	TRY(keep_page(cx, stream, buf_str(&frames)));
	if (last > stream->after)
		stream->after = last;
	return OK;
}

void event_stream_replay(struct ctx *cx, struct event_stream *stream)
{
	struct event_hub *hub = stream->hub;
	bool more = false;

	/* Before the page is read: what is committed after that is in the ring from here on. */
	pthread_mutex_lock(&hub->lock);
	stream->cursor = hub->head;
	pthread_mutex_unlock(&hub->lock);

	enum rc rc = read_page(cx, stream, &more);

	pthread_mutex_lock(&hub->lock);
	stream->replaying = more;
	if (rc != OK)
		stream->closed = true;
	pthread_mutex_unlock(&hub->lock);
}

void event_frame_print(struct buf *out, int64_t id, str event, str data)
{
	str line;

	buf_text(out, "id: ");
	buf_int(out, id);
	buf_text(out, "\nevent: ");
	buf_add(out, event);
	buf_char(out, '\n');
	while (str_split(&data, '\n', &line)) {
		buf_text(out, "data: ");
		buf_add(out, line);
		buf_char(out, '\n');
	}
	buf_char(out, '\n');
}
