/* A list's query as SQL: filters, scope, words, keyset and order. Reading pages with it: list.c. */
#include "record/list.h"

#include "record/search_words.h"

enum { FIRST_ROOM = 32 };

struct list_sql list_sql_new(struct arena *arena)
{
	return (struct list_sql){ .text = buf_new(arena) };
}

static void add_parameter(struct list_sql *sql, struct parameter parameter)
{
	if (sql->count == sql->room) {
		int room = sql->room ? sql->room * 2 : FIRST_ROOM;

		sql->parameters = arena_grow(sql->text.arena, sql->parameters,
					     (size_t)sql->room * sizeof *sql->parameters,
					     (size_t)room * sizeof *sql->parameters);
		sql->room = sql->parameters ? room : 0;
	}
	if (!sql->parameters) {
		sql->count = 0;
		sql->text.rc = E_MEMORY;
		return;
	}
	sql->parameters[sql->count++] = parameter;
}

void sql_int(struct list_sql *sql, int64_t number)
{
	add_parameter(sql, (struct parameter){ .number = number });
}

void sql_text(struct list_sql *sql, str text)
{
	add_parameter(sql, (struct parameter){ .is_text = true, .text = text });
}

enum rc list_sql_prepare(struct ctx *cx, struct list_sql *sql, struct db_stmt **stmt)
{
	TRY(buf_rc(&sql->text));
	TRY(db_prepare(cx, buf_str(&sql->text), stmt));
	for (int i = 0; i < sql->count; i++) {
		const struct parameter *parameter = &sql->parameters[i];

		if (parameter->is_text)
			db_bind_text(*stmt, i + 1, parameter->text);
		else
			db_bind_int(*stmt, i + 1, parameter->number);
	}
	return OK;
}

static const char *const operators[] = {
	[OP_EQ] = "=", [OP_GT] = ">", [OP_GTE] = ">=", [OP_LT] = "<", [OP_LTE] = "<="
};

static void left_sql(struct list_sql *sql, const struct filter *filter)
{
	buf_text(&sql->text, " AND ");
	if (filter->left)
		buf_text(&sql->text, filter->left);
	else
		buf_printf(&sql->text, "t.%s", filter->field->name);
}

void filter_sql(struct list_sql *sql, const struct filter *filter)
{
	const char *value = filter->right ? filter->right : "?";
	bool is_text = filter_is_text(filter->field);

	left_sql(sql, filter);
	if (filter->op == OP_NULL || filter->op == OP_SET) {
		buf_text(&sql->text, filter->op == OP_SET ? " IS NOT NULL" : " IS NULL");
		return;
	}
	if (filter->op != OP_IN) {
		buf_printf(&sql->text, " %s %s", operators[filter->op], value);
		if (is_text)
			sql_text(sql, filter->text);
		else
			sql_int(sql, filter->number);
		return;
	}
	buf_text(&sql->text, " IN (");
	for (size_t i = 0; i < filter->count; i++) {
		buf_printf(&sql->text, "%s%s", i == 0 ? "" : ", ", value);
		if (is_text)
			sql_text(sql, filter->texts[i]);
		else
			sql_int(sql, filter->numbers[i]);
	}
	buf_char(&sql->text, ')');
}

/* Of all kinds of rows, this one. */
static void kind_sql(struct list_sql *sql, const struct entity *entity, const char *key)
{
	buf_printf(&sql->text, " AND %s %% %d = %d", key, ENTITY_CODES, entity->code);
}

static void add_search(struct list_sql *sql, const struct search_sql *search)
{
	buf_add(&sql->text, search->text);
	for (size_t i = 0; i < search->count; i++)
		sql_text(sql, search->parameters[i]);
}

enum rc words_sql(struct ctx *cx, const struct entity *entity, str words, struct list_sql *sql)
{
	struct search_sql search;
	const char *key;

	if (!str_is_set(words))
		return OK;
	TRY(search_sql(cx, words, &search));
	if (search.count == 0)
		return OK;
	key = db_dialect(cx->db) == DB_SQLITE ? "rowid" : "row_key";
	buf_printf(&sql->text, " AND t.id IN (SELECT %s / %d FROM search WHERE ", key,
		   ENTITY_CODES);
	add_search(sql, &search);
	kind_sql(sql, entity, key);
	buf_char(&sql->text, ')');
	return OK;
}

/* " FROM ... WHERE ..." of the rows with the query's words, found one by one in the order of their ids, so
 * that no more is looked for than fills a page. SQLite can do that of present rows; otherwise nothing is
 * appended. */
static enum rc walk_sql(struct ctx *cx, const struct entity *entity, const struct list_query *query,
			struct list_sql *sql)
{
	struct search_sql search;

	if (!str_is_set(query->words) || db_dialect(cx->db) != DB_SQLITE || query->sort_count > 1 ||
	    query->as_of != UNSET)
		return OK;
	TRY(search_sql(cx, query->words, &search));
	if (search.count == 0)
		return OK;
	sql->walked = entity;
	buf_printf(&sql->text, " FROM search s CROSS JOIN %s t ON t.id = s.rowid / %d WHERE ",
		   entity->plural, ENTITY_CODES);
	add_search(sql, &search);
	kind_sql(sql, entity, "s.rowid");
	return OK;
}

