/* The log of changes: each is an event with actor, instant, before and after, written with the change.
 * Reading it: history.c; setting changes back: undo.c. */
#include "record/row.h"

#include "codec/json_out.h"

static void write_value(struct json_out *out, const struct field *field, const void *row)
{
	if (row)
		field_to_json(out, field, row);
	else
		json_none(out);
}

/* {"amount": ["1.00", "2.00"], ...}: the tracked fields that differ; of a new row those that are set. */
static enum rc write_changes(struct ctx *cx, const struct change *change, str *changes)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);
	const struct entity *entity = change->entity;
	const void *before = change->before;
	const void *after = change->after;

	json_object_begin(&out);
	for (size_t i = 1; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];
		bool differs = before && after ? !field_equal(field, before, after)
					       : field_is_set(field, before ? before : after);

		if (!differs || (field->flags & (F_UNTRACKED | F_SECRET)))
			continue;
		json_key(&out, field->name);
		json_array_begin(&out);
		write_value(&out, field, before);
		write_value(&out, field, after);
		json_array_end(&out);
	}
	json_object_end(&out);
	*changes = buf_str(&text);
	return buf_rc(&text);
}

static void write_insert(struct ctx *cx, const struct sql_source *source, struct buf *sql)
{
	(void)source;
	buf_printf(
		sql,
		"INSERT INTO events (at, recorded_at, actor_id, row_key, kind, changes, batch_id,"
		" undo_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?)%s",
		db_returning_id(cx->db));
}

static enum rc insert(struct ctx *cx, struct event *event, int64_t key)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare_from(cx, &(struct sql_source){ .write = write_insert }, &stmt));
	db_bind_int(stmt, 1, event->at);
	db_bind_int(stmt, 2, cx->now);
	if (event->actor_id != 0)
		db_bind_int(stmt, 3, event->actor_id);
	else
		db_bind_null(stmt, 3);
	db_bind_int(stmt, 4, key);
	db_bind_text(stmt, 5, str_from(event->kind));
	db_bind_text(stmt, 6, event->changes);
	if (event->batch_id != 0)
		db_bind_int(stmt, 7, event->batch_id);
	else
		db_bind_null(stmt, 7);
	if (event->undo_of != 0)
		db_bind_int(stmt, 8, event->undo_of);
	else
		db_bind_null(stmt, 8);
	return db_insert(cx, stmt, &event->id);
}

/* --- who may see it live ----------------------------------------------------------------------- */

/* The owner of the row that a field points to, e.g. of a line's deal; 0: nobody. */
static enum rc owner_of_parent(struct ctx *cx, const struct entity *entity, const void *row,
			       const char *name, int64_t *owner)
{
	const struct field *link = entity_field(entity, str_from(name));
	int64_t id = link ? field_get_int(link, row) : 0;
	const struct entity *parent = link ? entity_by_name(str_from(link->ref)) : NULL;

	*owner = 0;
	if (id == 0 || !entity_field(parent, STR("owner_id")))
		return OK;
	return db_query_int(
		cx, str_printf(cx->arena, "SELECT owner_id FROM %s WHERE id = ?", parent->plural),
		id, owner);
}

/* Whoever sees what an activity is about sees the activity; rows of nobody are seen by all. */
static enum rc find_subject_owners(struct ctx *cx, struct event *event, const void *row)
{
	const struct entity *entity = event->entity;
	bool about_something = false;

	event->owners[0] = row_int_or_zero(entity, row, "owner_id");
	for (size_t i = 0; i < SCOPE_SUBJECTS; i++) {
		if (row_int_or_zero(entity, row, scope_subjects[i]) == 0)
			continue;
		about_something = true;
		TRY(owner_of_parent(cx, entity, row, scope_subjects[i], &event->owners[i + 1]));
		event->for_everybody = event->for_everybody || event->owners[i + 1] == 0;
	}
	event->for_everybody = event->for_everybody || (!about_something && event->owners[0] == 0);
	return OK;
}

static enum rc find_audience(struct ctx *cx, struct event *event, const void *row)
{
	const struct entity *entity = event->entity;

