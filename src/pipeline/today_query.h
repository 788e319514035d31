/* What there is to do for one owner on a day, as ids: what the day's page is made of (today.c). Each part walks
 * an index of that owner's rows alone and stops at its limit. Private to pipeline/. */
#ifndef ALUR_PIPELINE_TODAY_QUERY_H
#define ALUR_PIPELINE_TODAY_QUERY_H

#include "base/ctx.h"

/* Whose day; instants bound it in the organisation's zone. */
struct today_scope {
	int64_t owner_id;
	int64_t day;
	int64_t begin; /* of the day */
	int64_t end;   /* the first instant after it */
	int64_t limit; /* rows of a part */
};

enum today_part {
	PART_OVERDUE,   /* activities planned for before the day */
	PART_DUE,       /* for the day; both oldest first */
	PART_REVIVED,   /* of both, what came back by itself (revival.c), which is not in them */
	PART_NEW_LEADS, /* leads without any activity, oldest first */
	PART_NOBODYS_LEADS, /* the same of no owner */
	PART_LEAD_PLANS,    /* leads that were in a plan and have nothing planned */
	PART_DEALS,         /* open deals without a next step that are not snoozed, largest first */
	PART_BARE_DEALS,    /* the same without an amount */
	PART_PLANNED,       /* activities planned from `begin` to before `end` */
	PART_COUNT
};

struct today_found {
	int64_t id;            /* of the activity, lead or deal */
	int64_t enrollment_id; /* leads, deals: their last plan; 0: none */
};

/* Counting stops here: whoever has more to do than that wants no exact number. */
enum { TODAY_MOST = 1000 };

struct today_list {
	struct today_found *items;
	size_t count;
	int64_t total;     /* at most TODAY_MOST */
	int64_t with_plan; /* of these, with an enrollment_id */
};
MUST_USE enum rc today_find(struct ctx *cx, const struct today_scope *scope, enum today_part part,
			    struct today_list *out);

/* SQL text of a part (parameters as ?), for plan tests: the list, or its count. */
MUST_USE enum rc today_sql(struct ctx *cx, enum today_part part, bool counting, str *sql);

#endif
