/* The thread that does, every minute, what nobody asks for: people/people_housekeeping.c, forgetting
 * old answers (api/idempotency_query.c), tidying the search index (record/search_tidy.c), removing files
 * that no import needs (exchange/import_uploads.c) and, once a day, contents that no attachment needs
 * (exchange/attachments_tidy.c), learning after how many days a deal is idle
 * (pipeline/idle_limits.c), bringing back what was put aside until a day (pipeline/revival.c), and counting
 * deals whose currency has got a rate (record/home_catch_up.c). It sleeps in between, and ends when the
 * server does. */
#include "app/serve.h"

#include "api/api.h"
#include "base/log.h"
#include "exchange/attachments.h"
#include "exchange/imports.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

#include <time.h>

enum { EVERY_S = 60, MINUTES_OF_DAY = 24 * 60, MEMORY = 4 * 1024 * 1024 };

static bool stops(struct housekeeper *housekeeper)
{
	bool yes;

	pthread_mutex_lock(&housekeeper->lock);
	yes = housekeeper->stops;
	pthread_mutex_unlock(&housekeeper->lock);
	return yes;
}

static enum rc tidy_part(struct ctx *cx, void *argument)
{
	int64_t *parts = argument;

	return record_search_tidy(cx, parts);
}

static void tidy_search(struct app *app, struct arena *arena)
{
	int64_t parts = 0;
	enum rc rc = OK;

	do {
		struct ctx cx;

		app_ctx(app, arena, &cx);
		rc = db_write(&cx, tidy_part, &parts);
		if (rc != OK)
			log_line(LOG_WARN, "housekeeping failed: %.*s", STR_ARG(failure_line(&cx)));
		arena_reset(arena);
	} while (rc == OK && parts > 0 && !stops(&app->housekeeper));
}

static void keep_house(struct app *app, struct arena *arena)
{
	struct ctx cx;

	app_ctx(app, arena, &cx);
	if (people_housekeeping(&cx) != OK || db_write(&cx, idempotency_forget, NULL) != OK)
		log_line(LOG_WARN, "housekeeping failed: %.*s", STR_ARG(failure_line(&cx)));
	arena_reset(arena);
}

static void tidy_files(struct app *app, struct arena *arena)
{
	struct ctx cx;

	app_ctx(app, arena, &cx);
	if (import_uploads_tidy(&cx) != OK)
		log_line(LOG_WARN, "housekeeping failed: %.*s", STR_ARG(failure_line(&cx)));
	arena_reset(arena);
}

static void tidy_attachments(struct app *app, struct arena *arena)
{
	struct ctx cx;

	app_ctx(app, arena, &cx);
	if (attachments_tidy(&cx) != OK)
		log_line(LOG_WARN, "housekeeping failed: %.*s", STR_ARG(failure_line(&cx)));
	arena_reset(arena);
}

/* What comes back is told to the live streams, like anything that people do. */
static void bring_back(struct app *app, struct arena *arena)
{
	struct ctx cx;

	app_ctx(app, arena, &cx);
	cx.hub = app->hub;
	if (db_write(&cx, revive_due, NULL) == OK)
		api_publish(&cx);
	else
		log_line(LOG_WARN, "housekeeping failed: %.*s", STR_ARG(failure_line(&cx)));
	arena_reset(arena);
}

static enum rc count_part(struct ctx *cx, void *argument)
{
	return record_home_catch_up(cx, &deal_entity, argument);
}

static enum rc recount_part(struct ctx *cx, void *argument)
{
	struct home_walk *walk = argument;

	return record_home_recount(cx, &deal_entity, &walk->ended);
}

static void walk_home(struct app *app, struct arena *arena,
		      enum rc (*part)(struct ctx *cx, void *argument))
{
	struct home_walk walk = { 0 };
	enum rc rc = OK;

