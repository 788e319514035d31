/* How both databases find what boards, searches, measures, days, histories, waterfalls, reviews and closings are
 * made of: every statement that such an answer prepared is explained, and none may look at a whole large table,
 * whoever asks. Lists: test_plans.c. */
#include "pipeline_support.h"

#include "codec/query_string.h"

#include "codec/json_out.h"
#include "db/engine.h"

#include <string.h>

/* --- boards -------------------------------------------------------------------------------------- */

static struct board_request request_of_board(const struct world *world)
{
	return (struct board_request){
		.pipeline_id = world->pipeline.row.id,
		.limit = 50,
		.as_of = UNSET,
		.closed = true,
	};
}

static enum rc board(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct board_request request = request_of_board(world);

	return board_to_json(cx, &request, out);
}

static enum rc board_of_an_owner(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct board_request request = request_of_board(world);

	request.owner_id = world->seller.row.id;
	return board_to_json(cx, &request, out);
}

static enum rc board_of_a_team(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct board_request request = request_of_board(world);

	request.team_id = world->seller.team_id;
	return board_to_json(cx, &request, out);
}

/* With the filters of a list, `query` as in a URL. */
static enum rc filtered(struct ctx *cx, const struct world *world, const char *query,
			struct json_out *out)
{
	struct board_request request = request_of_board(world);
	struct query_string words;
	struct list_query filter;

	TRY(query_parse(cx, str_from(query), &words));
	TRY(list_parse(cx, &deal_entity, &words, NULL, &filter));
	request.filter = &filter;
	return board_to_json(cx, &request, out);
}

static enum rc board_of_words(struct ctx *cx, const struct world *world, struct json_out *out)
{
	return filtered(cx, world, "q=terang", out);
}

static enum rc board_of_a_company(struct ctx *cx, const struct world *world, struct json_out *out)
{
	return filtered(cx, world, "company_id=7", out);
}

static enum rc board_of_large_deals(struct ctx *cx, const struct world *world, struct json_out *out)
{
	return filtered(cx, world, "amount.gte=1000", out);
}

static enum rc board_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct board_request request = request_of_board(world);

	request.as_of = WORLD_NOW - 40 * (int64_t)DAY_MS;
	return board_to_json(cx, &request, out);
}

/* Every order of the cards, each with its second page. */
static enum rc columns_of_a_board(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct board_request request = request_of_board(world);

	request.stage_id = world->first.row.id;
	request.limit = 1;
	for (const char *const *sort = board_sort_names; *sort; sort++) {
		request.sort = str_from(*sort);
		TRY(board_to_json(cx, &request, out));
	}
	return OK;
}

/* --- searching, days, histories ------------------------------------------------------------------ */

/* By the beginning of a word, anywhere in words, by phone and by e-mail, as one types. */
static enum rc searches(struct ctx *cx, const struct world *world, struct json_out *out)
{
	static const char *const typed[] = { "t",           "te",      "ter",
					     "terang jaya", "0812345", "siti@example.com" };
	struct search_hit hits[20];

	(void)world;
	(void)out;
	for (size_t i = 0; i < COUNT_OF(typed); i++) {
		struct search_query search = { .words = str_from(typed[i]),
					       .hits = hits,
					       .limit = COUNT_OF(hits) };

		TRY(record_search(cx, &search));
	}
	return OK;
}

static enum rc today(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct today_request request = { .day = UNSET,
					       .owner_id = world->seller.row.id,
					       .limit = 50 };

	return today_to_json(cx, &request, out);
}

static enum rc history(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct query_string query;

	(void)world;
	TRY(query_parse(cx, STR("limit=50"), &query));
	return history_to_json(cx, &deal_entity, 1, &query, out);
}

static enum rc pass_by(struct ctx *cx, void *argument, const struct event *event)
{
	(void)cx;
	(void)argument;
	(void)event;
	return OK;
}

static enum rc changes_since(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct events_page page = { .last_id = 1, .limit = 50 };

	(void)world;
	(void)out;
	return events_after(cx, &page, pass_by, NULL);
}

static enum rc hygiene_of_a_deal(struct ctx *cx, const struct world *world, struct json_out *out)
{
	(void)world;
	return deal_hygiene_to_json(cx, 1, out);
}

