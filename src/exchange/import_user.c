/* A row of users: the person, the team, and who manages that team. */
#include "exchange/importing.h"

#include "record/record.h"

/* The manager leads the team, belongs to it, and has the role for it. */
static enum rc set_manager(struct ctx *cx, struct importer *im, int64_t team_id)
{
	const struct name_asked asked = {
		.space = SPACE_USER,
		.text = import_text(im, COLUMN_MANAGER),
		.column = "manager",
	};
	struct user manager;
	struct team team;
	int64_t id;

	if (!str_is_set(asked.text) || team_id == 0)
		return OK;
	TRY(names_resolve(cx, &im->names, &asked, &id));
	TRY(record_load(cx, &team_entity, team_id, &team));
	team.manager_id = id;
	TRY(record_save(cx, &team_entity, &team));
	TRY(record_load(cx, &user_entity, id, &manager));
	if (manager.role == ROLE_SELLER)
		manager.role = ROLE_MANAGER;
	if (manager.team_id == 0)
		manager.team_id = team_id;
	return record_save(cx, &user_entity, &manager);
}

enum rc import_user(struct ctx *cx, struct importer *im, enum row_result *result)
{
	struct user user;
	bool found = false;

	TRY(map_row_rest(cx, &im->map, -1, &im->in->texts));
	TRY(import_team_of_manager(cx, im));
	TRY(import_record(cx, im, result));
	TRY(import_existing(cx, im, &user, &found));
	ensure(found);
	return set_manager(cx, im, user.team_id);
}
