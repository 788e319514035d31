/* Looking at the database itself, whichever it is: tables, columns, indexes, plans. The statements
 * for it are in sqlite_inspect.c and postgres_inspect.c. */
#include "db/engine.h"

enum rc db_columns(struct ctx *cx,
		   enum rc (*each)(struct ctx *cx, void *argument, const struct db_column *column),
		   void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row;

	TRY(db_prepare(cx, str_from(cx->conn->engine->columns_sql), &stmt));
	TRY(db_step(cx, stmt, &row));
	while (row) {
		struct db_column column = {
			.table = arena_str(cx->arena, db_text(stmt, 0)),
			.name = arena_str(cx->arena, db_text(stmt, 1)),
			.type = arena_str(cx->arena, db_text(stmt, 2)),
			.required = db_int(stmt, 3) != 0,
		};

		if (!column.table.ptr || !column.name.ptr || !column.type.ptr)
			return fail_memory(cx);
		TRY(each(cx, argument, &column));
		TRY(db_step(cx, stmt, &row));
	}
	return OK;
}

enum rc db_indexes(struct ctx *cx,
		   enum rc (*each)(struct ctx *cx, void *argument, str table, str index),
		   void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row;

	TRY(db_prepare(cx, str_from(cx->conn->engine->indexes_sql), &stmt));
	TRY(db_step(cx, stmt, &row));
	while (row) {
		str table = arena_str(cx->arena, db_text(stmt, 0));
		str index = arena_str(cx->arena, db_text(stmt, 1));

		if (!table.ptr || !index.ptr)
			return fail_memory(cx);
		TRY(each(cx, argument, table, index));
		TRY(db_step(cx, stmt, &row));
	}
	return OK;
}

enum rc db_explain(struct ctx *cx, str sql, str *plan)
{
	return cx->conn->engine->explain(cx, sql, plan);
}

enum rc db_check(struct ctx *cx, enum rc (*each)(struct ctx *cx, void *argument, str finding),
		 void *argument)
{
	return cx->conn->engine->check(cx, each, argument);
}
