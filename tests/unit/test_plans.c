/* How both databases find the rows of lists: by an index, never by looking at a whole large table, and
 * in the order of an index, never by sorting. The lists come from the entity tables: every filter, every
 * order in both directions with and without a cursor, words. record/list_sql.c writes the SQL. */
#include "support.h"

#include "codec/query_string.h"
#include "record/list.h"

#include <string.h>

/* Entities that have as many rows as customers and deals do; others are kept by hand. */
static const struct entity *const large[] = {
	&deal_entity,     &lead_entity,      &company_entity,      &contact_entity,
	&activity_entity, &deal_line_entity, &deal_contact_entity, &enrollment_entity,
};

/* Filters without an index, each with the reason. They look at rows in the order of the list until the
 * page is full. */
static const struct {
	const char *filter;
	const char *reason;
} walked[] = {
	{ "currency", "most rows have the same few values: a page is full at once" },
	{ "archived_at", "archived rows are few and asked for by other filters too" },
	{ "category", "four values, asked for with a pipeline and days" },
	{ "amount_home", "bands of Insight, asked for with the days of closing" },
	{ "kind", "a handful of values, all of them frequent" },
};

static bool is_walked(const struct field *field)
{
	for (size_t i = 0; i < COUNT_OF(walked); i++)
		if (str_is(str_from(field->name), walked[i].filter))
			return true;
	return false;
}

/* Filters that leave so few rows that sorting them is nothing: one row, or what hangs on one. */
static const char *const few[] = { "external_id", "email",   "phone",      "domain",    "parent_id",
				   "deal_id",     "lead_id", "contact_id", "company_id" };

static bool leaves_few(const struct entity *entity, const struct field *field)
{
	for (size_t i = 0; i < COUNT_OF(few); i++)
		if (str_is(str_from(field->name), few[i]))
			return entity != &deal_entity || i == 0;
	return false;
}

enum wanted {
	BY_INDEX = 1 << 0,
	MAY_SORT = 1 << 1,
	BY_WORDS = 1 << 2, /* PostgreSQL finds words by a bitmap of an index */
};

/* --- asking for a plan --------------------------------------------------------------------------- */

struct asking {
	const struct entity *entity;
	const char *query; /* as in a URL */
	unsigned wanted;   /* enum wanted */
	str plan;          /* lines */
};

static enum rc read_plan(struct ctx *cx, const struct list_sql *list, str *plan)
{
	struct list_sql explained = *list;
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct buf lines = buf_new(cx->arena);
	bool sqlite = db_dialect(cx->db) == DB_SQLITE;
	bool row = false;

	explained.text = buf_new(cx->arena);
	buf_text(&explained.text, sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ");
	buf_add(&explained.text, buf_str((struct buf *)&list->text));
	TRY(list_sql_prepare(cx, &explained, &stmt));
	TRY(db_step(cx, stmt, &row));
	while (row) {
		buf_add(&lines, db_text(stmt, sqlite ? 3 : 0));
		buf_char(&lines, '\n');
		TRY(db_step(cx, stmt, &row));
	}
	*plan = buf_str(&lines);
	return buf_rc(&lines);
}

/* The tables of the tests are empty: PostgreSQL would read them whole and sort what it found, rightly. */
static enum rc plan_for_many_rows(struct ctx *cx, const struct asking *asking)
{
	TRY(db_execute(cx, STR("SET LOCAL enable_seqscan = off")));
	if (!(asking->wanted & BY_WORDS))
		TRY(db_execute(cx, STR("SET LOCAL enable_bitmapscan = off")));
	return asking->wanted & MAY_SORT ? OK : db_execute(cx, STR("SET LOCAL enable_sort = off"));
}

static enum rc explain(struct ctx *cx, void *argument)
{
	struct list_sql sql;
	struct asking *asking = argument;
	struct query_string query;
	struct list_query list;
	struct list_phase phase = { .limit = 51 };
	struct cursor cursor;

