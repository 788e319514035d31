/* What warnings are about, gathered for one deal or a page of them. Private to pipeline/; the conditions:
 * hygiene.h. */
#ifndef ALUR_PIPELINE_HYGIENE_FACTS_H
#define ALUR_PIPELINE_HYGIENE_FACTS_H

#include "pipeline/deal_links_query.h"
#include "pipeline/exit_criteria.h"
#include "pipeline/hygiene.h"
#include "pipeline/idle_facts_query.h"

/* What a stage asks of its deals' upkeep, prepared once for all of them. */
struct hygiene_stage {
	const struct stage *stage;
	struct idle_fact idle;
	struct exit_criteria criteria;
};

/* One for each of the stages of a pipeline, in their order. */
MUST_USE enum rc hygiene_stages_read(struct ctx *cx, const struct stage *stages, size_t count,
				     struct hygiene_stage **out);

struct hygiene_look {
	int64_t at;                     /* instant at which the deals are looked at */
	int64_t today;                  /* day of the organisation's zone at that instant */
	const struct deal_links *links; /* NULL: contacts and criteria are left out, since of the
					 * past only the deals themselves are known */
};

struct hygiene {
	struct hygiene_facts facts;
	unsigned warnings;
	size_t unmet[MAX_CRITERIA]; /* indexes of the stage's criteria */
	size_t unmet_count;
};

/* A look at `at` of deals whose contacts and lines are known, or NULL. */
struct hygiene_look hygiene_look_at(const struct ctx *cx, int64_t at,
				    const struct deal_links *links);

/* The warnings of a deal. Of the deal is needed what a card reads (board_cards_query.c). */
MUST_USE enum rc hygiene_of(struct ctx *cx, const struct hygiene_look *look,
			    const struct hygiene_stage *stage, const struct deal *deal,
			    struct hygiene *out);

struct json_out;

/* The items of GET /deals/{id}/hygiene, in an open array. */
MUST_USE enum rc hygiene_items_write(struct ctx *cx, struct json_out *out,
				     const struct hygiene_stage *stage, const struct deal *deal,
				     const struct hygiene *hygiene);

#endif