static enum rc counted_lists(struct ctx *cx, const struct world *world, struct json_out *out)
{
	static const char *const lists[] = { "count=true&stage_id=1", "count=true&owner_id=2",
					     "count=true&q=terang",
					     "count=true&stage_id=1&as_of=2026-01-31" };

	(void)world;
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		struct query_string query;
		struct list_query list;

		TRY(query_parse(cx, str_from(lists[i]), &query));
		TRY(list_parse(cx, &deal_entity, &query, NULL, &list));
		TRY(list_to_json(cx, &deal_entity, &list, out));
	}
	return OK;
}

/* --- figures ------------------------------------------------------------------------------------- */

static enum rc measures(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct measures_request request = {
		world->pipeline.row.id, UNSET, UNSET, UNSET, 0, 0
	};

	return measures_to_json(cx, &request, out);
}

static enum rc measures_of_a_month(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct measures_request request = {
		.pipeline_id = world->pipeline.row.id,
		.from = WORLD_NOW / (int64_t)DAY_MS - 30,
		.to = WORLD_NOW / (int64_t)DAY_MS,
		.as_of = UNSET,
		.team_id = world->seller.team_id,
	};

	return measures_to_json(cx, &request, out);
}

static enum rc measures_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct measures_request request = {
		world->pipeline.row.id, UNSET, UNSET, WORLD_NOW - 40 * (int64_t)DAY_MS, 0, 0,
	};

	return measures_to_json(cx, &request, out);
}

static enum rc waterfall(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct waterfall_request request = {
		.pipeline_id = world->pipeline.row.id,
		.from = WORLD_NOW / (int64_t)DAY_MS - 30,
		.to = WORLD_NOW / (int64_t)DAY_MS,
		.close_from = UNSET,
		.close_to = UNSET,
		.part = STR("won"),
		.limit = 50,
	};

	return waterfall_to_json(cx, &request, out);
}

static enum rc waterfall_of_days(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct waterfall_request request = {
		.pipeline_id = world->pipeline.row.id,
		.from = WORLD_NOW / (int64_t)DAY_MS - 60,
		.to = WORLD_NOW / (int64_t)DAY_MS - 30,
		.close_from = WORLD_NOW / (int64_t)DAY_MS - 60,
		.close_to = WORLD_NOW / (int64_t)DAY_MS,
		.limit = 50,
	};

	return waterfall_to_json(cx, &request, out);
}

static enum rc review(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct review_request request = { .pipeline_id = world->pipeline.row.id,
						.limit = 50 };

	return review_to_json(cx, &request, out);
}

static struct insight_scope last_month(const struct world *world)
{
	return (struct insight_scope){
		.pipeline_id = world->pipeline.row.id,
		.from = WORLD_NOW / (int64_t)DAY_MS - 30,
		.to = WORLD_NOW / (int64_t)DAY_MS,
		.as_of = UNSET,
	};
}

static enum rc outcomes_by_city(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct insight_scope scope = last_month(world);

	return insight_outcomes_to_json(cx, &scope, STR("company.city"), out);
}

static enum rc outcomes_by_amount(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct insight_scope scope = last_month(world);

	return insight_outcomes_to_json(cx, &scope, STR("amount"), out);
}

static enum rc sources_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct insight_scope scope = last_month(world);

	scope.as_of = WORLD_NOW - 10 * (int64_t)DAY_MS;
	return insight_sources_to_json(cx, &scope, out);
}

static enum rc pace_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct insight_scope scope = last_month(world);

	scope.as_of = WORLD_NOW - 10 * (int64_t)DAY_MS;
	return insight_pace_to_json(cx, &scope, out);
}

static enum rc coverage_then(struct ctx *cx, const struct world *world, struct json_out *out)
{
	struct insight_scope scope = last_month(world);

	scope.as_of = WORLD_NOW - 10 * (int64_t)DAY_MS;
	return insight_coverage_to_json(cx, &scope, UNSET, out);
}

static enum rc closing_calendar(struct ctx *cx, const struct world *world, struct json_out *out)
{
	const struct calendar_request request = { .scope = last_month(world), .limit = 5 };

	return closing_calendar_to_json(cx, &request, out);
}

static enum rc closing_calendar_then(struct ctx *cx, const struct world *world,
				     struct json_out *out)
{
	struct calendar_request request = { .scope = last_month(world), .limit = 5 };

