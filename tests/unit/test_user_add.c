/* Adding users, tokens, and who is in charge: people/user_add.c, user_query.c, api_token.c. */
#include "people_support.h"

struct adding {
	struct user_order order;
	struct user user;
};

static enum rc add(struct ctx *cx, void *argument)
{
	struct adding *adding = argument;

	return user_add(cx, &adding->order, &adding->user);
}

static void adds_users(struct db_fixture *fixture)
{
	struct people_world people;
	struct adding budi = { .order = { .email = STR_INIT(" Budi@Example.COM "),
					  .name = STR_INIT("Budi"),
					  .role = STR_INIT("manager"),
					  .language = STR_INIT("id") } };
	struct user found;

	people_world_make(&people, fixture);
	unit(&people.world, add, &budi, OK);
	assert_true(str_is(budi.user.email, "budi@example.com"));
	assert_int_equal(budi.user.role, ROLE_MANAGER);
	assert_int_equal(budi.user.language, LANGUAGE_ID);
	assert_true(budi.user.active);
	assert_false(str_is_set(budi.user.password_hash));
	assert_rc(people.cx, db_read_begin(people.cx), OK);
	assert_rc(people.cx, user_by_email(people.cx, STR("BUDI@example.com"), &found), OK);
	assert_int_equal(found.row.id, budi.user.row.id);
	assert_rc(people.cx, user_by_email(people.cx, STR("x@example.com"), &found), E_MISSING);
	assert_words(people.cx, "there is no user x@example.com");
	db_read_end(people.cx);
	unit(&people.world, add, &budi, E_CONFLICT);
	assert_true(str_is(people.cx->failure.errors[0].field, "email"));
	people_world_free(&people);
}

static void refuses_what_is_wrong(struct db_fixture *fixture)
{
	static const struct {
		const char *email, *name, *role, *language, *field;
	} wrong[] = {
		{ "", "Budi", "seller", NULL, "email" },
		{ "budi", "Budi", "seller", NULL, "email" },
		{ "b@example.com", "Budi", "boss", NULL, "role" },
		{ "b@example.com", "", "seller", NULL, "name" },
		{ "b@example.com", "Budi", "seller", "fr", "language" },
	};
	struct people_world people;

	people_world_make(&people, fixture);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct adding adding = { .order = { .email = str_from(wrong[i].email),
						    .name = str_from(wrong[i].name),
						    .role = str_from(wrong[i].role),
						    .language = str_from(wrong[i].language) } };

		unit(&people.world, add, &adding, E_INVALID);
		if (!str_is(people.cx->failure.errors[0].field, wrong[i].field))
			fail_msg("expected a fault on %s\n", wrong[i].field);
	}
	people_world_free(&people);
}

static void only_administrators_add(struct db_fixture *fixture)
{
	struct people_world people;
	struct adding adding = { .order = { .email = STR_INIT("b@example.com"),
					    .name = STR_INIT("Budi"),
					    .role = STR_INIT("admin") } };

	people_world_make(&people, fixture);
	act_as(&people, &people.world.seller);
	unit(&people.world, add, &adding, E_DENIED);
	act_as(&people, &people.world.admin);
	unit(&people.world, add, &adding, OK);
	act_as(&people, NULL);
	people_world_free(&people);
}

/* --- who is in charge ---------------------------------------------------------------------------- */

static enum rc remains(struct ctx *cx, void *argument)
{
	(void)argument;
	return user_admin_remains(cx);
}

static void the_last_admin_is_missed(struct db_fixture *fixture)
{
	struct people_world people;
	struct user admin;
	bool found = false;

	people_world_make(&people, fixture);
	unit(&people.world, remains, NULL, OK);
	assert_rc(people.cx, db_read_begin(people.cx), OK);
	assert_rc(people.cx, user_first_admin(people.cx, &admin, &found), OK);
	db_read_end(people.cx);
	assert_true(found);
	assert_int_equal(admin.row.id, people.world.admin.row.id);
	must_execute(people.cx, "UPDATE users SET active = 0 WHERE role = 'admin'");
	unit(&people.world, remains, NULL, E_CONFLICT);
	people_world_free(&people);
}

static bool nobody_yet(struct people_world *people)
{
	bool yes = false;

	assert_rc(people->cx, db_read_begin(people->cx), OK);
	assert_rc(people->cx, user_nobody_yet(people->cx, &yes), OK);
	db_read_end(people->cx);
	return yes;
}

static void somebody_came_in(struct db_fixture *fixture)
{
	struct people_world people;

	people_world_make(&people, fixture);
	assert_true(nobody_yet(&people));
	must_execute(people.cx, "UPDATE users SET password_hash = 'x' WHERE name = 'admin'");
	assert_false(nobody_yet(&people));
	must_execute(people.cx, "UPDATE users SET password_hash = NULL");
	assert_true(nobody_yet(&people));
	must_sign_in_by_link(&people, &people.world.seller);
	assert_false(nobody_yet(&people));
	people_world_free(&people);
}

/* --- tokens -------------------------------------------------------------------------------------- */

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

static enum rc revoke(struct ctx *cx, void *argument)
{
	return api_token_revoke(cx, *(int64_t *)argument);
}

static void tokens_are_the_users_own(struct db_fixture *fixture)
{
	struct people_world people;
	struct token_making making = { .order = { .expires_at = UNSET } };
	int64_t id;

	people_world_make(&people, fixture);
	act_as(&people, &people.world.seller);
	making.order.user_id = people.world.other_seller.row.id;
	unit(&people.world, make_token, &making, E_DENIED);
	making.order.user_id = people.world.seller.row.id;
	unit(&people.world, make_token, &making, OK);
	assert_true(str_starts(making.secret, STR("alur_")));
	assert_true(str_is(making.token.name, "command line"));
	id = making.token.row.id;
	act_as(&people, &people.world.other_seller);
	unit(&people.world, revoke, &id, E_MISSING);
	act_as(&people, &people.world.admin);
	unit(&people.world, revoke, &id, OK);
	act_as(&people, NULL);
	assert_sound(&people.world);
	people_world_free(&people);
}

static void tokens_of_nobody_are_refused(struct db_fixture *fixture)
{
	struct people_world people;
	struct token_making making = { .order = { .expires_at = WORLD_NOW } };

	people_world_make(&people, fixture);
	making.order.user_id = people.world.seller.row.id;
	unit(&people.world, make_token, &making, E_INVALID);
	assert_true(str_is(people.cx->failure.errors[0].field, "expires_at"));
	making.order.expires_at = WORLD_NOW + 1;
	unit(&people.world, make_token, &making, OK);
	must_execute(people.cx, "UPDATE users SET role = 'none' WHERE name = 'seller'");
	unit(&people.world, make_token, &making, E_CONFLICT);
	making.order.user_id = 987654;
	unit(&people.world, make_token, &making, E_INVALID);
	people_world_free(&people);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a user is added once, found by e-mail in any case", adds_users },
		{ "what is wrong is told on its field", refuses_what_is_wrong },
		{ "only administrators add users", only_administrators_add },
		{ "the last administrator is missed", the_last_admin_is_missed },
		{ "it is known whether somebody ever came in", somebody_came_in },
		{ "tokens are the user's own", tokens_are_the_users_own },
		{ "tokens are for those who may sign in", tokens_of_nobody_are_refused },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
