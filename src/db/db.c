/* Opening and closing a database: which engine a URL means, and in what order its parts start and
 * stop. The parts: reader_pool.c, writer.c, upkeep.c. */
#include "base/convert.h"
#include "db/engine.h"

#include <stdlib.h>
#include <string.h>

enum {
	DEFAULT_READERS = 4,
	DEFAULT_CACHE_KIB = 8192,
	DEFAULT_LOG_KIB = 65536,
	DEFAULT_GROUP_LIMIT = 128,
	KIB = 1024
};

static const struct engine *engine_of(str url)
{
	if (str_starts(url, STR("sqlite:")) && url.len > sizeof "sqlite:" - 1)
		return &sqlite_engine;
	if (str_starts(url, STR("postgres://")) || str_starts(url, STR("postgresql://")))
		return &postgres_engine;
	return NULL;
}

static void set_defaults(struct db_options *options)
{
	if (options->readers <= 0)
		options->readers = DEFAULT_READERS;
	if (options->cache_kib <= 0)
		options->cache_kib = DEFAULT_CACHE_KIB;
	if (options->log_kib <= 0)
		options->log_kib = DEFAULT_LOG_KIB;
	if (options->group_limit <= 0)
		options->group_limit = DEFAULT_GROUP_LIMIT;
}

static struct db *db_new(const struct engine *engine, const struct db_options *options)
{
	struct db *db = calloc(1, sizeof *db);

	if (!db)
		return NULL;
	db->engine = engine;
	db->options = *options;
	db->options.url = (str){ NULL, 0 };
	db->lock_fd = -1;
	set_defaults(&db->options);
	reader_pool_init(&db->readers);
	writer_init(&db->writer);
	upkeep_init(&db->upkeep);
	checkpoint_init(&db->checkpoint, (int64_t)db->options.log_kib * KIB);
	return db;
}

static enum rc start(struct ctx *cx, struct db *db, str url)
{
	TRY(db->engine->locate(cx, db, url));
	if (!db->options.read_only) {
		TRY(writer_open(cx, db));
		TRY(writer_start(cx, db));
	}
	return upkeep_start(cx, db);
}

/* A wrong path or password should be told now, not at the first request. */
static enum rc try_to_read(struct ctx *cx, struct db *db)
{
	struct db *before = cx->db;

	cx->db = db;
	enum rc rc = db_read_begin(cx);

	if (rc == OK)
		db_read_end(cx);
	cx->db = before;
	return rc;
}

enum rc db_open(struct ctx *cx, const struct db_options *options, struct db **out)
{
	const struct engine *engine = engine_of(options->url);

	*out = NULL;
	if (!engine)
		return fail(cx, E_INVALID,
			    "a database is sqlite:PATH or postgres://USER@HOST:PORT/NAME");

	struct db *db = db_new(engine, options);

	if (!db)
		return fail_memory(cx);
	enum rc rc = start(cx, db, options->url);

	if (rc == OK && options->read_only)
		rc = try_to_read(cx, db);
	if (rc != OK) {
		db_close(db);
		return rc;
	}
	*out = db;
	return OK;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	writer_stop(&db->writer);
	upkeep_stop(db);
	/* The writer's connection goes last: it may write the log back into a SQLite file. */
	reader_pool_close(db);
	conn_close(db->checkpoint.conn);
	conn_close(db->writer.conn);
	if (db->engine->leave)
		db->engine->leave(db);
	free(db->place);
	free(db);
}

enum db_dialect db_dialect(const struct db *db)
{
	return db->engine->dialect;
}

void db_numbers(struct db *db, struct db_numbers *out)
{
	struct writer *writer = &db->writer;

	*out = (struct db_numbers){
		.groups = atomic_load(&writer->groups),
		.wal_bytes = atomic_load(&db->checkpoint.wal_bytes),
	};
	pthread_mutex_lock(&writer->lock);
	out->units = writer->units;
	out->failed_units = writer->failed_units;
	out->queue = writer->waiting;
	pthread_mutex_unlock(&writer->lock);
	reader_pool_numbers(&db->readers, &out->readers_open, &out->readers_busy);
}
