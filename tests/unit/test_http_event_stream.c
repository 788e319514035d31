/* Live streams without a network: what a stream reads, when it sleeps, who wakes it. */
#include "http/event_hub.h"
#include "table.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 4096 };

/* Who looks, as hub and api would have it: a user's number. */
struct looking {
	struct event_hub *hub;
	struct local local;
	_Atomic int slept;
	_Atomic int woken;
};

static bool visible(const void *viewer, const struct event_frame *frame)
{
	const int64_t *user = viewer;
	int64_t owner;

	memcpy(&owner, frame->about, sizeof owner);
	return owner == 0 || owner == *user;
}

static void start(struct looking *looking, const struct event_hub_options *options)
{
	struct event_hub_options own = *options;

	own.visible = visible;
	looking->slept = 0;
	looking->woken = 0;
	local_init(&looking->local);
	assert_int_equal(event_hub_start(&looking->local.cx, &own, &looking->hub), OK);
}

static void stop(struct looking *looking)
{
	event_hub_free(looking->hub);
	local_free(&looking->local);
}

static void on_sleep(void *argument)
{
	((struct looking *)argument)->slept++;
}

static void on_wake(void *argument)
{
	((struct looking *)argument)->woken++;
}

static enum rc open_stream(struct looking *looking, int64_t user, int64_t after,
			   struct event_stream **out)
{
	struct event_viewer viewer = {
		.key = user, .bytes = &user, .size = sizeof user, .after = after
	};
	enum rc rc = event_stream_new(&looking->local.cx, looking->hub, &viewer, out);

	if (rc == OK)
		(*out)->line = (struct stream_line){ on_sleep, on_wake, looking };
	return rc;
}

static void tell(struct looking *looking, int64_t id, int64_t owner, const char *text)
{
	struct event_frame frame = {
		.id = id, .text = str_from(text), .about = &owner, .about_size = sizeof owner
	};

	event_hub_publish(looking->hub, &frame);
}

/* Reads until the stream has nothing more; the last step is in *step. */
static str read_with_room(struct looking *looking, struct event_stream *stream, size_t room,
			  enum stream_step *step)
{
	struct buf all = buf_new(&looking->local.arena);
	char bytes[ROOM];
	size_t size = 0;

	while ((*step = event_stream_read(stream, bytes, room, &size)) == STREAM_BYTES)
		buf_add(&all, (str){ bytes, size });
	return buf_str(&all);
}

static str read_all(struct looking *looking, struct event_stream *stream, enum stream_step *step)
{
	return read_with_room(looking, stream, ROOM, step);
}

static bool wait_for(_Atomic int *number, int value)
{
	for (int i = 0; i < 2000 && *number < value; i++)
		usleep(1000);
	return *number >= value;
}

/* A stream that was greeted and sleeps. */
static struct event_stream *sleeping_stream(struct looking *looking, int64_t user)
{
	struct event_stream *stream = NULL;
	enum stream_step step;

	assert_int_equal(open_stream(looking, user, -1, &stream), OK);
	assert_text(read_all(looking, stream, &step), "retry: 2000\n\n");
	assert_int_equal(step, STREAM_SLEEPS);
	return stream;
}

static void a_frame_wakes_and_is_read(void)
{
	struct looking looking;
	struct event_stream *stream;
	enum stream_step step;

	start(&looking, &(struct event_hub_options){ 0 });
	stream = sleeping_stream(&looking, 5);
	tell(&looking, 1, 0, "one\n\n");
	assert_true(wait_for(&looking.woken, 1));
	tell(&looking, 2, 5, "two\n\n");
	assert_text(read_all(&looking, stream, &step), "one\n\ntwo\n\n");
	assert_int_equal(step, STREAM_SLEEPS);
	assert_int_equal(looking.slept, 2);
	event_stream_free(stream);
	stop(&looking);
}

static void a_frame_for_others_wakes_nobody(void)
{
	struct looking looking;
	struct event_stream *stream;
	enum stream_step step;

	start(&looking, &(struct event_hub_options){ 0 });
	stream = sleeping_stream(&looking, 5);
	tell(&looking, 1, 7, "secret\n\n");
	usleep(50000);
	assert_int_equal(looking.woken, 0);
	tell(&looking, 2, 0, "open\n\n");
	assert_true(wait_for(&looking.woken, 1));
	assert_text(read_all(&looking, stream, &step), "open\n\n");
	event_stream_free(stream);
	stop(&looking);
}

