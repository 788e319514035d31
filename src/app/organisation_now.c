/* The organisation's settings as they are now, kept in memory, since every request needs them. Read
 * again after a change that was committed here, and every few seconds, since a command beside the server
 * may have changed them in PostgreSQL. */
#include "app/app.h"

#include "base/convert.h"
#include "base/zone.h"
#include "record/record.h"

#include <string.h>

enum { FRESH_MS = 5000 };

struct zone_list {
	struct zone *zone;
	struct zone_list *older;
};

static bool copy_if_fresh(struct organisation_state *state, struct ctx *cx, int64_t *generation)
{
	bool fresh;

	pthread_mutex_lock(&state->lock);
	fresh = state->read_at != 0 && state->read_generation == state->generation &&
		cx->now >= state->read_at && cx->now - state->read_at < FRESH_MS;
	if (fresh)
		cx->organisation = state->current;
	*generation = state->generation;
	pthread_mutex_unlock(&state->lock);
	return fresh;
}

/* Zones stay as long as the program: there are few, and requests under way hold on to them. */
static enum rc zone_of(struct organisation_state *state, struct ctx *cx, str name,
		       const struct zone **out)
{
	struct zone *zone = NULL;
	struct zone_list *entry;

	for (entry = state->zones; entry; entry = entry->older) {
		if (str_eq(zone_name(entry->zone), name)) {
			*out = entry->zone;
			return OK;
		}
	}
	entry = calloc(1, sizeof *entry);
	if (!entry)
		return fail_memory(cx);
	if (zone_load(name, &zone) != OK) {
		free(entry);
		return fail(cx, E_IO, "the time zone %.*s is not installed (package tzdata)",
			    STR_ARG(name));
	}
	*entry = (struct zone_list){ zone, state->zones };
	state->zones = entry;
	*out = zone;
	return OK;
}

static enum rc read_row(struct ctx *cx, struct organisation_row *row, bool *found)
{
	TRY(db_read_begin(cx));

	enum rc rc = record_find_id(cx, &organisation_entity, 1, row, found);

	db_read_end(cx);
	return rc;
}

static enum rc take_over(struct organisation_state *state, struct ctx *cx,
			 const struct organisation_row *row, int64_t generation)
{
	struct organisation fresh = {
		.language = row->language == LANGUAGE_ID ? LANGUAGE_ID : LANGUAGE_EN,
		.calling_code = row->calling_code == UNSET ? 0 : to_int(row->calling_code),
	};

	ensure(row->currency.len < sizeof fresh.currency);
	memcpy(fresh.currency, row->currency.ptr, row->currency.len);
	pthread_mutex_lock(&state->lock);

	enum rc rc = zone_of(state, cx, row->time_zone, &fresh.zone);

	if (rc == OK) {
		state->current = fresh;
		state->read_at = cx->now;
		state->read_generation = generation;
		cx->organisation = fresh;
	}
	pthread_mutex_unlock(&state->lock);
	return rc;
}

enum rc organisation_now(struct app *app, struct ctx *cx)
{
	struct organisation_state *state = &app->organisation;
	struct organisation_row row;
	int64_t generation = 0;
	bool found = false;

	if (copy_if_fresh(state, cx, &generation))
		return OK;
	TRY(read_row(cx, &row, &found));
	if (!found)
		return fail(cx, E_IO, "this database has no organisation; restore a backup");
	return take_over(state, cx, &row, generation);
}

struct organisation organisation_last_known(struct app *app)
{
	pthread_mutex_lock(&app->organisation.lock);

	struct organisation current = app->organisation.current;

	pthread_mutex_unlock(&app->organisation.lock);
	return current;
}

void organisation_forget(struct app *app)
{
	pthread_mutex_lock(&app->organisation.lock);
	app->organisation.generation++;
	pthread_mutex_unlock(&app->organisation.lock);
}

void organisation_notice(struct app *app, const struct event *events)
{
	for (const struct event *event = events; event; event = event->older)
		if (event->entity == &organisation_entity)
			organisation_forget(app);
}

void organisation_state_free(struct organisation_state *state)
{
	while (state->zones) {
		struct zone_list *newest = state->zones;

		state->zones = newest->older;
		zone_free(newest->zone);
		free(newest);
	}
	pthread_mutex_destroy(&state->lock);
}
