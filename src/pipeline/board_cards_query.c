/* The cards of one stage of a board: a page by keyset, in one of the orders of board_order.c. A stage may
 * hold hundreds of thousands of deals, so where it can a statement walks an index in the order of the page
 * and stops; where few deals are left by a filter or an owner, it sorts those.
 *
 * The past is walked in two statements, for present rows and for versions, which are merged here as they
 * are read. Where owners are few, a walk by entry has a part for each of them. */
#include "pipeline/board_cards_query.h"

#include "base/convert.h"
#include "db/db.h"
#include "pipeline/owner_filter_query.h"

enum {
	FEW_OWNERS = 16,    /* up to here each owner is a part of its own */
	FEW_VERSIONS = 500, /* so many superseded since are read rather than walked past */
	FEW_CLOSED =
		7000, /* about the root of 50 × a million deals: fewer are sorted sooner than met */
};

/* The fields of a card, in the order of the statement. */
static const char *const columns[] = {
	"id",           "title",         "amount",         "currency",     "amount_home",
	"company_id",   "owner_id",      "expected_close", "next_step_at", "stage_entered_at",
	"close_pushes", "snoozed_until", "source_id",      "category",     "checklist",
	"external_id",  "custom",        "revision",
};

/* How a statement finds its cards. */
enum way {
	WALK_STAGE, /* by an index of stage and key */
	WALK_TABLE, /* by one of the key alone, passing other stages' deals */
	SORT,       /* all that are left, whose first ones are kept */
};

struct query {
	const struct cards_request *request;
	struct card_order order;
	struct card_place after;
	enum way way;
	enum stretch stretch;
	bool versions;
	bool few_versions;
	struct list_sql sql;
};

/* What one statement gives, card by card. */
struct card_source {
	struct db_stmt *stmt;
	bool has_card;
	struct deal card;
};

enum { PRESENT, VERSIONS, SOURCES };

struct reading {
	struct card_source sources[SOURCES];
	size_t count; /* SOURCES where the past is walked, otherwise 1 */
	const struct field *fields[COUNT_OF(columns)];
};

static enum rc begin(struct ctx *cx, const struct cards_request *request, struct query *query);
static enum rc build(struct ctx *cx, struct query *query);
static enum rc read_stretch(struct ctx *cx, struct query *query, struct cards *out);
static enum rc cut_page(struct ctx *cx, const struct query *query, struct cards *out);

enum rc board_cards(struct ctx *cx, const struct cards_request *request, struct cards *out)
{
	struct query query;

	*out = (struct cards){ .count = 0 };
	TRY(begin(cx, request, &query));
	TRY(ctx_alloc(cx, to_size(request->limit + 1) * sizeof *out->deals, &out->deals));
	for (size_t i = query.after.stretch; i < query.order.stretch_count; i++) {
		if (out->count > to_size(request->limit))
			break;
		query.stretch = query.order.stretches[i];
		TRY(read_stretch(cx, &query, out));
		query.after.is_set = false;
	}
	return cut_page(cx, &query, out);
}

enum rc board_cards_sql(struct ctx *cx, const struct cards_request *request, size_t stretch,
			bool versions, struct list_sql *sql)
{
	struct query query;

	TRY(begin(cx, request, &query));
	query.stretch = query.order.stretches[stretch];
	query.versions = versions;
	TRY(build(cx, &query));
	*sql = query.sql;
	return OK;
}

/* One deal more than the limit is read to know whether there is a next page. */
static enum rc cut_page(struct ctx *cx, const struct query *query, struct cards *out)
{
	size_t limit = to_size(query->request->limit);

	if (out->count <= limit)
		return OK;
	out->count = limit;
	return card_place_write(cx, &query->order, &out->deals[limit - 1], &out->next);
}

/* --- the way ----------------------------------------------------------------------------------------- */

static bool is_by_entry(const struct query *query)
{
	return str_is(str_from(query->order.field->name), "stage_entered_at");
}

