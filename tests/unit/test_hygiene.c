/* Warnings of open deals. */
#include "table.h"

#include "pipeline/hygiene.h"

#define DAY INT64_C(86400000)
#define NOW (100 * DAY)
#define BIT(warning) (1u << WARNING_##warning)

/* A deal with which nothing is wrong. */
#define FINE                                                                                       \
	.is_open = true, .now = NOW, .today = 100, .has_next_step = true,                          \
	.next_step_at = NOW + DAY, .has_expected_close = true, .expected_close = 110,              \
	.stage_entered_at = NOW - DAY, .has_idle_limit = true, .idle_days = 7, .has_amount = true, \
	.amount = 1, .has_home_amount = true, .knows_contacts = true, .contacts = 2

static const struct hygiene_row {
	const char *name;
	struct hygiene_facts facts;
	unsigned warnings;
} rows[] = {
	{ "a deal in good order has no warning", { FINE }, 0 },
	{ "nothing planned",
	  { .is_open = true,
	    .now = NOW,
	    .today = 100,
	    .has_amount = true,
	    .amount = 1,
	    .has_home_amount = true },
	  BIT(NO_NEXT_STEP) },
};

static struct hygiene_facts fine(void)
{
	return (struct hygiene_facts){ FINE };
}

static void check(void **row)
{
	const struct hygiene_row *r = *row;

	assert_int_equal(hygiene_warnings(&r->facts), r->warnings);
}

static void next_step(void)
{
	struct hygiene_facts f = fine();

	f.next_step_at = NOW;
	assert_int_equal(hygiene_warnings(&f), 0);
	f.next_step_at = NOW - 1;
	assert_int_equal(hygiene_warnings(&f), BIT(OVERDUE_NEXT_STEP));
}

static void close_date(void)
{
	struct hygiene_facts f = fine();

	f.expected_close = 100;
	assert_int_equal(hygiene_warnings(&f), 0);
	f.expected_close = 99;
	assert_int_equal(hygiene_warnings(&f), BIT(CLOSE_DATE_PAST));
	f.has_expected_close = false;
	assert_int_equal(hygiene_warnings(&f), 0);
}

static void pushes(void)
{
	struct hygiene_facts f = fine();

	f.close_pushes = 2;
	assert_int_equal(hygiene_warnings(&f), 0);
	f.close_pushes = 3;
	assert_int_equal(hygiene_warnings(&f), BIT(PUSHED));
}

static void idle(void)
{
	struct hygiene_facts f = fine();

	f.next_step_at = NOW - 1;
	f.stage_entered_at = NOW - 7 * DAY;
	assert_int_equal(hygiene_warnings(&f), BIT(OVERDUE_NEXT_STEP));
	f.stage_entered_at--;
	assert_int_equal(hygiene_warnings(&f), BIT(OVERDUE_NEXT_STEP) | BIT(IDLE));
	assert_int_equal(hygiene_days_in_stage(&f), 7);
	f.has_idle_limit = false;
	assert_int_equal(hygiene_warnings(&f), BIT(OVERDUE_NEXT_STEP));
}

/* A deal that has been in its stage for a year. */
static struct hygiene_facts old(void)
{
	struct hygiene_facts f = fine();

	f.stage_entered_at = NOW - 365 * DAY;
	f.has_next_step = false;
	return f;
}

static void resting(void)
{
	struct hygiene_facts f = old();

	assert_int_equal(hygiene_warnings(&f), BIT(NO_NEXT_STEP) | BIT(IDLE));
	f.has_next_step = true;
	f.next_step_at = NOW;
	assert_int_equal(hygiene_warnings(&f), 0);
	f = old();
	f.has_snooze = true;
	f.snoozed_until = 100;
	assert_int_equal(hygiene_warnings(&f), BIT(NO_NEXT_STEP));
	f.snoozed_until = 99;
	assert_int_equal(hygiene_warnings(&f), BIT(NO_NEXT_STEP) | BIT(IDLE));
}

static void criteria(void)
{
	struct hygiene_facts f = fine();

	f.criteria_unmet = 1;
	assert_int_equal(hygiene_warnings(&f), BIT(CRITERIA_UNMET));
	f.is_open = false;
	assert_int_equal(hygiene_warnings(&f), 0);
}

static void contacts(void)
{
	struct hygiene_facts f = fine();

	f.contacts = 1;
	assert_int_equal(hygiene_warnings(&f), BIT(ONE_CONTACT));
	f.contacts = 0;
	assert_int_equal(hygiene_warnings(&f), BIT(NO_CONTACT));
	f.knows_contacts = false;
	assert_int_equal(hygiene_warnings(&f), 0);
}

static void amounts(void)
{
	struct hygiene_facts f = fine();

	f.amount = 0;
	f.has_home_amount = false;
	assert_int_equal(hygiene_warnings(&f), BIT(AMOUNT_MISSING));
	f.has_amount = false;
	assert_int_equal(hygiene_warnings(&f), BIT(AMOUNT_MISSING));
	f.has_amount = true;
	f.amount = 1;
	assert_int_equal(hygiene_warnings(&f), BIT(NO_EXCHANGE_RATE));
}

static void closed(void)
{
	struct hygiene_facts f = { .now = NOW,
				   .today = 100,
				   .has_expected_close = true,
				   .has_amount = true,
				   .amount = 5 };

	assert_int_equal(hygiene_warnings(&f), BIT(NO_EXCHANGE_RATE));
	f.has_home_amount = true;
	assert_int_equal(hygiene_warnings(&f), 0);
}

static void names(void)
{
	for (size_t i = 0; i < WARNING_COUNT; i++)
		assert_non_null(warning_names[i]);
}

static const struct plain_row plain[] = {
	{ "a next step is overdue once its time has passed", next_step },
	{ "a close date is past from the day after it", close_date },
	{ "three pushes are too many", pushes },
	{ "a deal is idle when it has been in its stage longer than the limit", idle },
	{ "a booked step and a snooze stop the clock, until they are past", resting },
	{ "a criterion that is not met is told while the deal is open", criteria },
	{ "one contact is too few, none is worse; nobody looked is no warning", contacts },
	{ "an amount of zero is missing; one that cannot be converted is told", amounts },
	{ "a closed deal only needs an exchange rate", closed },
	{ "every warning has a name", names },
};

int main(void)
{
	const struct table tables[] = { TABLE(rows, check), PLAIN(plain) };

	return tables_run("hygiene", tables, COUNT_OF(tables));
}
