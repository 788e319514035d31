/* Kept sums know stages and owners alone; what a filter leaves is counted. SQLite keeps no statistics and
 * takes whichever index stands first, so the index is chosen here: that of the condition which leaves the
 * fewest rows. All other columns are written with a plus, which hides them from SQLite's choice.
 * PostgreSQL chooses by itself. */
#include "pipeline/board_filter_query.h"

#include "entity/entities.h"
#include "pipeline/owner_filter_query.h"

#include <string.h>

enum {
	FEW_ROWS = 20000,  /* a filter that finds more is no better than a stage */
	FEW_OWNERS = 1000, /* so many are looked for one by one */
};

bool board_filter_is_set(const struct board_filter *filter)
{
	const struct list_query *query = filter->query;

	return query && (query->filter_count > 0 || str_trim(query->words).len > 0);
}

/* --- by which index ---------------------------------------------------------------------------------- */

static bool has_index(const struct filter *filter)
{
	size_t length = strlen(filter->field->name);

	if (filter->left || filter->op == OP_SET)
		return false;
	for (size_t i = 0; i < deal_entity.index_count; i++) {
		const struct index *index = &deal_entity.indexes[i];
		const char *after = index->columns + length;

		if (index->where && (filter->op == OP_NULL || strstr(index->where, " AND ")))
			continue;
		if (strncmp(index->columns, filter->field->name, length) == 0 &&
		    (*after == ',' || *after == '\0'))
			return true;
	}
	return str_is(str_from(filter->field->name), "id");
}

/* How many rows a filter finds, up to `most`. */
static enum rc count_rows(struct ctx *cx, const struct filter *filter, int64_t most, int64_t *rows)
{
	struct list_sql sql = list_sql_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	buf_text(&sql.text, "SELECT COUNT(*) FROM (SELECT 1 FROM deals t WHERE 1 = 1");
	filter_sql(&sql, filter);
	buf_text(&sql.text, " LIMIT ?) AS found");
	sql_int(&sql, most);
	TRY(list_sql_prepare(cx, &sql, &stmt));
	TRY(db_step(cx, stmt, &found));
	*rows = found ? db_int(stmt, 0) : 0;
	return OK;
}

static enum rc find_by_filter(struct ctx *cx, struct board_filter *filter)
{
	const struct list_query *query = filter->query;
	int64_t most = filter->by_rows < FEW_ROWS ? filter->by_rows : FEW_ROWS;

	for (size_t i = 0; query && i < query->filter_count; i++) {
		int64_t rows;

		if (!has_index(&query->filters[i]))
			continue;
		TRY(count_rows(cx, &query->filters[i], most, &rows));
		if (rows >= most)
			continue;
		most = rows;
		filter->by = FIND_BY_FILTER;
		filter->by_filter = &query->filters[i];
		filter->by_rows = rows;
	}
	return OK;
}

static enum rc find_by_owners(struct ctx *cx, struct board_filter *filter,
			      const struct stage_ids *stages)
{
	const struct tally_question question = { stages->ids, stages->count, filter->owners,
						 UNSET };
	struct sum *sums = NULL;
	int64_t rows = 0;

	if (filter->owners->all || filter->owners->count > FEW_OWNERS)
		return OK;
	TRY(ctx_alloc(cx, (stages->count + 1) * sizeof *sums, &sums));
	TRY(tally_read(cx, &deal_entity, &question, sums));
	for (size_t i = 0; i < stages->count; i++)
		rows += sums[i].number;
	if (rows >= filter->by_rows)
		return OK;
	filter->by = FIND_BY_OWNERS;
	filter->by_rows = rows;
	return OK;
}

/* When most of all deals are to be looked at, reading the table from end to end is faster. */
static enum rc find_by_nothing(struct ctx *cx, struct board_filter *filter)
{
	int64_t all;

	TRY(db_query_int(cx,
			 STR("SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT) FROM stage_totals"),
			 UNSET, &all));
	if (filter->by_rows > all / 2)
		filter->by = FIND_BY_NOTHING;
	return OK;
}

/* Of the past there is no other index than those of owners and stages. */
static bool is_found_by_owners(const struct board_filter *filter)
{
	bool few = !filter->owners->all && filter->owners->count <= FEW_OWNERS;

	return few && (filter->as_of != UNSET || !board_filter_is_set(filter));
}

enum rc board_filter_begin(struct ctx *cx, struct board_filter *filter,
			   const struct stage_ids *stages, const struct sum *kept)
{
	bool has_words = filter->query && str_trim(filter->query->words).len > 0;

	filter->by = has_words                    ? FIND_BY_WORDS
		     : is_found_by_owners(filter) ? FIND_BY_OWNERS
						  : FIND_BY_STAGE;
	if (has_words || filter->as_of != UNSET || !board_filter_is_set(filter))
		return OK;
	filter->by_rows = 0;
	for (size_t i = 0; i < stages->count; i++)
		filter->by_rows += kept[i].number;
	TRY(find_by_owners(cx, filter, stages));
	TRY(find_by_filter(cx, filter));
	return filter->by == FIND_BY_STAGE ? find_by_nothing(cx, filter) : OK;
}

/* --- conditions -------------------------------------------------------------------------------------- */

/* "+t", which no index knows; t where the database chooses. */
static const char *hidden(const struct ctx *cx, bool is_hidden)
{
	return is_hidden && db_dialect(cx->db) == DB_SQLITE ? "+t" : "t";
}

