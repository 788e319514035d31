/* Signing in by password and by link, passwords, sessions: people/sign_in.c, password.c,
 * password_set.c, session.c, link.c. */
#include "people_support.h"

#include "base/day.h"
#include "base/random.h"
#include "people/known.h"

#include <pthread.h>

enum { MINUTE = 60 * 1000 };

#define GOOD "correct horse battery"
#define BETTER "staple of a better kind"

/* Of GOOD, at one pass over 8 MiB: cheaper than what is made now. */
#define OLD_HASH                                                                                   \
	"$argon2id$v=19$m=8192,t=1,p=1$B4GdFz6tk/NolV+Up63n2Q$"                                    \
	"LtxIhkKrRkZ9OeGDtNSKVqUpbIyLtIBTQXerLVlgXCs"

/* --- steps --------------------------------------------------------------------------------------- */

static enum rc keep_password(struct ctx *cx, void *argument)
{
	return password_set(cx, argument);
}

static void must_set_password(struct people_world *people, const struct user *user,
			      const char *text)
{
	struct password_change change = { .user_id = user->row.id, .password = str_from(text) };

	assert_rc(people->cx, password_prepare(people->cx, &change), OK);
	unit(&people->world, keep_password, &change, OK);
}

struct beginning {
	struct sign_in by;
	struct signed_in out;
};

static enum rc begin(struct ctx *cx, void *argument)
{
	struct beginning *beginning = argument;

	return sign_in(cx, &beginning->by, &beginning->out);
}

static enum rc try_sign_in(struct people_world *people, const char *email, const char *password,
			   struct signed_in *out)
{
	struct beginning beginning = {
		.by = { .email = str_from(email),
			.password = str_from(password),
			.agent = STR("test") },
	};

	ctx_clear_failure(people->cx);
	TRY(sign_in_prepare(people->cx, &beginning.by));
	unit(&people->world, begin, &beginning, OK);
	*out = beginning.out;
	return OK;
}

struct link_order {
	int64_t user_id;
	struct sign_in_link link;
	struct signed_in out;
	str agent;
};

static struct link_order link_order(const struct user *user)
{
	return (struct link_order){
		.user_id = user->row.id,
		.agent = STR("test"),
	};
}

static enum rc make_link(struct ctx *cx, void *argument)
{
	struct link_order *order = argument;

	return link_create(cx, order->user_id, &order->link);
}

static enum rc use_link(struct ctx *cx, void *argument)
{
	struct link_order *order = argument;

	return sign_in_by_link(cx, order->link.secret, order->agent, &order->out);
}

/* --- by password --------------------------------------------------------------------------------- */

static void right_password_signs_in(struct db_fixture *fixture)
{
	struct people_world people;
	struct signed_in session;
	struct identity identity;

	people_world_make(&people, fixture);
	must_set_password(&people, &people.world.seller, GOOD);
	assert_rc(people.cx, try_sign_in(&people, "Seller@Example.com", GOOD, &session), OK);
	assert_int_equal(session.user_id, people.world.seller.row.id);
	assert_rc(people.cx, who_is(people.cx, session_of(&session), &identity), OK);
	assert_int_equal(identity.who.user_id, people.world.seller.row.id);
	assert_sound(&people.world);
	people_world_free(&people);
}

static void whatever_is_wrong_sounds_the_same(struct db_fixture *fixture)
{
	static const struct {
		const char *email;
		const char *password;
	} wrong[] = {
		{ "seller@example.com", "not the password" },
		{ "seller@example.com", "" },
		{ "nobody@example.com", GOOD },
		{ "other@example.com", GOOD }, /* has none */
		{ "not an address", GOOD },
		{ "", "" },
		{ "admin@example.com", GOOD }, /* may not sign in */
	};
	struct people_world people;
	struct signed_in session;

	people_world_make(&people, fixture);
	must_set_password(&people, &people.world.seller, GOOD);
	must_set_password(&people, &people.world.admin, GOOD);
	must_execute(people.cx, "UPDATE users SET active = 0 WHERE name = 'admin'");
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		assert_rc(people.cx,
			  try_sign_in(&people, wrong[i].email, wrong[i].password, &session),
			  E_SIGNED_OUT);
		assert_words(people.cx, "e-mail or password is wrong");
		assert_int_equal(people.cx->failure.error_count, 0);
	}
	people_world_free(&people);
}

