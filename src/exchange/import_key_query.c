/* The table of keys by which imports know rows that have no external id. */
#include "exchange/row_key.h"

#include "db/db.h"
#include "record/record.h"

enum rc import_key_find(struct ctx *cx, const struct entity *entity, str key, int64_t *id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	*id = 0;
	TRY(db_prepare(cx, STR("SELECT row_key FROM import_keys WHERE entity = ? AND key = ?"),
		       &stmt));
	db_bind_int(stmt, 1, entity->code);
	db_bind_text(stmt, 2, key);
	TRY(db_step(cx, stmt, &found));
	if (found)
		*id = event_row(db_int(stmt, 0));
	return OK;
}

enum rc import_key_keep(struct ctx *cx, const struct entity *entity, str key, int64_t id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx,
		       STR("INSERT INTO import_keys (entity, key, row_key) VALUES (?, ?, ?)"
			   " ON CONFLICT (entity, key) DO UPDATE SET row_key = excluded.row_key"),
		       &stmt));
	db_bind_int(stmt, 1, entity->code);
	db_bind_text(stmt, 2, key);
	db_bind_int(stmt, 3, event_key(entity, id));
	return db_run(cx, stmt, NULL);
}

enum rc import_key_is_known(struct ctx *cx, const struct entity *entity, int64_t id, bool *yes)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(
		cx,
		STR("SELECT 1 FROM import_keys WHERE row_key = ? AND key LIKE '" ROW_KEY_PREFIX
		    "%' LIMIT 1"),
		&stmt));
	db_bind_int(stmt, 1, event_key(entity, id));
	return db_step(cx, stmt, yes);
}

enum rc import_key_forget(struct ctx *cx, int64_t row_key)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("DELETE FROM import_keys WHERE row_key = ?"), &stmt));
	db_bind_int(stmt, 1, row_key);
	return db_run(cx, stmt, NULL);
}
