/* Does the log of changes add up? Each row is compared with what its events, replayed in order, leave;
 * and each event with the one before. */
#include "record/row.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "record/list.h"

#include <string.h>

typedef enum rc finding(struct ctx *cx, void *argument, str words);

struct replay {
	const struct entity *entity;
	int64_t id;
	str *values; /* by field index: JSON, not set: nothing was said of it yet */
	finding *each;
	void *argument;
	int64_t told;
};

static bool is_logged(const struct field *field)
{
	return !(field->flags & (F_UNTRACKED | F_SECRET)) && field->type != &field_id;
}

static enum rc say(struct ctx *cx, struct replay *replay, const char *field, const char *what)
{
	replay->told++;
	return replay->each(cx, replay->argument,
			    str_printf(cx->arena, "history of %s %lld: %s %s", replay->entity->name,
				       (long long)replay->id, field, what));
}

static enum rc replay_change(struct ctx *cx, struct replay *replay,
			     const struct json_member *member)
{
	const struct field *field = entity_field(replay->entity, member->key);
	str before = json_dump(cx->arena, json_at(member->value, 0));
	str known;
	size_t index;

	if (!field)
		return OK; /* a field that is no more */
	index = entity_field_index(replay->entity, field);
	known = str_is_set(replay->values[index]) ? replay->values[index] : STR("null");
	if (!str_eq(known, before))
		TRY(say(cx, replay, field->name, "does not continue from the event before"));
	replay->values[index] = json_dump(cx->arena, json_at(member->value, 1));
	return OK;
}

static enum rc replay_event(struct ctx *cx, struct replay *replay, str changes)
{
	AUTO(json_release) struct json_in *object = NULL;
	struct json_member member = { .place = NULL };

	TRY(json_parse(cx, changes, &object));
	while (json_next_member(object, &member))
		TRY(replay_change(cx, replay, &member));
	return OK;
}

/* The value of a field now, as compact JSON. */
static enum rc present_value(struct ctx *cx, const struct field *field, const void *row, str *out)
{
	AUTO(json_release) struct json_in *wrapped = NULL;
	struct buf text = buf_new(cx->arena);
	struct json_out json = json_out_new(&text);

	json_array_begin(&json);
	field_to_json(&json, field, row);
	json_array_end(&json);
	TRY(json_parse(cx, buf_str(&text), &wrapped));
	*out = json_dump(cx->arena, json_at(wrapped, 0));
	return OK;
}

static enum rc compare_row(struct ctx *cx, struct replay *replay, const void *row)
{
	for (size_t i = 0; i < replay->entity->field_count; i++) {
		const struct field *field = &replay->entity->fields[i];
		str now;

		if (!is_logged(field))
			continue;
		TRY(present_value(cx, field, row, &now));
		if (!str_eq(now, str_is_set(replay->values[i]) ? replay->values[i] : STR("null")) &&
		    !(field->type == &field_bool && !str_is_set(replay->values[i])))
			TRY(say(cx, replay, field->name, "differs from the row"));
	}
	return OK;
}

static enum rc replay_row(struct ctx *cx, struct replay *replay, const void *row)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;
	bool any = false;

	replay->id = row_head_const(row)->id;
	TRY(ctx_alloc(cx, replay->entity->field_count * sizeof *replay->values, &replay->values));
	TRY(db_prepare(cx, STR("SELECT changes FROM events WHERE row_key = ? ORDER BY at, id"),
		       &stmt));
	db_bind_int(stmt, 1, row_key(replay->entity, replay->id));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			break;
		any = true;
		TRY(replay_event(cx, replay, arena_str(cx->arena, db_text(stmt, 0))));
	}
	if (!any)
		return say(cx, replay, "there", "is no event at all");
	return compare_row(cx, replay, row);
}

enum rc verify_history(struct ctx *cx, const struct entity *entity, finding *each, void *argument)
{
	struct replay replay = { .entity = entity, .each = each, .argument = argument };
	struct list_query query;
	char cursor[64]; /* outlives the page that it came from */

	list_start(entity, &query);
	query.limit = LIMIT_MAX;
	query.with_archived = true;
	for (;;) {
		struct arena_mark mark = arena_mark(cx->arena);
		int64_t told = replay.told;
		struct list_page page;

		TRY(list_read(cx, entity, &query, &page));
		for (size_t i = 0; i < page.count; i++)
			TRY(replay_row(cx, &replay, (char *)page.rows + i * entity->size));
		if (!str_is_set(page.next))
			return OK;
		ensure(page.next.len < sizeof cursor);
		memcpy(cursor, page.next.ptr, page.next.len);
		query.cursor = (str){ cursor, page.next.len };
		if (told == replay.told) /* else a list of findings may have grown meanwhile */
			arena_rewind(cx->arena, mark);
	}
}
