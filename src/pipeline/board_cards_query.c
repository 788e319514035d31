/* The cards of one stage of a board: a page by keyset on (stage_entered_at, id), newest first. A stage
 * may hold hundreds of thousands of deals, so each part of the query walks an index in the order of the
 * page and stops; the parts are then merged. Parts are: present rows and, for the past, versions; each
 * once for all owners, or once for each when they are few. */
#include "pipeline/board_cards_query.h"

#include "base/convert.h"
#include "db/db.h"
#include "pipeline/owner_filter_query.h"

#include <stdio.h>

enum {
	FEW_OWNERS = 16,    /* up to here each owner is a part of its own */
	FEW_VERSIONS = 500, /* so many superseded since are read rather than walked past */
	NUMBERS_PER_PART = 10,
	MAX_PARTS = 2 * FEW_OWNERS,
	MAX_NUMBERS = NUMBERS_PER_PART * MAX_PARTS + 1,
};

/* The fields of a card, in the order of the statement. */
static const char *const columns[] = {
	"id",           "title",    "amount",         "currency",     "amount_home",
	"company_id",   "owner_id", "expected_close", "next_step_at", "stage_entered_at",
	"close_pushes",
};

struct place {
	bool is_set;
	int64_t stage_entered_at;
	int64_t id;
};

/* SQL under construction with its parameters, all of them numbers. */
struct query {
	const struct cards_request *request;
	struct place after;
	bool few_versions;
	struct buf text;
	int64_t numbers[MAX_NUMBERS];
	int count;
};

static enum rc cursor_read(struct ctx *cx, str cursor, struct place *place);
static str cursor_write(struct ctx *cx, const struct deal *deal);
static enum rc build(struct ctx *cx, const struct cards_request *request, struct query **query);
static enum rc read_cards(struct ctx *cx, struct query *query, struct cards *out);
static void cut_page(struct ctx *cx, const struct cards_request *request, struct cards *out);

enum rc board_cards(struct ctx *cx, const struct cards_request *request, struct cards *out)
{
	struct query *query;

	TRY(build(cx, request, &query));
	TRY(read_cards(cx, query, out));
	cut_page(cx, request, out);
	return OK;
}

enum rc board_cards_sql(struct ctx *cx, const struct cards_request *request, str *sql)
{
	struct query *query;

	TRY(build(cx, request, &query));
	*sql = buf_str(&query->text);
	return buf_rc(&query->text);
}

/* --- the cursor: "<stage_entered_at>.<id>" of the last card ------------------------------------- */

static enum rc cursor_read(struct ctx *cx, str cursor, struct place *place)
{
	str rest = cursor;
	str entered;

	*place = (struct place){ .is_set = str_is_set(cursor) };
	if (!place->is_set)
		return OK;
	if (str_split(&rest, '.', &entered) && str_to_int(entered, &place->stage_entered_at) &&
	    str_to_int(rest, &place->id))
		return OK;
	return fail_code(cx, "cursor", "format", "this is not a cursor of this list");
}

static str cursor_write(struct ctx *cx, const struct deal *deal)
{
	return str_printf(cx->arena, "%lld.%lld", (long long)deal->stage_entered_at,
			  (long long)deal->row.id);
}

/* One deal more than the limit is read to know whether there is a next page. */
static void cut_page(struct ctx *cx, const struct cards_request *request, struct cards *out)
{
	if (out->count <= to_size(request->limit))
		return;
	out->count = to_size(request->limit);
	out->next = cursor_write(cx, &out->deals[out->count - 1]);
}

static bool comes_after(const struct deal *deal, const struct place *place)
{
	if (deal->stage_entered_at != place->stage_entered_at)
		return deal->stage_entered_at < place->stage_entered_at;
	return deal->row.id < place->id;
}

enum rc board_cards_page(struct ctx *cx, const struct cards_request *request, struct deal *deals,
			 size_t count, struct cards *out)
{
	struct place after;
	size_t first = 0;

	TRY(cursor_read(cx, request->cursor, &after));
	while (after.is_set && first < count && !comes_after(&deals[first], &after))
		first++;
	*out = (struct cards){ .deals = deals + first, .count = count - first };
	cut_page(cx, request, out);
	return OK;
}

/* --- building the statement --------------------------------------------------------------------- */

static void add_number(struct query *query, const char *sql, int64_t number)
{
	ensure(query->count < MAX_NUMBERS);
	buf_text(&query->text, sql);
	query->numbers[query->count++] = number;
}

/* Present rows that have been as they are since before the instant, or versions that were valid then.
 * The plus signs keep a condition from choosing the index: the walk is by the time of entry, or, where
 * only few versions have been superseded since, by the time of that. */
