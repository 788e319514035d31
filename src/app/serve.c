/* The server put together: routes of api/, this program's hooks, and the address of the settings. */
#include "app/serve.h"

#include "api/api.h"
#include "base/convert.h"
#include "codec/json_in.h"
#include "http/event_stream.h"
#include "http/http.h"
#include "http/rate_limit.h"
#include "jobs/jobs.h"
#include "record/record.h"

#include <string.h>

/* --- hooks --------------------------------------------------------------------------------------- */

static enum rc begin(struct ctx *cx, struct http_request *rq)
{
	struct app *app = cx->app;

	cx->people = app->people;
	cx->hub = app->hub;
	cx->attempts = app->attempts;
	cx->submissions = app->submissions;
	cx->files = app->files;
	TRY(organisation_now(app, cx));
	if (rq && !rq->has_language)
		app_speak(app, cx, cx->organisation.language);
	return OK;
}

/* Who joins or leaves a team changes what others see. */
static bool is_about_team(const struct event *event)
{
	static const char name[] = "\"team_id\":";

	return memmem(event->changes.ptr, event->changes.len, name, sizeof name - 1) != NULL;
}

/* What people change of themselves, which decides no right. */
static bool is_of_profile(str field)
{
	return str_is(field, "name") || str_is(field, "language");
}

/* Is nothing but a name or a language new? Whoever takes another language keeps the stream. */
static bool is_about_profile(struct ctx *cx, const struct event *event)
{
	AUTO(json_release) struct json_in *changes = NULL;
	struct json_member member = { .place = NULL };
	bool only = true;

	if (json_parse(cx, event->changes, &changes) != OK) {
		ctx_clear_failure(cx); /* without memory to look, it may be about anything */
		return false;
	}
	while (json_next_member(changes, &member))
		only = only && is_of_profile(member.key);
	return only && json_count(changes) > 0;
}

/* Streams of those whose rights may have changed, or who signed out somewhere, are closed; the browser comes
 * back at once, as whoever it is then. */
static void close_streams(struct ctx *cx)
{
	if (cx->signed_out_user != 0)
		event_hub_close_where(cx->hub, api_viewer_is_user, &cx->signed_out_user);
	for (const struct event *event = cx->events; event; event = event->older) {
		const int64_t everybody = 0;

		bool of_team = event->entity == &user_entity && is_about_team(event);

		if (of_team || event->entity == &team_entity || event->entity == &token_entity)
			event_hub_close_where(cx->hub, api_viewer_is_user, &everybody);
		else if (event->entity == &user_entity && !is_about_profile(cx, event))
			event_hub_close_where(cx->hub, api_viewer_is_user, &event->row_id);
	}
}

static void notice_rates(struct ctx *cx)
{
	for (const struct event *event = cx->events; event; event = event->older)
		if (event->entity == &currency_rate_entity || event->entity == &organisation_entity)
			return housekeeper_wake(cx->app);
}

static void committed(struct ctx *cx, const struct http_request *rq)
{
	(void)rq;
	notice_rates(cx);
	people_notice(cx->people, cx->events);
	organisation_notice(cx->app, cx->events);
	close_streams(cx); /* first: nothing more goes to whoever it is not for any longer */
	api_publish(cx);   /* uses the events up */
	if (cx->job_waits)
		jobs_wake(cx->app->jobs);
}

void app_changed_aside(struct app *app, struct ctx *cx)
{
	const int64_t everybody = 0;

	people_notice(app->people, cx->events);
	organisation_notice(app, cx->events);
	if (app->hub)
		event_hub_close_where(app->hub, api_viewer_is_user, &everybody);
	housekeeper_wake(app); /* much that is new is in the search index */
}

/* --- start --------------------------------------------------------------------------------------- */

static enum rc read_options(struct app *app, struct ctx *cx, struct http_options *options)
{
	const struct settings *settings = &app->settings;

	*options = (struct http_options){
		.listen = settings->values[SETTING_LISTEN].ptr,
		.threads = to_int(settings_number(settings, SETTING_THREADS)),
		.app = app,
		.db = app->db,
		.hooks = {
			.begin = begin,
			.guard = guard,
			.around_write = api_around_write,
			.committed = committed,
		},
		.hub = app->hub,
		.small_file_bytes = settings_number(settings, SETTING_FILE_MIB) * 1024 * 1024,
		.web = "web/",
	};
	for (enum language language = LANGUAGE_EN; language < LANGUAGE_COUNT; language++)
		if (app->catalogues[language].count > 0)
			options->catalogues[language] = &app->catalogues[language];
	TRY(api_routes(cx, &options->routes, &options->route_count));
	TRY(settings_list(cx, settings, SETTING_HOSTS, &options->public_hosts));
	return settings_list(cx, settings, SETTING_PROXIES, &options->proxies);
}

/* The settings name the port that was taken, for links. */
static enum rc note_port(struct app *app, struct ctx *cx, int port)
{
	str listen = app->settings.values[SETTING_LISTEN];
	size_t colon = listen.len;
	str taken;

	while (colon > 0 && listen.ptr[colon - 1] != ':')
		colon--;
	taken = str_printf(&app->memory, "%.*s%d", STR_ARG(str_sub(listen, 0, colon)), port);
	if (!str_is_set(taken))
		return fail_memory(cx);
	return settings_set(cx, &app->settings, SETTING_LISTEN, taken.ptr);
}

/* Signing in, by address and by account. An office behind one address needs some room; a password that
 * passed password_check() is not found in thousands of tries a day. */
static const struct rate_options attempts = { .burst = 20, .per_minute = 10 };

/* Forms on the web, by address: a fair behind one address fills in some, a machine many more. */
static const struct rate_options submissions = { .burst = 20, .per_minute = 6 };

/* A job works by the organisation's settings of now. */
static void begin_job(struct app *app, struct arena *arena, struct ctx *cx)
{
	app_ctx(app, arena, cx);
	if (db_read_begin(cx) == OK) {
		/* Otherwise they are as they were last read. */
		if (organisation_now(app, cx) != OK)
			ctx_clear_failure(cx);
		db_read_end(cx);
	}
	ctx_clear_failure(cx);
}

static enum rc start(struct app *app, struct ctx *cx)
{
	const struct event_hub_options hub = { .visible = api_frame_visible };
	struct http_options options;

	app->attempts = rate_limit_new(&attempts);
	app->submissions = rate_limit_new(&submissions);
	if (!app->attempts || !app->submissions)
		return fail_memory(cx);
	TRY(event_hub_start(cx, &hub, &app->hub));
	TRY(housekeeper_start(app, cx));
	TRY(read_options(app, cx, &options));
	TRY(jobs_start(cx, &(const struct job_hooks){ begin_job, app_speak, app_changed_aside },
		       &app->jobs));
	TRY(http_server_start(cx, &options, &app->server));
	return note_port(app, cx, http_server_port(app->server));
}

enum rc app_serve(struct app *app, struct ctx *cx)
{
	enum rc rc = start(app, cx);

	if (rc != OK)
		app_serve_stop(app);
	return rc;
}

void app_serve_stop(struct app *app)
{
	http_server_stop(app->server);
	app->server = NULL;
	jobs_stop(app->jobs);
	app->jobs = NULL;
	housekeeper_stop(app);
	event_hub_free(app->hub); /* to which jobs and the housekeeper told what they changed */
	app->hub = NULL;
	rate_limit_free(app->attempts);
	app->attempts = NULL;
	rate_limit_free(app->submissions);
	app->submissions = NULL;
}
