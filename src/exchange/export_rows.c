/* Pages of the rows of an export. */
#include "exchange/export_rows.h"

#include "codec/query_string.h"

#include <string.h>

/* --- what is asked for -------------------------------------------------------------------------------------- */

/* What belongs to pages of lists and not to exports. */
static enum rc refuse_paging(struct ctx *cx, const struct query_string *query)
{
	static const char *const names[] = { "limit", "cursor", "count" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is_set(query_get(query, names[i])))
			return fail_code(cx, names[i], "unknown",
					 "an export has no such parameter");
	return OK;
}

enum rc export_rows_parse(struct ctx *cx, const struct query_string *query,
			  const char *const *others, struct export_rows *rows)
{
	list_start(rows->entity, &rows->query);
	if (query) {
		TRY(refuse_paging(cx, query));
		TRY(list_parse(cx, rows->entity, query, others, &rows->query));
	}
	rows->query.limit = EXPORT_PAGE;
	rows->in_order = rows->query.sort_count > 1 || rows->query.sort[0].descending ||
			 str_is_set(rows->query.words);
	return OK;
}

enum rc export_rows_begin(struct ctx *cx, struct export_rows *rows)
{
	if (!rows->in_order)
		return OK;
	return list_read_ids(cx, rows->entity, &rows->query, MOST_IN_ORDER, &rows->ids);
}

/* --- by id ---------------------------------------------------------------------------------------------------- */

static void keep_cursor(struct export_rows *rows, str next)
{
	rows->over = !str_is_set(next);
	if (rows->over)
		return;
	ensure(next.len < CURSOR_SIZE); /* "id.i.NUMBER.NUMBER" */
	memcpy(rows->cursor, next.ptr, next.len);
	rows->query.cursor = (str){ rows->cursor, next.len };
}

static enum rc next_by_id(struct ctx *cx, struct export_rows *rows, struct export_page *page)
{
	struct list_page list;

	TRY(list_read(cx, rows->entity, &rows->query, &list));
	for (size_t i = 0; i < list.count; i++)
		page->rows[page->count++] = (const char *)list.rows + i * rows->entity->size;
	keep_cursor(rows, list.next);
	return OK;
}

/* --- in another order ------------------------------------------------------------------------------------------- */

static const void *row_of(const struct entity *entity, const struct list_page *list, int64_t id)
{
	for (size_t i = 0; i < list->count; i++) {
		const void *row = (const char *)list->rows + i * entity->size;

		if (((const struct row *)row)->id == id)
			return row;
	}
	return NULL;
}

/* Rows that are gone from the caller's sight since are left out. */
static enum rc next_in_order(struct ctx *cx, struct export_rows *rows, struct export_page *page)
{
	const int64_t *ids = rows->ids.ids + rows->at;
	size_t rest = rows->ids.count - rows->at;
	size_t count = rest < EXPORT_PAGE ? rest : EXPORT_PAGE;
	struct list_query query;
	struct list_page list;

	list_start(rows->entity, &query);
	query.limit = EXPORT_PAGE;
	query.as_of = rows->query.as_of;
	query.with_archived = rows->query.with_archived;
	query.filters[query.filter_count++] = (struct filter){
		.field = query.sort[0].field, .op = OP_IN, .numbers = ids, .count = count
	};
	TRY(list_read(cx, rows->entity, &query, &list));
	for (size_t i = 0; i < count; i++) {
		const void *row = row_of(rows->entity, &list, ids[i]);

		if (row)
			page->rows[page->count++] = row;
	}
	rows->at += count;
	rows->over = rows->at == rows->ids.count;
	return OK;
}

enum rc export_rows_next(struct ctx *cx, struct export_rows *rows, struct export_page *page)
{
	page->count = 0;
	if (!rows->in_order)
		return next_by_id(cx, rows, page);
	if (rows->ids.count > 0)
		return next_in_order(cx, rows, page);
	rows->over = true;
	return OK;
}
