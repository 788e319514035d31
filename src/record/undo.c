/* Setting changes back: the fields of an event, or of all events of a batch, get the values they had
 * before, as a new event. What has changed since is never overwritten. */
#include "record/row.h"

#include "codec/json_in.h"
#include "codec/json_out.h"
#include "entity/entities.h"

enum { MAX_BATCH = 10000 };

static enum rc nothing(struct ctx *cx)
{
	return fail(cx, E_MISSING, "there is nothing to undo");
}

/* --- which events -------------------------------------------------------------------------------- */

static enum rc read_one(struct ctx *cx, struct db_stmt *stmt, struct event *event)
{
	bool found = false;

	TRY(db_step(cx, stmt, &found));
	if (!found)
		return nothing(cx);
	return event_read(cx, stmt, event);
}

static enum rc find_event(struct ctx *cx, int64_t id, struct event *event)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("SELECT " EVENT_COLUMNS " FROM events WHERE id = ?"), &stmt));
	db_bind_int(stmt, 1, id);
	return read_one(cx, stmt, event);
}

/* The caller's last change that is neither undone nor an undoing itself; rollups follow their cause. */
static enum rc find_last(struct ctx *cx, struct event *event)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(
		cx,
		STR("SELECT " EVENT_COLUMNS " FROM events e WHERE actor_id = ? AND undo_of IS NULL"
		    " AND kind <> '" KIND_ROLLUP "' AND NOT EXISTS"
		    " (SELECT 1 FROM events u WHERE u.undo_of = e.id) ORDER BY id DESC LIMIT 1"),
		&stmt));
	db_bind_int(stmt, 1, cx->who ? cx->who->user_id : 0);
	return read_one(cx, stmt, event);
}

static enum rc is_undone(struct ctx *cx, int64_t event_id, bool *yes)
{
	int64_t by = 0;

	TRY(db_query_int(cx, STR("SELECT id FROM events WHERE undo_of = ? LIMIT 1"), event_id,
			 &by));
	*yes = by != 0;
	return OK;
}

/* --- setting one back ---------------------------------------------------------------------------- */

struct setting_back {
	const struct event *event;
	const struct json_in *changes;
	void *row;
	const void *before; /* the row as it is now */
};

static str as_json(struct ctx *cx, const struct field *field, const void *row)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	field_to_json(&out, field, row);
	return buf_str(&text);
}

/* Compares the present value with what the event left there. Both are written by the same printer, but
 * documents may have their spaces elsewhere: those are parsed first. */
static enum rc check_unchanged(struct ctx *cx, const struct setting_back *work,
			       const struct field *field, const struct json_in *after)
{
	AUTO(json_release) struct json_in *wrapped = NULL;
	str now = as_json(cx, field, work->before);

	TRY(json_parse(cx, str_printf(cx->arena, "[%.*s]", STR_ARG(now)), &wrapped));
	if (str_eq(json_dump(cx->arena, json_at(wrapped, 0)), json_dump(cx->arena, after)))
		return OK;
	return fail_field(cx, E_CONFLICT, field->name, "somebody has changed this since");
}

static enum rc set_back_field(struct ctx *cx, struct setting_back *work, const struct field *field,
			      const struct json_in *pair)
{
	const struct json_in *old = json_at(pair, 0);

	TRY(check_unchanged(cx, work, field, json_at(pair, 1)));
	if (json_kind(old) == JSON_KIND_NULL) {
		field_unset(field, work->row);
		return OK;
	}
	return field->type->from_json(cx, field, field->name, old, work->row);
}

/* Money last: its currency may be set back as well. */
static enum rc set_back_fields(struct ctx *cx, struct setting_back *work, bool money)
{
	struct json_member member = { .place = NULL };

	while (json_next_member(work->changes, &member)) {
		const struct field *field = entity_field(work->event->entity, member.key);

		if (field && (field->type == &field_money) == money)
			TRY(set_back_field(cx, work, field, member.value));
	}
	return OK;
}

/* What was counted by what has been set back. */
static enum rc count_anew(struct ctx *cx, const struct event *event, const void *before,
			  const void *row)
{
	if (event->entity == &organisation_entity)
		return record_home_currency_changed(cx, &deal_entity, before, row);
	if (event->entity == &currency_rate_entity)
		return record_home_rate_changed(cx, &deal_entity, before, row);
	return OK;
}

static enum rc set_back(struct ctx *cx, const struct event *event, void *row)
{
	AUTO(json_release) struct json_in *changes = NULL;
	struct setting_back work = { .event = event, .row = row };
	void *before = NULL;

	TRY(row_new_copy(cx, event->entity, row, &before));
	work.before = before;
	if (str_is(str_from(event->kind), "create")) {
		if (event->entity->flags & ENTITY_SINGLE)
			return fail(cx, E_CONFLICT, "without this nothing works: it stays");
		row_head(row)->archived_at = cx->now;
	} else {
		TRY(json_parse(cx, event->changes, &changes));
		work.changes = changes;
		TRY(set_back_fields(cx, &work, false));
		TRY(set_back_fields(cx, &work, true));
	}

