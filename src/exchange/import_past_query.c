/* The pasts that stage histories took the place of, kept as JSON so that undo can bring them back. */
#include "exchange/importing.h"

#include "codec/json_out.h"
#include "db/db.h"
#include "record/record.h"

static void maker_to_json(struct json_out *out, const struct maker *maker)
{
	json_key(out, "maker");
	json_array_begin(out);
	json_str(out, str_from(maker->kind));
	json_int(out, maker->actor_id);
	json_int(out, maker->batch_id);
	json_array_end(out);
}

/* A state with every field, but those that follow from others, as its type prints it. */
static void state_to_json(struct json_out *out, const struct deal *state, const struct maker *maker)
{
	json_object_begin(out);
	maker_to_json(out, maker);
	for (size_t i = 0; i < deal_entity.field_count; i++) {
		const struct field *field = &deal_entity.fields[i];

		if ((field->flags & F_SECRET) || !field_is_set(field, state))
			continue;
		json_key(out, field->name);
		field->type->to_json(out, field, state);
	}
	json_object_end(out);
}

/* Also the batch that created the row; 0: none. */
static enum rc past_text(struct ctx *cx, int64_t deal_id, str *text, int64_t *batch_id)
{
	struct buf buf = buf_new(cx->arena);
	struct json_out out = json_out_new(&buf);
	struct past past;

	TRY(record_past(cx, &deal_entity, deal_id, &past));
	json_array_begin(&out);
	for (size_t i = 0; i < past.count; i++)
		state_to_json(&out, past.states[i], &past.makers[i]);
	json_array_end(&out);
	*text = buf_str(&buf);
	*batch_id = past.makers[0].batch_id;
	return buf_rc(&buf) == OK ? OK : fail_memory(cx);
}

enum rc import_past_keep(struct ctx *cx, const struct import_job *job, int64_t deal_id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	int64_t batch_id;
	str text;

	TRY(past_text(cx, deal_id, &text, &batch_id));
	TRY(db_prepare(
		cx,
		STR("INSERT INTO import_pasts (job_id, row_key, past, batch_id) VALUES (?, ?, ?, ?)"
		    " ON CONFLICT (job_id, row_key) DO NOTHING"),
		&stmt));
	db_bind_int(stmt, 1, job->id);
	db_bind_int(stmt, 2, deal_id);
	db_bind_text(stmt, 3, text);
	db_bind_int(stmt, 4, batch_id);
	return db_run(cx, stmt, NULL);
}

static enum rc drop(struct ctx *cx, int64_t id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("DELETE FROM import_pasts WHERE id = ?"), &stmt));
	db_bind_int(stmt, 1, id);
	return db_run(cx, stmt, NULL);
}

enum rc import_past_take(struct ctx *cx, int64_t job_id, struct kept_past *kept)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	*kept = (struct kept_past){ .deal_id = 0 };
	TRY(db_prepare(cx,
		       STR("SELECT id, row_key, past FROM import_pasts WHERE job_id = ? LIMIT 1"),
		       &stmt));
	db_bind_int(stmt, 1, job_id);
	TRY(db_step(cx, stmt, &found));
	if (!found)
		return OK;
	kept->deal_id = db_int(stmt, 1);
	kept->states = arena_str(cx->arena, db_text(stmt, 2));
	return str_is_set(kept->states) ? drop(cx, db_int(stmt, 0)) : fail_memory(cx);
}
