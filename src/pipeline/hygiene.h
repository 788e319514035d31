/* What is wrong with an open deal's upkeep, as warnings with fixed conditions. Who reads the facts:
 * hygiene_facts.c. */
#ifndef ALUR_PIPELINE_HYGIENE_H
#define ALUR_PIPELINE_HYGIENE_H

#include <stdbool.h>
#include <stdint.h>

/* In the order in which they are told. */
enum warning {
	WARNING_NO_NEXT_STEP,
	WARNING_OVERDUE_NEXT_STEP,
	WARNING_CLOSE_DATE_PAST,
	WARNING_PUSHED,
	WARNING_IDLE,
	WARNING_CRITERIA_UNMET,
	WARNING_AMOUNT_MISSING,
	WARNING_NO_CONTACT,
	WARNING_ONE_CONTACT,
	WARNING_NO_EXCHANGE_RATE,
	WARNING_COUNT
};

/* "no_next_step", ... as in the API. */
extern const char *const warning_names[WARNING_COUNT];

/* Values that the `has_...` before them says are not set do not matter. */
struct hygiene_facts {
	bool is_open;
	int64_t now;   /* milliseconds */
	int64_t today; /* day of the organisation's zone at `now` */
	bool has_next_step;
	int64_t next_step_at; /* milliseconds */
	bool has_expected_close;
	int64_t expected_close; /* day */
	int64_t close_pushes;
	int64_t stage_entered_at; /* milliseconds */
	bool has_idle_limit;
	int64_t idle_days;
	bool has_snooze;
	int64_t snoozed_until;  /* day */
	int64_t criteria_unmet; /* exit criteria of its stage; 0 where nobody has looked */
	bool knows_contacts;    /* somebody has looked */
	int64_t contacts;       /* people at the customer who take part */
	bool has_amount;
	int64_t amount;
	bool has_home_amount; /* worth in the organisation's currency known */
};

/* Bit set (1 << enum warning). Of open deals:
 *   no_next_step       nothing is planned
 *   overdue_next_step  what is planned was due before now
 *   close_date_past    the expected close is before today
 *   pushed             the expected close moved to a later month 3 times or more
 *   idle               in its stage for more than idle_days × 24 hours; a next step that is not overdue
 *                      and a snooze up to today or later stop that clock
 *   criteria_unmet     its stage asks for something before the deal may leave it that is not there
 *   amount_missing     no amount, or zero
 *   no_contact         nobody at the customer is known
 *   one_contact        only one person at the customer is known
 * and of all deals:
 *   no_exchange_rate   an amount whose worth in the organisation's currency is not known, so that
 *                      sums leave it out */
unsigned hygiene_warnings(const struct hygiene_facts *facts);

/* Whole days of 24 hours in its stage. */
int64_t hygiene_days_in_stage(const struct hygiene_facts *facts);

static inline bool has_warning(unsigned warnings, enum warning warning)
{
	return (warnings >> warning & 1) != 0;
}

#endif
