/* Long writing gives way to whoever waits for the processor. SQLite copies its write-ahead log in one go, and
 * writes what a large unit of work changed in another; beside an import either takes ten milliseconds and more,
 * and a scheduler lets it: where both processors are busy so, a request that wakes up waits ten times as long as
 * its answer takes. SQLite has no hook in there. So writing is wrapped: the methods of this connection's files
 * are those of their VFS but for xWrite, which offers the processor now and then. */
#include "base/day.h"
#include "db/sqlite_engine.h"

#include <sched.h>

/* Less than an answer takes, and many times what the offer costs when nobody waits. */
#define OFFER_EVERY_NS INT64_C(200000)

static int write_and_offer(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	struct giving_way *own = (struct giving_way *)file->pMethods;
	int rc = own->usual->xWrite(file, bytes, count, at);
	int64_t now = clock_monotonic_ns();

	if (now - own->offered_ns < OFFER_EVERY_NS)
		return rc;
	sched_yield();
	own->offered_ns = clock_monotonic_ns();
	return rc;
}

static void wrap(struct sqlite_conn *own, int which, struct giving_way *giving_way)
{
	sqlite3_file *file = NULL;

	if (sqlite3_file_control(own->handle, "main", which, &file) != SQLITE_OK || !file ||
	    !file->pMethods)
		return; /* it writes all the same */
	giving_way->usual = file->pMethods;
	giving_way->methods = *file->pMethods;
	giving_way->methods.xWrite = write_and_offer;
	file->pMethods = &giving_way->methods;
}

void sqlite_give_way(struct sqlite_conn *own)
{
	wrap(own, SQLITE_FCNTL_FILE_POINTER, &own->database_gives_way);
	wrap(own, SQLITE_FCNTL_JOURNAL_POINTER, &own->log_gives_way);
}
