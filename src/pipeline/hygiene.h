/* What is wrong with an open deal's upkeep, as warnings with fixed conditions. Shown on the board
 * (board_query.c). */
#ifndef ALUR_PIPELINE_HYGIENE_H
#define ALUR_PIPELINE_HYGIENE_H

#include <stdbool.h>
#include <stdint.h>

enum warning {
	WARNING_NO_NEXT_STEP,
	WARNING_OVERDUE_NEXT_STEP,
	WARNING_CLOSE_DATE_PAST,
	WARNING_PUSHED,
	WARNING_IDLE,
	WARNING_AMOUNT_MISSING,
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
	bool has_amount;
	int64_t amount;
	bool has_home_amount; /* worth in the organisation's currency known */
};

/* Bit set (1 << enum warning). Of open deals:
 *   no_next_step       nothing is planned
 *   overdue_next_step  what is planned was due before now
 *   close_date_past    the expected close is before today
 *   pushed             the expected close moved to a later month 3 times or more
 *   idle               in its stage for more than idle_days × 24 hours
 *   amount_missing     no amount, or zero
 * and of all deals:
 *   no_exchange_rate   an amount whose worth in the organisation's currency is not known, so that
 *                      sums leave it out */
unsigned hygiene_warnings(const struct hygiene_facts *facts);

#endif
