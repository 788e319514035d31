/* Looking at a PostgreSQL database itself: its tables, columns and indexes as we name them, and
 * plans. The generic half is in inspect.c. */
#include "db/postgres_engine.h"

#include <string.h>

const char postgres_columns_sql[] =
	"SELECT c.relname, a.attname, CASE format_type(a.atttypid, a.atttypmod)"
	" WHEN 'bigint' THEN 'INTEGER' WHEN 'double precision' THEN 'REAL'"
	" WHEN 'text' THEN 'TEXT' WHEN 'bytea' THEN 'BLOB'"
	" ELSE upper(format_type(a.atttypid, a.atttypmod)) END, a.attnotnull "
	"FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
	"WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
	" AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum";

const char postgres_indexes_sql[] =
	"SELECT t.relname, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
	" JOIN pg_class t ON t.oid = i.indrelid "
	"WHERE t.relnamespace = current_schema()::regnamespace"
	" AND NOT EXISTS (SELECT 1 FROM pg_constraint n WHERE n.conindid = i.indexrelid"
	" AND n.contype IN ('p', 'u', 'x')) ORDER BY t.relname, c.relname";

/* Only EXPLAIN EXECUTE plans a statement with parameters that nobody has bound. */
static str explain_text(struct ctx *cx, int parameters)
{
	struct buf text = buf_new(cx->arena);

	buf_text(&text, "EXPLAIN EXECUTE explained");
	for (int i = 0; i < parameters; i++)
		buf_text(&text, i == 0 ? "(NULL" : ", NULL");
	buf_text(&text, parameters > 0 ? ")" : "");
	return buf_str(&text);
}

static enum rc prepare_explained(struct ctx *cx, str sql, int *parameters)
{
	char *numbered;

	if (str_starts(sql, str_from(postgres_in_pieces)))
		sql = str_sub(sql, strlen(postgres_in_pieces), sql.len);
	numbered = postgres_sql(sql, parameters);

	str text = str_printf(cx->arena,
			      "SET LOCAL plan_cache_mode = force_generic_plan; "
			      "PREPARE explained AS %s",
			      numbered ? numbered : "");

	free(numbered);
	if (!numbered || !text.ptr)
		return fail_memory(cx);
	return db_execute(cx, text);
}

static enum rc read_plan(struct ctx *cx, str sql, struct buf *lines)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row;

	TRY(db_prepare(cx, sql, &stmt));
	TRY(db_step(cx, stmt, &row));
	while (row) {
		buf_add(lines, db_text(stmt, 0));
		buf_char(lines, '\n');
		TRY(db_step(cx, stmt, &row));
	}
	return OK;
}

enum rc postgres_explain(struct ctx *cx, str sql, str *plan)
{
	struct buf lines = buf_new(cx->arena);
	int parameters = 0;

	TRY(prepare_explained(cx, sql, &parameters));
	str text = explain_text(cx, parameters);

	if (!text.ptr)
		return fail_memory(cx);
	TRY(read_plan(cx, text, &lines));
	TRY(db_execute(cx, STR("DEALLOCATE explained")));
	*plan = buf_str(&lines);
	return plan->ptr ? OK : fail_memory(cx);
}

/* The server looks after its own structure. The questions of a check are of whole tables, which nested loops
 * make quadratic where a table has grown since the server last counted it; and they may take their time. */
enum rc postgres_check(struct ctx *cx, enum rc (*each)(struct ctx *cx, void *argument, str finding),
		       void *argument)
{
	(void)each;
	(void)argument;
	TRY(db_execute(cx, STR("SET LOCAL enable_nestloop = off")));
	return db_execute(cx, STR("SET LOCAL statement_timeout = 0"));
}