static void a_large_frame_is_read_in_parts(void)
{
	struct looking looking;
	struct event_stream *stream;
	enum stream_step step;

	start(&looking, &(struct event_hub_options){ 0 });
	stream = sleeping_stream(&looking, 5);
	tell(&looking, 1, 0, "a frame that is longer than the room\n\n");
	tell(&looking, 2, 0, "next\n\n");
	assert_true(wait_for(&looking.woken, 1));
	assert_text(read_with_room(&looking, stream, 16, &step),
		    "a frame that is longer than the room\n\nnext\n\n");
	event_stream_free(stream);
	stop(&looking);
}

static void who_falls_behind_the_ring_is_closed(void)
{
	struct looking looking;
	struct event_stream *slow;
	struct event_stream *quick;
	enum stream_step step;

	start(&looking, &(struct event_hub_options){ .ring_frames = 4 });
	slow = sleeping_stream(&looking, 5);
	quick = sleeping_stream(&looking, 6);
	for (int64_t id = 1; id <= 4; id++)
		tell(&looking, id, 0, "x\n");
	assert_true(wait_for(&looking.woken, 2));
	assert_text(read_all(&looking, quick, &step), "x\nx\nx\nx\n");
	tell(&looking, 5, 0, "y\n");
	assert_true(wait_for(&looking.woken, 3));
	assert_text(read_all(&looking, quick, &step), "y\n");
	assert_text(read_all(&looking, slow, &step), "");
	assert_int_equal(step, STREAM_OVER);
	event_stream_free(slow);
	event_stream_free(quick);
	stop(&looking);
}

static void the_ring_is_bounded_in_bytes_too(void)
{
	struct looking looking;
	struct event_stream *stream;
	enum stream_step step;

	start(&looking, &(struct event_hub_options){ .ring_bytes = 64 });
	stream = sleeping_stream(&looking, 5);
	tell(&looking, 1, 0, "0123456789012345678901234567890123456789\n");
	tell(&looking, 2, 0, "0123456789012345678901234567890123456789\n");
	read_all(&looking, stream, &step);
	assert_int_equal(step, STREAM_OVER);
	event_stream_free(stream);
	stop(&looking);
}

static bool is_five(const void *viewer, const void *argument)
{
	const int64_t *user = viewer;

	(void)argument;
	return *user == 5;
}

static void streams_of_a_session_are_closed(void)
{
	struct looking looking;
	struct event_stream *five;
	struct event_stream *six;
	enum stream_step step;

	start(&looking, &(struct event_hub_options){ 0 });
	five = sleeping_stream(&looking, 5);
	six = sleeping_stream(&looking, 6);
	event_hub_close_where(looking.hub, is_five, NULL);
	assert_true(wait_for(&looking.woken, 1));
	read_all(&looking, five, &step);
	assert_int_equal(step, STREAM_OVER);
	usleep(20000);
	assert_int_equal(looking.woken, 1);
	event_stream_free(five);
	event_stream_free(six);
	stop(&looking);
}

static void a_silent_stream_has_a_heartbeat(void)
{
	struct looking looking;
	struct event_stream *stream;
	enum stream_step step;

	start(&looking, &(struct event_hub_options){ .heartbeat_ms = 50 });
	stream = sleeping_stream(&looking, 5);
	assert_true(wait_for(&looking.woken, 1));
	assert_text(read_all(&looking, stream, &step), ":\n\n");
	assert_int_equal(step, STREAM_SLEEPS);
	assert_true(wait_for(&looking.woken, 2));
	event_stream_free(stream);
	stop(&looking);
}

static void streams_are_counted(void)
{
	struct looking looking;
	struct event_stream *streams[3];
	struct event_stream *more;

	start(&looking, &(struct event_hub_options){ .streams = 3, .streams_each = 2 });
	assert_int_equal(open_stream(&looking, 5, -1, &streams[0]), OK);
	assert_int_equal(open_stream(&looking, 5, -1, &streams[1]), OK);
	assert_int_equal(open_stream(&looking, 5, -1, &more), E_TOO_MANY);
	assert_int_equal(open_stream(&looking, 6, -1, &streams[2]), OK);
	assert_int_equal(open_stream(&looking, 7, -1, &more), E_BUSY);
	assert_int_equal(event_hub_streams(looking.hub), 3);
	event_stream_free(streams[0]);
	assert_int_equal(open_stream(&looking, 7, -1, &streams[0]), OK);
	for (int i = 0; i < 3; i++)
		event_stream_free(streams[i]);
	assert_int_equal(event_hub_streams(looking.hub), 0);
	stop(&looking);
}

/* --- catching up --------------------------------------------------------------------------------- */