/* Within a factor, whether the account exists or not: the hash is nearly all of it. */
static void takes_the_same_work(struct db_fixture *fixture)
{
	struct people_world people;
	struct signed_in session;
	int64_t best[2] = { INT64_MAX, INT64_MAX };

	people_world_make(&people, fixture);
	must_set_password(&people, &people.world.seller, GOOD);
	for (int i = 0; i < 6; i++) {
		int64_t begun = clock_monotonic_ns();
		int64_t took;
		enum rc rc =
			try_sign_in(&people, i % 2 ? "nobody@example.com" : "seller@example.com",
				    "not the password", &session);

		took = clock_monotonic_ns() - begun;
		assert_int_equal(rc, E_SIGNED_OUT);
		if (took < best[i % 2])
			best[i % 2] = took;
	}
	assert_true(best[0] < 3 * best[1] && best[1] < 3 * best[0]);
	people_world_free(&people);
}

static void old_hashes_are_renewed(struct db_fixture *fixture)
{
	struct people_world people;
	struct signed_in session;
	struct user user;

	people_world_make(&people, fixture);
	must_execute(people.cx,
		     "UPDATE users SET password_hash = '" OLD_HASH "' WHERE name = 'seller'");
	assert_rc(people.cx, try_sign_in(&people, "seller@example.com", GOOD, &session), OK);
	must_load(&people.world, &user_entity, people.world.seller.row.id, &user);
	assert_false(password_is_outdated(user.password_hash));
	assert_rc(people.cx, try_sign_in(&people, "seller@example.com", GOOD, &session), OK);
	people_world_free(&people);
}

/* --- changing it --------------------------------------------------------------------------------- */

static enum rc change_own(struct people_world *people, const struct signed_in *session,
			  const char *current, const char *password)
{
	struct own_password own = { str_from(current), str_from(password) };
	struct password_change change;
	struct identity identity;

	assert_rc(people->cx, who_is(people->cx, session_of(session), &identity), OK);
	people->cx->who = &identity.who;
	ctx_clear_failure(people->cx);

	enum rc rc = password_prepare_own(people->cx, &identity, &own, &change);

	if (rc == OK)
		unit(&people->world, keep_password, &change, OK);
	people->cx->who = &program_principal;
	return rc;
}

static void own_password_needs_the_current_one(struct db_fixture *fixture)
{
	struct people_world people;
	struct signed_in session, other;
	struct identity identity;

	people_world_make(&people, fixture);
	must_set_password(&people, &people.world.seller, GOOD);
	assert_rc(people.cx, try_sign_in(&people, "seller@example.com", GOOD, &session), OK);
	assert_rc(people.cx, try_sign_in(&people, "seller@example.com", GOOD, &other), OK);
	assert_rc(people.cx, change_own(&people, &session, NULL, BETTER), E_INVALID);
	assert_true(str_is(people.cx->failure.errors[0].field, "current"));
	assert_rc(people.cx, change_own(&people, &session, BETTER, BETTER), E_INVALID);
	assert_rc(people.cx, change_own(&people, &session, GOOD, "short"), E_INVALID);
	assert_true(str_is(people.cx->failure.errors[0].field, "password"));
	assert_rc(people.cx, change_own(&people, &session, GOOD, BETTER), OK);
	/* The session at hand goes on, the others end. */
	assert_rc(people.cx, who_is(people.cx, session_of(&session), &identity), OK);
	assert_rc(people.cx, who_is(people.cx, session_of(&other), &identity), E_SIGNED_OUT);
	assert_rc(people.cx, try_sign_in(&people, "seller@example.com", GOOD, &other),
		  E_SIGNED_OUT);
	assert_rc(people.cx, try_sign_in(&people, "seller@example.com", BETTER, &other), OK);
	people_world_free(&people);
}