	switch (entity->scope) {
	case SCOPE_NOBODY:
		return OK;
	case SCOPE_ALL:
		event->for_everybody = true;
		return OK;
	case SCOPE_SELF:
	case SCOPE_SHARED:
		event->owners[0] = row_int_or_zero(entity, row, entity->scope_field);
		event->for_everybody =
			entity->scope == SCOPE_SHARED && row_int_or_zero(entity, row, "shared");
		return OK;
	case SCOPE_OWNER:
		event->owners[0] = row_int_or_zero(entity, row, "owner_id");
		event->for_everybody = event->owners[0] == 0;
		return OK;
	case SCOPE_PARENT:
		TRY(owner_of_parent(cx, entity, row, entity->scope_field, &event->owners[0]));
		event->for_everybody = event->owners[0] == 0;
		return OK;
	case SCOPE_SUBJECT:
		return find_subject_owners(cx, event, row);
	}
	return OK;
}

static bool is_owned_by(const struct principal *who, int64_t owner)
{
	for (size_t i = 0; i < who->owner_count; i++)
		if (who->owners[i] == owner)
			return owner != 0;
	return false;
}

bool event_visible(const struct principal *who, const struct event *event)
{
	if (!(who->rights & RIGHT_BIT(event->entity->read)))
		return false;
	if (event->entity->scope == SCOPE_SELF)
		return event->owners[0] == who->user_id;
	if (event->for_everybody || who->sees_all)
		return true;
	for (size_t i = 0; i < COUNT_OF(event->owners); i++)
		if (is_owned_by(who, event->owners[i]))
			return true;
	return false;
}

/* ------------------------------------------------------------------------------------------------ */

enum rc event_write(struct ctx *cx, const struct change *change)
{
	const void *row = change->after ? change->after : change->before;
	struct event *event = NULL;

	TRY(ctx_alloc(cx, sizeof *event, &event));
	event->at = change->at;
	event->actor_id = change->maker ? change->maker->actor_id : cx->who ? cx->who->user_id : 0;
	event->entity = change->entity;
	event->row_id = row_head_const(row)->id;
	event->batch_id = change->maker ? change->maker->batch_id : cx->batch_id;
	event->undo_of = change->undo_of;
	event->kind = change->kind;
	TRY(write_changes(cx, change, &event->changes));
	TRY(insert(cx, event, row_key(change->entity, event->row_id)));
	if (cx->quiet)
		return OK;
	TRY(find_audience(cx, event, row));
	event->older = cx->events;
	cx->events = event;
	return OK;
}

enum rc event_read(struct ctx *cx, const struct db_stmt *stmt, struct event *event)
{
	int64_t key = db_int(stmt, 3);

	*event = (struct event){
		.id = db_int(stmt, 0),
		.at = db_int(stmt, 1),
		.actor_id = db_int(stmt, 2),
		.entity = entity_by_code((int)(key % ENTITY_CODES)),
		.row_id = key / ENTITY_CODES,
		.kind = arena_str(cx->arena, db_text(stmt, 4)).ptr,
		.changes = arena_str(cx->arena, db_text(stmt, 5)),
		.batch_id = db_int(stmt, 6),
		.undo_of = db_int(stmt, 7),
	};
	return event->kind && str_is_set(event->changes) ? OK : fail_memory(cx);
}

enum rc batch_begin(struct ctx *cx, const char *kind, int64_t *batch_id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	TRY(db_prepare(
		cx,
		STR("INSERT INTO batches (kind, actor_id, started_at) VALUES (?, ?, ?) RETURNING id"),
		&stmt));
	db_bind_text(stmt, 1, str_from(kind));
	if (cx->who && cx->who->user_id != 0)
		db_bind_int(stmt, 2, cx->who->user_id);
	else
		db_bind_null(stmt, 2);
	db_bind_int(stmt, 3, cx->now);
	TRY(db_step(cx, stmt, &found));
	ensure(found);
	*batch_id = db_int(stmt, 0);
	cx->batch_id = *batch_id;
	return OK;
}

const struct entity *event_entity(int64_t row_key)
{
	return entity_by_code((int)(row_key % ENTITY_CODES));
}

int64_t event_row(int64_t row_key)
{
	return row_key / ENTITY_CODES;
}

int64_t event_key(const struct entity *entity, int64_t id)
{
	return row_key(entity, id);
}
