/* How SQLite had better find deals: from end to end where they are many, open ones by their own indexes. Private to
 * pipeline/. */
#ifndef ALUR_PIPELINE_WHOLE_TABLE_QUERY_H
#define ALUR_PIPELINE_WHOLE_TABLE_QUERY_H

#include "base/ctx.h"

/* Whether these are more than one in sixteen: rows of "deals t" or "deals_versions t" with a value between two, both
 * included, in a column of an index. `where`: "deals t WHERE t.closed_on", for one. Never with PostgreSQL, which
 * chooses by itself. */
MUST_USE enum rc deals_are_many(struct ctx *cx, str where, int64_t from, int64_t to, bool *many);

/* What stands behind the name of a table (and its alias) that is read from end to end, in the order of its ids. */
const char *whole_table(bool is_whole);

/* " AND ..." that is true of open deals t, for their indexes. SQLite takes few to have no day of closing and would go by
 * that, to all open deals of the database, if it were not told otherwise. */
const char *open_deals(const struct ctx *cx);

#endif
