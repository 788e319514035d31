/* Whose rows a user may see and change: an administrator everybody's; a manager those of the teams
 * that the user manages, with all teams below; everybody one's own, and the whole team's where the
 * team shares its deals. Rows of nobody belong to the organisation and are seen by all. What may be
 * done with the rows is rights.c. */
#include "people/principal.h"

#include "base/convert.h"
#include "db/db.h"

const struct principal program_principal = {
	.role = ROLE_ADMIN,
	.rights = ~UINT64_C(0),
	.sees_all = true,
};

/* Number of a name in a NULL-terminated list; -1 when it is not there. */
static int64_t number_of(const char *const *names, str name)
{
	for (int64_t i = 0; names[i]; i++)
		if (str_is(name, names[i]))
			return i;
	return -1;
}

static enum role role_of(str name, bool may_sign_in)
{
	int64_t role = may_sign_in ? number_of(role_names, name) : ROLE_NONE;

	return role < 0 ? ROLE_NONE : (enum role)role;
}

struct principal_columns principal_columns_read(const struct db_stmt *stmt, int first)
{
	int64_t language = number_of(language_names, db_text(stmt, first + 6));
	bool may_sign_in = db_int(stmt, first + 4) != 0 && db_is_null(stmt, first + 5);

	return (struct principal_columns){
		.user_id = db_int(stmt, first),
		.team_id = db_int(stmt, first + 1),
		.role = role_of(db_text(stmt, first + 2), may_sign_in),
		.listening_run = db_int(stmt, first + 3) != 0,
		.language = language < 0 ? UNSET : language,
	};
}

/* Parameters: the user, whether the user is a manager, the user's team. UNION drops what comes twice,
 * so that a circle of teams ends too. Archived users stay: their rows are still the team's. */
#define OWNERS                                                                                     \
	"WITH RECURSIVE managed (id) AS ("                                                         \
	"SELECT id FROM teams WHERE manager_id = ? AND archived_at IS NULL AND ? <> 0"             \
	" UNION SELECT t.id FROM teams t JOIN managed m ON t.parent_id = m.id"                     \
	" WHERE t.archived_at IS NULL)"                                                            \
	" SELECT u.id FROM users u JOIN managed m ON u.team_id = m.id"                             \
	" UNION SELECT u.id FROM users u JOIN teams t ON t.id = u.team_id"                         \
	" WHERE u.team_id = ? AND t.shares_deals <> 0 AND t.archived_at IS NULL"                   \
	" ORDER BY 1"

struct owners {
	int64_t *ids;
	size_t count;
	size_t room;
};

static enum rc owner_add(struct ctx *cx, struct owners *owners, int64_t id)
{
	if (owners->count == owners->room) {
		size_t room = owners->room > 0 ? owners->room * 2 : 16;
		int64_t *ids = arena_grow(cx->arena, owners->ids, owners->room * sizeof *ids,
					  room * sizeof *ids);

		if (!ids)
			return fail_memory(cx);
		owners->ids = ids;
		owners->room = room;
	}
	owners->ids[owners->count++] = id;
	return OK;
}

/* The ids arrive in order; the user's own, which may be among them or not, goes to its place. */
static enum rc owners_read(struct ctx *cx, const struct principal_columns *columns,
			   struct owners *owners)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool own_is_in = false;
	bool row = false;

	TRY(db_prepare(cx, STR(OWNERS), &stmt));
	db_bind_int(stmt, 1, columns->user_id);
	db_bind_int(stmt, 2, columns->role == ROLE_MANAGER);
	db_bind_int(stmt, 3, columns->team_id);
	TRY(db_step(cx, stmt, &row));
	while (row) {
		int64_t id = db_int(stmt, 0);

		if (!own_is_in && id >= columns->user_id) {
			own_is_in = true;
			if (id > columns->user_id)
				TRY(owner_add(cx, owners, columns->user_id));
		}
		TRY(owner_add(cx, owners, id));
		TRY(db_step(cx, stmt, &row));
	}
	return own_is_in ? OK : owner_add(cx, owners, columns->user_id);
}

enum rc principal_from_columns(struct ctx *cx, const struct principal_columns *columns,
			       struct principal *out)
{
	struct owners owners = { 0 };

	if (columns->role != ROLE_ADMIN)
		TRY(owners_read(cx, columns, &owners));
	*out = (struct principal){
		.user_id = columns->user_id,
		.team_id = columns->team_id,
		.role = columns->role,
		.rights = rights_of(columns->role, columns->listening_run),
		.sees_all = columns->role == ROLE_ADMIN,
		.owners = owners.ids,
		.owner_count = owners.count,
	};
	return OK;
}

static enum rc read_columns(struct ctx *cx, int64_t user_id, struct principal_columns *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool row = false;

	TRY(db_prepare(cx, STR("SELECT " PRINCIPAL_COLUMNS " FROM users u WHERE u.id = ?"), &stmt));
	db_bind_int(stmt, 1, user_id);
	TRY(db_step(cx, stmt, &row));
	if (row)
		*out = principal_columns_read(stmt, 0);
	if (!row || out->role == ROLE_NONE)
		return fail(cx, E_MISSING, "there is no user %lld who may sign in",
			    (long long)user_id);
	return OK;
}

static enum rc read_principal(struct ctx *cx, int64_t user_id, struct principal *out)
{
	struct principal_columns columns = { 0 };

	TRY(read_columns(cx, user_id, &columns));
	return principal_from_columns(cx, &columns, out);
}

enum rc principal_of(struct ctx *cx, int64_t user_id, struct principal *out)
{
	TRY(db_read_begin(cx));

	enum rc rc = read_principal(cx, user_id, out);

	db_read_end(cx);
	return rc;
}
