/* What is wrong with an open deal's upkeep. Pure; who reads the facts: board_query.c. */
#include "pipeline/hygiene.h"

enum { PUSHES_TOLERATED = 2, MS_PER_IDLE_DAY = 86400000 };

const char *const warning_names[WARNING_COUNT] = {
	[WARNING_NO_NEXT_STEP] = "no_next_step",
	[WARNING_OVERDUE_NEXT_STEP] = "overdue_next_step",
	[WARNING_CLOSE_DATE_PAST] = "close_date_past",
	[WARNING_PUSHED] = "pushed",
	[WARNING_IDLE] = "idle",
	[WARNING_AMOUNT_MISSING] = "amount_missing",
	[WARNING_NO_EXCHANGE_RATE] = "no_exchange_rate",
};

static unsigned warn_if(bool condition, enum warning warning)
{
	return condition ? 1u << warning : 0;
}

static unsigned open_warnings(const struct hygiene_facts *f)
{
	int64_t stay_ms = f->now - f->stage_entered_at;

	return warn_if(!f->has_next_step, WARNING_NO_NEXT_STEP) |
	       warn_if(f->has_next_step && f->next_step_at < f->now, WARNING_OVERDUE_NEXT_STEP) |
	       warn_if(f->has_expected_close && f->expected_close < f->today,
		       WARNING_CLOSE_DATE_PAST) |
	       warn_if(f->close_pushes > PUSHES_TOLERATED, WARNING_PUSHED) |
	       warn_if(f->has_idle_limit && stay_ms > f->idle_days * MS_PER_IDLE_DAY,
		       WARNING_IDLE) |
	       warn_if(!f->has_amount || f->amount == 0, WARNING_AMOUNT_MISSING);
}

unsigned hygiene_warnings(const struct hygiene_facts *facts)
{
	unsigned warnings = facts->is_open ? open_warnings(facts) : 0;

	return warnings |
	       warn_if(facts->has_amount && facts->amount != 0 && !facts->has_home_amount,
		       WARNING_NO_EXCHANGE_RATE);
}