/* The "database" has the ids 1..10; a page has three. While a page is read, 11 is committed and
 * published; so a stream that began to follow the ring too late would miss it. */
static enum rc replay(struct ctx *cx, const void *viewer, int64_t after, size_t room,
		      struct buf *frames, int64_t *last, bool *more)
{
	(void)cx;
	(void)viewer;
	assert_true(room > 0);
	for (int i = 0; i < 3 && *last < 10; i++) {
		*last = (i == 0 ? after : *last) + 1;
		buf_printf(frames, "%d ", (int)*last);
	}
	*more = *last < 10;
	return OK;
}

static enum rc replay_that_fails(struct ctx *cx, const void *viewer, int64_t after, size_t room,
				 struct buf *frames, int64_t *last, bool *more)
{
	(void)viewer;
	(void)after;
	(void)room;
	(void)frames;
	(void)last;
	(void)more;
	return fail(cx, E_IO, "the disk is gone");
}

static enum stream_step read_with_replays(struct looking *looking, struct event_stream *stream,
					  struct buf *all)
{
	enum stream_step step;

	for (;;) {
		buf_add(all, read_with_room(looking, stream, 13, &step));
		if (step != STREAM_REPLAY)
			return step;
		event_stream_replay(&looking->local.cx, stream);
		if (stream->after == 10) {
			tell(looking, 10, 0, "again ");
			tell(looking, 11, 0, "11 ");
		}
	}
}

static void what_was_missed_comes_page_by_page_then_live(void)
{
	struct looking looking;
	struct event_stream *stream;
	int64_t user = 5;
	struct event_viewer viewer = {
		.bytes = &user, .size = sizeof user, .after = 2, .replay = replay
	};

	start(&looking, &(struct event_hub_options){ 0 });

	struct buf all = buf_new(&looking.local.arena);

	assert_int_equal(event_stream_new(&looking.local.cx, looking.hub, &viewer, &stream), OK);
	stream->line = (struct stream_line){ on_sleep, on_wake, &looking };
	tell(&looking, 9, 0, "nine ");
	assert_int_equal(read_with_replays(&looking, stream, &all), STREAM_SLEEPS);
	assert_text(buf_str(&all), "retry: 2000\n\n3 4 5 6 7 8 9 10 11 ");
	event_stream_free(stream);
	stop(&looking);
}

static void a_page_that_cannot_be_read_closes_the_stream(void)
{
	struct looking looking;
	struct event_stream *stream;
	struct event_viewer viewer = { .after = 2, .replay = replay_that_fails };

	start(&looking, &(struct event_hub_options){ 0 });

	struct buf all = buf_new(&looking.local.arena);

	assert_int_equal(event_stream_new(&looking.local.cx, looking.hub, &viewer, &stream), OK);
	assert_int_equal(read_with_replays(&looking, stream, &all), STREAM_OVER);
	event_stream_free(stream);
	stop(&looking);
}

static void frames_are_printed_as_the_standard_says(void)
{
	LOCAL(local);
	struct buf text = buf_new(&local.arena);

	event_frame_print(&text, 42, STR("change"), STR("{\"a\":1}"));
	event_frame_print(&text, 43, STR("change"), STR("one\ntwo"));
	assert_text(buf_str(&text), "id: 42\nevent: change\ndata: {\"a\":1}\n\n"
				    "id: 43\nevent: change\ndata: one\ndata: two\n\n");
}

static const struct plain_row plain_rows[] = {
	{ "a frame wakes a stream and is read", a_frame_wakes_and_is_read },
	{ "a frame for others wakes nobody", a_frame_for_others_wakes_nobody },
	{ "a large frame is read in parts", a_large_frame_is_read_in_parts },
	{ "who falls behind the ring is closed", who_falls_behind_the_ring_is_closed },
	{ "the ring is bounded in bytes too", the_ring_is_bounded_in_bytes_too },
	{ "streams of a session are closed", streams_of_a_session_are_closed },
	{ "a silent stream has a heartbeat", a_silent_stream_has_a_heartbeat },
	{ "streams are counted, each user's and all", streams_are_counted },
	{ "what was missed comes page by page, then live, without gap or double",
	  what_was_missed_comes_page_by_page_then_live },
	{ "a page that cannot be read closes the stream",
	  a_page_that_cannot_be_read_closes_the_stream },
	{ "frames are printed as the standard says", frames_are_printed_as_the_standard_says },
};

int main(void)
{
	const struct table tables[] = { PLAIN(plain_rows) };

	return tables_run("http_event_stream", tables, COUNT_OF(tables));
}
