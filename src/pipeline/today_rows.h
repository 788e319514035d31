/* What the items of a day show: the rows behind their ids, read together, and their JSON. Which items there
 * are: today.c. Private to pipeline/. */
#ifndef ALUR_PIPELINE_TODAY_ROWS_H
#define ALUR_PIPELINE_TODAY_ROWS_H

#include "pipeline/card_names_query.h"
#include "pipeline/rows_by_id.h"

struct json_out;

enum today_kind {
	TODAY_OVERDUE,
	TODAY_DUE,
	TODAY_REVIVED,
	TODAY_NEW_LEAD,
	TODAY_PLAN_ENDED,
	TODAY_NO_NEXT_STEP,
	TODAY_KINDS
};

/* "overdue", ... as in the API. */
extern const char *const today_kind_names[TODAY_KINDS + 1];

struct today_item {
	enum today_kind kind;
	int64_t activity_id;
	int64_t lead_id; /* and deal_id: of the activity, once that is read */
	int64_t deal_id;
	int64_t contact_id;    /* likewise; else the deal's primary contact */
	int64_t enrollment_id; /* 0: none */
};

struct today_items {
	struct today_item *list;
	size_t count;
	struct rows_by_id activities, leads, deals, contacts, enrollments;
	struct card_names companies, stages, cadences;
};

/* Reads all that the items point to, as far as the caller may see it. */
MUST_USE enum rc today_rows_read(struct ctx *cx, struct today_items *items);

/* {"kind","why","since","activity","deal","lead","contact","plan"}; and, for the week, only what is planned
 * and whom it is about. */
void today_write_item(struct ctx *cx, struct json_out *out, const struct today_items *items,
		      size_t at);
void today_write_planned(struct ctx *cx, struct json_out *out, const struct today_items *items,
			 size_t at);

#endif
