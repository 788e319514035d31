/* Reading what the waterfall is made of. Private to pipeline/; the answer: waterfall_answer.c, the rules:
 * waterfall.h. */
#ifndef ALUR_PIPELINE_WATERFALL_QUERY_H
#define ALUR_PIPELINE_WATERFALL_QUERY_H

#include "base/ctx.h"
#include "pipeline/waterfall.h"
#include "record/tally.h"

struct waterfall_frame {
	int64_t pipeline_id;
	int64_t begin; /* the two instants; what happened after `begin`, up to and with `end` */
	int64_t end;
	int64_t close_from; /* days, both included; UNSET: unbounded */
	int64_t close_to;
	struct tally_owners owners;
	bool is_much; /* what changed is read from end to end: waterfall_is_much() */
};

MUST_USE enum rc waterfall_is_much(struct ctx *cx, const struct waterfall_frame *frame, bool *yes);

/* What was open at the beginning. Without days of closing from kept sums, otherwise from the deals that
 * close in them and from the versions that have been superseded since; but of a frame with such days that lasts until
 * now, what has changed since is met, and added, by waterfall_changes(). */
MUST_USE enum rc waterfall_opening(struct ctx *cx, const struct waterfall_frame *frame,
				   struct waterfall_figure *out);

/* A page of the deals of a part, the largest first. */
struct waterfall_page {
	enum waterfall_part part; /* neither opening nor closing */
	size_t limit;
	bool started;
	int64_t last_amount; /* of the deal before this page */
	int64_t last_id;
	/* Set by waterfall_changes(). */
	struct waterfall_found {
		int64_t id;
		int64_t amount; /* that it adds to the part */
	} * found;
	size_t count;
};

/* Adds every deal that changed in between: memory does not grow with the deals, time does with those that changed.
 * Finds the deals of `page`, if not NULL, at the same time. */
MUST_USE enum rc waterfall_changes(struct ctx *cx, const struct waterfall_frame *frame,
				   struct waterfall_page *page, struct waterfall *out);

/* SQL text of the changes, and of an opening with days of closing (parameters as ?), for plan tests. */
MUST_USE enum rc waterfall_opening_sql(struct ctx *cx, const struct waterfall_frame *frame,
				       str *sql);
MUST_USE enum rc waterfall_changes_sql(struct ctx *cx, const struct waterfall_frame *frame,
				       str *sql);

/* One deal behind a part. What belonged to other owners is not told: amounts and days are UNSET then. */
struct waterfall_deal {
	int64_t id;
	str title;
	int64_t amount; /* that it adds to the part */
	struct waterfall_side {
		enum deal_place place;
		int64_t amount; /* in the organisation's currency */
		int64_t closes_on;
	} before, after;
};

/* The deals of a page that have been found: deals[i] is page->found[i]. */
MUST_USE enum rc waterfall_deals(struct ctx *cx, const struct waterfall_frame *frame,
				 const struct waterfall_page *page, struct waterfall_deal *deals);

#endif
