/* When SQLite's write-ahead log is copied into the database, and when it starts anew. Called by the
 * upkeep thread (upkeep.c) and by the writer between two groups. */
#include "db/checkpoint.h"

#include "base/day.h"
#include "base/log.h"
#include "db/sqlite_engine.h"

/* Starting anew waits for the readers that still use the log, and the writer with it: not long at
 * first. If that was not enough, it waits twice as long the next time, but leaves the writer alone
 * for five times as long before that. So any number of readers of up to 1.6 s bound the log late
 * rather than never, and a longer one costs the writer a sixth of its time. Where a further limit is
 * written sooner than that, it tries once more for a moment. */
enum { FIRST_WAIT_MS = 50, LAST_WAIT_MS = 1600, USUAL_BUSY_TIMEOUT_MS = 5000 };
#define PAUSE_NS_PER_WAITED_MS INT64_C(5000000)

/* The writer copies the rest by itself when it starts the log anew, so it does that when little is
 * left: an eighth of the limit. Where writers are so fast that there never is, it does it at twice
 * the limit all the same. Copying is worth less the more often it is done, since the same pages are
 * written again and again; so only half a limit is too much to wait for. */
enum { PARTS_LITTLE = 8, PARTS_MUCH = 2, LIMITS_AT_MOST = 2 };

void checkpoint_init(struct checkpoint *checkpoint, int64_t limit)
{
	pthread_mutex_init(&checkpoint->lock, NULL);
	checkpoint->limit = limit;
	checkpoint->wait_ms = FIRST_WAIT_MS;
}

/* What is in the log and not yet in the database. SQLite also starts a log anew by itself, when all
 * of it was copied and nobody reads it; what was copied before is no matter then. */
static int64_t bytes_left(const struct checkpoint *checkpoint)
{
	int64_t bytes = atomic_load(&checkpoint->wal_bytes);
	int64_t copied = atomic_load(&checkpoint->copied_bytes);

	return bytes < copied ? bytes : bytes - copied;
}

/* Not while readers hold the log: trying without end would not help. */
bool checkpoint_is_urgent(const struct checkpoint *checkpoint)
{
	return bytes_left(checkpoint) > checkpoint->limit / PARTS_MUCH &&
	       !atomic_load(&checkpoint->held);
}

/* Copies as far as `mode` goes; idle readers let the log go for that time. A SQLite code. */
static int copy(struct db_conn *conn, int mode)
{
	const struct sqlite_conn *own = to_sqlite_conn(conn);
	struct checkpoint *checkpoint = &conn->db->checkpoint;
	int pages = 0;
	int copied = 0;

	reader_pool_let_go(conn->db);
	int rc = sqlite3_wal_checkpoint_v2(own->handle, NULL, mode, &pages, &copied);

	reader_pool_keep_again(conn->db);
	atomic_store(&checkpoint->copied_bytes, copied > 0 ? copied * own->page_bytes : 0);
	atomic_store(&checkpoint->held, copied < pages);
	return rc;
}

static bool open_own_connection(struct db *db)
{
	struct checkpoint *checkpoint = &db->checkpoint;

	if (checkpoint->conn || db->engine->open(db, true, &checkpoint->conn) == NO_PROBLEM)
		return true;
	log_line(LOG_ERROR, "the write-ahead log cannot be copied: %s",
		 checkpoint->conn ? checkpoint->conn->detail : "out of memory");
	conn_close(checkpoint->conn);
	checkpoint->conn = NULL;
	return false;
}

void checkpoint_copy(struct db *db)
{
	struct checkpoint *checkpoint = &db->checkpoint;

	if (!open_own_connection(db))
		return;
	pthread_mutex_lock(&checkpoint->lock);
	int rc = copy(checkpoint->conn, SQLITE_CHECKPOINT_PASSIVE);

	pthread_mutex_unlock(&checkpoint->lock);
	/* Writers hear of a full disk by themselves; copying is tried again after the next commit. */
	if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
		log_line(LOG_ERROR, "the write-ahead log cannot be copied: %s", sqlite3_errstr(rc));
}

/* --- starting anew ----------------------------------------------------------------------------- */

/* After an attempt that met readers. */
static void try_again_later(struct checkpoint *checkpoint, bool early)
{
	checkpoint->tried_bytes = atomic_load(&checkpoint->wal_bytes);
	if (early)
		return;
	checkpoint->not_before =
		clock_monotonic_ns() + checkpoint->wait_ms * PAUSE_NS_PER_WAITED_MS;
	if (checkpoint->wait_ms < LAST_WAIT_MS)
		checkpoint->wait_ms *= 2;
}

static void restart(struct db_conn *writer, bool early)
{
	struct checkpoint *checkpoint = &writer->db->checkpoint;
	sqlite3 *handle = to_sqlite_conn(writer)->handle;

	sqlite3_busy_timeout(handle, early ? FIRST_WAIT_MS : checkpoint->wait_ms);
	int rc = copy(writer, SQLITE_CHECKPOINT_RESTART);

	sqlite3_busy_timeout(handle, USUAL_BUSY_TIMEOUT_MS);
	if (rc != SQLITE_OK) {
		try_again_later(checkpoint, early);
		return;
	}
	atomic_store(&checkpoint->wal_bytes, 0);
	atomic_store(&checkpoint->copied_bytes, 0);
	checkpoint->wait_ms = FIRST_WAIT_MS;
	checkpoint->not_before = 0;
}

void checkpoint_restart_if_due(struct db_conn *writer)
{
	struct checkpoint *checkpoint = &writer->db->checkpoint;
	int64_t bytes = atomic_load(&checkpoint->wal_bytes);
	bool must = bytes >= LIMITS_AT_MOST * checkpoint->limit;
	bool early = clock_monotonic_ns() < checkpoint->not_before;

	if (bytes < checkpoint->limit ||
	    (!must && bytes_left(checkpoint) > checkpoint->limit / PARTS_LITTLE) ||
	    (early && bytes < checkpoint->tried_bytes + checkpoint->limit))
		return;
	if (must)
		pthread_mutex_lock(&checkpoint->lock);
	else if (pthread_mutex_trylock(&checkpoint->lock) != 0)
		return;
	restart(writer, early);
	pthread_mutex_unlock(&checkpoint->lock);
}
