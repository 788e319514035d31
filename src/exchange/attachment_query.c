/* Which contents the rows of attachments have. */
#include "exchange/attachments.h"

#include "db/db.h"

enum rc content_is_needed(struct ctx *cx, str sha256, bool *yes)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("SELECT 1 FROM attachments WHERE sha256 = ? LIMIT 1"), &stmt));
	db_bind_text(stmt, 1, sha256);
	return db_step(cx, stmt, yes);
}

enum rc contents_each(struct ctx *cx,
		      enum rc (*each)(struct ctx *cx, void *argument, const struct attachment *row),
		      void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool more = false;

	TRY(db_prepare(cx,
		       STR("SELECT MIN(id), MIN(name), sha256, MIN(bytes) FROM attachments"
			   " GROUP BY sha256 ORDER BY 1"),
		       &stmt));
	TRY(db_step(cx, stmt, &more));
	while (more) {
		const struct attachment row = {
			.row.id = db_int(stmt, 0),
			.name = db_text(stmt, 1),
			.sha256 = db_text(stmt, 2),
			.bytes = db_int(stmt, 3),
		};

		TRY(each(cx, argument, &row));
		TRY(db_step(cx, stmt, &more));
	}
	return OK;
}
