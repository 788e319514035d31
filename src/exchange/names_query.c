/* Reads the names of the spaces that have few rows, in the order in which the first of a name counts. */
#include "exchange/names.h"

#include "db/db.h"

/* Columns: id, parent, kind, position, name, and two more texts by which it is known. */
static const str queries[SPACE_COUNT] = {
	[SPACE_USER] = STR_INIT("SELECT id, 0, 0, 0, name, email, external_id FROM users"
				" WHERE archived_at IS NULL ORDER BY id"),
	[SPACE_TEAM] =
		STR_INIT("SELECT id, COALESCE(parent_id, 0), 0, 0, name, NULL, NULL FROM teams"
			 " WHERE archived_at IS NULL ORDER BY id"),
	[SPACE_SOURCE] = STR_INIT("SELECT id, 0, 0, 0, name, NULL, NULL FROM sources"
				  " WHERE archived_at IS NULL ORDER BY id"),
	[SPACE_PRODUCT] = STR_INIT("SELECT id, 0, 0, 0, name, code, external_id FROM products"
				   " WHERE archived_at IS NULL ORDER BY id"),
	[SPACE_PIPELINE] = STR_INIT("SELECT id, 0, 0, position, name, NULL, NULL FROM pipelines"
				    " WHERE archived_at IS NULL ORDER BY position, id"),
	[SPACE_STAGE] =
		STR_INIT("SELECT id, pipeline_id, CASE kind WHEN 'won' THEN 1 WHEN 'lost' THEN 2"
			 " ELSE 0 END, position, name, NULL, NULL FROM stages"
			 " WHERE archived_at IS NULL ORDER BY pipeline_id, position, id"),
	[SPACE_LOST_REASON] = STR_INIT("SELECT id, pipeline_id, 0, position, name, NULL, NULL"
				       " FROM lost_reasons WHERE archived_at IS NULL ORDER BY id"),
};

enum rc name_space_read(struct ctx *cx, enum name_space space,
			enum rc (*each)(struct ctx *cx, void *argument,
					const struct name_entry *entry, str second, str third),
			void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	TRY(db_prepare(cx, queries[space], &stmt));
	for (;;) {
		struct name_entry entry = { .space = space };

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		entry.id = db_int(stmt, 0);
		entry.parent_id = db_int(stmt, 1);
		entry.kind = db_int(stmt, 2);
		entry.position = db_int(stmt, 3);
		entry.name = db_text(stmt, 4);
		TRY(each(cx, argument, &entry, db_text(stmt, 5), db_text(stmt, 6)));
	}
}
