/* From a request's headers to who is asking: people/who.c, people/known.c. */
#include "people_support.h"

#include "people/known.h"

#include <pthread.h>
#include <string.h>

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };
static const int64_t day = 24 * (int64_t)HOUR;

/* --- headers ------------------------------------------------------------------------------------- */

struct header_case {
	const char *text;
	const char *authorization;
	const char *cookie;
	enum credential_kind kind;
	const char *secret;
};

static void reads_the_headers(struct db_fixture *fixture)
{
	static const struct header_case cases[] = {
		{ "a token", "Bearer alur_x", NULL, CREDENTIAL_TOKEN, "alur_x" },
		{ "the scheme in any case", "bearer  alur_x ", NULL, CREDENTIAL_TOKEN, "alur_x" },
		{ "another scheme", "Basic YTpi", NULL, CREDENTIAL_TOKEN, "" },
		{ "a scheme alone", "Bearer", NULL, CREDENTIAL_TOKEN, "" },
		{ "a token before a cookie", "Bearer alur_x", "alur_session=s", CREDENTIAL_TOKEN,
		  "alur_x" },
		{ "a cookie", NULL, "alur_session=abc", CREDENTIAL_SESSION, "abc" },
		{ "a cookie among others", NULL, "a=b; alur_session=abc; c=d", CREDENTIAL_SESSION,
		  "abc" },
		{ "a cookie whose name ends alike", NULL, "xalur_session=abc", CREDENTIAL_NONE,
		  NULL },
		{ "another cookie", NULL, "alur_sessions=abc", CREDENTIAL_NONE, NULL },
		{ "nothing", NULL, NULL, CREDENTIAL_NONE, NULL },
	};

	(void)fixture;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct credential c =
			credential_of(str_from(cases[i].authorization), str_from(cases[i].cookie));

		if (c.kind != cases[i].kind || !str_eq(c.secret, str_from(cases[i].secret)))
			fail_msg("%s\n", cases[i].text);
	}
}

/* --- tokens and sessions ------------------------------------------------------------------------- */

static enum rc ask(struct people_world *people, enum credential_kind kind, str secret,
		   struct identity *out)
{
	ctx_clear_failure(people->cx);
	return who_is(people->cx, (struct credential){ kind, secret }, out);
}

static void knows_tokens(struct db_fixture *fixture)
{
	struct people_world people;
	struct identity identity;
	str secret;

	people_world_make(&people, fixture);
	secret = must_create_token(&people, &people.world.seller, NULL);
	assert_int_equal(secret.len, 5 + 43);
	for (int again = 0; again < 2; again++) {
		assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
		assert_int_equal(identity.who.user_id, people.world.seller.row.id);
		assert_int_equal(identity.who.role, ROLE_SELLER);
		assert_int_equal(identity.who.owner_count, 1);
		assert_int_equal(identity.who.owners[0], people.world.seller.row.id);
		assert_true(identity.token_id > 0);
		assert_int_equal(identity.session_id, 0);
	}
	assert_rc(people.cx, ask(&people, CREDENTIAL_SESSION, secret, &identity), E_SIGNED_OUT);
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, STR(""), &identity), E_SIGNED_OUT);
	assert_rc(people.cx, ask(&people, CREDENTIAL_NONE, secret, &identity), E_SIGNED_OUT);
	assert_rc(people.cx,
		  ask(&people, CREDENTIAL_TOKEN,
		      STR("alur_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), &identity),
		  E_SIGNED_OUT);
	people_world_free(&people);
}

static void keeps_only_digests(struct db_fixture *fixture)
{
	struct people_world people;
	struct signed_in session;
	struct db_stmt *stmt = NULL;
	bool row = false;

	people_world_make(&people, fixture);
	session = must_sign_in_by_link(&people, &people.world.seller);
	assert_rc(people.cx, db_read_begin(people.cx), OK);
	assert_rc(people.cx, db_prepare(people.cx, STR("SELECT hash FROM sessions"), &stmt), OK);
	assert_rc(people.cx, db_step(people.cx, stmt, &row), OK);
	assert_int_equal(db_text(stmt, 0).len, 64);
	assert_null(memmem(db_text(stmt, 0).ptr, 64, session.secret.ptr, 16));
	db_done(&stmt);
	db_read_end(people.cx);
	people_world_free(&people);
}

static void asks_the_database_once(struct db_fixture *fixture)
{
	struct people_world people;
	struct identity identity;
	str secret;

	people_world_make(&people, fixture);
	secret = must_create_token(&people, &people.world.seller, NULL);
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
	/* Behind the program's back, as another server would. */
	must_execute(people.cx, "UPDATE tokens SET archived_at = 1");
	people.cx->now += KNOWN_MS - 1;
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
	people.cx->now += 1;
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), E_SIGNED_OUT);
	people_world_free(&people);
}

