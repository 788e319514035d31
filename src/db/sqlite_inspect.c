/* Looking at a SQLite database itself: plans and its own checks of its structure. The generic half
 * is in inspect.c. */
#include "db/sqlite_engine.h"

const char sqlite_columns_sql[] =
	"SELECT t.name, c.name, upper(c.type), c.\"notnull\" OR c.pk > 0 "
	"FROM pragma_table_list t JOIN pragma_table_info(t.name) c "
	"WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
	"ORDER BY t.name, c.cid";

const char sqlite_indexes_sql[] =
	"SELECT m.tbl_name, m.name FROM sqlite_schema m JOIN pragma_table_list t "
	"ON t.schema = 'main' AND t.type = 'table' AND t.name = m.tbl_name "
	"WHERE m.type = 'index' AND m.sql IS NOT NULL ORDER BY m.tbl_name, m.name";

enum rc sqlite_explain(struct ctx *cx, str sql, str *plan)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct buf lines = buf_new(cx->arena);
	str text = str_printf(cx->arena, "EXPLAIN QUERY PLAN %.*s", STR_ARG(sql));
	bool row;

	if (!text.ptr)
		return fail_memory(cx);
	TRY(db_prepare(cx, text, &stmt));
	TRY(db_step(cx, stmt, &row));
	while (row) {
		buf_add(&lines, db_text(stmt, 3));
		buf_char(&lines, '\n');
		TRY(db_step(cx, stmt, &row));
	}
	*plan = buf_str(&lines);
	return plan->ptr ? OK : fail_memory(cx);
}

static enum rc tell(struct ctx *cx, enum rc (*each)(struct ctx *cx, void *argument, str finding),
		    void *argument, str finding)
{
	return finding.ptr ? each(cx, argument, finding) : fail_memory(cx);
}

static enum rc check_sound_pages(struct ctx *cx,
				 enum rc (*each)(struct ctx *cx, void *argument, str finding),
				 void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row;

	TRY(db_prepare(cx, STR("PRAGMA integrity_check"), &stmt));
	TRY(db_step(cx, stmt, &row));
	while (row) {
		if (!str_is(db_text(stmt, 0), "ok"))
			TRY(tell(cx, each, argument, arena_str(cx->arena, db_text(stmt, 0))));
		TRY(db_step(cx, stmt, &row));
	}
	return OK;
}

/* Where the damage is too great for the check itself, that is the finding. */
static enum rc check_pages(struct ctx *cx,
			   enum rc (*each)(struct ctx *cx, void *argument, str finding),
			   void *argument)
{
	cx->conn->last_problem = NO_PROBLEM;
	enum rc rc = check_sound_pages(cx, each, argument);
	str words = cx->failure.detail;

	if (rc != E_IO || cx->conn->last_problem != PROBLEM_DAMAGED)
		return rc;
	ctx_clear_failure(cx);
	return tell(cx, each, argument, words);
}

static enum rc check_references(struct ctx *cx,
				enum rc (*each)(struct ctx *cx, void *argument, str finding),
				void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row;

	TRY(db_prepare(cx, STR("PRAGMA foreign_key_check"), &stmt));
	TRY(db_step(cx, stmt, &row));
	while (row) {
		TRY(tell(cx, each, argument,
			 str_printf(cx->arena,
				    "row %lld of %.*s refers to a row of %.*s that is not there",
				    (long long)db_int(stmt, 1), STR_ARG(db_text(stmt, 0)),
				    STR_ARG(db_text(stmt, 2)))));
		TRY(db_step(cx, stmt, &row));
	}
	return OK;
}

enum rc sqlite_check(struct ctx *cx, enum rc (*each)(struct ctx *cx, void *argument, str finding),
		     void *argument)
{
	TRY(check_pages(cx, each, argument));
	return check_references(cx, each, argument);
}