	request.scope.as_of = WORLD_NOW - 10 * (int64_t)DAY_MS;
	return closing_calendar_to_json(cx, &request, out);
}

static const struct answer {
	const char *name;
	enum rc (*write)(struct ctx *cx, const struct world *world, struct json_out *out);
} answers[] = {
	{ "the board", board },
	{ "the board of an owner", board_of_an_owner },
	{ "the board of a team", board_of_a_team },
	{ "the board of words", board_of_words },
	{ "the board of a company", board_of_a_company },
	{ "the board of large deals", board_of_large_deals },
	{ "the board of a past day", board_then },
	{ "a column of the board in every order", columns_of_a_board },
	{ "searches", searches },
	{ "the list of a day", today },
	{ "the history of a deal", history },
	{ "the changes since an event", changes_since },
	{ "the warnings of a deal", hygiene_of_a_deal },
	{ "lists with their totals", counted_lists },
	{ "the measures", measures },
	{ "the measures of a month and a team", measures_of_a_month },
	{ "the measures of a past day", measures_then },
	{ "the waterfall", waterfall },
	{ "the past waterfall of what closes in some days", waterfall_of_days },
	{ "the review", review },
	{ "closings by the city of the company", outcomes_by_city },
	{ "closings by bands of the amount", outcomes_by_amount },
	{ "the yield of sources, of a past day", sources_then },
	{ "closings by month, of a past day", pace_then },
	{ "the coverage of a past day", coverage_then },
	{ "the closing calendar", closing_calendar },
	{ "the closing calendar of a past day", closing_calendar_then },
};

/* --- explaining ---------------------------------------------------------------------------------- */

enum { MAX_TEXTS = STMT_CACHE_LIMIT };

struct looking {
	const char *caller;
	const struct answer *answer;
	int faults;
};