static enum rc revoke(struct ctx *cx, void *argument)
{
	return api_token_revoke(cx, *(int64_t *)argument);
}

static void revoked_tokens_end_at_once(struct db_fixture *fixture)
{
	struct people_world people;
	struct identity identity;
	int64_t id = 0;
	str secret;

	people_world_make(&people, fixture);
	secret = must_create_token(&people, &people.world.seller, &id);
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
	unit(&people.world, revoke, &id, OK);
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), E_SIGNED_OUT);
	unit(&people.world, revoke, &id, E_MISSING);
	people_world_free(&people);
}

static void changes_of_users_count_at_once(struct db_fixture *fixture)
{
	struct people_world people;
	struct identity identity;
	str secret;

	people_world_make(&people, fixture);
	secret = must_create_token(&people, &people.world.seller, NULL);
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
	people.world.seller.role = ROLE_VIEWER;
	must_save(&people.world, &user_entity, &people.world.seller);
	people_notice(people.cx->people, people.cx->events);
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
	assert_int_equal(identity.who.role, ROLE_VIEWER);
	people.world.seller.active = false;
	must_save(&people.world, &user_entity, &people.world.seller);
	people_notice(people.cx->people, people.cx->events);
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), E_SIGNED_OUT);
	people_world_free(&people);
}

static void other_changes_forget_nothing(struct db_fixture *fixture)
{
	struct people_world people;
	uint64_t before;

	people_world_make(&people, fixture);
	before = known_generation(people.cx->people);
	make_deal(&people.world, "Printers", people.world.seller.row.id);
	people_notice(people.cx->people, people.cx->events);
	assert_int_equal(known_generation(people.cx->people), before);
	people_world_free(&people);
}

static void nothing_old_is_remembered_after_a_change(struct db_fixture *fixture)
{
	struct people_world people;
	struct identity identity;
	struct known entry = { .generation = 0 };

	people_world_make(&people, fixture);
	entry.digest = secret_digest(STR("alur_secret"));
	entry.generation = known_generation(people.cx->people);
	people_changed(people.cx->people); /* while that was being read */
	known_put(people.cx, &entry);
	assert_false(known_find(people.cx, &entry.digest, &identity));
	/* Nor for a while what was read since: the change may not be committed yet. */
	entry.generation = known_generation(people.cx->people);
	known_put(people.cx, &entry);
	assert_false(known_find(people.cx, &entry.digest, &identity));
	people_world_free(&people);
}

static void expired_tokens_end(struct db_fixture *fixture)
{
	struct people_world people;
	struct identity identity;
	str secret;

	people_world_make(&people, fixture);
	secret = must_create_token(&people, &people.world.seller, NULL);
	must_execute(people.cx, "UPDATE tokens SET expires_at = 1772420402000"); /* in 2 s */
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
	people.cx->now += 2000; /* still remembered, and over all the same */
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), E_SIGNED_OUT);
	people_world_free(&people);
}

static void idle_sessions_end(struct db_fixture *fixture)
{
	struct people_world people;
	struct identity identity;
	struct signed_in session;

	people_world_make(&people, fixture);
	session = must_sign_in_by_link(&people, &people.world.seller);
	assert_rc(people.cx, who_is(people.cx, session_of(&session), &identity), OK);
	assert_int_equal(identity.session_id, session.session_id);
	people.cx->now += SESSION_IDLE_DAYS * day - 1;
	assert_rc(people.cx, who_is(people.cx, session_of(&session), &identity), OK);
	people.cx->now += 1;
	assert_rc(people.cx, who_is(people.cx, session_of(&session), &identity), E_SIGNED_OUT);
	people_world_free(&people);
}

