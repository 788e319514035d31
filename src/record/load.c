/* Loading rows: by id with the caller's scope, or by a field's value for operations. Lists with
 * filters and pages: list.c. */
#include "record/list.h"
#include "record/row.h"

#include <string.h>

static enum rc missing(struct ctx *cx)
{
	return fail(cx, E_MISSING, "there is no such row, or it is not yours to see");
}

enum rc record_load(struct ctx *cx, const struct entity *entity, int64_t id, void *row)
{
	bool found = false;
	bool allowed = false;

	TRY(need_right(cx, entity->read));
	TRY(row_find(cx, entity, id, row, &found));
	if (!found)
		return missing(cx);
	TRY(scope_allows(cx, entity, row, &allowed));
	return allowed ? OK : missing(cx);
}

enum rc record_load_if_there(struct ctx *cx, const struct entity *entity, int64_t id, void *row,
			     bool *found)
{
	enum rc rc = record_load(cx, entity, id, row);

	*found = rc == OK;
	if (rc != E_MISSING)
		return rc;
	ctx_clear_failure(cx);
	return OK;
}

enum rc record_load_to_change(struct ctx *cx, const struct entity *entity, int64_t id, void *row)
{
	TRY(record_load(cx, entity, id, row));
	TRY(need_change(cx, entity, row));
	if (row_head(row)->archived_at != UNSET)
		return fail(cx, E_CONFLICT,
			    "this row is archived: restore it before you change it");
	return OK;
}

/* Selects the rows, and binds the value. A unique one is alone: in no order and no part, so that nothing
 * leads away from its index. */
static enum rc prepare(struct ctx *cx, const struct entity *entity, const struct where *where,
		       const char *part, struct db_stmt **stmt)
{
	const struct field *field = entity_field(entity, str_from(where->field));
	struct buf sql = buf_new(cx->arena);

	ensure(field);
	buf_text(&sql, "SELECT ");
	row_columns(&sql, entity, NULL);
	buf_printf(&sql, " FROM %s WHERE %s = ?", entity->plural, where->field);
	if (!where->unique)
		buf_printf(&sql, " AND archived_at IS NULL ORDER BY %s%sid%s",
			   where->order ? where->order : "", where->order ? ", " : "", part);
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	if (filter_is_text(field))
		db_bind_text(*stmt, 1, where->text);
	else
		db_bind_int(*stmt, 1, where->number);
	return OK;
}

enum rc record_find(struct ctx *cx, const struct entity *entity, const struct where *where,
		    void *row, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(prepare(cx, entity, where, " LIMIT 1", &stmt));
	TRY(db_step(cx, stmt, found));
	return *found ? row_read(cx, stmt, 0, entity, row) : OK;
}

enum rc record_find_id(struct ctx *cx, const struct entity *entity, int64_t id, void *row,
		       bool *found)
{
	return record_find(cx, entity, &(struct where){ .field = "id", .number = id }, row, found);
}

enum rc record_each(struct ctx *cx, const struct entity *entity, const struct where *where,
		    each_row *each, void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	void *row = NULL;
	bool found = true;

	TRY(prepare(cx, entity, where, "", &stmt));
	TRY(ctx_alloc(cx, entity->size, &row));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(row_read(cx, stmt, 0, entity, row));
		TRY(each(cx, argument, row));
	}
}

struct collection {
	const struct entity *entity;
	char *rows;
	size_t count;
	size_t room;
};

enum { MAX_COLLECTED = 10000 };

static enum rc collect(struct ctx *cx, void *argument, const void *row)
{
	struct collection *all = argument;
	size_t size = all->entity->size;

	if (all->count == MAX_COLLECTED)
		return fail(cx, E_TOO_LARGE, "more than %d rows belong together here",
			    MAX_COLLECTED);
	if (all->count == all->room) {
		size_t room = all->room ? all->room * 2 : 8;

		all->rows = arena_grow(cx->arena, all->rows, all->room * size, room * size);
		if (!all->rows)
			return fail_memory(cx);
		all->room = room;
	}
	memcpy(all->rows + all->count * size, row, size);
	all->count++;
	return OK;
}

enum rc record_all(struct ctx *cx, const struct entity *entity, const struct where *where,
		   void *rows, size_t *count)
{
	struct collection all = { .entity = entity };

	TRY(record_each(cx, entity, where, collect, &all));
	memcpy(rows, &all.rows, sizeof all.rows);
	*count = all.count;
	return OK;
}

enum rc record_label(struct ctx *cx, const struct entity *entity, int64_t id, str *label)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;
	str sql;

	*label = (str){ NULL, 0 };
	if (!entity->label || id == 0)
		return OK;
	sql = str_printf(cx->arena, "SELECT %s FROM %s WHERE id = ?", entity->label,
			 entity->plural);
	TRY(db_prepare(cx, sql, &stmt));
	db_bind_int(stmt, 1, id);
	TRY(db_step(cx, stmt, &found));
	if (found)
		*label = arena_str(cx->arena, db_text(stmt, 0));
	return OK;
}
