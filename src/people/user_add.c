/* Adding a user, and finding one by e-mail. No password is set here: a user comes in by a link (link.c)
 * or by a password that an administrator has hashed first. Roles and teams: principal_query.c. */
#include "people/credential.h"

#include "db/db.h"
#include "record/record.h"

/* Reads a field as it is written on a command line; what is not set stays so. */
static enum rc set_field(struct ctx *cx, const char *name, str text, struct user *user)
{
	const struct field *field = entity_field(&user_entity, str_from(name));

	return str_is_set(text) ? field->type->from_text(cx, field, name, text, user) : OK;
}

static enum rc check_free(struct ctx *cx, str email)
{
	struct user other;
	bool taken = false;

	TRY(record_find(cx, &user_entity, &(struct where){ .field = "email", .text = email },
			&other, &taken));
	if (taken)
		return fail_field(cx, E_CONFLICT, "email", "%.*s is a user already",
				  STR_ARG(email));
	return OK;
}

static enum rc from_order(struct ctx *cx, const struct user_order *order, struct user *user)
{
	if (str_trim(order->email).len == 0)
		return fail_code(cx, "email", "required", "a user signs in with an e-mail address");
	TRY(record_new(cx, &user_entity, user));
	TRY(set_field(cx, "email", order->email, user));
	TRY(set_field(cx, "name", order->name, user));
	TRY(set_field(cx, "role", order->role, user));
	TRY(set_field(cx, "language", order->language, user));
	user->team_id = order->team_id;
	user->password_hash = order->password_hash;
	return OK;
}

enum rc user_add(struct ctx *cx, const struct user_order *order, struct user *user)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(need_right(cx, RIGHT_PEOPLE_WRITE));
	TRY(from_order(cx, order, user));
	TRY(check_free(cx, user->email));
	TRY(record_save(cx, &user_entity, user));
	return tx_commit(&tx);
}

enum rc user_by_email(struct ctx *cx, str email, struct user *user)
{
	struct user asked = { 0 };
	bool found = false;

	TRY(set_field(cx, "email", email, &asked));
	TRY(record_find(cx, &user_entity, &(struct where){ .field = "email", .text = asked.email },
			user, &found));
	if (!found)
		return fail(cx, E_MISSING, "there is no user %.*s", STR_ARG(asked.email));
	return OK;
}

bool user_may_sign_in(const struct user *user)
{
	return user->active && user->role > ROLE_NONE && user->row.archived_at == UNSET;
}

enum rc user_check_sign_in(struct ctx *cx, const struct user *user)
{
	if (!user_may_sign_in(user))
		return fail(
			cx, E_CONFLICT,
			"this user may not sign in; make the user active and give a role first");
	return OK;
}

const struct principal *as_keeper(const struct ctx *cx, struct principal *room)
{
	*room = cx->who ? *cx->who : program_principal;
	room->rights = program_principal.rights;
	room->sees_all = true;
	return room;
}
