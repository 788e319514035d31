/* Copying rows from one database to another, table by table, in pages by their key. Search words are not
 * copied but made anew, since each engine keeps them in its own way. */
#include "app/copy.h"

#include "db/db.h"
#include "record/record.h"

#include <string.h>

enum { PAGE_ROWS = 2000, MAX_TABLES = 256, MAX_COLUMNS = 64 };

struct table {
	str name;
	const char *key; /* what pages go by; NULL: one page */
	struct db_column columns[MAX_COLUMNS];
	int column_count;
};

struct copy {
	struct ctx *from;
	struct table *tables;
	int table_count;
	const struct table *table; /* of the page */
	int key_column;
	int64_t after;
	int64_t rows; /* of the page */
};

/* --- what there is ------------------------------------------------------------------------------- */

/* Kept by the target itself. */
static bool is_left_out(str table)
{
	return str_is(table, "migrations") || str_is(table, "search");
}

static enum rc note_column(struct ctx *cx, void *argument, const struct db_column *column)
{
	struct copy *copy = argument;
	struct table *table = &copy->tables[copy->table_count - 1];

	if (is_left_out(column->table))
		return OK;
	if (copy->table_count == 0 || !str_eq(table->name, column->table)) {
		if (copy->table_count == MAX_TABLES)
			return fail(cx, E_TOO_LARGE, "this database has too many tables to copy");
		table = &copy->tables[copy->table_count++];
		*table = (struct table){ .name = column->table };
	}
	if (table->column_count == MAX_COLUMNS)
		return fail(cx, E_TOO_LARGE, "the table %.*s has too many columns to copy",
			    STR_ARG(column->table));
	table->columns[table->column_count++] = *column;
	if (str_is(column->name, "version_id") || (!table->key && str_is(column->name, "id")))
		table->key = column->name.ptr;
	return OK;
}

/* --- a page -------------------------------------------------------------------------------------- */

static void add_columns(struct buf *sql, const struct table *table)
{
	for (int i = 0; i < table->column_count; i++) {
		buf_text(sql, i > 0 ? ", " : "");
		buf_add(sql, table->columns[i].name);
	}
}

static enum rc prepare_read(struct ctx *cx, const struct copy *copy, struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	buf_text(&sql, "SELECT ");
	add_columns(&sql, copy->table);
	buf_printf(&sql, " FROM %.*s", STR_ARG(copy->table->name));
	if (copy->table->key)
		buf_printf(&sql, " WHERE %s > ? ORDER BY %s LIMIT %d", copy->table->key,
			   copy->table->key, PAGE_ROWS);
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	if (copy->table->key)
		db_bind_int(*stmt, 1, copy->after);
	return OK;
}

static enum rc prepare_insert(struct ctx *cx, const struct table *table, struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	buf_printf(&sql, "INSERT INTO %.*s (", STR_ARG(table->name));
	add_columns(&sql, table);
	buf_text(&sql, ") VALUES (?");
	for (int i = 1; i < table->column_count; i++)
		buf_text(&sql, ", ?");
	buf_char(&sql, ')');
	TRY(buf_rc(&sql));
	return db_prepare(cx, buf_str(&sql), stmt);
}

static void copy_value(const struct db_stmt *from, struct db_stmt *to, int column, str type)
{
	if (db_is_null(from, column))
		db_bind_null(to, column + 1);
	else if (str_is(type, "INTEGER"))
		db_bind_int(to, column + 1, db_int(from, column));
	else if (str_is(type, "REAL"))
		db_bind_real(to, column + 1, db_real(from, column));
	else if (str_is(type, "BLOB"))
		db_bind_blob(to, column + 1, db_blob(from, column));
	else
		db_bind_text(to, column + 1, db_text(from, column));
}

static enum rc copy_rows(struct ctx *to, struct copy *copy)
{
	AUTO(db_done) struct db_stmt *reading = NULL;
	AUTO(db_done) struct db_stmt *writing = NULL;
	bool row = false;

	TRY(prepare_read(copy->from, copy, &reading));
	TRY(prepare_insert(to, copy->table, &writing));
	TRY(db_step(copy->from, reading, &row));
	for (copy->rows = 0; row; copy->rows++) {
		for (int i = 0; i < copy->table->column_count; i++)
			copy_value(reading, writing, i, copy->table->columns[i].type);
		copy->after = copy->table->key ? db_int(reading, copy->key_column) : 0;
		TRY(db_run(to, writing, NULL));
		TRY(db_step(copy->from, reading, &row));
	}
	return OK;
}

static enum rc copy_page(struct ctx *to, void *argument)
{
	struct copy *copy = argument;
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(to, &tx));
	TRY(copy_rows(to, copy));
	return tx_commit(&tx);
}

/* --- a table ------------------------------------------------------------------------------------- */

static enum rc empty_table(struct ctx *to, void *argument)
{
	const struct table *table = argument;
	str sql = str_printf(to->arena, "DELETE FROM %.*s", STR_ARG(table->name));

	return str_is_set(sql) ? db_execute(to, sql) : fail_memory(to);
}

/* PostgreSQL counts ids by itself: on from the highest that was copied. Not by setval(), which would
 * stay when the copy is rolled back, and give ids anew that are taken. */
static enum rc set_counter(struct ctx *to, void *argument)
{
	const struct table *table = argument;
	str sql = str_printf(to->arena, "SELECT COALESCE(MAX(%s), 0) + 1 FROM %.*s", table->key,
			     STR_ARG(table->name));
	int64_t next = 0;

	if (!str_is_set(sql))
		return fail_memory(to);
	TRY(db_query_int(to, sql, INT64_MIN, &next));
	sql = str_printf(to->arena, "ALTER TABLE %.*s ALTER COLUMN %s RESTART WITH %lld",
			 STR_ARG(table->name), table->key, (long long)next);
	return str_is_set(sql) ? db_execute(to, sql) : fail_memory(to);
}

static int column_of(const struct table *table, const char *name)
{
	for (int i = 0; name && i < table->column_count; i++)
		if (str_is(table->columns[i].name, name))
			return i;
	return -1;
}

static enum rc copy_table(struct ctx *to, struct copy *copy, struct table *table)
{
	copy->table = table;
	copy->key_column = column_of(table, table->key);
	copy->after = INT64_MIN;
	TRY(db_write(to, empty_table, table));
	do {
		struct arena_mark mark = arena_mark(to->arena);

		TRY(db_write(to, copy_page, copy));
		arena_rewind(to->arena, mark);
	} while (table->key && copy->rows == PAGE_ROWS);
	if (table->key && db_dialect(to->db) == DB_POSTGRES)
		TRY(db_write(to, set_counter, table));
	return OK;
}

/* --- all ----------------------------------------------------------------------------------------- */

static enum rc rebuild_search(struct ctx *to, void *argument)
{
	(void)argument;
	return record_search_rebuild(to);
}

static enum rc copy_all(struct ctx *to, struct copy *copy)
{
	TRY(ctx_alloc(to, MAX_TABLES * sizeof *copy->tables, &copy->tables));
	TRY(db_columns(copy->from, note_column, copy));
	for (int i = 0; i < copy->table_count; i++)
		TRY(copy_table(to, copy, &copy->tables[i]));
	return db_write(to, rebuild_search, NULL);
}

enum rc copy_database(struct ctx *from, struct ctx *to)
{
	struct copy copy = { .from = from };
	enum rc rc = db_read_begin(from);

	if (rc == OK) {
		rc = copy_all(to, &copy);
		db_read_end(from);
	}
	if (rc != OK && to->failure.rc == OK)
		to->failure = from->failure;
	return rc;
}
