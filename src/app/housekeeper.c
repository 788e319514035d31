/* The thread that does, every minute, what nobody asks for: people/people_housekeeping.c, forgetting
 * old answers (api/idempotency_query.c), and tidying the search index (record/search_tidy.c). It sleeps
 * in between, and ends when the server does. */
#include "app/serve.h"

#include "api/api.h"
#include "base/log.h"
#include "record/record.h"

#include <time.h>

enum { EVERY_S = 60, MEMORY = 4 * 1024 * 1024 };

static enum rc tidy_search(struct ctx *cx, void *argument)
{
	(void)argument;
	return record_search_tidy(cx);
}

static void keep_house(struct app *app, struct arena *arena)
{
	struct ctx cx;

	app_ctx(app, arena, &cx);
	if (people_housekeeping(&cx) != OK || db_write(&cx, idempotency_forget, NULL) != OK ||
	    db_write(&cx, tidy_search, NULL) != OK)
		log_line(LOG_WARN, "housekeeping failed: %.*s", STR_ARG(cx.failure.detail));
	arena_reset(arena);
}

/* False when the server stops. */
static bool sleep_a_minute(struct housekeeper *housekeeper)
{
	struct timespec until;
	bool stops;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += EVERY_S;
	pthread_mutex_lock(&housekeeper->lock);
	while (!housekeeper->stops &&
	       pthread_cond_timedwait(&housekeeper->wake, &housekeeper->lock, &until) == 0)
		continue;
	stops = housekeeper->stops;
	pthread_mutex_unlock(&housekeeper->lock);
	return !stops;
}

static void *keep(void *argument)
{
	struct app *app = argument;
	struct arena arena;

	arena_init(&arena, MEMORY);
	while (sleep_a_minute(&app->housekeeper))
		keep_house(app, &arena);
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
