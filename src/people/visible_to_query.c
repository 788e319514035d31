/* Who sees the rows of an owner, and why: the same rules as principal_query.c, asked from the row's side.
 * tests/api/test_visibility.py holds both against each other. */
#include "people/people.h"

#include "codec/json_out.h"
#include "db/db.h"

/* Parameters: the owner, five times. `up` is the owner's team and those above it, as far as none is
 * archived. Roles that see nothing at all are left out. */
#define VISIBLE_TO                                                                                  \
	"WITH RECURSIVE up (id, parent_id, manager_id) AS ("                                        \
	"SELECT t.id, t.parent_id, t.manager_id FROM users o JOIN teams t ON t.id = o.team_id"      \
	" WHERE o.id = ? AND t.archived_at IS NULL"                                                 \
	" UNION SELECT t.id, t.parent_id, t.manager_id FROM teams t JOIN up ON t.id = up.parent_id" \
	" WHERE t.archived_at IS NULL),"                                                            \
	" reasons AS (SELECT u.id, u.name, u.role, CASE"                                            \
	" WHEN ? = 0 THEN 'everybody'"                                                              \
	" WHEN u.id = ? THEN 'owner'"                                                               \
	" WHEN u.role = 'admin' THEN 'role'"                                                        \
	" WHEN u.role = 'manager' AND EXISTS (SELECT 1 FROM up WHERE up.manager_id = u.id)"         \
	" THEN 'manager'"                                                                           \
	" WHEN EXISTS (SELECT 1 FROM users o JOIN teams t ON t.id = o.team_id"                      \
	" WHERE o.id = ? AND t.id = u.team_id AND t.shares_deals <> 0 AND t.archived_at IS NULL)"   \
	" THEN 'team' END AS why"                                                                   \
	" FROM users u WHERE u.active <> 0 AND u.archived_at IS NULL AND u.role <> 'none')"         \
	" SELECT id, name, role, why FROM reasons WHERE why IS NOT NULL"                            \
	" ORDER BY CASE WHEN id = ? THEN 0 ELSE 1 END, name, id LIMIT 1000"

static void write_one(struct json_out *out, const struct db_stmt *stmt)
{
	json_object_begin(out);
	json_key(out, "id");
	json_int(out, db_int(stmt, 0));
	json_key(out, "name");
	json_str(out, db_text(stmt, 1));
	json_key(out, "role");
	json_str(out, db_text(stmt, 2));
	json_key(out, "why");
	json_str(out, db_text(stmt, 3));
	json_object_end(out);
}

enum rc visible_to_write(struct ctx *cx, int64_t owner_id, struct json_out *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row = false;

	TRY(db_prepare(cx, STR(VISIBLE_TO), &stmt));
	for (int i = 1; i <= 5; i++)
		db_bind_int(stmt, i, owner_id);
	TRY(db_step(cx, stmt, &row));
	while (row) {
		write_one(out, stmt);
		TRY(db_step(cx, stmt, &row));
	}
	return OK;
}
