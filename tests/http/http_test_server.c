/* A server with a few routes for the tests of src/http, on a SQLite database of its own:
 * http_test_server FOLDER prints its port on a line and runs until its stdin closes. */
#include "base/day.h"
#include "base/random.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "codec/query_string.h"
#include "db/db.h"
#include "http/event_stream.h"
#include "http/http.h"
#include "http/rate_limit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the program calls struct app. */
struct app {
	struct db *db;
	struct event_hub *hub;
	struct http_server *server;
	struct rate_limit *limit;
	_Atomic int pulls_ended;
};

/* What a frame is about: user 0 means everybody. */
struct about {
	int64_t user;
};

/* What committed() publishes of a request. */
struct note {
	int64_t event_id;
	int64_t user;
	str text;
};

static const char constant_body[] =
	"{\"id\":42,\"title\":\"GTX Pro for Acme Corporation, renewal of the yearly contract\","
	"\"pipeline_id\":1,\"stage_id\":3,\"amount\":\"12500000.00\",\"currency\":\"IDR\","
	"\"company_id\":17,\"owner_id\":5,\"expected_close\":\"2026-12-31\",\"source_id\":2,"
	"\"category\":\"commit\",\"next_step_at\":\"2026-11-25T02:00:00.000Z\","
	"\"stage_entered_at\":\"2026-11-01T09:30:00.000Z\",\"closed_on\":null,"
	"\"lost_reason_id\":null,\"external_id\":\"OPP-000042\","
	"\"created_at\":\"2026-10-01T08:00:00.000Z\",\"updated_at\":\"2026-11-20T10:15:30.123Z\","
	"\"custom\":{\"region\":\"Jawa Barat\",\"channel\":\"partner\",\"note\":"
	"\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}}";

static enum rc hello(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)cx;
	(void)rq;
	re->body = (str){ constant_body, sizeof constant_body - 1 };
	return OK;
}

static enum rc print_echo(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query;
	const struct json_in *body;
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	TRY(http_query(cx, rq, &query));
	TRY(http_json(cx, rq, &body));
	json_object_begin(&out);
	json_key(&out, "id");
	json_int(&out, rq->ids[0]);
	json_key(&out, "name");
	json_str(&out, rq->names[0]);
	json_key(&out, "q");
	json_str(&out, query_get(query, "q"));
	json_key(&out, "peer");
	json_str(&out, http_peer(cx, rq));
	json_key(&out, "secure");
	json_bool(&out, rq->is_secure);
	json_key(&out, "cookie");
	json_str(&out, http_cookie(rq, "session"));
	json_key(&out, "language");
	json_str(&out, str_from(language_code(cx->language)));
	json_key(&out, "origin_ok");
	json_bool(&out, http_origin_ok(rq));
	json_key(&out, "user");
	json_int(&out, cx->who ? cx->who->user_id : 0);
	json_key(&out, "body");
	json_raw(&out, body ? json_dump(cx->arena, body) : STR("null"));
	json_key(&out, "bytes");
	json_int(&out, rq->upload_fd >= 0 ? rq->upload_bytes : (int64_t)rq->body.len);
	json_object_end(&out);
	TRY(buf_rc(&text));
	re->body = buf_str(&text);
	return OK;
}

static enum rc echo(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	re->etag = STR("\"7\"");
	return print_echo(cx, rq, re);
}

static enum rc fail_invalid(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)rq;
	(void)re;
	return fail_field(cx, E_INVALID, "title", "may not be empty");
}

