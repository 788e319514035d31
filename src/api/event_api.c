/* GET /events: the changes that the caller may see, live and from Last-Event-ID on. */
#include "api/api.h"

#include "api/operations.h"
#include "db/db.h"
#include "http/event_stream.h"
#include "people/people.h"

#include <string.h>

enum { REPLAY_EVENTS = 200 }; /* read at once */

/* Who is looking, as it was when the stream began; streams end when that changes. */
struct live_viewer {
	int64_t user_id;
	uint64_t rights;
	bool sees_all;
	size_t owner_count;
	int64_t owners[];
};

/* What a frame is about, as far as seeing it is concerned. */
struct live_about {
	const struct entity *entity;
	bool for_everybody;
	int64_t owners[EVENT_OWNERS];
};

bool api_frame_visible(const void *viewer, const struct event_frame *frame)
{
	const struct live_viewer *looking = viewer;
	const struct live_about *about = frame->about;
	const struct principal who = {
		.user_id = looking->user_id,
		.rights = looking->rights,
		.sees_all = looking->sees_all,
		.owners = looking->owners,
		.owner_count = looking->owner_count,
	};
	struct event event = { .entity = about->entity, .for_everybody = about->for_everybody };

	memcpy(event.owners, about->owners, sizeof event.owners);
	return event_visible(&who, &event);
}

bool api_viewer_is_user(const void *viewer, const void *argument)
{
	int64_t user_id = *(const int64_t *)argument;

	return user_id == 0 || ((const struct live_viewer *)viewer)->user_id == user_id;
}

static void print_frame(struct ctx *cx, struct buf *frame, const struct event *event)
{
	struct buf data = buf_new(cx->arena);
	struct json_out out = json_out_new(&data);

	event_to_json(cx, &out, event);
	event_frame_print(frame, event->id, STR("change"), buf_str(&data));
}

static void publish(struct ctx *cx, const struct event *event)
{
	struct buf text = buf_new(cx->arena);
	struct live_about about = { .entity = event->entity,
				    .for_everybody = event->for_everybody };
	struct event_frame frame = { .id = event->id, .about = &about, .about_size = sizeof about };

	memcpy(about.owners, event->owners, sizeof about.owners);
	print_frame(cx, &text, event);
	frame.text = buf_str(&text);
	if (buf_rc(&text) == OK)
		event_hub_publish(cx->hub, &frame);
}

/* The list is newest first; streams want the oldest first. */
void api_publish(struct ctx *cx)
{
	struct event *in_order = NULL;

	if (!cx->hub)
		return;
	while (cx->events) {
		struct event *next = cx->events->older;

		cx->events->older = in_order;
		in_order = cx->events;
		cx->events = next;
	}
	for (const struct event *event = in_order; event; event = event->older)
		publish(cx, event);
}

/* --- resuming ------------------------------------------------------------------------------------ */

struct replaying {
	struct buf *frames;
	size_t room;
	bool full;
	int64_t last;
};

static enum rc replay_one(struct ctx *cx, void *argument, const struct event *event)
{
	struct replaying *replaying = argument;

	if (replaying->full)
		return OK;
	print_frame(cx, replaying->frames, event);
	replaying->last = event->id;
	replaying->full = replaying->frames->len >= replaying->room;
	return buf_rc(replaying->frames);
}

static enum rc replay_page(struct ctx *cx, int64_t after, struct replaying *replaying,
			   int64_t *last, bool *more)
{
	struct events_page page = { .last_id = after, .limit = REPLAY_EVENTS };

	TRY(events_after(cx, &page, replay_one, replaying));
	*more = replaying->full || page.more;
	*last = replaying->full ? replaying->last : page.looked_at;
	return OK;
}

static enum rc replay(struct ctx *cx, const void *viewer, int64_t after, size_t room,
		      struct buf *frames, int64_t *last, bool *more)
{
	const struct live_viewer *looking = viewer;
	struct replaying replaying = { .frames = frames, .room = room, .last = after };
	struct principal who;
	enum rc rc;

	*last = after;
	*more = false;
	TRY(db_read_begin(cx));
	rc = principal_of(cx, looking->user_id, &who);
	cx->who = &who;
	if (rc == OK)
		rc = replay_page(cx, after, &replaying, last, more);
	cx->who = NULL;
	db_read_end(cx);
	return rc;
}

/* --- the stream ---------------------------------------------------------------------------------- */

enum rc event_stream_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct principal *who = cx->who;
	struct live_viewer *looking = NULL;
	size_t size = sizeof *looking + who->owner_count * sizeof who->owners[0];
	struct event_viewer viewer = { .key = who->user_id, .after = -1, .replay = replay };
	str last_id = http_header(rq, "Last-Event-ID");

	if (str_is_set(last_id) && (!str_to_int(last_id, &viewer.after) || viewer.after < 0))
		return fail_code(cx, "Last-Event-ID", "format", "give the id of an event");
	TRY(ctx_alloc(cx, size, &looking));
	looking->user_id = who->user_id;
	looking->rights = who->rights;
	looking->sees_all = who->sees_all;
	looking->owner_count = who->owner_count;
	if (who->owner_count > 0)
		memcpy(looking->owners, who->owners, who->owner_count * sizeof who->owners[0]);
	viewer.bytes = looking;
	viewer.size = size;
	return event_reply(cx, cx->hub, &viewer, re);
}
