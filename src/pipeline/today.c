/* A day's work of one owner: what is planned, what waits, what has nothing planned, and the week around it.
 * Which rows: today_query.c; their contents: today_rows.c. Nothing is ranked by worth yet: parts come in a
 * fixed order, each in its own. */
#include "pipeline/pipeline.h"

#include "base/convert.h"
#include "base/zone.h"
#include "codec/json_out.h"
#include "pipeline/operation.h"
#include "pipeline/today_query.h"
#include "pipeline/today_rows.h"
#include "pipeline/working_days.h"
#include "record/record.h"

enum { DAYS_A_WEEK = 7 };

struct today {
	const struct today_request *request;
	struct today_scope scope;
	struct today_list parts[PART_COUNT];
	int64_t monday;
	struct today_list days[DAYS_A_WEEK];
	struct today_items items; /* of the parts, then of the days */
	size_t week_begin;        /* where those of the days begin */
};

static enum rc choose_owner(struct ctx *cx, struct today *today);
static enum rc find_parts(struct ctx *cx, struct today *today);
static enum rc find_week(struct ctx *cx, struct today *today);
static void write_today(struct ctx *cx, struct json_out *out, const struct today *today);

enum rc today_to_json(struct ctx *cx, const struct today_request *request, struct json_out *out)
{
	struct today today = { .request = request };

	TRY(need_right(cx, activity_entity.read));
	if (request->limit < 1 || request->limit > LIMIT_MAX)
		return fail_code(cx, "limit", "range", "give a whole number from 1 to %d",
				 LIMIT_MAX);
	TRY(choose_owner(cx, &today));
	TRY(find_parts(cx, &today));
	TRY(find_week(cx, &today));
	TRY(today_rows_read(cx, &today.items));
	write_today(cx, out, &today);
	return OK;
}

/* --- whose day, and when -------------------------------------------------------------------------------- */

/* Whoever may see all that somebody owns may see that one's day. */
static bool sees_rows_of(const struct principal *who, int64_t owner_id)
{
	bool sees = who->sees_all || who->user_id == owner_id;

	for (size_t i = 0; i < who->owner_count && !sees; i++)
		sees = who->owners[i] == owner_id;
	return sees;
}

static struct today_scope scope_of(const struct ctx *cx, int64_t day)
{
	const struct zone *zone = cx->organisation.zone;

	return (struct today_scope){
		.day = day,
		.begin = zone_day_start(zone, day),
		.end = zone_day_start(zone, day + 1),
	};
}

static enum rc choose_owner(struct ctx *cx, struct today *today)
{
	const struct today_request *request = today->request;
	int64_t owner_id = request->owner_id != 0 ? request->owner_id : cx->who->user_id;
	struct user user;

	if (request->owner_id != 0)
		TRY(load_named(cx, &user_entity, "owner_id", owner_id, &user));
	if (!sees_rows_of(cx->who, owner_id))
		return fail_code(cx, "owner_id", "hidden", "you do not see what this person owns");
	today->scope = scope_of(cx, request->day == UNSET ? organisation_today(cx) : request->day);
	today->scope.owner_id = owner_id;
	today->scope.limit = request->limit;
	return OK;
}

/* --- finding --------------------------------------------------------------------------------------------- */

/* What the rows of a part are, and as what they are shown. */
static const struct {
	enum today_part part;
	enum today_kind kind;
	const struct entity *entity;
} shown[] = {
	{ PART_OVERDUE, TODAY_OVERDUE, &activity_entity },
	{ PART_DUE, TODAY_DUE, &activity_entity },
	{ PART_REVIVED, TODAY_REVIVED, &activity_entity },
	{ PART_NEW_LEADS, TODAY_NEW_LEAD, &lead_entity },
	{ PART_NOBODYS_LEADS, TODAY_NEW_LEAD, &lead_entity },
	{ PART_LEAD_PLANS, TODAY_PLAN_ENDED, &lead_entity },
	{ PART_DEALS, TODAY_NO_NEXT_STEP, &deal_entity },
	{ PART_BARE_DEALS, TODAY_NO_NEXT_STEP, &deal_entity },
};

