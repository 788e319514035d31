/* Signing in, for tests that need somebody signed in. */
#include "people_support.h"

void people_world_make(struct people_world *people, struct db_fixture *fixture)
{
	world_make(&people->world, fixture);
	people->cx = people->world.cx;
	assert_rc(people->cx, people_open(people->cx, &people->cx->people), OK);
}

void people_world_free(struct people_world *people)
{
	people_close(people->cx->people);
	people->cx->people = NULL;
	world_free(&people->world);
}

void act_as(struct people_world *people, const struct user *user)
{
	struct principal *who = NULL;

	people->cx->who = &program_principal;
	if (!user)
		return;
	assert_rc(people->cx, ctx_alloc(people->cx, sizeof *who, &who), OK);
	assert_rc(people->cx, principal_of(people->cx, user->row.id, who), OK);
	people->cx->who = who;
}

struct token_making {
	struct token_order order;
	struct token token;
	str secret;
};

static enum rc make_token(struct ctx *cx, void *argument)
{
	struct token_making *making = argument;

	return api_token_create(cx, &making->order, &making->token, &making->secret);
}

str must_create_token(struct people_world *people, const struct user *user, int64_t *id)
{
	struct token_making making = { .order = { user->row.id, STR("test"), UNSET } };

	unit(&people->world, make_token, &making, OK);
	if (id)
		*id = making.token.row.id;
	return making.secret;
}

struct linking {
	int64_t user_id;
	struct signed_in out;
};

static enum rc link_and_sign_in(struct ctx *cx, void *argument)
{
	struct linking *linking = argument;
	struct sign_in_link link;

	TRY(link_create(cx, linking->user_id, &link));
	return sign_in_by_link(cx, link.secret, STR("test"), &linking->out);
}

struct signed_in must_sign_in_by_link(struct people_world *people, const struct user *user)
{
	struct linking linking = { .user_id = user->row.id };

	unit(&people->world, link_and_sign_in, &linking, OK);
	return linking.out;
}

struct credential session_of(const struct signed_in *signed_in)
{
	return (struct credential){ CREDENTIAL_SESSION, signed_in->secret };
}