/* A write: one event row for "user" with "text"; "fail" makes the unit fail after the insert. */
static enum rc publish(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body;
	struct note *note;
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool fails = false;

	TRY(http_json(cx, rq, &body));
	TRY(ctx_alloc(cx, sizeof *note, &note));
	TRY(json_want_int(cx, body, "user", &note->user));
	TRY(json_want_text(cx, body, "text", &note->text));
	TRY(json_want_bool(cx, body, "fail", &fails));
	TRY(db_prepare(cx, STR("INSERT INTO events (recipient, text) VALUES (?, ?) RETURNING id"),
		       &stmt));
	db_bind_int(stmt, 1, note->user);
	db_bind_text(stmt, 2, note->text.ptr ? note->text : STR(""));

	bool row = false;

	TRY(db_step(cx, stmt, &row));
	note->event_id = db_int(stmt, 0);
	TRY(db_run(cx, stmt, NULL));
	if (fails)
		return fail(cx, E_CONFLICT, "this unit was asked to fail");
	rq->note = note;
	re->status = 201;
	re->body = str_printf(cx->arena, "{\"id\":%lld}", (long long)note->event_id);
	return OK;
}

static enum rc count_events(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	int64_t count = 0;

	(void)rq;
	TRY(db_query_int(cx, STR("SELECT count(*) FROM events"), INT64_MIN, &count));
	re->body = str_printf(cx->arena, "{\"count\":%lld,\"pulls_ended\":%d}", (long long)count,
			      cx->app->pulls_ended);
	return OK;
}

static enum rc prepare_slowly(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)rq;
	(void)re;
	usleep(100000);
	return rate_limit_take_peer(cx, cx->app->limit, &rq->peer);
}

static enum rc form(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	TRY(print_echo(cx, rq, re));
	return http_reply_header(cx, re, "Set-Cookie", STR("session=abc; HttpOnly; SameSite=Lax"));
}

static enum rc upload(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	uint64_t hash = 14695981039346656037u;
	char bytes[4096];
	ssize_t got;

	while ((got = read(rq->upload_fd, bytes, sizeof bytes)) > 0)
		for (ssize_t i = 0; i < got; i++)
			hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
	re->body = str_printf(cx->arena, "{\"bytes\":%lld,\"hash\":\"%016llx\"}",
			      (long long)rq->upload_bytes, (unsigned long long)hash);
	return OK;
}

struct countdown {
	struct app *app;
	int64_t next;
	int64_t end;
	int64_t fails_at;
};

static enum rc pull_numbers(struct ctx *cx, void *argument, struct buf *piece)
{
	struct countdown *countdown = argument;

	for (int i = 0; i < 2000 && countdown->next < countdown->end; i++) {
		buf_int(piece, countdown->next++);
		buf_char(piece, '\n');
	}
	if (countdown->fails_at && countdown->next >= countdown->fails_at)
		return fail(cx, E_IO, "the disk is gone");
	return OK;
}

static void count_end(void *argument)
{
	((struct countdown *)argument)->app->pulls_ended++;
}

static enum rc export_numbers(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query;
	struct countdown *countdown;

	TRY(http_query(cx, rq, &query));
	TRY(ctx_alloc(cx, sizeof *countdown, &countdown));
	countdown->app = cx->app;
	str_to_int(query_get(query, "end"), &countdown->end);
	str_to_int(query_get(query, "fails_at"), &countdown->fails_at);
	re->content_type = "text/csv; charset=utf-8";
	re->pull = pull_numbers;
	re->pull_argument = countdown;
	re->pull_end = count_end;
	return OK;
}

static enum rc send_file(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)rq;
	re->file_fd = open("/etc/services", O_RDONLY | O_CLOEXEC);
	if (re->file_fd < 0)
		return fail(cx, E_IO, "no file");
	re->has_file = true;
	re->file_bytes = lseek(re->file_fd, 0, SEEK_END);
	re->content_type = "text/plain";
	return OK;
}

static enum rc slow(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	usleep(300000);
	return print_echo(cx, rq, re);
}

static enum rc metrics(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct buf text = buf_new(cx->arena);

	http_metrics(rq, &text);
	re->content_type = "text/plain; version=0.0.4";
	re->body = buf_str(&text);
	return buf_rc(&text);
}

/* --- live streams -------------------------------------------------------------------------------- */

static bool visible(const void *viewer, const struct event_frame *frame)
{
	const int64_t *user = viewer;
	const struct about *about = frame->about;

	return about->user == 0 || about->user == *user;
}

