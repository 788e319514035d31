/* Opening and closing of what the process remembers about people, and when it forgets. The memory
 * itself is known.c, what it is for who.c. */
#include "people/known.h"

#include "base/day.h"
#include "record/record.h"

#include <sodium.h>
#include <stdlib.h>

enum rc people_open(struct ctx *cx, struct people **out)
{
	struct people *people;

	if (sodium_init() < 0)
		return fail(cx, E_INTERNAL, "the cryptographic library did not start");
	people = calloc(1, sizeof *people);
	if (!people)
		return fail_memory(cx);
	ensure(pthread_mutex_init(&people->lock, NULL) == 0);
	ensure(pthread_mutex_init(&people->queue_lock, NULL) == 0);
	ensure(pthread_cond_init(&people->queue_turn, NULL) == 0);
	people->generation = 1;
	*out = people;
	return OK;
}

void people_close(struct people *people)
{
	if (!people)
		return;
	for (size_t set = 0; set < KNOWN_SETS; set++)
		for (size_t way = 0; way < KNOWN_WAYS; way++)
			free((void *)people->known[set][way].identity.who.owners);
	pthread_cond_destroy(&people->queue_turn);
	pthread_mutex_destroy(&people->queue_lock);
	pthread_mutex_destroy(&people->lock);
	free(people);
}

void people_changed(struct people *people)
{
	if (!people)
		return;
	pthread_mutex_lock(&people->lock);
	people->generation++;
	people->settled_at = clock_monotonic_ns() / 1000000 + SETTLE_MS;
	pthread_mutex_unlock(&people->lock);
}

void people_notice(struct people *people, const struct event *events)
{
	for (const struct event *event = events; event; event = event->older) {
		if (event->entity == &user_entity || event->entity == &team_entity ||
		    event->entity == &token_entity) {
			people_changed(people);
			return;
		}
	}
}
