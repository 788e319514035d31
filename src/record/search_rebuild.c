/* The search index made anew from the rows: after a copy from another engine, or when it is damaged. How
 * it is kept up to date otherwise: search.c. */
#include "record/row.h"

enum { PAGE_ROWS = 500 };

#define FACT "search"

static enum rc empty_index(struct ctx *cx)
{
	return db_execute(cx, db_dialect(cx->db) == DB_SQLITE
				      ? STR("INSERT INTO search (search) VALUES ('delete-all')")
				      : STR("DELETE FROM search"));
}

static enum rc prepare_page(struct ctx *cx, const struct entity *entity, struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	buf_text(&sql, "SELECT ");
	row_columns(&sql, entity, NULL);
	buf_printf(&sql, " FROM %s WHERE id > ? ORDER BY id LIMIT %d", entity->plural, PAGE_ROWS);
	TRY(buf_rc(&sql));
	return db_prepare(cx, buf_str(&sql), stmt);
}

/* Adds the words of the rows after `*last`, and moves it on. */
static enum rc add_page(struct ctx *cx, const struct entity *entity, void *row, int64_t *last,
			int *rows)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	TRY(prepare_page(cx, entity, &stmt));
	db_bind_int(stmt, 1, *last);
	TRY(db_step(cx, stmt, &found));
	for (*rows = 0; found; ++*rows) {
		TRY(row_read(cx, stmt, 0, entity, row));
		*last = row_head(row)->id;
		TRY(search_change(cx, entity, NULL, row));
		TRY(db_step(cx, stmt, &found));
	}
	return OK;
}

static enum rc add_entity(struct ctx *cx, const struct entity *entity)
{
	void *row = NULL;
	int64_t last = 0;
	int rows = 0;

	TRY(ctx_alloc(cx, entity->size, &row));
	do {
		struct arena_mark mark = arena_mark(cx->arena);

		TRY(add_page(cx, entity, row, &last, &rows));
		arena_rewind(cx->arena, mark);
	} while (rows == PAGE_ROWS);
	return OK;
}

enum rc record_search_rebuild(struct ctx *cx)
{
	TRY(empty_index(cx));
	for (size_t i = 0; i < entity_count; i++)
		if (entity_is_searched(entities[i]))
			TRY(add_entity(cx, entities[i]));
	return OK;
}

/* --- after an upgrade ------------------------------------------------------------------------------------ */

/* "company: name domain phone; contact: ..." */
static str searched_fields(struct ctx *cx)
{
	struct buf text = buf_new(cx->arena);

	for (size_t i = 0; i < entity_count; i++) {
		if (!entity_is_searched(entities[i]))
			continue;
		buf_printf(&text, "%s:", entities[i]->name);
		for (size_t k = 0; k < entities[i]->field_count; k++)
			if (entities[i]->fields[k].flags & F_SEARCH)
				buf_printf(&text, " %s", entities[i]->fields[k].name);
		buf_text(&text, "; ");
	}
	return buf_str(&text);
}

enum rc search_is_current(struct ctx *cx, bool *yes)
{
	return fact_is(cx, FACT, searched_fields(cx), yes);
}

enum rc record_search_follow(struct ctx *cx)
{
	bool current = false;

	TRY(search_is_current(cx, &current));
	if (current)
		return OK;
	TRY(record_search_rebuild(cx));
	return fact_write(cx, FACT, searched_fields(cx));
}
