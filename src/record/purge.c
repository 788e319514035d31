/* Taking a row out of the past as well, for undoing an import. Giving it another past: past.c. */
#include "record/row.h"

static enum rc delete_row(struct ctx *cx, const struct entity *entity, int64_t id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, str_printf(cx->arena, "DELETE FROM %s WHERE id = ?", entity->plural),
		       &stmt));
	db_bind_int(stmt, 1, id);
	return db_run(cx, stmt, NULL);
}

enum rc record_purge(struct ctx *cx, const struct entity *entity, int64_t id)
{
	struct change change = { .entity = entity, .kind = "purge", .at = cx->now };
	void *row = NULL;

	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_load(cx, entity, id, row));
	TRY(need_right(cx, entity->write));
	change.before = row;
	TRY(past_forget(cx, entity, id, row));
	TRY(search_change(cx, entity, row, NULL));
	TRY(delete_row(cx, entity, id));
	TRY(event_write(cx, &change));
	return rollup_change(cx, entity, row, NULL, cx->now);
}