static void add_instant(struct query *query, bool versions)
{
	int64_t at = query->request->as_of;

	if (at == UNSET)
		return;
	add_number(query, " AND +t.updated_at <= ?", at);
	if (!versions || !query->few_versions)
		add_number(query, " AND t.stage_entered_at <= ?", at);
	if (versions)
		add_number(query,
			   query->few_versions ? " AND t.valid_to > ?" : " AND +t.valid_to > ?",
			   at);
}

static void add_place(struct query *query)
{
	const struct place *after = &query->after;

	if (!after->is_set)
		return;
	add_number(query, " AND t.stage_entered_at <= ?", after->stage_entered_at);
	add_number(query, " AND (t.stage_entered_at < ?", after->stage_entered_at);
	add_number(query, " OR t.id < ?)", after->id);
}

/* `owner`: one of few; NULL: whoever the request allows. */
static void add_part(struct query *query, bool versions, const int64_t *owner)
{
	const struct cards_request *request = query->request;

	buf_text(&query->text, "SELECT ");
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		buf_printf(&query->text, "%st.%s", i == 0 ? "" : ", ", columns[i]);
	buf_printf(&query->text, " FROM deals%s t", versions ? "_versions" : "");
	add_number(query, " WHERE t.stage_id = ? AND t.archived_at IS NULL", request->stage_id);
	if (!owner)
		owner_filter_sql(request->owners, "t", &query->text);
	else if (*owner == 0)
		buf_text(&query->text, " AND t.owner_id IS NULL");
	else
		add_number(query, " AND t.owner_id = ?", *owner);
	add_instant(query, versions);
	add_place(query);
	add_number(query, " ORDER BY t.stage_entered_at DESC, t.id DESC LIMIT ?",
		   request->limit + 1);
}

/* A single part is the statement; several are merged. */
static void add_parts(struct query *query)
{
	const struct tally_owners *owners = query->request->owners;
	bool by_owner = !owners->all && owners->count >= 1 && owners->count <= FEW_OWNERS;
	size_t each = by_owner ? owners->count : 1;
	size_t parts = query->request->as_of == UNSET ? each : 2 * each;

	for (size_t i = 0; i < parts; i++) {
		const int64_t *owner = by_owner ? &owners->ids[i % each] : NULL;

		if (parts > 1)
			buf_text(&query->text,
				 i == 0 ? "SELECT * FROM (" : " UNION ALL SELECT * FROM (");
		add_part(query, i >= each, owner);
		if (parts > 1)
			buf_printf(&query->text, ") AS part_%d", to_int(to_int64(i)));
	}
	if (parts > 1)
		add_number(query, " ORDER BY stage_entered_at DESC, id DESC LIMIT ?",
			   query->request->limit + 1);
}

/* Whether only few versions of the stage have been superseded since the instant. Then the walk by time
 * of entry could pass many old versions before it finds enough. */
static enum rc count_versions(struct ctx *cx, struct query *query)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found;

	if (query->request->as_of == UNSET)
		return OK;
	TRY(db_prepare(cx,
		       STR("SELECT COUNT(*) FROM (SELECT 1 FROM deals_versions"
			   " WHERE stage_id = ? AND valid_to > ? LIMIT ?) AS superseded"),
		       &stmt));
	db_bind_int(stmt, 1, query->request->stage_id);
	db_bind_int(stmt, 2, query->request->as_of);
	db_bind_int(stmt, 3, FEW_VERSIONS + 1);
	TRY(db_step(cx, stmt, &found));
	query->few_versions = found && db_int(stmt, 0) <= FEW_VERSIONS;
	return OK;
}

static enum rc build(struct ctx *cx, const struct cards_request *request, struct query **out)
{
	struct query *query;

	TRY(ctx_alloc(cx, sizeof *query, &query));
	query->request = request;
	query->text = buf_new(cx->arena);
	TRY(cursor_read(cx, request->cursor, &query->after));
	TRY(count_versions(cx, query));
	add_parts(query);
	*out = query;
	return buf_rc(&query->text);
}

/* --- reading -------------------------------------------------------------------------------------- */

static enum rc read_card(struct ctx *cx, const struct db_stmt *stmt,
			 const struct field *const *fields, struct deal *deal)
{
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		TRY(field_read(cx, stmt, (int)i, fields[i], deal));
	return OK;
}

static enum rc read_cards(struct ctx *cx, struct query *query, struct cards *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	const struct field *fields[COUNT_OF(columns)];
	size_t limit = to_size(query->request->limit) + 1;

	*out = (struct cards){ .count = 0 };
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		fields[i] = entity_field(&deal_entity, str_from(columns[i]));
	TRY(ctx_alloc(cx, limit * sizeof *out->deals, &out->deals));
	TRY(db_prepare(cx, buf_str(&query->text), &stmt));
	for (int i = 0; i < query->count; i++)
		db_bind_int(stmt, i + 1, query->numbers[i]);
	while (out->count < limit) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(read_card(cx, stmt, fields, &out->deals[out->count++]));
	}
	return OK;
}
