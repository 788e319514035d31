/* The organisation's settings in memory: app/organisation_now.c. */
#include "support.h"

#include "app/app.h"
#include "base/zone.h"

struct remembering {
	struct world world;
	struct ctx *cx;
	struct app app;
};

static void begin(struct remembering *r, struct db_fixture *fixture)
{
	*r = (struct remembering){ .app = { .db = fixture->db } };
	world_make(&r->world, fixture);
	r->cx = r->world.cx;
	assert_int_equal(pthread_mutex_init(&r->app.organisation.lock, NULL), 0);
}

static void end(struct remembering *r)
{
	organisation_state_free(&r->app.organisation);
	world_free(&r->world);
}

static const char *currency_now(struct remembering *r)
{
	assert_rc(r->cx, organisation_now(&r->app, r->cx), OK);
	return r->cx->organisation.currency;
}

static void is_read_once(struct db_fixture *fixture)
{
	struct remembering r;

	begin(&r, fixture);
	assert_string_equal(currency_now(&r), "IDR");
	assert_int_equal(r.cx->organisation.calling_code, 62);
	assert_true(str_is(zone_name(r.cx->organisation.zone), "Asia/Jakarta"));
	/* Behind the program's back, as another server would. */
	must_execute(r.cx, "UPDATE organisations SET currency = 'USD'");
	r.cx->now += 4999;
	assert_string_equal(currency_now(&r), "IDR");
	r.cx->now += 1;
	assert_string_equal(currency_now(&r), "USD");
	end(&r);
}

static void changes_count_at_once(struct db_fixture *fixture)
{
	struct remembering r;
	struct organisation_row row;
	const struct zone *before;

	begin(&r, fixture);
	assert_string_equal(currency_now(&r), "IDR");
	before = r.cx->organisation.zone;
	must_load(&r.world, &organisation_entity, 1, &row);
	row.time_zone = STR("UTC");
	must_save(&r.world, &organisation_entity, &row);
	organisation_notice(&r.app, r.cx->events);
	assert_rc(r.cx, organisation_now(&r.app, r.cx), OK);
	assert_true(str_is(zone_name(r.cx->organisation.zone), "UTC"));
	/* Requests under way may hold the old one still. */
	assert_true(str_is(zone_name(before), "Asia/Jakarta"));
	end(&r);
}

static void other_changes_do_not(struct db_fixture *fixture)
{
	struct remembering r;

	begin(&r, fixture);
	assert_string_equal(currency_now(&r), "IDR");
	must_execute(r.cx, "UPDATE organisations SET currency = 'USD'");
	make_deal(&r.world, "Printers", 0);
	organisation_notice(&r.app, r.cx->events);
	assert_string_equal(currency_now(&r), "IDR");
	end(&r);
}

static void none_is_told(struct db_fixture *fixture)
{
	struct remembering r;

	begin(&r, fixture);
	must_execute(r.cx, "DELETE FROM organisations");
	assert_rc(r.cx, organisation_now(&r.app, r.cx), E_IO);
	end(&r);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "the settings are read again after some seconds", is_read_once },
		{ "a change that was committed here counts at once", changes_count_at_once },
		{ "other changes do not", other_changes_do_not },
		{ "a database without organisation is told", none_is_told },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
