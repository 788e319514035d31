/* The events of an import, newest first, and what has happened to their rows since. */
#include "exchange/import_undo.h"

#include "db/db.h"
#include "exchange/importing.h"
#include "exchange/row_key.h"
#include "record/record.h"

/* --- changed since ---------------------------------------------------------------------------------------- */

enum { MAX_NAMED = 5, EVENTS_AT_ONCE = 250 };

/* A row's later events do not count when they are the program's own (what follows from its children), or
 * themselves of the batch, or undone. Edits from before a stage history were written
 * anew behind it: they are older than it. */
static const str changed_query = STR_INIT(
	"SELECT DISTINCT e.row_key FROM (SELECT row_key, MIN(id) AS first, MIN(recorded_at) AS noted"
	" FROM events WHERE batch_id = ?"
	" GROUP BY row_key) e JOIN events l ON l.row_key = e.row_key AND l.id > e.first"
	" WHERE (l.batch_id IS NULL OR l.batch_id <> ?) AND l.kind <> 'rollup'"
	" AND (l.at >= e.noted OR EXISTS (SELECT 1 FROM batches b WHERE b.id = l.batch_id AND b.kind = 'import'))"
	" AND l.undo_of IS NULL AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undo_of = l.id)"
	" LIMIT 5");

static enum rc add_label(struct ctx *cx, int64_t row_key, struct buf *list)
{
	const struct entity *entity = event_entity(row_key);
	str label;

	TRY(record_label(cx, entity, event_row(row_key), &label));
	buf_printf(list, "%s%s %.*s", list->len > 0 ? ", " : "", tr(cx, entity->name),
		   STR_ARG(label));
	return OK;
}

/* A stage history that was imported since has replaced what this import knew. */
static enum rc refuse_newer_history(struct ctx *cx, int64_t batch_id)
{
	int64_t job_id = 0;

	TRY(db_query_int(cx, STR("SELECT job_id FROM import_pasts WHERE batch_id = ? LIMIT 1"),
			 batch_id, &job_id));
	if (job_id == 0)
		return OK;
	return fail(cx, E_CONFLICT,
		    "a stage history was imported for these deals since: undo import %lld first",
		    (long long)job_id);
}

/* Sources and lost reasons are no more than words. The past of a row adds up by the rest: versions of deals would
 * point to stages that are gone. */
static bool is_but_a_word(const struct entity *target)
{
	return target == &source_entity || target == &lost_reason_entity;
}

/* Of a row that was there before: the batch was the only one to change it since. */
#define CHANGED_BY_BATCH_ALONE                                                                     \
	" OR (c.id > e.id AND c.kind <> 'rollup' AND NOT EXISTS"                                   \
	" (SELECT 1 FROM events l WHERE l.row_key = c.row_key AND l.id > e.id"                     \
	" AND l.kind <> 'rollup' AND (l.batch_id IS NULL OR l.batch_id <> c.batch_id)))"

/* Rows whose `field` points to a row that the batch created, and that it did not create itself. A word that it
 * alone gave to them goes with it. */
static enum rc find_dependants(struct ctx *cx, const struct entity *entity,
			       const struct field *field, int64_t batch_id, struct buf *list)
{
	const struct entity *target = entity_by_name(str_from(field->ref));
	/* Deals whose past it has only replaced were there before. */
	const char *but =
		target == &deal_entity
			? " AND NOT EXISTS (SELECT 1 FROM import_jobs j JOIN import_pasts p ON p.job_id = j.id"
			  " WHERE j.batch_id = e.batch_id AND p.row_key = e.row_key / 64)"
			: "";
	AUTO(db_done) struct db_stmt *stmt = NULL;
	str sql = str_printf(
		cx->arena,
		"SELECT r.id FROM events e JOIN %s r ON r.%s = e.row_key / 64"
		" WHERE e.batch_id = ? AND e.kind = 'create' AND e.row_key %% 64 = %d AND NOT EXISTS"
		" (SELECT 1 FROM events c WHERE c.row_key = r.id * 64 + %d AND +c.batch_id = ?"
		" AND (c.kind = 'create'%s))%s LIMIT 1",
		entity->plural, field->name, target->code, entity->code,
		is_but_a_word(target) ? CHANGED_BY_BATCH_ALONE : "", but);
	bool found = false;

	if (!str_is_set(sql))
		return fail_memory(cx);
	TRY(db_prepare(cx, sql, &stmt));
	db_bind_int(stmt, 1, batch_id);
	db_bind_int(stmt, 2, batch_id);
	TRY(db_step(cx, stmt, &found));
	return found ? add_label(cx, event_key(entity, db_int(stmt, 0)), list) : OK;
}

/* What came later may stand on what this import made: deals in its pipeline, of its companies. */
static enum rc refuse_dependants(struct ctx *cx, int64_t batch_id)
{
	struct buf list = buf_new(cx->arena);

