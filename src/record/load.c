/* Loading rows: by id with the caller's scope, or by a field's value for operations. Lists with
 * filters and pages: list.c. */
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

enum rc record_load_to_change(struct ctx *cx, const struct entity *entity, int64_t id, void *row)
{
	TRY(record_load(cx, entity, id, row));
	TRY(need_change(cx, entity, row));
	if (row_head(row)->archived_at != UNSET)
		return fail(cx, E_CONFLICT,
			    "this row is archived: restore it before you change it");
	return OK;
}

static void select_by(struct buf *sql, const struct entity *entity, const char *field)
{
	ensure(entity_field(entity, str_from(field)));
	buf_text(sql, "SELECT ");
	row_columns(sql, entity, NULL);
	buf_printf(sql, " FROM %s WHERE %s = ?", entity->plural, field);
}

static void select_in_use(struct buf *sql, const struct entity *entity, const char *field)
{
	select_by(sql, entity, field);
	buf_text(sql, " AND archived_at IS NULL");
}

static enum rc find_first(struct ctx *cx, const struct entity *entity, struct db_stmt *stmt,
			  void *row, bool *found)
{
	TRY(db_step(cx, stmt, found));
	return *found ? row_read(cx, stmt, 0, entity, row) : OK;
}

static enum rc prepare_first(struct ctx *cx, const struct entity *entity, const char *field,
			     struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	select_in_use(&sql, entity, field);
	buf_text(&sql, " ORDER BY id LIMIT 1");
	TRY(buf_rc(&sql));
	return db_prepare(cx, buf_str(&sql), stmt);
}

enum rc record_find_text(struct ctx *cx, const struct entity *entity, const char *field, str value,
			 void *row, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(prepare_first(cx, entity, field, &stmt));
	db_bind_text(stmt, 1, value);
	return find_first(cx, entity, stmt, row, found);
}

enum rc record_find_key(struct ctx *cx, const struct entity *entity, const char *field, str value,
			void *row, bool *found)
{
	struct buf sql = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;

	select_by(&sql, entity, field);
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), &stmt));
	db_bind_text(stmt, 1, value);
	return find_first(cx, entity, stmt, row, found);
}

enum rc record_find_int(struct ctx *cx, const struct entity *entity, const char *field,
			int64_t value, void *row, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(prepare_first(cx, entity, field, &stmt));
	db_bind_int(stmt, 1, value);
	return find_first(cx, entity, stmt, row, found);
}

struct walk {
	const struct entity *entity;
	enum rc (*each)(struct ctx *cx, void *argument, const void *row);
	void *argument;
};

static enum rc walk_rows(struct ctx *cx, const struct walk *walk, struct db_stmt *stmt)
{
	void *row = NULL;
	bool found = true;

	TRY(ctx_alloc(cx, walk->entity->size, &row));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(row_read(cx, stmt, 0, walk->entity, row));
		TRY(walk->each(cx, walk->argument, row));
	}
}

static enum rc prepare_walk(struct ctx *cx, const struct entity *entity, const char *field,
			    const char *order, struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	select_in_use(&sql, entity, field);
	buf_printf(&sql, " ORDER BY %s%s", order ? order : "", order ? ", id" : "id");
	TRY(buf_rc(&sql));
	return db_prepare(cx, buf_str(&sql), stmt);
}

enum rc record_each(struct ctx *cx, const struct entity *entity, const char *field, int64_t value,
		    const char *order,
		    enum rc (*each)(struct ctx *cx, void *argument, const void *row),
		    void *argument)
{
	const struct walk walk = { entity, each, argument };
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(prepare_walk(cx, entity, field, order, &stmt));
	db_bind_int(stmt, 1, value);
	return walk_rows(cx, &walk, stmt);
}

enum rc record_each_text(struct ctx *cx, const struct entity *entity, const char *field, str value,
			 enum rc (*each)(struct ctx *cx, void *argument, const void *row),
			 void *argument)
{
	const struct walk walk = { entity, each, argument };
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(prepare_walk(cx, entity, field, NULL, &stmt));
	db_bind_text(stmt, 1, value);
	return walk_rows(cx, &walk, stmt);
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

enum rc record_all(struct ctx *cx, const struct entity *entity, const char *field, int64_t value,
		   const char *order, void *rows, size_t *count)
{
	struct collection all = { .entity = entity };

	TRY(record_each(cx, entity, field, value, order, collect, &all));
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