/* All conditions but those of the page. */
static enum rc conditions(struct ctx *cx, const struct entity *entity,
			  const struct list_query *query, struct list_sql *sql)
{
	if (!query->with_archived)
		buf_text(&sql->text, " AND t.archived_at IS NULL");
	for (size_t i = 0; i < query->filter_count; i++)
		filter_sql(sql, &query->filters[i]);
	if (!query->no_scope)
		scope_sql(cx, entity, "t", &sql->text);
	return sql->walked ? OK : words_sql(cx, entity, query->words, sql);
}

static void bind_cursor(struct list_sql *sql, const struct field *field, const struct cursor *after)
{
	if (filter_is_text(field))
		sql_text(sql, after->text);
	else
		sql_int(sql, after->number);
}

/* Rows after the cursor in the order of (first key, id). The two may run in opposite directions; the
 * bound on the first key alone is what the index is entered by. */
static void keyset(const struct list_query *query, const struct list_phase *phase,
		   struct list_sql *sql)
{
	const struct sort_key *first = &query->sort[0];
	const struct sort_key *id = &query->sort[query->sort_count - 1];
	const char *name = first->field->name;
	const char *id_after = id->descending ? "<" : ">";

	if (query->sort_count > 1)
		buf_printf(&sql->text, " AND t.%s IS %sNULL", name, phase->nulls ? "" : "NOT ");
	if (!phase->after)
		return;
	if (sql->walked) {
		buf_printf(&sql->text, " AND s.rowid %s ?", id_after);
		sql_int(sql, row_key(sql->walked, phase->after->id));
		return;
	}
	if (query->sort_count == 1 || phase->nulls) {
		buf_printf(&sql->text, " AND t.id %s ?", id_after);
		sql_int(sql, phase->after->id);
		return;
	}
	buf_printf(&sql->text, " AND t.%s %s= ? AND (t.%s %s ? OR t.id %s ?)", name,
		   first->descending ? "<" : ">", name, first->descending ? "<" : ">", id_after);
	bind_cursor(sql, first->field, phase->after);
	bind_cursor(sql, first->field, phase->after);
	sql_int(sql, phase->after->id);
}

/* " FROM deals t WHERE ..." of the present rows, or of past versions. */
static enum rc source(struct ctx *cx, const struct entity *entity, const struct list_query *query,
		      bool versions, struct list_sql *sql)
{
	TRY(walk_sql(cx, entity, query, sql));
	if (!sql->walked)
		buf_printf(&sql->text, " FROM %s%s t WHERE 1 = 1", entity->plural,
			   versions ? "_versions" : "");
	if (query->as_of != UNSET) {
		buf_text(&sql->text, " AND t.updated_at <= ?");
		sql_int(sql, query->as_of);
	}
	if (versions) {
		buf_text(&sql->text, " AND t.valid_to > ?");
		sql_int(sql, query->as_of);
	}
	return conditions(cx, entity, query, sql);
}

/* What a UNION is ordered by has to be among its columns, and once: PostgreSQL asks which of two it is. */
static void select_sql(const struct entity *entity, const struct list_query *query,
		       const struct list_phase *phase, struct list_sql *sql)
{
	buf_text(&sql->text, "SELECT ");
	if (!phase->ids_alone) {
		row_columns(&sql->text, entity, "t");
		return;
	}
	buf_text(&sql->text, "t.id");
	if (query->sort_count > 1)
		buf_printf(&sql->text, ", t.%s", query->sort[0].field->name);
}

static void order(const struct list_query *query, const struct list_phase *phase,
		  struct list_sql *sql)
{
	bool first = true;

	buf_text(&sql->text, " ORDER BY ");
	if (sql->walked)
		buf_text(&sql->text, query->sort[0].descending ? "s.rowid DESC" : "s.rowid");
	for (size_t i = 0; i < query->sort_count && !sql->walked; i++) {
		if (phase->nulls && i + 1 < query->sort_count)
			continue;
		buf_printf(&sql->text, "%s%s%s", first ? "" : ", ", query->sort[i].field->name,
			   query->sort[i].descending ? " DESC" : "");
		first = false;
	}
	buf_text(&sql->text, " LIMIT ?");
	sql_int(sql, phase->limit);
}

enum rc list_select(struct ctx *cx, const struct entity *entity, const struct list_query *query,
		    const struct list_phase *phase, struct list_sql *sql)
{
	*sql = list_sql_new(cx->arena);
	select_sql(entity, query, phase, sql);
	TRY(source(cx, entity, query, false, sql));
	keyset(query, phase, sql);
	if (query->as_of != UNSET) {
		buf_text(&sql->text, " UNION ALL ");
		select_sql(entity, query, phase, sql);
		TRY(source(cx, entity, query, true, sql));
		keyset(query, phase, sql);
	}
	order(query, phase, sql);
	return OK;
}

static enum rc count_in(struct ctx *cx, const struct entity *entity, const struct list_query *query,
			bool versions, int64_t *total)
{
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	buf_text(&sql.text, "SELECT COUNT(*)");
	TRY(source(cx, entity, query, versions, &sql));
	TRY(list_sql_prepare(cx, &sql, &stmt));
	TRY(db_step(cx, stmt, &found));
	*total += found ? db_int(stmt, 0) : 0;
	return OK;
}

enum rc list_count(struct ctx *cx, const struct entity *entity, const struct list_query *query,
		   int64_t *total)
{
	*total = 0;
	TRY(count_in(cx, entity, query, false, total));
	return query->as_of != UNSET ? count_in(cx, entity, query, true, total) : OK;
}