	for (size_t i = 0; i < entity_count; i++)
		for (size_t k = 0; k < entities[i]->field_count; k++)
			if (entities[i]->fields[k].type == &field_ref)
				TRY(find_dependants(cx, entities[i], &entities[i]->fields[k],
						    batch_id, &list));
	if (list.len == 0)
		return OK;
	return fail(cx, E_CONFLICT,
		    "rows that came later point to what this import made, so it stays: %.*s",
		    STR_ARG(buf_str(&list)));
}

enum rc undo_refuse_changed(struct ctx *cx, int64_t batch_id)
{
	struct buf list = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	TRY(refuse_newer_history(cx, batch_id));
	TRY(db_prepare(cx, changed_query, &stmt));
	db_bind_int(stmt, 1, batch_id);
	db_bind_int(stmt, 2, batch_id);
	for (int i = 0; i < MAX_NAMED; i++) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			break;
		TRY(add_label(cx, db_int(stmt, 0), &list));
	}
	if (list.len == 0)
		return refuse_dependants(cx, batch_id);
	return fail(cx, E_CONFLICT,
		    "rows of this import have been changed since, so it stays: %.*s",
		    STR_ARG(buf_str(&list)));
}

/* --- newest first ------------------------------------------------------------------------------------------- */

struct pending {
	int64_t id;
	int64_t row_key;
};

/* Undone ones and those of purged rows are past: they have an event that undoes them, or no row. */
static const str pending_query = STR_INIT(
	"SELECT e.id, e.row_key FROM events e WHERE e.batch_id = ? AND e.id < ? AND e.undo_of IS NULL"
	" AND e.kind NOT IN ('rollup', 'purge')"
	" AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undo_of = e.id)"
	" AND NOT EXISTS (SELECT 1 FROM events p WHERE p.row_key = e.row_key AND p.kind = 'purge')"
	" ORDER BY e.id DESC LIMIT ?");

static enum rc read_pending(struct ctx *cx, int64_t batch_id, int64_t before, struct pending *list,
			    int64_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;

	TRY(db_prepare(cx, pending_query, &stmt));
	db_bind_int(stmt, 1, batch_id);
	db_bind_int(stmt, 2, before);
	db_bind_int(stmt, 3, EVENTS_AT_ONCE);
	for (*count = 0; *count < EVENTS_AT_ONCE; ++*count) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		list[*count] = (struct pending){
			.id = db_int(stmt, 0),
			.row_key = db_int(stmt, 1),
		};
	}
	return OK;
}

/* Whether the row was created by this batch: then it goes as a whole, whatever came after. The plus keeps
 * SQLite from walking all events of the batch instead of the row's few. */
static enum rc is_created_by(struct ctx *cx, int64_t batch_id, int64_t row_key, bool *yes)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(
		cx,
		STR("SELECT 1 FROM events WHERE row_key = ? AND kind = 'create' AND +batch_id = ? LIMIT 1"),
		&stmt));
	db_bind_int(stmt, 1, row_key);
	db_bind_int(stmt, 2, batch_id);
	return db_step(cx, stmt, yes);
}

static enum rc purged_already(struct ctx *cx, int64_t row_key, bool *yes)
{
	int64_t id = 0;

	TRY(db_query_int(cx,
			 STR("SELECT id FROM events WHERE row_key = ? AND kind = 'purge' LIMIT 1"),
			 row_key, &id));
	*yes = id != 0;
	return OK;
}

static enum rc undo_one(struct ctx *cx, const struct import_job *job, const struct pending *event)
{
	bool created = false;
	bool gone = false;

	TRY(purged_already(cx, event->row_key, &gone)); /* by another event of this chunk */
	if (gone)
		return OK;
	TRY(is_created_by(cx, job->batch_id, event->row_key, &created));
	if (!created)
		return record_undo_event(cx, event->id);
	if (job->order.is_demo)
		TRY(remove_dependants(cx, event_entity(event->row_key), event_row(event->row_key)));
	TRY(import_key_forget(cx, event->row_key));
	return record_purge(cx, event_entity(event->row_key), event_row(event->row_key));
}

enum rc undo_events(struct ctx *cx, const struct import_job *job, int64_t *before, bool *more)
{
	struct pending *list = NULL;
	int64_t count = 0;

	TRY(ctx_alloc(cx, EVENTS_AT_ONCE * sizeof *list, &list));
	TRY(read_pending(cx, job->batch_id, *before, list, &count));
	for (int64_t i = 0; i < count; i++)
		TRY(undo_one(cx, job, &list[i]));
	if (count > 0)
		*before = list[count - 1].id;
	*more = count == EVENTS_AT_ONCE;
	return OK;
}
