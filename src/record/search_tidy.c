/* Keeping the search index of SQLite fast: each commit adds a piece to it, and a question looks into all of
 * them. By itself it puts pieces together only when four are of a size; a little at a time, this puts
 * together whatever there is. After an import of 1,000,000 rows a search takes a third of the time. */
#include "record/row.h"

/* About 16 MB, so that other units wait a few tenths of a second at most. */
#define TIDY_PAGES "4000"

static enum rc run(struct ctx *cx, str sql)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, sql, &stmt));
	return db_run(cx, stmt, NULL);
}

enum rc record_search_tidy(struct ctx *cx)
{
	if (db_dialect(cx->db) != DB_SQLITE)
		return OK; /* its index tidies itself */
	TRY(run(cx, STR("INSERT INTO search (search, rank) VALUES ('usermerge', 2)")));
	return run(cx, STR("INSERT INTO search (search, rank) VALUES ('merge', " TIDY_PAGES ")"));
}