static void a_fresh_link_is_the_way_back(struct db_fixture *fixture)
{
	struct people_world people;
	struct signed_in session;

	people_world_make(&people, fixture);
	must_set_password(&people, &people.world.seller, GOOD);
	session = must_sign_in_by_link(&people, &people.world.seller);
	people.cx->now += (LINK_MINUTES + 1) * MINUTE;
	assert_rc(people.cx, change_own(&people, &session, NULL, BETTER), E_INVALID);
	people.cx->now -= 2 * MINUTE;
	assert_rc(people.cx, change_own(&people, &session, NULL, BETTER), OK);
	people_world_free(&people);
}

static void first_password_needs_no_current_one(struct db_fixture *fixture)
{
	struct people_world people;
	struct signed_in session;

	people_world_make(&people, fixture);
	session = must_sign_in_by_link(&people, &people.world.seller);
	people.cx->now += 24 * 60 * (int64_t)MINUTE;
	assert_rc(people.cx, change_own(&people, &session, NULL, GOOD), OK);
	assert_int_equal(
		must_count(people.cx, "SELECT COUNT(*) FROM events WHERE changes LIKE '%argon%'"),
		0);
	people_world_free(&people);
}

static void passwords_of_others_need_a_right(struct db_fixture *fixture)
{
	struct people_world people;
	struct password_change change = { .password = STR(GOOD) };
	struct signed_in session;
	struct identity identity;

	people_world_make(&people, fixture);
	session = must_sign_in_by_link(&people, &people.world.seller);
	change.user_id = people.world.seller.row.id;
	act_as(&people, &people.world.other_seller);
	assert_rc(people.cx, password_prepare(people.cx, &change), E_DENIED);
	act_as(&people, &people.world.admin);
	assert_rc(people.cx, password_prepare(people.cx, &change), OK);
	unit(&people.world, keep_password, &change, OK);
	assert_rc(people.cx, who_is(people.cx, session_of(&session), &identity), E_SIGNED_OUT);
	act_as(&people, NULL);
	people_world_free(&people);
}

static void too_many_at_once_are_turned_away(struct db_fixture *fixture)
{
	struct people_world people;
	str hash;

	people_world_make(&people, fixture);
	people.cx->people->waiting = PASSWORD_QUEUE;
	assert_rc(people.cx, password_hash(people.cx, STR(GOOD), &hash), E_BUSY);
	assert_true(people.cx->failure.retry_after_s > 0);
	people.cx->people->waiting = 0;
	people_world_free(&people);
}

/* --- by link ------------------------------------------------------------------------------------- */

static void links_work_once(struct db_fixture *fixture)
{
	struct people_world people;
	struct link_order order, second;

	people_world_make(&people, fixture);
	order = link_order(&people.world.seller);
	second = order;
	unit(&people.world, make_link, &order, OK);
	unit(&people.world, make_link, &second, OK);
	unit(&people.world, use_link, &order, OK);
	assert_int_equal(order.out.user_id, people.world.seller.row.id);
	unit(&people.world, use_link, &order, E_SIGNED_OUT);
	assert_words(people.cx, "used already or is too old");
	/* The others of that user are gone too. */
	unit(&people.world, use_link, &second, E_SIGNED_OUT);
	people_world_free(&people);
}

static enum rc end_sessions(struct ctx *cx, void *argument)
{
	const int64_t *user_id = argument;

	return session_end_all(cx, *user_id, 0);
}

/* Not a moment longer than it was said. */
static void lives_until(struct people_world *people, struct link_order *order, int64_t minutes)
{
	int64_t made_at = people->cx->now;

	unit(&people->world, make_link, order, OK);
	assert_int_equal(order->link.minutes, minutes);
	assert_int_equal(order->link.expires_at, made_at + minutes * MINUTE);
	people->cx->now = order->link.expires_at;
	unit(&people->world, use_link, order, E_SIGNED_OUT);
	people->cx->now -= 1;
	unit(&people->world, use_link, order, OK);
	people->cx->now = made_at;
}

