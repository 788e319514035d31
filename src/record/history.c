/* Reading the log of changes: the history of a row, and what live streams missed. */
#include "record/row.h"

#include "base/convert.h"
#include "codec/json_out.h"
#include "codec/query_string.h"
#include "entity/entities.h"
#include "record/list.h"

static enum rc write_actor(struct ctx *cx, struct json_out *out, int64_t actor_id)
{
	str name;

	json_key(out, "actor");
	if (actor_id == 0) {
		json_none(out);
		return OK;
	}
	TRY(record_label(cx, &user_entity, actor_id, &name));
	json_object_begin(out);
	json_key(out, "id");
	json_int(out, actor_id);
	json_key(out, "name");
	json_str(out, name);
	json_object_end(out);
	return OK;
}

static void int_or_null(struct json_out *out, const char *key, int64_t value)
{
	json_key(out, key);
	if (value != 0)
		json_int(out, value);
	else
		json_none(out);
}

static void event_members(struct json_out *out, const struct event *event)
{
	json_key(out, "id");
	json_int(out, event->id);
	json_key(out, "at");
	json_instant(out, event->at);
	int_or_null(out, "actor_id", event->actor_id);
	json_key(out, "entity");
	json_str(out, str_from(event->entity->name));
	json_key(out, "row_id");
	json_int(out, event->row_id);
	json_key(out, "kind");
	json_str(out, str_from(event->kind));
	int_or_null(out, "batch_id", event->batch_id);
	int_or_null(out, "undo_of", event->undo_of);
	json_key(out, "changes");
	json_raw(out, event->changes);
}

void event_to_json(struct ctx *cx, struct json_out *out, const struct event *event)
{
	(void)cx;
	json_object_begin(out);
	event_members(out, event);
	json_object_end(out);
}

static enum rc write_event(struct ctx *cx, struct json_out *out, const struct event *event)
{
	json_object_begin(out);
	event_members(out, event);
	TRY(write_actor(cx, out, event->actor_id));
	json_object_end(out);
	return OK;
}

struct history_page {
	int64_t limit;
	int64_t before_at; /* cursor: the last event of the page before */
	int64_t before_id;
};

static enum rc read_page(struct ctx *cx, const struct query_string *query,
			 struct history_page *page)
{
	*page = (struct history_page){ LIMIT_DEFAULT, INT64_MAX, INT64_MAX };
	for (size_t i = 0; query && i < query->count; i++) {
		str name = query->pairs[i].name;
		str value = query->pairs[i].value;

		if (str_is(name, "limit")) {
			if (!str_to_int(value, &page->limit) || page->limit < 1 ||
			    page->limit > LIMIT_MAX)
				return fail_code(cx, "limit", "range",
						 "give a whole number from 1 to %d", LIMIT_MAX);
		} else if (str_is(name, "cursor")) {
			str at;

			if (!str_split(&value, '-', &at) || !str_to_int(at, &page->before_at) ||
			    !str_to_int(value, &page->before_id))
				return fail_code(cx, "cursor", "format",
						 "give the `next` of the page before");
		} else {
			return fail_code(cx, arena_str(cx->arena, name).ptr, "unknown",
					 "there is no such filter here");
		}
	}
	return OK;
}

static enum rc select_history(struct ctx *cx, int64_t key, const struct history_page *page,
			      struct db_stmt **stmt)
{
	TRY(db_prepare(cx,
		       STR("SELECT " EVENT_COLUMNS " FROM events WHERE row_key = ?"
			   " AND at <= ? AND (at < ? OR id < ?) ORDER BY at DESC, id DESC LIMIT ?"),
		       stmt));
	db_bind_int(*stmt, 1, key);
	db_bind_int(*stmt, 2, page->before_at);
	db_bind_int(*stmt, 3, page->before_at);
	db_bind_int(*stmt, 4, page->before_id);
	db_bind_int(*stmt, 5, page->limit + 1);
	return OK;
}

static enum rc read_events(struct ctx *cx, int64_t key, const struct history_page *page,
			   struct event *events, int64_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	TRY(select_history(cx, key, page, &stmt));
	for (*count = 0; *count <= page->limit; (*count)++) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(event_read(cx, stmt, &events[*count]));
	}
	return OK;
}

enum rc history_to_json(struct ctx *cx, const struct entity *entity, int64_t id,
			const struct query_string *query, struct json_out *out)
{
	struct history_page page;
	struct event *events = NULL;
	void *row = NULL;
	int64_t count = 0;

	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_load(cx, entity, id, row));
	TRY(read_page(cx, query, &page));
	TRY(ctx_alloc(cx, to_size(page.limit + 1) * sizeof *events, &events));
	TRY(read_events(cx, row_key(entity, id), &page, events, &count));

	bool more = count > page.limit;

	count = more ? page.limit : count;
	json_object_begin(out);
	json_items_begin(out);
	for (int64_t i = 0; i < count; i++)
		TRY(write_event(cx, out, &events[i]));
	json_items_end(out,
		       more ? str_printf(cx->arena, "%lld-%lld", (long long)events[count - 1].at,
					 (long long)events[count - 1].id)
			    : (str){ NULL, 0 });
	json_object_end(out);
	return OK;
}

/* --- what streams missed ------------------------------------------------------------------------- */

static enum rc visible_now(struct ctx *cx, const struct event *event, bool *yes)
{
	void *row = NULL;

	*yes = false;
	if (!event->entity || !may(cx, event->entity->read))
		return OK;
	TRY(ctx_alloc(cx, event->entity->size, &row));
	TRY(row_find(cx, event->entity, event->row_id, row, yes));
	return *yes ? scope_allows(cx, event->entity, row, yes) : OK;
}

enum rc events_after(struct ctx *cx, struct events_page *page,
		     enum rc (*each)(struct ctx *cx, void *argument, const struct event *event),
		     void *argument)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct event event;
	bool visible = false;
	size_t count = 0;

	page->looked_at = page->last_id;
	TRY(db_prepare(cx,
		       STR("SELECT " EVENT_COLUMNS " FROM events WHERE id > ? ORDER BY id LIMIT ?"),
		       &stmt));
	db_bind_int(stmt, 1, page->last_id);
	db_bind_int(stmt, 2, to_int64(page->limit) + 1);
	for (;;) {
		TRY(db_step(cx, stmt, &page->more));
		if (!page->more || count++ == page->limit)
			return OK;
		TRY(event_read(cx, stmt, &event));
		page->looked_at = event.id;
		TRY(visible_now(cx, &event, &visible));
		if (visible)
			TRY(each(cx, argument, &event));
	}
}
