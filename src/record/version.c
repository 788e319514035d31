/* Past states of versioned entities, in <plural>_versions: each row is valid from its updated_at until
 * valid_to. The present state is in the entity's own table. */
#include "record/row.h"

static void write_keep(struct ctx *cx, const struct sql_source *source, struct buf *sql)
{
	const struct entity *entity = source->about;

	(void)cx;
	buf_printf(sql, "INSERT INTO %s_versions (valid_to, ", entity->plural);
	row_columns(sql, entity, NULL);
	buf_text(sql, ") VALUES (?");
	for (size_t i = 0; i < entity->field_count; i++)
		buf_text(sql, ", ?");
	buf_char(sql, ')');
}

enum rc version_keep(struct ctx *cx, const struct entity *entity, const void *before, int64_t until)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare_from(cx, &(struct sql_source){ write_keep, entity, 0 }, &stmt));
	db_bind_int(stmt, 1, until);
	for (size_t i = 0; i < entity->field_count; i++)
		field_bind(stmt, (int)i + 2, &entity->fields[i], before);
	return db_run(cx, stmt, NULL);
}

/* The variant is the bit set of the fields. */
static void write_update(struct ctx *cx, const struct sql_source *source, struct buf *sql)
{
	const struct entity *entity = source->about;
	const char *between = "";

	(void)cx;
	buf_printf(sql, "UPDATE %s_versions SET ", entity->plural);
	for (size_t i = 0; i < entity->field_count; i++)
		if (source->variant >> i & 1) {
			buf_printf(sql, "%s%s = ?", between, entity->fields[i].name);
			between = ", ";
		}
	buf_text(sql, " WHERE id = ? AND updated_at = ? AND revision = ?");
}

enum rc version_update(struct ctx *cx, const struct entity *entity, const void *row,
		       uint64_t changed)
{
	const struct row *head = row_head_const(row);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	int index = 1;

	TRY(db_prepare_from(cx, &(struct sql_source){ write_update, entity, changed }, &stmt));
	for (size_t i = 0; i < entity->field_count; i++)
		if (changed >> i & 1)
			field_bind(stmt, index++, &entity->fields[i], row);
	db_bind_int(stmt, index++, head->id);
	db_bind_int(stmt, index++, head->updated_at);
	db_bind_int(stmt, index, head->revision);
	return db_run(cx, stmt, NULL);
}

enum rc version_drop_all(struct ctx *cx, const struct entity *entity, int64_t id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(
		cx, str_printf(cx->arena, "DELETE FROM %s_versions WHERE id = ?", entity->plural),
		&stmt));
	db_bind_int(stmt, 1, id);
	return db_run(cx, stmt, NULL);
}