	if (db_dialect(cx->db) == DB_POSTGRES)
		TRY(plan_for_many_rows(cx, asking));
	TRY(query_parse(cx, str_from(asking->query), &query));
	TRY(list_parse(cx, asking->entity, &query, NULL, &list));
	TRY(cursor_read(cx, &list, &cursor));
	if (cursor.started)
		phase.after = &cursor;
	TRY(list_select(cx, asking->entity, &list, &phase, &sql));
	return read_plan(cx, &sql, &asking->plan);
}

static bool has(str plan, const char *part)
{
	return memmem(plan.ptr, plan.len, part, strlen(part)) != NULL;
}

/* What is wrong with a plan, or NULL. */
static const char *fault_of(struct world *world, const struct asking *asking)
{
	bool sqlite = db_dialect(world->cx->db) == DB_SQLITE;

	if ((asking->wanted & BY_WORDS) &&
	    !has(asking->plan, sqlite ? "VIRTUAL TABLE INDEX" : "Bitmap Index"))
		return "looks for words row by row";
	if (!(asking->wanted & MAY_SORT) &&
	    has(asking->plan, sqlite ? "TEMP B-TREE FOR ORDER BY" : "Sort"))
		return "sorts";
	if (!sqlite && has(asking->plan, "Seq Scan"))
		return "reads the whole table";
	if ((asking->wanted & BY_INDEX) && sqlite && has(asking->plan, "SCAN t"))
		return "looks at every row";
	if ((asking->wanted & BY_INDEX) &&
	    !has(asking->plan, sqlite ? "SEARCH t USING" : "Index Cond"))
		return "looks at every row";
	return NULL;
}

static int check_plan(struct world *world, const struct entity *entity, const char *query,
		      unsigned wanted)
{
	struct asking asking = { .entity = entity, .query = query, .wanted = wanted };
	const char *fault;

	unit(world, explain, &asking, OK);
	fault = fault_of(world, &asking);
	if (!fault)
		return 0;
	print_error("# %s?%s %s:\n%.*s", entity->plural, query, fault, STR_ARG(asking.plan));
	return 1;
}

/* --- every list ---------------------------------------------------------------------------------- */

static const char *value_for(const struct field *field)
{
	if (field->type == &field_day)
		return "2026-01-31";
	if (field->type == &field_instant)
		return "2026-01-31T12:00:00Z";
	if (field->type == &field_currency)
		return "IDR";
	if (field->type == &field_email)
		return "siti@example.com";
	if (field->type == &field_phone)
		return "+628123456789";
	if (field->type == &field_enum)
		return field->names[0];
	return field->type == &field_bool ? "true" : "7";
}

static int check_filter(struct world *world, const struct entity *entity, const struct field *field)
{
	str query = str_printf(world->cx->arena, "%s=%s", field->name, value_for(field));
	bool is_range = field->type == &field_instant || field->type == &field_day ||
			field->type == &field_money;

	/* Of many amounts or dates few are the same. */
	return check_plan(world, entity, query.ptr,
			  BY_INDEX | (is_range || leaves_few(entity, field) ? MAY_SORT : 0));
}

static void filters_use_an_index(struct db_fixture *fixture)
{
	struct world world;
	int faults = 0;

	world_make(&world, fixture);
	for (size_t e = 0; e < COUNT_OF(large); e++)
		for (size_t f = 0; f < large[e]->field_count; f++) {
			const struct field *field = &large[e]->fields[f];

			if ((field->flags & F_FILTER) && !is_walked(field))
				faults += check_filter(&world, large[e], field);
		}
	assert_int_equal(faults, 0);
	world_free(&world);
}

static int check_order(struct world *world, const struct entity *entity, const struct field *field)
{
	struct arena *arena = world->cx->arena;
	const char *kind = filter_is_text(field) ? "t.61" : "i.7";
	bool is_id = str_is(str_from(field->name), "id");
	int faults = 0;

	for (int down = 0; down < 2; down++) {
		const char *sign = down ? "-" : "";

		faults += check_plan(world, entity,
				     str_printf(arena, "sort=%s%s", sign, field->name).ptr, 0);
		faults += check_plan(world, entity,
				     str_printf(arena, "sort=%s%s&cursor=%s.%s.7", sign,
						field->name, field->name, kind)
					     .ptr,
				     BY_INDEX);
		if (!is_id && (field->flags & F_FILTER))
			faults += check_plan(world, entity,
					     str_printf(arena, "sort=%s%s&%s.gte=%s", sign,
							field->name, field->name, value_for(field))
						     .ptr,
					     BY_INDEX);
	}
	return faults;
}

static void orders_are_those_of_an_index(struct db_fixture *fixture)
{
	struct world world;
	int faults = 0;

	world_make(&world, fixture);
	for (size_t e = 0; e < COUNT_OF(large); e++)
		for (size_t f = 0; f < large[e]->field_count; f++)
			if (large[e]->fields[f].flags & F_SORT)
				faults += check_order(&world, large[e], &large[e]->fields[f]);
	assert_int_equal(faults, 0);
	world_free(&world);
}

/* What people do all day. */
static const struct {
	const struct entity *entity;
	const char *query;
	unsigned wanted;
} daily[] = {
	{ &deal_entity, "stage_id=1", BY_INDEX },
	{ &deal_entity, "stage_id=1&sort=-stage_entered_at", BY_INDEX },
	{ &deal_entity, "owner_id=1", BY_INDEX },
	{ &deal_entity, "company_id=1", BY_INDEX },
	{ &deal_entity, "company_id=1&sort=-id", BY_INDEX },
	{ &deal_entity, "pipeline_id=1", BY_INDEX },
	{ &deal_entity, "external_id=x", BY_INDEX | MAY_SORT },
	{ &deal_entity, "id.in=1,2,3", BY_INDEX },
	{ &deal_entity, "stage_id=1&as_of=2026-01-31", BY_INDEX | MAY_SORT },
	{ &deal_entity, "owner_id=1&as_of=2026-01-31", BY_INDEX | MAY_SORT },
	{ &lead_entity, "lifecycle=lead", BY_INDEX },
	{ &lead_entity, "owner_id=1&lifecycle=lead", BY_INDEX },
	{ &contact_entity, "company_id=1", BY_INDEX },
	{ &activity_entity, "deal_id=1&sort=due_at", BY_INDEX },
	{ &activity_entity, "owner_id=1&sort=due_at", BY_INDEX },
	{ &deal_line_entity, "deal_id=1", BY_INDEX },
	{ &deal_contact_entity, "contact_id=1", BY_INDEX },
	{ &deal_contact_entity, "contact_id=1&sort=-id", BY_INDEX },
	{ &deal_entity, "q=terang",
	  BY_INDEX | MAY_SORT | BY_WORDS }, /* what was found is put in order */
	{ &company_entity, "q=te", BY_INDEX | MAY_SORT | BY_WORDS },
};

static void daily_lists_use_an_index(struct db_fixture *fixture)
{
	struct world world;
	int faults = 0;

	world_make(&world, fixture);
	for (size_t i = 0; i < COUNT_OF(daily); i++)
		faults += check_plan(&world, daily[i].entity, daily[i].query, daily[i].wanted);
	assert_int_equal(faults, 0);
	world_free(&world);
}

/* The same lists for who sees the rows of a few owners only: a seller's own, and a team's. What is asked for
 * decides the index; whose rows they are is looked at on the way. */
static void scoped_lists_use_an_index(struct db_fixture *fixture)
{
	struct world world;
	struct principal team;
	const int64_t members[] = { 2, 3, 5 };
	const struct principal *callers[2];
	int faults = 0;

	world_make(&world, fixture);
	team = world.as_seller;
	team.owners = members;
	team.owner_count = COUNT_OF(members);
	callers[0] = &world.as_seller;
	callers[1] = &team;
	for (size_t c = 0; c < COUNT_OF(callers); c++) {
		world.cx->who = callers[c];
		for (size_t i = 0; i < COUNT_OF(daily); i++)
			faults += check_plan(&world, daily[i].entity, daily[i].query,
					     daily[i].wanted);
	}
	world.cx->who = &world.as_admin;
	assert_int_equal(faults, 0);
	world_free(&world);
}

static const struct db_test tests[] = {
	{ "every filter of a large list uses an index", filters_use_an_index },
	{ "every order of a large list is that of an index, both ways",
	  orders_are_those_of_an_index },
	{ "the lists of every day use an index", daily_lists_use_an_index },
	{ "the lists of every day use an index for a seller and a team, too",
	  scoped_lists_use_an_index },
};

int main(void)
{
	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