/* Rows that sorting reads; walking passes `in_stage` / `found` of them for each card. */
static bool walks_sooner(const struct cards_request *request)
{
	const struct board_filter *filter = request->filter;
	int64_t found = request->found > 0 ? request->found : 1;
	int64_t sorted = filter->by == FIND_BY_STAGE || filter->by == FIND_BY_NOTHING
				 ? request->in_stage
				 : filter->by_rows;

	if (filter->by == FIND_BY_WORDS || !board_filter_is_set(filter))
		sorted = found;
	return (request->limit + 1) * request->in_stage / found < sorted;
}

static bool is_of_few_owners(const struct cards_request *request)
{
	const struct tally_owners *owners = request->filter->owners;

	return !owners->all && owners->count >= 1 && owners->count <= FEW_OWNERS &&
	       !board_filter_is_set(request->filter);
}

static enum way way_of(const struct query *query)
{
	const struct cards_request *request = query->request;
	const struct board_filter *filter = request->filter;
	bool is_plain = !board_filter_is_set(filter);

	if (filter->as_of != UNSET)
		return is_plain && is_by_entry(query) && query->order.descending ? WALK_STAGE
										 : SORT;
	if (is_by_entry(query) || request->is_open) {
		bool at_once = is_plain && (filter->owners->all ||
					    (is_by_entry(query) && is_of_few_owners(request)));

		return at_once || walks_sooner(request) ? WALK_STAGE : SORT;
	}
	return request->found > FEW_CLOSED ? WALK_TABLE : SORT;
}

static enum rc begin(struct ctx *cx, const struct cards_request *request, struct query *query)
{
	*query = (struct query){ .request = request };
	query->order = request->is_open ? *request->order : card_order_of_closed(request->order);
	TRY(card_place_read(cx, request->cursor, &query->order, &query->after));
	query->way = way_of(query);
	return OK;
}

/* --- conditions -------------------------------------------------------------------------------------- */

static void add_number(struct query *query, const char *sql, int64_t number)
{
	buf_text(&query->sql.text, sql);
	sql_int(&query->sql, number);
}

/* A walk through the past: present rows that have been as they are since before the instant, or versions
 * that were valid then. The plus signs keep a condition from choosing the index: the walk is by the time of
 * entry, or, where only few versions have been superseded since, by the time of that. */
static void add_instant(struct query *query)
{
	int64_t at = query->request->filter->as_of;

	if (at == UNSET)
		return;
	add_number(query, " AND +t.updated_at <= ?", at);
	if (!query->few_versions)
		add_number(query, " AND t.stage_entered_at <= ?", at);
	if (query->versions)
		add_number(query,
			   query->few_versions ? " AND t.valid_to > ?" : " AND +t.valid_to > ?",
			   at);
}

/* `owner`: one of few; NULL: whoever the request allows. */
static void add_walk_by_entry(struct query *query, const int64_t *owner)
{
	struct buf *text = &query->sql.text;

	add_number(query, " WHERE t.stage_id = ? AND t.archived_at IS NULL",
		   query->request->stage_id);
	if (!owner)
		owner_filter_sql(query->request->filter->owners, "t", text);
	else if (*owner == 0)
		buf_text(text, " AND t.owner_id IS NULL");
	else
		add_number(query, " AND t.owner_id = ?", *owner);
	add_instant(query);
}

static enum rc add_filter(struct ctx *cx, struct query *query, bool versions)
{
	const struct stage_ids stage = { &query->request->stage_id, 1 };
	struct board_filter filter = *query->request->filter;

	if (query->way == WALK_STAGE || (query->way == SORT && filter.by == FIND_BY_NOTHING))
		filter.by = FIND_BY_STAGE;
	if (query->way == WALK_TABLE)
		filter.by = FIND_BY_NOTHING;
	if (filter.by != FIND_BY_FILTER)
		filter.by_filter = NULL;
	TRY(board_filter_sql(cx, &filter, &stage, versions, &query->sql));
	/* What the indexes of open deals promise. */
	if (query->request->is_open && query->way == WALK_STAGE && !is_by_entry(query))
		buf_text(&query->sql.text, " AND t.closed_on IS NULL");
	return OK;
}

/* The order's column; with a plus where it is not to be walked by. */
static str key_of(const struct ctx *cx, const struct query *query)
{
	bool is_hidden = query->way == SORT && db_dialect(cx->db) == DB_SQLITE;

	return str_printf(cx->arena, "%st.%s", is_hidden ? "+" : "", query->order.field->name);
}