	struct change change = {
		.entity = event->entity,
		.before = before,
		.kind = "undo",
		.at = cx->now,
		.undo_of = event->id,
	};

	TRY(home_money(cx, event->entity, row, before, cx->now));
	TRY(save_change(cx, &change, row));
	return count_anew(cx, event, before, row);
}

static enum rc is_latest(struct ctx *cx, const struct event *event, bool *yes)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool later = false;

	TRY(db_prepare(cx, STR("SELECT 1 FROM events WHERE row_key = ? AND id > ? LIMIT 1"),
		       &stmt));
	db_bind_int(stmt, 1, row_key(event->entity, event->row_id));
	db_bind_int(stmt, 2, event->id);
	TRY(db_step(cx, stmt, &later));
	*yes = !later;
	return OK;
}

/* Whoever made a change may take it back though the row is out of their sight now: of an operation,
 * which may have changed rows that depend on it, e.g. deals of a company that was merged, all of it; of a
 * row that they gave away, that change alone, while it is the last one. */
static enum rc load_changed(struct ctx *cx, const struct event *event, void *row, bool *gave_away)
{
	bool is_own = cx->who && event->actor_id == cx->who->user_id;
	bool found = false;
	bool allowed = false;

	*gave_away = false;
	TRY(need_right(cx, event->entity->read));
	TRY(row_find(cx, event->entity, event->row_id, row, &found));
	if (!found)
		return nothing(cx);
	TRY(scope_allows(cx, event->entity, row, &allowed));
	if (allowed || (is_own && event->batch_id != 0))
		return OK;
	if (is_own)
		TRY(is_latest(cx, event, gave_away));
	return *gave_away ? OK : nothing(cx);
}

/* No way to rows that were not theirs: what comes back must be theirs to see. What they made for
 * somebody else goes away, and nothing comes back. */
static enum rc check_returns(struct ctx *cx, const struct event *event, const void *row)
{
	bool allowed = str_is(str_from(event->kind), "create");

	if (!allowed)
		TRY(scope_allows(cx, event->entity, row, &allowed));
	return allowed ? OK : nothing(cx);
}

static enum rc undo_event(struct ctx *cx, const struct event *event, struct undo *undo)
{
	const struct entity *entity = event->entity;
	void *row = NULL;
	bool gave_away = false;
	bool undone = false;

	if (!entity)
		return nothing(cx);
	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(load_changed(cx, event, row, &gave_away));
	TRY(need_change(cx, entity, row));
	TRY(is_undone(cx, event->id, &undone));
	if (undone)
		return fail(cx, E_CONFLICT, "this change is undone already");
	TRY(set_back(cx, event, row));
	if (gave_away)
		TRY(check_returns(cx, event, row));
	undo->undone_events++;
	undo->entity = entity;
	undo->row_id = event->row_id;
	return OK;
}

enum rc record_undo_event(struct ctx *cx, int64_t event_id)
{
	struct undo undo = { .event_id = event_id };
	struct event event;

	TRY(find_event(cx, event_id, &event));
	return undo_event(cx, &event, &undo);
}

static enum rc undo_batch(struct ctx *cx, int64_t batch_id, struct undo *undo)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct event *events = NULL;
	size_t count = 0;
	bool found = true;

	TRY(ctx_alloc(cx, (MAX_BATCH + 1) * sizeof *events, &events));
	TRY(db_prepare(cx,
		       STR("SELECT " EVENT_COLUMNS
			   " FROM events WHERE batch_id = ? AND undo_of IS NULL"
			   " AND kind <> '" KIND_ROLLUP "' ORDER BY id DESC LIMIT ?"),
		       &stmt));
	db_bind_int(stmt, 1, batch_id);
	db_bind_int(stmt, 2, MAX_BATCH + 1);
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			break;
		TRY(event_read(cx, stmt, &events[count++]));
	}
	if (count == 0)
		return nothing(cx);
	if (count > MAX_BATCH)
		return fail(cx, E_TOO_LARGE, "more than %d changes: undo the import as a whole",
			    MAX_BATCH);
	for (size_t i = 0; i < count; i++)
		TRY(undo_event(cx, &events[i], undo));
	return OK;
}

enum rc batch_note_undone(struct ctx *cx, int64_t batch_id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("UPDATE batches SET undone_at = ? WHERE id = ?"), &stmt));
	db_bind_int(stmt, 1, cx->now);
	db_bind_int(stmt, 2, batch_id);
	return db_run(cx, stmt, NULL);
}

enum rc record_undo(struct ctx *cx, struct undo *undo)
{
	AUTO(tx_end) struct tx tx = { 0 };
	struct event event = { .batch_id = undo->batch_id };

	TRY(tx_begin(cx, &tx));
	if (undo->event_id != 0)
		TRY(find_event(cx, undo->event_id, &event));
	else if (undo->batch_id == 0)
		TRY(find_last(cx, &event));
	if (event.batch_id != 0) {
		TRY(undo_batch(cx, event.batch_id, undo));
		TRY(batch_note_undone(cx, event.batch_id));
		undo->batch_id = event.batch_id;
	} else {
		TRY(undo_event(cx, &event, undo));
	}
	return tx_commit(&tx);
}
