/* Fields of a parent that follow from its children, e.g. a deal's next step from its activities
 * (struct rollup in entity/entity.h). */
#include "record/row.h"

static enum rc earliest(struct ctx *cx, const struct entity *entity, int64_t parent_id,
			int64_t *value)
{
	const struct rollup *rollup = entity->rollup;
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	TRY(db_prepare(cx,
		       str_printf(cx->arena,
				  "SELECT MIN(%s) FROM %s WHERE %s = ? AND %s IS NULL"
				  " AND archived_at IS NULL",
				  rollup->value, entity->plural, rollup->parent, rollup->done),
		       &stmt));
	db_bind_int(stmt, 1, parent_id);
	TRY(db_step(cx, stmt, &found));
	*value = found && !db_is_null(stmt, 0) ? db_int(stmt, 0) : UNSET;
	return OK;
}

static enum rc refresh(struct ctx *cx, const struct entity *entity, int64_t parent_id, int64_t at)
{
	const struct field *link = entity_field(entity, str_from(entity->rollup->parent));
	const struct entity *parent = entity_by_name(str_from(link->ref));
	const struct field *target = entity_field(parent, str_from(entity->rollup->target));
	struct change change = { .entity = parent, .kind = KIND_ROLLUP, .at = at };
	void *before = NULL;
	void *row = NULL;
	bool found = false;

	TRY(ctx_alloc(cx, parent->size, &row));
	TRY(row_find(cx, parent, parent_id, row, &found));
	if (!found)
		return OK;
	TRY(row_new_copy(cx, parent, row, &before));
	change.before = before;
	TRY(earliest(cx, entity, parent_id, field_int_of(target, row)));
	return save_change(cx, &change, row);
}

enum rc rollup_change(struct ctx *cx, const struct entity *entity, const void *before,
		      const void *after, int64_t at)
{
	if (!entity->rollup)
		return OK;

	const struct field *link = entity_field(entity, str_from(entity->rollup->parent));
	int64_t old_parent = before ? field_get_int(link, before) : 0;
	int64_t new_parent = after ? field_get_int(link, after) : 0;

	if (old_parent != 0 && old_parent != new_parent)
		TRY(refresh(cx, entity, old_parent, at));
	return new_parent != 0 ? refresh(cx, entity, new_parent, at) : OK;
}