static enum rc replay(struct ctx *cx, const void *viewer, int64_t after, size_t room,
		      struct buf *frames, int64_t *last, bool *more)
{
	const int64_t *user = viewer;
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row = true;
	enum rc rc = OK;

	TRY(db_read_begin(cx));
	rc = db_prepare(
		cx, STR("SELECT id, recipient, text FROM events WHERE id > ? ORDER BY id LIMIT 50"),
		&stmt);
	if (rc == OK)
		db_bind_int(stmt, 1, after);
	*more = false;
	while (rc == OK && row && frames->len < room) {
		rc = db_step(cx, stmt, &row);
		if (rc != OK || !row)
			break;
		*last = db_int(stmt, 0);
		*more = true;
		if (db_int(stmt, 1) == 0 || db_int(stmt, 1) == *user)
			event_frame_print(frames, *last, STR("change"), db_text(stmt, 2));
	}
	db_done(&stmt);
	db_read_end(cx);
	return rc;
}

static enum rc events(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct event_viewer viewer = {
		.key = cx->who->user_id,
		.bytes = &cx->who->user_id,
		.size = sizeof cx->who->user_id,
		.after = -1,
		.replay = replay,
	};

	str_to_int(http_header(rq, "Last-Event-ID"), &viewer.after);
	return event_reply(cx, cx->app->hub, &viewer, re);
}

static bool is_user(const void *viewer, const void *argument)
{
	const int64_t *a = viewer;
	const int64_t *b = argument;

	return *a == *b;
}

static enum rc close_streams(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	(void)re;
	event_hub_close_where(cx->app->hub, is_user, &rq->ids[0]);
	return OK;
}

static void committed(struct ctx *cx, const struct http_request *rq)
{
	const struct note *note = rq->note;
	struct buf text = buf_new(cx->arena);
	struct about about;
	struct event_frame frame;

	if (!note)
		return;
	about.user = note->user;
	event_frame_print(&text, note->event_id, STR("change"), note->text);
	frame = (struct event_frame){
		.id = note->event_id,
		.text = buf_str(&text),
		.about = &about,
		.about_size = sizeof about,
	};
	event_hub_publish(cx->app->hub, &frame);
}

/* "Bearer N" is user N; no sign-in on public routes. */
static enum rc guard(struct ctx *cx, struct http_request *rq)
{
	str token = http_header(rq, "Authorization");
	struct principal *who;

	if (rq->route->flags & ROUTE_PUBLIC)
		return OK;
	TRY(ctx_alloc(cx, sizeof *who, &who));
	if (!str_starts(token, STR("Bearer ")) ||
	    !str_to_int(str_sub(token, 7, token.len), &who->user_id))
		return fail(cx, E_SIGNED_OUT, "sign in first");
	if (rq->route->right > 1 && who->user_id != 1)
		return fail(cx, E_DENIED, "you do not have the right to do this");
	cx->who = who;
	return OK;
}

