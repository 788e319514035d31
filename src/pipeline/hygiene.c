/* What is wrong with an open deal's upkeep. Pure; who reads the facts: hygiene_facts.c. */
#include "pipeline/hygiene.h"

enum { PUSHES_TOLERATED = 2 };

static const int64_t ms_per_day = 86400000;

const char *const warning_names[WARNING_COUNT] = {
	[WARNING_NO_NEXT_STEP] = "no_next_step",
	[WARNING_OVERDUE_NEXT_STEP] = "overdue_next_step",
	[WARNING_CLOSE_DATE_PAST] = "close_date_past",
	[WARNING_PUSHED] = "pushed",
	[WARNING_IDLE] = "idle",
	[WARNING_CRITERIA_UNMET] = "criteria_unmet",
	[WARNING_AMOUNT_MISSING] = "amount_missing",
	[WARNING_NO_CONTACT] = "no_contact",
	[WARNING_ONE_CONTACT] = "one_contact",
	[WARNING_NO_EXCHANGE_RATE] = "no_exchange_rate",
};

static unsigned warn_if(bool condition, enum warning warning)
{
	return condition ? 1u << warning : 0;
}

/* Somebody has decided when to go on. */
static bool rests(const struct hygiene_facts *f)
{
	return (f->has_next_step && f->next_step_at >= f->now) ||
	       (f->has_snooze && f->snoozed_until >= f->today);
}

static bool is_idle(const struct hygiene_facts *f)
{
	return f->has_idle_limit && !rests(f) &&
	       f->now - f->stage_entered_at > f->idle_days * ms_per_day;
}

static unsigned open_warnings(const struct hygiene_facts *f)
{
	return warn_if(!f->has_next_step, WARNING_NO_NEXT_STEP) |
	       warn_if(f->has_next_step && f->next_step_at < f->now, WARNING_OVERDUE_NEXT_STEP) |
	       warn_if(f->has_expected_close && f->expected_close < f->today,
		       WARNING_CLOSE_DATE_PAST) |
	       warn_if(f->close_pushes > PUSHES_TOLERATED, WARNING_PUSHED) |
	       warn_if(is_idle(f), WARNING_IDLE) |
	       warn_if(f->criteria_unmet > 0, WARNING_CRITERIA_UNMET) |
	       warn_if(!f->has_amount || f->amount == 0, WARNING_AMOUNT_MISSING) |
	       warn_if(f->knows_contacts && f->contacts == 0, WARNING_NO_CONTACT) |
	       warn_if(f->knows_contacts && f->contacts == 1, WARNING_ONE_CONTACT);
}

unsigned hygiene_warnings(const struct hygiene_facts *facts)
{
	unsigned warnings = facts->is_open ? open_warnings(facts) : 0;

	return warnings |
	       warn_if(facts->has_amount && facts->amount != 0 && !facts->has_home_amount,
		       WARNING_NO_EXCHANGE_RATE);
}

int64_t hygiene_days_in_stage(const struct hygiene_facts *facts)
{
	int64_t stay_ms = facts->now - facts->stage_entered_at;

	return stay_ms > 0 ? stay_ms / ms_per_day : 0;
}
