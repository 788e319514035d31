/* Takes an import back as a whole. First it is made sure that nobody has changed since what it wrote; then
 * its events are undone newest first, in chunks that are each whole: rows that it created are removed with
 * their past, others get their values from before. Broken off, it goes on where it was. */
#include "exchange/importing.h"

#include "base/day.h"
#include "codec/json_in.h"
#include "db/db.h"
#include "exchange/import_undo.h"
#include "record/record.h"

enum { PASTS_AT_ONCE = 250, MEMORY = 64 * 1024 * 1024 };

struct undoing {
	struct import_job job;
	int64_t before; /* newer events are undone */
	bool is_over;
};

static enum rc load(struct ctx *cx, struct import_job *job, int64_t id)
{
	TRY(import_load(cx, id, job));
	if (job->state == IMPORT_WAITING ||
	    (job->state == IMPORT_RUNNING && import_is_locked(cx, job)))
		return fail(cx, E_CONFLICT, "this import is still running");
	if (job->state == IMPORT_UNDONE || job->batch_id == 0)
		return fail(cx, E_CONFLICT, "there is nothing to undo");
	if (job->state == IMPORT_UNDOING)
		return OK; /* broken off: it goes on */
	/* What was tried out on the demo goes with it. */
	return job->order.is_demo ? OK : undo_refuse_changed(cx, job->batch_id);
}

static enum rc read(struct ctx *cx, struct undoing *work, int64_t id)
{
	enum rc rc;

	TRY(db_read_begin(cx));
	rc = load(cx, &work->job, id);
	db_read_end(cx);
	return rc;
}

enum rc import_ask_undo(struct ctx *cx, int64_t job_id, struct import_job *job)
{
	TRY(load(cx, job, job_id));
	job->state = IMPORT_UNDOING;
	cx->job_waits = true;
	return import_set_state(cx, job_id, job->state);
}

/* --- pasts that a stage history replaced ------------------------------------------------------------------- */

static enum rc state_from_json(struct ctx *cx, const struct json_in *object, struct deal *state)
{
	struct json_member member = { .place = NULL };

	entity_clear(&deal_entity, state);
	/* Amounts need their currency, which stands behind them: twice. */
	for (int pass = 0; pass < 2; pass++) {
		member.place = NULL;
		while (json_next_member(object, &member)) {
			const struct field *field = entity_field(&deal_entity, member.key);

			if (field && (field->type == &field_money) == (pass == 1))
				TRY(field->type->from_json(cx, field, field->name, member.value,
							   state));
		}
	}
	return OK;
}

static enum rc maker_from_json(struct ctx *cx, const struct json_in *array, struct maker *maker)
{
	*maker = (struct maker){
		.kind = arena_str(cx->arena, json_text(json_at(array, 0))).ptr,
		.actor_id = json_as_int(json_at(array, 1)),
		.batch_id = json_as_int(json_at(array, 2)),
	};
	return maker->kind ? OK : fail_memory(cx);
}

static enum rc bring_back(struct ctx *cx, const struct kept_past *kept)
{
	AUTO(json_release) struct json_in *tree = NULL;
	struct maker *makers = NULL;
	struct deal *states = NULL;
	void **list = NULL;
	size_t count;

	TRY(json_parse(cx, kept->states, &tree));
	count = json_count(tree);
	TRY(ctx_alloc(cx, count * sizeof *makers, &makers));
	TRY(ctx_alloc(cx, count * sizeof *states, &states));
	TRY(ctx_alloc(cx, count * sizeof *list, &list));
	for (size_t i = 0; i < count; i++) {
		TRY(state_from_json(cx, json_at(tree, i), &states[i]));
		TRY(maker_from_json(cx, json_get(json_at(tree, i), "maker"), &makers[i]));
		list[i] = &states[i];
	}
	return record_rewrite(cx, &deal_entity,
			      &(struct past){ .states = list, .makers = makers, .count = count });
}

static enum rc bring_back_pasts(struct ctx *cx, const struct undoing *work, bool *more)
{
	struct kept_past kept = { .deal_id = 1 };

	for (int i = 0; i < PASTS_AT_ONCE && kept.deal_id != 0; i++) {
		TRY(import_past_take(cx, work->job.id, &kept));
		if (kept.deal_id != 0)
			TRY(bring_back(cx, &kept));
	}
	*more = kept.deal_id != 0;
	return OK;
}

/* --- events -------------------------------------------------------------------------------------------------- */

static enum rc undo_chunk(struct ctx *cx, void *argument)
{
	struct undoing *work = argument;
	bool more = false;

	cx->quiet = true;
	TRY(bring_back_pasts(cx, work, &more));
	if (!more)
		TRY(undo_events(cx, &work->job, &work->before, &more));
	work->job.state = more ? IMPORT_UNDOING : IMPORT_UNDONE;
	work->is_over = !more;
	if (!more)
		TRY(batch_note_undone(cx, work->job.batch_id));
	TRY(import_job_update(cx, &work->job));
	return more ? OK : import_batch_undone(cx, work->job.batch_id);
}

static enum rc run(struct ctx *cx, struct undoing *work, const struct import_watch *watch,
		   struct arena *chunk)
{
	bool goes_on = true;

	while (goes_on && !work->is_over) {
		arena_reset(chunk);
		cx->now = clock_now();
		TRY(db_write(cx, undo_chunk, work));
		goes_on = !watch || watch->step(watch->argument, &work->job);
	}
	return OK;
}

enum rc import_undo(struct ctx *cx, int64_t job_id, const struct import_watch *watch,
		    struct import_job *job)
{
	AUTO(arena_free) struct arena chunk;
	struct arena *outer = cx->arena;
	bool was_quiet = cx->quiet;
	struct undoing work = { .before = INT64_MAX };
	enum rc rc;

	arena_init(&chunk, MEMORY);
	TRY(read(cx, &work, job_id));
	cx->arena = &chunk;
	rc = run(cx, &work, watch, &chunk);
	if (rc != OK)
		ctx_keep_failure(cx, outer);
	cx->arena = outer;
	cx->batch_id = 0;
	cx->quiet = was_quiet;
	*job = work.job;
	return rc;
}
