/* Whether a database holds anything of Alur, asked before it is replaced or taken for a backup. */
#include "app/app.h"

static enum rc note_table(struct ctx *cx, void *argument, const struct db_column *column)
{
	bool *is_there = argument;

	(void)cx;
	*is_there = *is_there || str_eq(column->table, str_from(organisation_entity.plural));
	return OK;
}

static enum rc ask(struct ctx *cx, bool *yes)
{
	int64_t count = 0;

	*yes = false;
	TRY(db_columns(cx, note_table, yes));
	if (*yes)
		TRY(db_query_int(cx, STR("SELECT COUNT(*) FROM organisations"), INT64_MIN, &count));
	*yes = count > 0;
	return OK;
}

enum rc app_holds_data(struct ctx *cx, bool *yes)
{
	TRY(db_read_begin(cx));

	enum rc rc = ask(cx, yes);

	db_read_end(cx);
	return rc;
}

enum rc app_count(struct ctx *cx, struct holdings *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	TRY(db_prepare(cx,
		       STR("SELECT (SELECT COUNT(*) FROM deals), (SELECT COUNT(*) FROM companies),"
			   " (SELECT COUNT(*) FROM users)"),
		       &stmt));
	TRY(db_step(cx, stmt, &found));
	ensure(found);
	*out = (struct holdings){ db_int(stmt, 0), db_int(stmt, 1), db_int(stmt, 2) };
	return OK;
}