static void links_grow_old(struct db_fixture *fixture)
{
	struct people_world people;
	struct link_order order;

	people_world_make(&people, fixture);
	order = link_order(&people.world.seller);
	lives_until(&people, &order, INVITATION_MINUTES);
	/* Now there was a session, and the next one is a way back, also when that session has ended. */
	lives_until(&people, &order, LINK_MINUTES);
	unit(&people.world, end_sessions, &order.user_id, OK);
	lives_until(&people, &order, LINK_MINUTES);
	order.link.secret = STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
	unit(&people.world, use_link, &order, E_SIGNED_OUT);
	people_world_free(&people);
}

static void who_has_a_password_is_not_invited(struct db_fixture *fixture)
{
	struct people_world people;
	struct link_order order;

	people_world_make(&people, fixture);
	must_set_password(&people, &people.world.seller, GOOD);
	order = link_order(&people.world.seller);
	lives_until(&people, &order, LINK_MINUTES);
	people_world_free(&people);
}

static void links_are_for_those_who_may(struct db_fixture *fixture)
{
	struct people_world people;
	struct link_order order;

	people_world_make(&people, fixture);
	order = link_order(&people.world.seller);
	unit(&people.world, make_link, &order, OK);
	must_execute(people.cx, "UPDATE users SET active = 0 WHERE name = 'seller'");
	unit(&people.world, use_link, &order, E_SIGNED_OUT);
	unit(&people.world, make_link, &order, E_CONFLICT);
	/* What was refused has used nothing up. */
	must_execute(people.cx, "UPDATE users SET active = 1 WHERE name = 'seller'");
	unit(&people.world, use_link, &order, OK);
	act_as(&people, &people.world.other_seller);
	unit(&people.world, make_link, &order, E_DENIED);
	act_as(&people, NULL);
	order.user_id = 987654;
	unit(&people.world, make_link, &order, E_MISSING);
	people_world_free(&people);
}

enum { RUNNERS = 8 };

struct running {
	struct db *db;
	struct link_order order;
	enum rc rc;
	pthread_t thread;
};

static void *run_with_link(void *argument)
{
	struct running *running = argument;
	struct test_ctx own;

	test_ctx_init(&own, running->db);
	own.cx.now = WORLD_NOW;
	own.cx.random = random_bytes;
	running->rc = db_write(&own.cx, use_link, &running->order);
	test_ctx_free(&own);
	return NULL;
}

static void of_many_with_one_link_one_gets_in(struct db_fixture *fixture)
{
	struct running running[RUNNERS];
	struct people_world people;
	struct link_order order;
	int in = 0;

	people_world_make(&people, fixture);
	order = link_order(&people.world.seller);
	unit(&people.world, make_link, &order, OK);
	for (int i = 0; i < RUNNERS; i++) {
		running[i] = (struct running){ fixture->db, order, OK, 0 };
		assert_int_equal(
			pthread_create(&running[i].thread, NULL, run_with_link, &running[i]), 0);
	}
	for (int i = 0; i < RUNNERS; i++) {
		pthread_join(running[i].thread, NULL);
		in += running[i].rc == OK;
		assert_true(running[i].rc == OK || running[i].rc == E_SIGNED_OUT);
	}
	assert_int_equal(in, 1);
	assert_int_equal(must_count(people.cx, "SELECT COUNT(*) FROM sessions"), 1);
	people_world_free(&people);
}

static void link_urls_hide_the_secret_from_logs(struct db_fixture *fixture)
{
	str url = link_url(&fixture->arena, STR("http://127.0.0.1:8787"), STR("abc"));

	assert_true(str_is(url, "http://127.0.0.1:8787/sign-in#abc"));
}

/* --- sessions ------------------------------------------------------------------------------------ */

static enum rc end(struct ctx *cx, void *argument)
{
	return session_end(cx, *(int64_t *)argument);
}