static void add_stretch(struct query *query, const char *key)
{
	struct buf *text = &query->sql.text;

	switch (query->stretch) {
	case STRETCH_ALL:
		break;
	case STRETCH_SET:
		buf_printf(text, " AND %s IS NOT NULL", key);
		break;
	case STRETCH_UNSET:
		buf_printf(text, " AND %s IS NULL", key);
		break;
	case STRETCH_DUE:
		buf_printf(text, " AND %s < ?", key);
		sql_int(&query->sql, query->order.boundary);
		break;
	case STRETCH_LATER:
		buf_printf(text, " AND %s >= ?", key);
		sql_int(&query->sql, query->order.boundary);
		break;
	}
}

static void add_value(struct query *query)
{
	if (query->order.field->type->is_text)
		sql_text(&query->sql, query->after.text);
	else
		sql_int(&query->sql, query->after.number);
}

/* The bound on the key alone is what the index is entered by. */
static void add_place(struct query *query, const char *key)
{
	const char *after = query->order.descending ? "<" : ">";
	const char *id_after = stretch_ids_descend(&query->order, query->stretch) ? "<" : ">";
	struct buf *text = &query->sql.text;

	if (!query->after.is_set)
		return;
	if (query->stretch == STRETCH_UNSET) {
		buf_printf(text, " AND t.id %s ?", id_after);
		sql_int(&query->sql, query->after.id);
		return;
	}
	buf_printf(text, " AND %s %s= ? AND (%s %s ? OR t.id %s ?)", key, after, key, after,
		   id_after);
	add_value(query);
	add_value(query);
	sql_int(&query->sql, query->after.id);
}

/* `t`: what stands before the names. */
static void add_order(struct query *query, const char *t)
{
	const char *id_down = stretch_ids_descend(&query->order, query->stretch) ? " DESC" : "";
	struct buf *text = &query->sql.text;

	buf_text(text, " ORDER BY ");
	if (query->stretch != STRETCH_UNSET)
		buf_printf(text, "%s%s%s, ", t, query->order.field->name,
			   query->order.descending ? " DESC" : "");
	buf_printf(text, "%sid%s", t, id_down);
	add_number(query, " LIMIT ?", query->request->limit + 1);
}

/* --- statements -------------------------------------------------------------------------------------- */

static void add_select(struct query *query, bool versions)
{
	struct buf *text = &query->sql.text;

	buf_text(text, "SELECT ");
	for (size_t i = 0; i < COUNT_OF(columns); i++) {
		buf_text(text, i == 0 ? "t." : ", t.");
		buf_text(text, columns[i]);
	}
	buf_text(text, versions ? " FROM deals_versions t" : " FROM deals t");
}

static enum rc add_walk(struct ctx *cx, struct query *query, const int64_t *owner)
{
	bool is_past = query->request->filter->as_of != UNSET;
	str key = key_of(cx, query);

	if (!str_is_set(key))
		return fail_memory(cx);
	add_select(query, query->versions);
	if (owner || is_past)
		add_walk_by_entry(query, owner);
	else
		TRY(add_filter(cx, query, false));
	add_stretch(query, key.ptr);
	add_place(query, key.ptr);
	add_order(query, "t.");
	return OK;
}

/* One for each of few owners, merged by the statement. */
static enum rc add_walks(struct ctx *cx, struct query *query)
{
	const struct tally_owners *owners = query->request->filter->owners;

	if (!is_by_entry(query) || !is_of_few_owners(query->request))
		return add_walk(cx, query, NULL);
	if (owners->count == 1)
		return add_walk(cx, query, &owners->ids[0]);
	for (size_t i = 0; i < owners->count; i++) {
		buf_text(&query->sql.text,
			 i == 0 ? "SELECT * FROM (" : " UNION ALL SELECT * FROM (");
		TRY(add_walk(cx, query, &owners->ids[i]));
		buf_printf(&query->sql.text, ") AS part_%zu", i);
	}
	add_order(query, "");
	return OK;
}

static enum rc add_sorted(struct ctx *cx, struct query *query)
{
	bool is_past = query->request->filter->as_of != UNSET;
	str key = key_of(cx, query);

