/* Questions about users beside their rows: who is in charge, and who has ever come in. */
#include "people/credential.h"

#include "db/db.h"
#include "record/record.h"

#define ADMINS "FROM users WHERE role = 'admin' AND active <> 0 AND archived_at IS NULL"

enum rc user_first_admin(struct ctx *cx, struct user *user, bool *found)
{
	int64_t id = 0;

	TRY(db_query_int(cx, STR("SELECT MIN(id) " ADMINS), INT64_MIN, &id));
	*found = false;
	return id == 0 ? OK : record_find_id(cx, &user_entity, id, user, found);
}

enum rc user_admin_remains(struct ctx *cx)
{
	int64_t count = 0;

	TRY(db_query_int(cx, STR("SELECT COUNT(*) " ADMINS), INT64_MIN, &count));
	if (count == 0)
		return fail(cx, E_CONFLICT,
			    "this is the last active administrator; make another one first");
	return OK;
}

enum rc user_nobody_yet(struct ctx *cx, bool *yes)
{
	int64_t count = 0;

	TRY(db_query_int(cx,
			 STR("SELECT (SELECT COUNT(*) FROM sessions)"
			     " + (SELECT COUNT(*) FROM users WHERE password_hash IS NOT NULL)"),
			 INT64_MIN, &count));
	*yes = count == 0;
	return OK;
}

enum rc user_was_here(struct ctx *cx, const struct user *user, bool *yes)
{
	int64_t visits = 0;

	TRY(db_query_int(cx, STR("SELECT COUNT(*) FROM first_visits WHERE user_id = ?"),
			 user->row.id, &visits));
	*yes = str_is_set(user->password_hash) || visits > 0;
	return OK;
}

enum rc user_note_visit(struct ctx *cx, int64_t user_id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx,
		       STR("INSERT INTO first_visits (user_id, at) VALUES (?, ?)"
			   " ON CONFLICT (user_id) DO NOTHING"),
		       &stmt));
	db_bind_int(stmt, 1, user_id);
	db_bind_int(stmt, 2, cx->now);
	return db_run(cx, stmt, NULL);
}

enum rc user_keep_hash(struct ctx *cx, int64_t user_id, str hash)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("UPDATE users SET password_hash = ? WHERE id = ?"), &stmt));
	db_bind_text(stmt, 1, hash);
	db_bind_int(stmt, 2, user_id);
	return db_run(cx, stmt, NULL);
}