static void add_stages(struct list_sql *sql, const char *t, const struct stage_ids *stages)
{
	if (stages->count == 1) {
		buf_printf(&sql->text, "%s.stage_id = ?", t);
		sql_int(sql, stages->ids[0]);
		return;
	}
	buf_printf(&sql->text, "%s.stage_id IN (", t);
	for (size_t i = 0; i < stages->count; i++) {
		buf_text(&sql->text, i == 0 ? "?" : ", ?");
		sql_int(sql, stages->ids[i]);
	}
	buf_text(&sql->text, stages->count > 0 ? ")" : "NULL)");
}

static bool has_nobody(const struct tally_owners *owners)
{
	for (size_t i = 0; i < owners->count; i++)
		if (owners->ids[i] == 0)
			return true;
	return false;
}

/* With an index of (owner, stage): the stage stands with nobody and with each owner, else SQLite goes by
 * the stage alone. */
static void add_owned_stages(struct list_sql *sql, const struct board_filter *filter,
			     const struct stage_ids *stages)
{
	if (!has_nobody(filter->owners)) {
		add_stages(sql, "t", stages);
		owner_filter_sql(filter->owners, "t", &sql->text);
		return;
	}
	buf_text(&sql->text, "((t.owner_id IS NULL AND ");
	add_stages(sql, "t", stages);
	buf_text(&sql->text, ") OR (");
	add_stages(sql, "t", stages);
	buf_text(&sql->text, " AND t.owner_id IN (");
	for (size_t i = 0; i < filter->owners->count; i++)
		buf_printf(&sql->text, "%s%lld", i == 0 ? "" : ",",
			   (long long)filter->owners->ids[i]);
	buf_text(&sql->text, ")))");
}

static enum rc add_filter(struct ctx *cx, const struct board_filter *filter,
			  const struct filter *one, struct list_sql *sql)
{
	struct filter written = *one;

	if (!written.left && one != filter->by_filter && db_dialect(cx->db) == DB_SQLITE) {
		written.left = str_printf(cx->arena, "+t.%s", one->field->name).ptr;
		if (!written.left)
			return fail_memory(cx);
	}
	filter_sql(sql, &written);
	return OK;
}

static void add_instant(const struct ctx *cx, const struct board_filter *filter, bool versions,
			struct list_sql *sql)
{
	if (filter->as_of == UNSET)
		return;
	buf_printf(&sql->text, " AND %s.updated_at <= ?", hidden(cx, true));
	sql_int(sql, filter->as_of);
	if (!versions)
		return;
	/* Few versions have been superseded since an instant that is not long past. */
	buf_printf(&sql->text, " AND %s.valid_to > ?", hidden(cx, filter->by != FIND_BY_STAGE));
	sql_int(sql, filter->as_of);
}

enum rc board_filter_sql(struct ctx *cx, const struct board_filter *filter,
			 const struct stage_ids *stages, bool versions, struct list_sql *sql)
{
	buf_text(&sql->text, " WHERE ");
	return board_filter_conditions_sql(cx, filter, stages, versions, sql);
}

enum rc board_filter_conditions_sql(struct ctx *cx, const struct board_filter *filter,
				    const struct stage_ids *stages, bool versions,
				    struct list_sql *sql)
{
	const struct list_query *query = filter->query;

	if (filter->by == FIND_BY_OWNERS) {
		add_owned_stages(sql, filter, stages);
	} else {
		add_stages(sql, hidden(cx, filter->by != FIND_BY_STAGE), stages);
		owner_filter_sql(filter->owners, hidden(cx, true), &sql->text);
	}
	buf_text(&sql->text, " AND t.archived_at IS NULL");
	add_instant(cx, filter, versions, sql);
	for (size_t i = 0; query && i < query->filter_count; i++)
		TRY(add_filter(cx, filter, &query->filters[i], sql));
	return query ? words_sql(cx, &deal_entity, query->words, sql) : OK;
}

/* --- sums -------------------------------------------------------------------------------------------- */

static enum rc sums_sql(struct ctx *cx, const struct board_filter *filter,
			const struct stage_ids *stages, bool versions, struct list_sql *sql)
{
	*sql = list_sql_new(cx->arena);
	buf_printf(&sql->text,
		   "SELECT %s.stage_id, COUNT(*), CAST(COALESCE(SUM(t.amount_home), 0) AS BIGINT)"
		   " FROM deals%s t",
		   hidden(cx, true), versions ? "_versions" : "");
	TRY(board_filter_sql(cx, filter, stages, versions, sql));
	buf_text(&sql->text, " GROUP BY 1");
	return buf_rc(&sql->text);
}

enum rc board_filter_sums_sql(struct ctx *cx, const struct board_filter *filter,
			      const struct stage_ids *stages, struct list_sql *sql)
{
	return sums_sql(cx, filter, stages, false, sql);
}

static enum rc add_sums(struct ctx *cx, const struct board_filter *filter,
			const struct stage_ids *stages, bool versions, struct sum *sums)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct list_sql sql;

	TRY(sums_sql(cx, filter, stages, versions, &sql));
	TRY(list_sql_prepare(cx, &sql, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		for (size_t i = 0; i < stages->count; i++) {
			if (stages->ids[i] != db_int(stmt, 0))
				continue;
			sums[i].number += db_int(stmt, 1);
			sums[i].total += db_int(stmt, 2);
		}
	}
}

enum rc board_filter_sums(struct ctx *cx, const struct board_filter *filter,
			  const struct stage_ids *stages, struct sum *sums)
{
	for (size_t i = 0; i < stages->count; i++)
		sums[i] = (struct sum){ 0, 0 };
	TRY(add_sums(cx, filter, stages, false, sums));
	return filter->as_of != UNSET ? add_sums(cx, filter, stages, true, sums) : OK;
}
