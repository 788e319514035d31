/* The rows of one-time sign-in links. When one is made: link.c; used: sign_in.c. */
#include "people/credential.h"

#include "db/db.h"

enum rc link_insert(struct ctx *cx, int64_t user_id, const struct digest *digest,
		    int64_t expires_at)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	str hash;

	TRY(digest_hex(cx, digest, &hash));
	TRY(db_prepare(cx,
		       STR("INSERT INTO links (user_id, hash, created_at, expires_at)"
			   " VALUES (?, ?, ?, ?)"),
		       &stmt));
	db_bind_int(stmt, 1, user_id);
	db_bind_text(stmt, 2, hash);
	db_bind_int(stmt, 3, cx->now);
	db_bind_int(stmt, 4, expires_at);
	return db_run(cx, stmt, NULL);
}

/* One statement finds and uses it up, so that of two who come at once only one gets in. */
enum rc link_take(struct ctx *cx, const struct digest *digest, int64_t *user_id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	str hash;
	bool row = false;

	TRY(digest_hex(cx, digest, &hash));
	TRY(db_prepare(
		cx,
		STR("UPDATE links SET used_at = ?"
		    " WHERE hash = ? AND used_at IS NULL AND expires_at > ? RETURNING user_id"),
		&stmt));
	db_bind_int(stmt, 1, cx->now);
	db_bind_text(stmt, 2, hash);
	db_bind_int(stmt, 3, cx->now);
	TRY(db_step(cx, stmt, &row));
	*user_id = row ? db_int(stmt, 0) : 0;
	/* To its end, so that the row is written. */
	while (row)
		TRY(db_step(cx, stmt, &row));
	return OK;
}

enum rc links_delete(struct ctx *cx, int64_t user_id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("DELETE FROM links WHERE user_id = ? AND used_at IS NULL"), &stmt));
	db_bind_int(stmt, 1, user_id);
	return db_run(cx, stmt, NULL);
}
