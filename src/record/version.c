/* Past states of versioned entities, in <plural>_versions: each row is valid from its updated_at until
 * valid_to. The present state is in the entity's own table. */
#include "record/row.h"

enum rc version_keep(struct ctx *cx, const struct entity *entity, const void *before, int64_t until)
{
	struct buf sql = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	buf_printf(&sql, "INSERT INTO %s_versions (valid_to, ", entity->plural);
	row_columns(&sql, entity, NULL);
	buf_text(&sql, ") VALUES (?");
	for (size_t i = 0; i < entity->field_count; i++)
		buf_text(&sql, ", ?");
	buf_char(&sql, ')');
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), &stmt));
	db_bind_int(stmt, 1, until);
	for (size_t i = 0; i < entity->field_count; i++)
		field_bind(stmt, (int)i + 2, &entity->fields[i], before);
	return db_run(cx, stmt, NULL);
}

enum rc version_drop_all(struct ctx *cx, const struct entity *entity, int64_t id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx,
		       str_printf(cx->arena, "DELETE FROM %s_versions WHERE id = ?", entity->plural),
		       &stmt));
	db_bind_int(stmt, 1, id);
	return db_run(cx, stmt, NULL);
}