static bool has(str text, str part)
{
	return str_is_set(text) && memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* Tables that grow with customers and deals. Statements call them by these names, or by a letter. */
static bool is_large(str sql)
{
	static const char *const tables[] = {
		"FROM deals",         "JOIN deals",       "FROM activities", "JOIN activities",
		"FROM events",        "JOIN events",      "FROM companies",  "FROM contacts",
		"FROM leads",         "JOIN leads",       "FROM search",     "FROM deal_lines",
		"FROM deal_contacts", "FROM enrollments",
	};

	if (str_starts(sql, STR("EXPLAIN"))) /* of the answer before */
		return false;
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (has(sql, str_from(tables[i])))
			return true;
	return false;
}

/* "SCAN t" of SQLite, by an index or without: every row. "SCAN n" after "MATERIALIZE n" goes through what was
 * found before, the index of words is a virtual table with ":M" for what is matched, and stages are few. */
static bool is_scan(struct ctx *cx, str line, str plan, str sql)
{
	str rest = str_sub(line, STR("SCAN ").len, line.len);
	str name;

	if (!str_starts(line, STR("SCAN ")) || !str_split(&rest, ' ', &name) ||
	    (has(line, STR("VIRTUAL TABLE INDEX ")) && has(line, STR(":M"))) ||
	    str_is(name, "CONSTANT") || str_starts(name, STR("(")))
		return false;
	return !has(plan, str_printf(cx->arena, "MATERIALIZE %.*s", STR_ARG(name))) &&
	       !has(plan, str_printf(cx->arena, "CO-ROUTINE %.*s", STR_ARG(name))) &&
	       !has(sql, str_printf(cx->arena, "stages %.*s ", STR_ARG(name)));
}

/* All deals of a pipeline, one by one: nearly all that there are. Lists stop when a page is full. */
static bool walks_a_pipeline(str plan, str sql)
{
	return has(plan, STR("ix_deals_pipeline_id_id (pipeline_id=?)")) &&
	       !has(sql, STR(" LIMIT ?"));
}

static bool scans(struct ctx *cx, str plan, str sql)
{
	str rest = plan;
	str line;

	while (str_split(&rest, '\n', &line))
		if (is_scan(cx, str_trim(line), plan, sql))
			return true;
	return walks_a_pipeline(plan, sql);
}

static bool is_fault(struct ctx *cx, str plan, str sql)
{
	static const char *const whole[] = { "Seq Scan on deals",      "Seq Scan on activities",
					     "Seq Scan on events",     "Seq Scan on companies",
					     "Seq Scan on contacts",   "Seq Scan on leads",
					     "Seq Scan on search",     "Seq Scan on deal_",
					     "Seq Scan on enrollments" };

	if (db_dialect(cx->db) == DB_SQLITE)
		return scans(cx, plan, sql);
	for (size_t i = 0; i < COUNT_OF(whole); i++)
		if (has(plan, str_from(whole[i])))
			return true;
	return false;
}

static size_t prepared_texts(struct ctx *cx, str *texts)
{
	size_t count = 0;

	for (struct db_stmt *stmt = cx->conn->cache.newest; stmt; stmt = stmt->entry.older)
		if (is_large(stmt->entry.key.text) && count < MAX_TEXTS)
			texts[count++] = arena_str(cx->arena, stmt->entry.key.text);
	return count;
}

static void explain_all(struct ctx *cx, struct looking *looking)
{
	str texts[MAX_TEXTS];
	size_t count = prepared_texts(cx, texts);

	assert_true(count > 0);
	for (size_t i = 0; i < count; i++) {
		str plan;

		assert_rc(cx, db_explain(cx, texts[i], &plan), OK);
		if (!is_fault(cx, plan, texts[i]))
			continue;
		print_error("# %s, for %s: %.*s\n%.*s\n", looking->answer->name, looking->caller,
			    STR_ARG(plan), STR_ARG(texts[i]));
		looking->faults++;
	}
}

/* The test itself: a statement that has to look at every deal is seen. */
static void sees_a_whole_table(struct db_fixture *fixture)
{
	struct world world;
	str plan;

	world_make(&world, fixture);
	assert_rc(world.cx, db_read_begin(world.cx), OK);
	assert_rc(world.cx,
		  db_explain(world.cx, STR("SELECT id FROM deals t WHERE t.checklist IS NULL"),
			     &plan),
		  OK);
	db_read_end(world.cx);
	assert_true(is_fault(world.cx, plan, STR("SELECT id FROM deals t")));
	world_free(&world);
}

static void write_answer(struct world *world, struct looking *looking)
{
	struct ctx *cx = world->cx;
	struct arena_mark mark = arena_mark(cx->arena);
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	assert_rc(cx, db_read_begin(cx), OK);
	if (db_dialect(cx->db) == DB_POSTGRES) /* its tables are nearly empty here */
		assert_rc(cx, db_execute(cx, STR("SET LOCAL enable_seqscan = off")), OK);
	assert_rc(cx, looking->answer->write(cx, world, &out), OK);
	explain_all(cx, looking);
	db_read_end(cx);
	arena_rewind(cx->arena, mark);
}

/* For who sees everything, who sees what is theirs, and who sees what a team owns. */
static void answers_use_indexes(struct db_fixture *fixture)
{
	struct looking looking = { .faults = 0 };
	struct world world;
	struct principal team;
	int64_t members[2];

	world_make(&world, fixture);
	(void)make_deal(&world, "A", world.seller.row.id);
	(void)make_deal(&world, "B", world.seller.row.id);
	members[0] = world.seller.row.id;
	members[1] = world.other_seller.row.id;
	team = world.as_seller;
	team.owners = members;
	team.owner_count = COUNT_OF(members);
	const struct {
		const char *name;
		const struct principal *who;
	} callers[] = {
		{ "an admin", &world.as_admin },
		{ "a seller", &world.as_seller },
		{ "a team", &team },
	};
	for (size_t c = 0; c < COUNT_OF(callers); c++) {
		looking.caller = callers[c].name;
		world.cx->who = callers[c].who;
		for (size_t i = 0; i < COUNT_OF(answers); i++) {
			looking.answer = &answers[i];
			write_answer(&world, &looking);
		}
	}
	assert_int_equal(looking.faults, 0);
	world_free(&world);
}

int main(void)
{
	static const struct db_test tests[] = {
		{ "a statement that looks at every deal is seen", sees_a_whole_table },
		{ "boards, searches, days, histories, measures, waterfalls, reviews and closings look at no whole large table",
		  answers_use_indexes },
	};

	return db_tests_run(tests, COUNT_OF(tests), ON_BOTH);
}
