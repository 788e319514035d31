/* The parts of a day, one statement each. The partial indexes that they walk are in entity/activity.c,
 * lead.c and deal.c; tests/unit/test_today.c looks at the plans. */
#include "pipeline/today_query.h"

#include "base/convert.h"
#include "db/db.h"

/* The parameters of a part, in this order. */
enum takes { OWNER = 1 << 0, BEGIN = 1 << 1, END = 1 << 2, DAY = 1 << 3 };

#define PLANNED "t.owner_id = ? AND t.done_at IS NULL AND t.archived_at IS NULL AND t.due_at "
#define BY_HAND " AND (t.origin IS NULL OR t.origin <> 'revival')"
#define STEPS "activities t"
#define OLDEST_STEP "t.due_at, t.origin, t.id"

#define UNTOUCHED                                                                                  \
	" AND t.lifecycle = 'lead' AND t.archived_at IS NULL AND NOT EXISTS"                       \
	" (SELECT 1 FROM activities a WHERE a.lead_id = t.id AND a.archived_at IS NULL)"
#define OLDEST_LEAD "t.created_at, t.id"

#define NO_STEP                                                                                    \
	"t.owner_id = ? AND t.next_step_at IS NULL AND t.closed_on IS NULL"                        \
	" AND t.archived_at IS NULL AND (t.snoozed_until IS NULL OR t.snoozed_until < ?)"

#define LAST_PLAN(link)                                                                            \
	"(SELECT MAX(p.id) FROM enrollments p WHERE p." link " = t.id AND p.archived_at IS NULL)"

static const struct part {
	unsigned takes;
	const char *from;
	const char *where;
	const char *order;
	const char *plan; /* second column; NULL: none */
} parts[PART_COUNT] = {
	[PART_OVERDUE] = { OWNER | BEGIN, STEPS, PLANNED "< ?" BY_HAND, OLDEST_STEP, NULL },
	[PART_DUE] = { OWNER | BEGIN | END, STEPS, PLANNED ">= ? AND t.due_at < ?" BY_HAND,
		       OLDEST_STEP, NULL },
	[PART_REVIVED] = { OWNER | END, STEPS, PLANNED "< ? AND t.origin = 'revival'", OLDEST_STEP,
			   NULL },
	[PART_NEW_LEADS] = { OWNER, "leads t", "t.owner_id = ?" UNTOUCHED, OLDEST_LEAD, NULL },
	[PART_NOBODYS_LEADS] = { 0, "leads t", "t.owner_id IS NULL" UNTOUCHED, OLDEST_LEAD, NULL },
	[PART_LEAD_PLANS] = { OWNER, "leads t JOIN enrollments e ON e.id = " LAST_PLAN("lead_id"),
			      "t.owner_id = ? AND t.lifecycle IN ('lead', 'prospect')"
			      " AND t.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM activities a"
			      " WHERE a.lead_id = t.id AND a.due_at IS NOT NULL"
			      " AND a.done_at IS NULL AND a.archived_at IS NULL)",
			      "e.updated_at, t.id", "e.id" },
	/* Two parts, because the databases sort "no amount" to different ends. */
	[PART_DEALS] = { OWNER | DAY, "deals t", NO_STEP " AND t.amount_home IS NOT NULL",
			 "t.amount_home DESC, t.id DESC", LAST_PLAN("deal_id") },
	[PART_BARE_DEALS] = { OWNER | DAY, "deals t", NO_STEP " AND t.amount_home IS NULL",
			      "t.id DESC", LAST_PLAN("deal_id") },
	[PART_PLANNED] = { OWNER | BEGIN | END, STEPS, PLANNED ">= ? AND t.due_at < ?", OLDEST_STEP,
			   NULL },
};

static str list_sql(struct ctx *cx, const struct part *part)
{
	return str_printf(cx->arena, "SELECT t.id, %s FROM %s WHERE %s ORDER BY %s LIMIT ?",
			  part->plan ? part->plan : "0", part->from, part->where, part->order);
}

/* COUNT of a column counts what is set in it. */
static str count_sql(struct ctx *cx, const struct part *part)
{
	return str_printf(cx->arena,
			  "SELECT COUNT(*), COUNT(plan) FROM (SELECT %s AS plan FROM %s WHERE %s"
			  " LIMIT ?) AS bounded",
			  part->plan ? part->plan : "NULL", part->from, part->where);
}

enum rc today_sql(struct ctx *cx, enum today_part part, bool counting, str *sql)
{
	*sql = counting ? count_sql(cx, &parts[part]) : list_sql(cx, &parts[part]);
	return str_is_set(*sql) ? OK : fail_memory(cx);
}

static enum rc prepare(struct ctx *cx, const struct today_scope *scope, enum today_part part,
		       bool counting, struct db_stmt **stmt)
{
	const int64_t values[] = { scope->owner_id, scope->begin, scope->end, scope->day };
	int at = 0;
	str sql;

	TRY(today_sql(cx, part, counting, &sql));
	TRY(db_prepare(cx, sql, stmt));
	for (size_t i = 0; i < COUNT_OF(values); i++)
		if (parts[part].takes >> i & 1)
			db_bind_int(*stmt, ++at, values[i]);
	db_bind_int(*stmt, ++at, counting ? TODAY_MOST : scope->limit);
	return OK;
}

static enum rc read_total(struct ctx *cx, const struct today_scope *scope, enum today_part part,
			  struct today_list *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found;

	TRY(prepare(cx, scope, part, true, &stmt));
	TRY(db_step(cx, stmt, &found));
	ensure(found);
	out->total = db_int(stmt, 0);
	out->with_plan = db_int(stmt, 1);
	return OK;
}

enum rc today_find(struct ctx *cx, const struct today_scope *scope, enum today_part part,
		   struct today_list *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found;

	*out = (struct today_list){ .count = 0 };
	TRY(read_total(cx, scope, part, out));
	TRY(ctx_alloc(cx, (to_size(scope->limit) + 1) * sizeof *out->items, &out->items));
	TRY(prepare(cx, scope, part, false, &stmt));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		out->items[out->count++] = (struct today_found){ .id = db_int(stmt, 0),
								 .enrollment_id = db_int(stmt, 1) };
	}
}