static const struct route routes[] = {
	{ .method = "GET", .pattern = "/hello", .handler = hello, .flags = ROUTE_NO_DB },
	{ .method = "GET", .pattern = "/metrics", .handler = metrics, .flags = ROUTE_NO_DB },
	{ .method = "GET", .pattern = "/api/v1/echo/{id}", .handler = echo },
	{ .method = "PATCH",
	  .pattern = "/api/v1/echo/{id}",
	  .handler = print_echo,
	  .body = BODY_JSON,
	  .flags = ROUTE_WRITE },
	{ .method = "POST",
	  .pattern = "/api/v1/echo",
	  .handler = print_echo,
	  .body = BODY_JSON,
	  .flags = ROUTE_WRITE },
	{ .method = "POST",
	  .pattern = "/api/v1/batch",
	  .handler = print_echo,
	  .body = BODY_BATCH,
	  .flags = ROUTE_WRITE },
	{ .method = "POST",
	  .pattern = "/api/v1/admin",
	  .handler = print_echo,
	  .flags = ROUTE_WRITE,
	  .right = 2 },
	{ .method = "GET",
	  .pattern = "/api/v1/named/{name}",
	  .handler = echo,
	  .flags = ROUTE_PUBLIC },
	{ .method = "GET", .pattern = "/api/v1/invalid", .handler = fail_invalid },
	{ .method = "POST",
	  .pattern = "/api/v1/form",
	  .handler = form,
	  .prepare = prepare_slowly,
	  .body = BODY_FORM,
	  .flags = ROUTE_PUBLIC | ROUTE_SLOW | ROUTE_WRITE },
	{ .method = "POST",
	  .pattern = "/api/v1/upload",
	  .handler = upload,
	  .body = BODY_FILE,
	  .flags = ROUTE_UPLOAD },
	{ .method = "GET", .pattern = "/api/v1/export", .handler = export_numbers },
	{ .method = "GET", .pattern = "/api/v1/file", .handler = send_file },
	{ .method = "GET", .pattern = "/api/v1/slow", .handler = slow, .flags = ROUTE_SLOW },
	{ .method = "GET", .pattern = "/api/v1/count", .handler = count_events },
	{ .method = "POST",
	  .pattern = "/api/v1/publish",
	  .handler = publish,
	  .body = BODY_JSON,
	  .flags = ROUTE_WRITE },
	{ .method = "GET", .pattern = "/api/v1/events", .handler = events, .flags = ROUTE_STREAM },
	{ .method = "POST", .pattern = "/api/v1/streams/{id}/close", .handler = close_streams },
};

/* --- start and stop ------------------------------------------------------------------------------ */

static enum rc make_tables(struct ctx *cx, void *argument)
{
	(void)argument;
	return db_execute(cx, STR("CREATE TABLE events (id INTEGER PRIMARY KEY, recipient INTEGER "
				  "NOT NULL, text TEXT NOT NULL)"));
}

static enum rc start(struct ctx *cx, struct app *app, const char *folder)
{
	static const char *const proxies[] = { "127.0.0.2", NULL };
	static const char *const hosts[] = { "crm.example.com", NULL };
	struct rate_options rate = { .burst = 5, .per_minute = 6 };
	struct event_hub_options hub = { .visible = visible,
					 .streams_each = 1200,
					 .heartbeat_ms = 3000 };
	struct db_options database = { .url = str_printf(cx->arena, "sqlite:%s/test.db", folder) };
	struct http_options options = {
		.listen = getenv("HTTP_LISTEN") ? getenv("HTTP_LISTEN") : "127.0.0.1:0",
		.app = app,
		.routes = routes,
		.route_count = COUNT_OF(routes),
		.hooks = { .guard = guard, .committed = committed },
		.web = "web/",
		.spool = folder,
		.public_hosts = hosts,
		.proxies = proxies,
		.idle_ms = 20000,
	};

	TRY(db_open(cx, &database, &app->db));
	cx->db = app->db;
	TRY(db_write(cx, make_tables, NULL));
	TRY(event_hub_start(cx, &hub, &app->hub));
	app->limit = rate_limit_new(&rate);
	options.db = app->db;
	options.hub = app->hub;
	return http_server_start(cx, &options, &app->server);
}

static void wait_for_end(void)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
}

int main(int count, char **arguments)
{
	struct arena arena;
	struct app app = { 0 };
	struct ctx cx = {
		.arena = &arena, .app = &app, .now = clock_now(), .random = random_bytes
	};

	arena_init(&arena, 1 << 20);
	if (count != 2 || start(&cx, &app, arguments[1]) != OK) {
		fprintf(stderr, "cannot start: %.*s\n", STR_ARG(cx.failure.detail));
		return EXIT_FAILURE;
	}
	printf("%d\n", http_server_port(app.server));
	fflush(stdout);
	wait_for_end();
	http_server_stop(app.server);
	event_hub_free(app.hub);
	rate_limit_free(app.limit);
	db_close(app.db);
	arena_free(&arena);
	return EXIT_SUCCESS;
}