static void used_sessions_last_until_their_end(struct db_fixture *fixture)
{
	struct people_world people;
	struct identity identity;
	struct signed_in session;

	people_world_make(&people, fixture);
	session = must_sign_in_by_link(&people, &people.world.seller);
	for (int days = 0; days < SESSION_DAYS; days += 10) {
		assert_rc(people.cx, who_is(people.cx, session_of(&session), &identity), OK);
		assert_rc(people.cx, people_housekeeping(people.cx), OK);
		people.cx->now += 10 * day;
	}
	assert_rc(people.cx, who_is(people.cx, session_of(&session), &identity), E_SIGNED_OUT);
	assert_rc(people.cx, people_housekeeping(people.cx), OK);
	assert_int_equal(must_count(people.cx, "SELECT COUNT(*) FROM sessions"), 0);
	people_world_free(&people);
}

static void uses_are_written_down_later(struct db_fixture *fixture)
{
	struct people_world people;
	struct identity identity;
	str secret;

	people_world_make(&people, fixture);
	secret = must_create_token(&people, &people.world.seller, NULL);
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
	assert_int_equal(must_count(people.cx, "SELECT COUNT(last_used_at) FROM tokens"), 0);
	assert_rc(people.cx, people_housekeeping(people.cx), OK);
	assert_int_equal(must_count(people.cx, "SELECT last_used_at FROM tokens"), WORLD_NOW);
	people.cx->now += HOUR - 1;
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
	assert_rc(people.cx, people_housekeeping(people.cx), OK);
	assert_int_equal(must_count(people.cx, "SELECT last_used_at FROM tokens"), WORLD_NOW);
	people.cx->now += 6000;
	assert_rc(people.cx, ask(&people, CREDENTIAL_TOKEN, secret, &identity), OK);
	assert_rc(people.cx, people_housekeeping(people.cx), OK);
	assert_int_equal(must_count(people.cx, "SELECT last_used_at FROM tokens"), people.cx->now);
	people_world_free(&people);
}

/* --- many at once -------------------------------------------------------------------------------- */

enum { THREADS = 8, TOKENS = 6, ROUNDS = 400 };

struct asking {
	struct db *db;
	struct people *people;
	const str *secrets;
	int64_t user_id;
	int failures;
	pthread_t thread;
};

static void *ask_often(void *argument)
{
	struct asking *asking = argument;
	struct test_ctx own;
	struct identity identity;

	test_ctx_init(&own, asking->db);
	own.cx.people = asking->people;
	for (int i = 0; i < ROUNDS; i++) {
		struct credential credential = { CREDENTIAL_TOKEN, asking->secrets[i % TOKENS] };

		own.cx.now = WORLD_NOW + i;
		if (who_is(&own.cx, credential, &identity) != OK ||
		    identity.who.user_id != asking->user_id || identity.who.owner_count != 1)
			asking->failures++;
		if (i % 50 == 0)
			people_changed(asking->people);
		arena_reset(&own.arena);
	}
	test_ctx_free(&own);
	return NULL;
}

static void many_ask_at_once(struct db_fixture *fixture)
{
	struct asking asking[THREADS];
	struct people_world people;
	str secrets[TOKENS];

	people_world_make(&people, fixture);
	for (int i = 0; i < TOKENS; i++)
		secrets[i] = must_create_token(&people, &people.world.seller, NULL);
	for (int i = 0; i < THREADS; i++) {
		asking[i] = (struct asking){ fixture->db, people.cx->people,
					     secrets,     people.world.seller.row.id,
					     0,           0 };
		assert_int_equal(pthread_create(&asking[i].thread, NULL, ask_often, &asking[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(asking[i].thread, NULL);
		assert_int_equal(asking[i].failures, 0);
	}
	people_world_free(&people);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "tokens and cookies are found in their headers", reads_the_headers },
		{ "a token says who is asking, and only as a token", knows_tokens },
		{ "the database keeps digests, not secrets", keeps_only_digests },
		{ "a credential is looked up again after some seconds", asks_the_database_once },
		{ "a revoked token ends at once", revoked_tokens_end_at_once },
		{ "a changed user counts at once", changes_of_users_count_at_once },
		{ "other changes forget nothing", other_changes_forget_nothing },
		{ "what was read before a change is not remembered",
		  nothing_old_is_remembered_after_a_change },
		{ "a token ends when it expires", expired_tokens_end },
		{ "a session that is not used ends", idle_sessions_end },
		{ "a session in use lasts until its end", used_sessions_last_until_their_end },
		{ "uses are written down now and then", uses_are_written_down_later },
		{ "many threads ask at once", many_ask_at_once },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