	if (!str_is_set(key))
		return fail_memory(cx);
	buf_text(&query->sql.text, "SELECT * FROM (");
	for (int versions = 0; versions < (is_past ? 2 : 1); versions++) {
		if (versions)
			buf_text(&query->sql.text, " UNION ALL ");
		add_select(query, versions);
		TRY(add_filter(cx, query, versions));
		add_stretch(query, key.ptr);
		add_place(query, key.ptr);
	}
	buf_text(&query->sql.text, ") AS cards");
	/* The plus keeps SQLite from walking an index by that order. */
	add_order(query, db_dialect(cx->db) == DB_SQLITE ? "+" : "");
	return OK;
}

/* Whether only few versions of the stage have been superseded since the instant. Then the walk by time
 * of entry could pass many old versions before it finds enough. */
static enum rc count_versions(struct ctx *cx, struct query *query)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool many;

	TRY(db_prepare(cx,
		       STR("SELECT 1 FROM deals_versions WHERE stage_id = ? AND valid_to > ?"
			   " LIMIT 1 OFFSET ?"),
		       &stmt));
	db_bind_int(stmt, 1, query->request->stage_id);
	db_bind_int(stmt, 2, query->request->filter->as_of);
	db_bind_int(stmt, 3, FEW_VERSIONS);
	TRY(db_step(cx, stmt, &many));
	query->few_versions = !many;
	return OK;
}

static enum rc build(struct ctx *cx, struct query *query)
{
	query->sql = list_sql_new(cx->arena);
	query->few_versions = false;
	if (query->versions && query->way != SORT)
		TRY(count_versions(cx, query));
	TRY(query->way == SORT ? add_sorted(cx, query) : add_walks(cx, query));
	return buf_rc(&query->sql.text);
}

/* --- reading -------------------------------------------------------------------------------------- */

static enum rc next_card(struct ctx *cx, const struct reading *reading, struct card_source *source)
{
	TRY(db_step(cx, source->stmt, &source->has_card));
	for (size_t i = 0; source->has_card && i < COUNT_OF(columns); i++)
		TRY(field_read(cx, source->stmt, (int)i, reading->fields[i], &source->card));
	return OK;
}

static enum rc start(struct ctx *cx, struct query *query, struct reading *reading)
{
	bool walks_past = query->request->filter->as_of != UNSET && query->way != SORT;

	reading->count = walks_past ? SOURCES : 1;
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		reading->fields[i] = entity_field(&deal_entity, str_from(columns[i]));
	for (size_t i = 0; i < reading->count; i++) {
		struct card_source *source = &reading->sources[i];

		query->versions = i == VERSIONS;
		TRY(build(cx, query));
		TRY(list_sql_prepare(cx, &query->sql, &source->stmt));
		TRY(next_card(cx, reading, source));
	}
	return OK;
}

static void finish(struct reading *const *reading)
{
	for (size_t i = 0; *reading && i < SOURCES; i++)
		db_done(&(*reading)->sources[i].stmt);
}

static bool entered_later(const struct deal *a, const struct deal *b)
{
	if (a->stage_entered_at != b->stage_entered_at)
		return a->stage_entered_at > b->stage_entered_at;
	return a->row.id > b->row.id;
}

/* Whichever card entered the stage last; NULL: there are no more. */
static struct card_source *newest(struct reading *reading)
{
	struct card_source *found = NULL;

	for (size_t i = 0; i < reading->count; i++) {
		struct card_source *source = &reading->sources[i];

		if (source->has_card && (!found || entered_later(&source->card, &found->card)))
			found = source;
	}
	return found;
}

/* Adds the cards of a stretch, up to one more than the limit. */
static enum rc read_stretch(struct ctx *cx, struct query *query, struct cards *out)
{
	AUTO(finish) struct reading *reading = NULL;
	size_t limit = to_size(query->request->limit) + 1;

	TRY(ctx_alloc(cx, sizeof *reading, &reading));
	TRY(start(cx, query, reading));
	while (out->count < limit) {
		struct card_source *source = newest(reading);

		if (!source)
			return OK;
		out->deals[out->count++] = source->card;
		if (out->count < limit)
			TRY(next_card(cx, reading, source));
	}
	return OK;
}