	do {
		struct ctx cx;

		app_ctx(app, arena, &cx);
		rc = db_write(&cx, part, &walk);
		if (rc != OK)
			log_line(LOG_WARN, "housekeeping failed: %.*s", STR_ARG(failure_line(&cx)));
		arena_reset(arena);
	} while (rc == OK && !walk.ended && !stops(&app->housekeeper));
}

/* Those without a rate are few and have an index; all are gone through only after a rate was changed. */
static void count_at_home(struct app *app, struct arena *arena)
{
	walk_home(app, arena, recount_part);
	walk_home(app, arena, count_part);
}

static void learn_limits(struct app *app, struct arena *arena)
{
	struct ctx cx;

	app_ctx(app, arena, &cx);
	if (idle_limits_learn(&cx) != OK)
		log_line(LOG_WARN, "housekeeping failed: %.*s", STR_ARG(failure_line(&cx)));
	arena_reset(arena);
}

/* Or until there is something to do. False when the server stops. */
static bool sleep_a_minute(struct housekeeper *housekeeper)
{
	struct timespec until;
	bool goes_on;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += EVERY_S;
	pthread_mutex_lock(&housekeeper->lock);
	while (!housekeeper->stops && !housekeeper->is_woken &&
	       pthread_cond_timedwait(&housekeeper->wake, &housekeeper->lock, &until) == 0)
		continue;
	housekeeper->is_woken = false;
	goes_on = !housekeeper->stops;
	pthread_mutex_unlock(&housekeeper->lock);
	return goes_on;
}

static void *keep(void *argument)
{
	struct app *app = argument;
	struct arena arena;

	arena_init(&arena, MEMORY);
	tidy_attachments(app, &arena);
	tidy_files(app, &arena);  /* what the last server left when it was killed */
	tidy_search(app, &arena); /* what commands have imported since */
	learn_limits(app, &arena);
	for (int minute = 1; sleep_a_minute(&app->housekeeper); minute++) {
		count_at_home(app, &arena);
		keep_house(app, &arena);
		tidy_search(app, &arena);
		tidy_files(app, &arena);
		if (minute % MINUTES_OF_DAY == 0)
			tidy_attachments(app, &arena);
		learn_limits(app, &arena);
		bring_back(app, &arena);
	}
	arena_free(&arena);
	return NULL;
}

enum rc housekeeper_start(struct app *app, struct ctx *cx)
{
	struct housekeeper *housekeeper = &app->housekeeper;
	pthread_condattr_t clock;

	ensure(pthread_condattr_init(&clock) == 0);
	ensure(pthread_condattr_setclock(&clock, CLOCK_MONOTONIC) == 0);
	ensure(pthread_mutex_init(&housekeeper->lock, NULL) == 0);
	ensure(pthread_cond_init(&housekeeper->wake, &clock) == 0);
	pthread_condattr_destroy(&clock);
	housekeeper->runs = pthread_create(&housekeeper->thread, NULL, keep, app) == 0;
	if (!housekeeper->runs)
		return fail(cx, E_IO, "the threads of the server cannot be started");
	return OK;
}

void housekeeper_wake(struct app *app)
{
	struct housekeeper *housekeeper = &app->housekeeper;

	if (!housekeeper->runs)
		return;
	pthread_mutex_lock(&housekeeper->lock);
	housekeeper->is_woken = true;
	pthread_cond_signal(&housekeeper->wake);
	pthread_mutex_unlock(&housekeeper->lock);
}

void housekeeper_stop(struct app *app)
{
	struct housekeeper *housekeeper = &app->housekeeper;

	if (!housekeeper->runs)
		return;
	pthread_mutex_lock(&housekeeper->lock);
	housekeeper->stops = true;
	pthread_cond_signal(&housekeeper->wake);
	pthread_mutex_unlock(&housekeeper->lock);
	pthread_join(housekeeper->thread, NULL);
	pthread_cond_destroy(&housekeeper->wake);
	pthread_mutex_destroy(&housekeeper->lock);
	housekeeper->runs = false;
}