static void add_items(struct today *today, const struct today_list *list, enum today_kind kind,
		      const struct entity *entity)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct today_found *found = &list->items[i];

		today->items.list[today->items.count++] = (struct today_item){
			/* A deal that has been through a plan: how to go on is to be decided. */
			.kind = found->enrollment_id != 0 ? TODAY_PLAN_ENDED : kind,
			.activity_id = entity == &activity_entity ? found->id : 0,
			.lead_id = entity == &lead_entity ? found->id : 0,
			.deal_id = entity == &deal_entity ? found->id : 0,
			.enrollment_id = found->enrollment_id,
		};
	}
}

static enum rc find_parts(struct ctx *cx, struct today *today)
{
	size_t most = (COUNT_OF(shown) + DAYS_A_WEEK) * to_size(today->scope.limit);
	bool own = today->scope.owner_id == cx->who->user_id;

	TRY(ctx_alloc(cx, most * sizeof *today->items.list, &today->items.list));
	for (size_t i = 0; i < COUNT_OF(shown); i++) {
		struct today_list *list = &today->parts[shown[i].part];

		/* What belongs to nobody is for whoever looks. */
		if (shown[i].part == PART_NOBODYS_LEADS && !own)
			continue;
		TRY(today_find(cx, &today->scope, shown[i].part, list));
		add_items(today, list, shown[i].kind, shown[i].entity);
	}
	return OK;
}

/* Monday to Sunday. */
static enum rc find_week(struct ctx *cx, struct today *today)
{
	today->week_begin = today->items.count;
	today->monday = today->scope.day - weekday_of(today->scope.day);
	for (int i = 0; i < DAYS_A_WEEK; i++) {
		struct today_scope scope = scope_of(cx, today->monday + i);

		scope.owner_id = today->scope.owner_id;
		scope.limit = today->scope.limit;
		TRY(today_find(cx, &scope, PART_PLANNED, &today->days[i]));
		add_items(today, &today->days[i], TODAY_DUE, &activity_entity);
	}
	return OK;
}

/* --- the answer -------------------------------------------------------------------------------------------- */

static int64_t total_of(const struct today *today, enum today_kind kind)
{
	int64_t total = 0;

	for (size_t i = 0; i < COUNT_OF(shown); i++) {
		const struct today_list *list = &today->parts[shown[i].part];
		bool same = shown[i].kind == kind;

		if (kind == TODAY_PLAN_ENDED)
			total += list->with_plan;
		else if (same)
			total += list->total - list->with_plan;
	}
	return total;
}

static void write_totals(struct json_out *out, const struct today *today)
{
	json_key(out, "totals");
	json_object_begin(out);
	for (enum today_kind kind = 0; kind < TODAY_KINDS; kind++) {
		json_key(out, today_kind_names[kind]);
		json_int(out, total_of(today, kind));
	}
	json_object_end(out);
}

static void write_week(struct ctx *cx, struct json_out *out, const struct today *today)
{
	size_t at = today->week_begin;

	json_key(out, "week");
	json_array_begin(out);
	for (int i = 0; i < DAYS_A_WEEK; i++) {
		const struct today_list *day = &today->days[i];

		json_object_begin(out);
		json_key(out, "date");
		json_day(out, today->monday + i);
		json_key(out, "count");
		json_int(out, day->total);
		json_key(out, "items");
		json_array_begin(out);
		for (size_t k = 0; k < day->count; k++)
			today_write_planned(cx, out, &today->items, at++);
		json_array_end(out);
		json_object_end(out);
	}
	json_array_end(out);
}

static void write_today(struct ctx *cx, struct json_out *out, const struct today *today)
{
	json_object_begin(out);
	json_key(out, "date");
	json_day(out, today->scope.day);
	json_key(out, "owner_id");
	json_int(out, today->scope.owner_id);
	json_key(out, "items");
	json_array_begin(out);
	for (size_t i = 0; i < today->week_begin; i++)
		today_write_item(cx, out, &today->items, i);
	json_array_end(out);
	write_totals(out, today);
	json_key(out, "counted_to");
	json_int(out, TODAY_MOST);
	write_week(cx, out, today);
	json_object_end(out);
}
