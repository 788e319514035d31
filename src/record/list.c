/* Reading pages of lists by keyset: no row is skipped or shown twice while others write. Rows whose
 * sort key is null come first when ascending and last when descending. */
#include "record/list.h"

#include "base/convert.h"
#include "codec/json_out.h"

#include <string.h>

static enum rc read_phase(struct ctx *cx, const struct entity *entity,
			  const struct list_query *query, const struct list_phase *phase,
			  struct list_page *out)
{
	struct list_sql *sql = NULL;
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	TRY(ctx_alloc(cx, sizeof *sql, &sql));
	TRY(list_select(cx, entity, query, phase, sql));
	TRY(list_sql_prepare(cx, sql, &stmt));
	while (out->count <= to_size(query->limit)) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(row_read(cx, stmt, 0, entity, (char *)out->rows + out->count * entity->size));
		out->count++;
	}
	return OK;
}

static bool sorts_nulls(const struct list_query *query)
{
	return query->sort_count > 1 && !(query->sort[0].field->flags & F_REQUIRED);
}

/* The one or two phases of a page, in the order in which nulls and values come. */
static enum rc read_phases(struct ctx *cx, const struct entity *entity,
			   const struct list_query *query, const struct cursor *cursor,
			   struct list_page *out)
{
	bool nulls_first = !query->sort[0].descending;
	bool has_nulls = sorts_nulls(query);

	for (int i = 0; i < 2 && out->count <= to_size(query->limit); i++) {
		struct list_phase phase = { .nulls = has_nulls && (i == 0) == nulls_first };

		if (!has_nulls && i == 1)
			break;
		if (cursor->started && i == 0 && has_nulls && cursor->in_nulls != phase.nulls)
			continue;
		if (cursor->started && (!has_nulls || cursor->in_nulls == phase.nulls))
			phase.after = cursor;
		phase.limit = query->limit + 1 - to_int64(out->count);
		TRY(read_phase(cx, entity, query, &phase, out));
	}
	return OK;
}

enum rc list_read(struct ctx *cx, const struct entity *entity, const struct list_query *query,
		  struct list_page *out)
{
	struct cursor cursor = { .started = false };

	*out = (struct list_page){ .count = 0 };
	TRY(need_right(cx, entity->read));
	TRY(cursor_read(cx, query, &cursor));
	TRY(ctx_alloc(cx, to_size(query->limit + 1) * entity->size, &out->rows));
	TRY(read_phases(cx, entity, query, &cursor, out));
	if (out->count > to_size(query->limit)) {
		out->count--;
		TRY(cursor_write(cx, query, (char *)out->rows + (out->count - 1) * entity->size,
				 &out->next));
	}
	return query->with_total ? list_count(cx, entity, query, &out->total) : OK;
}

static enum rc add_ids(struct ctx *cx, const struct entity *entity, const struct list_query *query,
		       const struct list_phase *phase, struct list_ids *out)
{
	struct list_sql *sql = NULL;
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(ctx_alloc(cx, sizeof *sql, &sql));
	TRY(list_select(cx, entity, query, phase, sql));
	TRY(list_sql_prepare(cx, sql, &stmt));
	for (;;) {
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		out->ids[out->count++] = db_int(stmt, 0);
	}
}

enum rc list_read_ids(struct ctx *cx, const struct entity *entity, const struct list_query *query,
		      size_t most, struct list_ids *out)
{
	bool has_nulls = sorts_nulls(query);
	int64_t total;

	*out = (struct list_ids){ .count = 0 };
	TRY(need_right(cx, entity->read));
	TRY(list_count(cx, entity, query, &total));
	if (to_size(total) > most)
		return fail(cx, E_TOO_LARGE, "these are more than %zu rows: ask for fewer", most);
	TRY(ctx_alloc(cx, (to_size(total) + 1) * sizeof *out->ids, &out->ids));
	for (int i = 0; i < (has_nulls ? 2 : 1); i++) {
		const struct list_phase phase = {
			.nulls = has_nulls && (i == 0) == !query->sort[0].descending,
			.limit = total - to_int64(out->count),
			.ids_alone = true,
		};

		TRY(add_ids(cx, entity, query, &phase, out));
	}
	return OK;
}

enum rc list_to_json(struct ctx *cx, const struct entity *entity, const struct list_query *query,
		     struct json_out *out)
{
	struct list_page page;

	TRY(list_read(cx, entity, query, &page));
	json_object_begin(out);
	json_items_begin(out);
	for (size_t i = 0; i < page.count; i++)
		record_to_json(cx, out, entity, (char *)page.rows + i * entity->size);
	json_items_end(out, page.next);
	if (query->with_total) {
		json_key(out, "total");
		json_int(out, page.total);
	}
	json_object_end(out);
	return OK;
}

enum rc list_sql(struct ctx *cx, const struct entity *entity, const struct list_query *query,
		 str *sql)
{
	struct list_phase phase = { .limit = query->limit + 1 };
	struct list_sql *text = NULL;

	TRY(ctx_alloc(cx, sizeof *text, &text));
	TRY(list_select(cx, entity, query, &phase, text));
	*sql = buf_str(&text->text);
	return buf_rc(&text->text);
}