static void sessions_are_listed_and_ended(struct db_fixture *fixture)
{
	struct people_world people;
	struct signed_in first, second, others;
	struct session *list = NULL;
	struct identity identity;
	size_t count = 0;

	people_world_make(&people, fixture);
	first = must_sign_in_by_link(&people, &people.world.seller);
	second = must_sign_in_by_link(&people, &people.world.seller);
	others = must_sign_in_by_link(&people, &people.world.other_seller);
	act_as(&people, &people.world.seller);
	assert_rc(people.cx, session_list(people.cx, &list, &count), OK);
	assert_int_equal(count, 2);
	assert_int_equal(list[0].id, second.session_id);
	assert_true(list[0].by_link);
	assert_true(str_is(list[0].agent, "test"));
	unit(&people.world, end, &others.session_id, E_MISSING);
	unit(&people.world, end, &first.session_id, OK);
	assert_rc(people.cx, who_is(people.cx, session_of(&first), &identity), E_SIGNED_OUT);
	assert_rc(people.cx, who_is(people.cx, session_of(&second), &identity), OK);
	assert_rc(people.cx, who_is(people.cx, session_of(&others), &identity), OK);
	act_as(&people, NULL);
	people_world_free(&people);
}

static void cookies_are_safe(struct db_fixture *fixture)
{
	str plain = session_cookie(&fixture->arena, STR("abc"), false);
	str secure = session_cookie(&fixture->arena, STR("abc"), true);
	str gone = session_cookie_gone(&fixture->arena, false);

	assert_true(
		str_is(plain, "alur_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000"));
	assert_true(str_ends(secure, STR("; Secure")));
	assert_true(str_is(gone, "alur_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
}

static void agents_are_cut_and_cleaned(struct db_fixture *fixture)
{
	struct buf long_agent = buf_new(&fixture->arena);
	struct people_world people;
	struct session *list = NULL;
	size_t count = 0;

	people_world_make(&people, fixture);
	buf_char(&long_agent, 'x');
	for (int i = 0; i < 150; i++)
		buf_text(&long_agent, "é"); /* the cut falls into one */
	for (int i = 0; i < 2; i++) {
		struct link_order order = link_order(&people.world.seller);

		unit(&people.world, make_link, &order, OK);
		order.agent = i ? STR("bad \x01 \xff") : buf_str(&long_agent);
		unit(&people.world, use_link, &order, OK);
	}
	act_as(&people, &people.world.seller);
	assert_rc(people.cx, session_list(people.cx, &list, &count), OK);
	assert_int_equal(count, 2);
	assert_false(str_is_set(list[0].agent));
	assert_int_equal(list[1].agent.len, 199);
	act_as(&people, NULL);
	people_world_free(&people);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "the right password signs in, the e-mail in any case", right_password_signs_in },
		{ "whatever is wrong sounds the same", whatever_is_wrong_sounds_the_same },
		{ "whatever is wrong takes the same work", takes_the_same_work },
		{ "hashes of a cheaper kind are renewed", old_hashes_are_renewed },
		{ "one's own password needs the current one", own_password_needs_the_current_one },
		{ "a fresh link is the way back", a_fresh_link_is_the_way_back },
		{ "the first password needs no current one", first_password_needs_no_current_one },
		{ "passwords of others need a right", passwords_of_others_need_a_right },
		{ "too many passwords at once are turned away", too_many_at_once_are_turned_away },
		{ "a link works once, and ends the user's others", links_work_once },
		{ "a link grows old: an invitation in three days, a way back in half an hour",
		  links_grow_old },
		{ "who has a password is not invited", who_has_a_password_is_not_invited },
		{ "a link is for those who may sign in", links_are_for_those_who_may },
		{ "of many with one link one gets in", of_many_with_one_link_one_gets_in },
		{ "a link's secret stands behind the #", link_urls_hide_the_secret_from_logs },
		{ "sessions are listed and ended by their user", sessions_are_listed_and_ended },
		{ "cookies are kept from scripts and other sites", cookies_are_safe },
		{ "a browser's description is cut and cleaned", agents_are_cut_and_cleaned },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
