/* Gathers what the warnings of deals are made of. What follows from it: hygiene.c; in words: deal_hygiene.c. */
#include "pipeline/hygiene_facts.h"

#include "base/zone.h"

enum rc hygiene_stages_read(struct ctx *cx, const struct stage *stages, size_t count,
			    struct hygiene_stage **out)
{
	struct idle_fact *facts;

	TRY(idle_facts_read(cx, stages, count, &facts));
	TRY(ctx_alloc(cx, (count + 1) * sizeof **out, out));
	for (size_t i = 0; i < count; i++) {
		struct hygiene_stage *stage = &(*out)[i];

		stage->stage = &stages[i];
		stage->idle = facts[i];
		if (stages[i].kind == STAGE_OPEN)
			TRY(exit_criteria_of(cx, &stages[i], &stage->criteria));
	}
	return OK;
}

static struct hygiene_facts facts_of(const struct hygiene_stage *stage, const struct deal *deal)
{
	return (struct hygiene_facts){
		.is_open = stage->stage->kind == STAGE_OPEN,
		.has_next_step = deal->next_step_at != UNSET,
		.next_step_at = deal->next_step_at,
		.has_expected_close = deal->expected_close != UNSET,
		.expected_close = deal->expected_close,
		.close_pushes = deal->close_pushes == UNSET ? 0 : deal->close_pushes,
		.stage_entered_at = deal->stage_entered_at,
		.has_idle_limit = stage->idle.limit.source != IDLE_NONE,
		.idle_days = stage->idle.limit.days,
		.has_snooze = deal->snoozed_until != UNSET,
		.snoozed_until = deal->snoozed_until,
		.has_amount = deal->amount != UNSET,
		.amount = deal->amount,
		.has_home_amount = deal->amount_home != UNSET,
	};
}

static enum rc look_at_links(struct ctx *cx, const struct deal_link *link,
			     const struct hygiene_stage *stage, const struct deal *deal,
			     struct hygiene *out)
{
	struct exit_facts facts = {
		.deal = deal,
		.has_contact = link->contacts > 0,
		.has_line = link->lines > 0,
	};

	out->facts.knows_contacts = true;
	out->facts.contacts = link->contacts;
	TRY(exit_criteria_unmet(cx, &stage->criteria, &facts, out->unmet, &out->unmet_count));
	out->facts.criteria_unmet = (int64_t)out->unmet_count;
	return OK;
}

struct hygiene_look hygiene_look_at(const struct ctx *cx, int64_t at,
				    const struct deal_links *links)
{
	return (struct hygiene_look){ at, zone_day(cx->organisation.zone, at), links };
}

enum rc hygiene_of(struct ctx *cx, const struct hygiene_look *look,
		   const struct hygiene_stage *stage, const struct deal *deal, struct hygiene *out)
{
	const struct deal_link *link =
		look->links ? deal_links_find(look->links, deal->row.id) : NULL;

	*out = (struct hygiene){ .facts = facts_of(stage, deal) };
	out->facts.now = look->at;
	out->facts.today = look->today;
	if (out->facts.is_open && link)
		TRY(look_at_links(cx, link, stage, deal, out));
	out->warnings = hygiene_warnings(&out->facts);
	return OK;
}
