/* The upkeep thread: when it wakes and what it calls. How a write-ahead log is kept short is decided
 * in checkpoint.c, which readers are idle in reader_pool.c. */
#include "db/upkeep.h"

#include "base/day.h"
#include "db/engine.h"
#include "db/wait.h"

/* Long enough to copy many commits at once, short enough that the log stays small. */
#define COPY_EVERY_NS INT64_C(250000000)
#define LOOK_AT_READERS_EVERY_NS INT64_C(15000000000)

/* Waits until something was committed (true), it is time to look at the readers, or the end. */
static bool wait_for_commit(struct upkeep *upkeep)
{
	int64_t look_at = clock_monotonic_ns() + LOOK_AT_READERS_EVERY_NS;
	bool in_time = true;

	while (!upkeep->dirty && !upkeep->stopping && in_time) {
		if (upkeep->readers)
			in_time = wait_until(&upkeep->changed, &upkeep->lock, look_at);
		else
			pthread_cond_wait(&upkeep->changed, &upkeep->lock);
	}
	return upkeep->dirty;
}

/* Lets a quarter of a second of commits come together, or as many as are much. */
static void wait_for_more(struct upkeep *upkeep)
{
	int64_t until = clock_monotonic_ns() + COPY_EVERY_NS;

	while (!upkeep->stopping && !upkeep->urgent &&
	       wait_until(&upkeep->changed, &upkeep->lock, until))
		;
}

static void *upkeep_run(void *argument)
{
	struct db *db = argument;
	struct upkeep *upkeep = &db->upkeep;

	pthread_mutex_lock(&upkeep->lock);
	while (!upkeep->stopping) {
		bool commits = wait_for_commit(upkeep);

		if (commits)
			wait_for_more(upkeep);
		upkeep->dirty = false;
		upkeep->urgent = false;
		upkeep->readers = false;
		pthread_mutex_unlock(&upkeep->lock);

		if (commits && db->engine->checkpoint)
			db->engine->checkpoint(db);
		bool readers = reader_pool_close_idle(db);

		pthread_mutex_lock(&upkeep->lock);
		upkeep->readers = upkeep->readers || readers;
	}
	pthread_mutex_unlock(&upkeep->lock);
	return NULL;
}

void upkeep_init(struct upkeep *upkeep)
{
	pthread_mutex_init(&upkeep->lock, NULL);
	wait_init(&upkeep->changed);
}

enum rc upkeep_start(struct ctx *cx, struct db *db)
{
	struct upkeep *upkeep = &db->upkeep;

	upkeep->started = pthread_create(&upkeep->thread, NULL, upkeep_run, db) == 0;
	if (!upkeep->started)
		return fail(cx, E_IO, "no thread could be started");
	pthread_setname_np(upkeep->thread, "alur-upkeep");
	return OK;
}

void upkeep_stop(struct db *db)
{
	struct upkeep *upkeep = &db->upkeep;

	if (!upkeep->started)
		return;
	pthread_mutex_lock(&upkeep->lock);
	upkeep->stopping = true;
	pthread_cond_signal(&upkeep->changed);
	pthread_mutex_unlock(&upkeep->lock);
	pthread_join(upkeep->thread, NULL);
	upkeep->started = false;
}

void upkeep_committed(struct db *db)
{
	struct upkeep *upkeep = &db->upkeep;
	bool urgent = checkpoint_is_urgent(&db->checkpoint);

	pthread_mutex_lock(&upkeep->lock);
	if (!upkeep->dirty || (urgent && !upkeep->urgent))
		pthread_cond_signal(&upkeep->changed);
	upkeep->dirty = true;
	upkeep->urgent = urgent;
	pthread_mutex_unlock(&upkeep->lock);
}

void upkeep_reader_opened(struct db *db)
{
	struct upkeep *upkeep = &db->upkeep;

	pthread_mutex_lock(&upkeep->lock);
	if (!upkeep->readers) {
		upkeep->readers = true;
		pthread_cond_signal(&upkeep->changed);
	}
	pthread_mutex_unlock(&upkeep->lock);
}
