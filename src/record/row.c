/* Rows and their SQL: reading by id, inserting, updating what changed. */
#include "record/row.h"

#include <string.h>

void row_columns(struct buf *sql, const struct entity *entity, const char *t)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		if (i > 0)
			buf_text(sql, ", ");
		if (t) {
			buf_text(sql, t);
			buf_char(sql, '.');
		}
		buf_text(sql, entity->fields[i].name);
	}
}

int64_t row_int_or_zero(const struct entity *entity, const void *row, const char *name)
{
	const struct field *field = entity_field(entity, str_from(name));

	return field ? field_get_int(field, row) : 0;
}

enum rc row_read(struct ctx *cx, const struct db_stmt *stmt, int first, const struct entity *entity,
		 void *row)
{
	for (size_t i = 0; i < entity->field_count; i++)
		TRY(field_read(cx, stmt, first + (int)i, &entity->fields[i], row));
	return OK;
}

static void write_find(struct ctx *cx, const struct sql_source *source, struct buf *sql)
{
	const struct entity *entity = source->about;

	(void)cx;
	buf_text(sql, "SELECT ");
	row_columns(sql, entity, NULL);
	buf_printf(sql, " FROM %s WHERE id = ?", entity->plural);
}

enum rc row_find(struct ctx *cx, const struct entity *entity, int64_t id, void *row, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare_from(cx, &(struct sql_source){ write_find, entity, 0 }, &stmt));
	db_bind_int(stmt, 1, id);
	TRY(db_step(cx, stmt, found));
	return *found ? row_read(cx, stmt, 0, entity, row) : OK;
}

static void write_insert(struct ctx *cx, const struct sql_source *source, struct buf *sql)
{
	const struct entity *entity = source->about;

	buf_printf(sql, "INSERT INTO %s (", entity->plural);
	for (size_t i = 1; i < entity->field_count; i++) {
		buf_text(sql, i > 1 ? ", " : "");
		buf_text(sql, entity->fields[i].name);
	}
	buf_text(sql, ") VALUES (?");
	for (size_t i = 2; i < entity->field_count; i++)
		buf_text(sql, ", ?");
	buf_printf(sql, ")%s", db_returning_id(cx->db));
}

enum rc row_insert(struct ctx *cx, const struct entity *entity, void *row)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare_from(cx, &(struct sql_source){ write_insert, entity, 0 }, &stmt));
	for (size_t i = 1; i < entity->field_count; i++)
		field_bind(stmt, (int)i, &entity->fields[i], row);
	return db_insert(cx, stmt, &row_head(row)->id);
}

/* The variant is the bit set of the fields. */
static void write_update(struct ctx *cx, const struct sql_source *source, struct buf *sql)
{
	const struct entity *entity = source->about;

	(void)cx;
	buf_printf(sql, "UPDATE %s SET revision = ?, updated_at = ?", entity->plural);
	for (size_t i = 0; i < entity->field_count; i++)
		if (source->variant >> i & 1)
			buf_printf(sql, ", %s = ?", entity->fields[i].name);
	buf_text(sql, " WHERE id = ?");
}

enum rc row_update(struct ctx *cx, const struct entity *entity, const void *row, uint64_t changed)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	int index = 1;

	TRY(db_prepare_from(cx, &(struct sql_source){ write_update, entity, changed }, &stmt));
	db_bind_int(stmt, index++, row_head_const(row)->revision);
	db_bind_int(stmt, index++, row_head_const(row)->updated_at);
	for (size_t i = 0; i < entity->field_count; i++)
		if (changed >> i & 1)
			field_bind(stmt, index++, &entity->fields[i], row);
	db_bind_int(stmt, index, row_head_const(row)->id);
	return db_run(cx, stmt, NULL);
}

enum rc row_new_copy(struct ctx *cx, const struct entity *entity, const void *row, void *out_copy)
{
	void *copy = NULL;

	TRY(ctx_alloc(cx, entity->size, &copy));
	memcpy(copy, row, entity->size);
	memcpy(out_copy, &copy, sizeof copy);
	return OK;
}

/* Fields of struct row that every save sets by itself. */
static bool is_bookkeeping(const struct field *field)
{
	return field->offset == offsetof(struct row, revision) ||
	       field->offset == offsetof(struct row, created_at) ||
	       field->offset == offsetof(struct row, updated_at);
}

uint64_t row_difference(const struct entity *entity, const void *before, const void *after)
{
	uint64_t changed = 0;

	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];

		if (!is_bookkeeping(field) && !field_equal(field, before, after))
			changed |= UINT64_C(1) << i;
	}
	return changed;
}
