/* Whether a database is empty enough for the demo. */
#include "exchange/importing.h"

#include "db/db.h"

enum rc demo_refuse_data(struct ctx *cx)
{
	int64_t rows = 0;

	TRY(db_query_int(cx,
			 STR("SELECT (SELECT COUNT(*) FROM (SELECT id FROM deals LIMIT 1) d)"
			     " + (SELECT COUNT(*) FROM (SELECT id FROM pipelines LIMIT 1) p)"),
			 INT64_MIN, &rows));
	if (rows == 0)
		return OK;
	return fail(cx, E_CONFLICT,
		    "this database has data already: give the demo one of its own with --db");
}
