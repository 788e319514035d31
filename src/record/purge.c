/* Taking a row out of the past as well: for undoing an import, and for writing an imported past anew. */
#include "record/row.h"

/* All states of a row, oldest first, the present one last. */
struct past {
	void **states;
	size_t count;
};

static enum rc add_state(struct ctx *cx, const struct entity *entity, struct past *past, const void *row)
{
	if (past->count % 16 == 0) {
		past->states = arena_grow(cx->arena, past->states, past->count * sizeof(void *),
					  (past->count + 16) * sizeof(void *));
		if (!past->states)
			return fail_memory(cx);
	}
	return row_new_copy(cx, entity, row, &past->states[past->count++]);
}

static enum rc read_past(struct ctx *cx, const struct entity *entity, int64_t id, void *present,
			 struct past *past)
{
	struct buf sql = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	void *row = NULL;
	bool found = true;

	if (entity->flags & ENTITY_VERSIONED) {
		TRY(ctx_alloc(cx, entity->size, &row));
		buf_text(&sql, "SELECT ");
		row_columns(&sql, entity, NULL);
		buf_printf(&sql, " FROM %s_versions WHERE id = ? ORDER BY updated_at, version_id",
			   entity->plural);
		TRY(buf_rc(&sql));
		TRY(db_prepare(cx, buf_str(&sql), &stmt));
		db_bind_int(stmt, 1, id);
		for (;;) {
			TRY(db_step(cx, stmt, &found));
			if (!found)
				break;
			TRY(row_read(cx, stmt, 0, entity, row));
			TRY(add_state(cx, entity, past, row));
		}
	}
	return add_state(cx, entity, past, present);
}

/* Adds (sign 1) or takes back (sign -1) what the states did to the sums. */
static enum rc tally_states(struct ctx *cx, const struct entity *entity, void *const *states, size_t count,
			    int sign)
{
	for (size_t i = 0; i < count; i++) {
		struct tally_step step = { entity, i > 0 ? states[i - 1] : NULL, states[i],
					   row_head(states[i])->updated_at, sign };

		TRY(tally_change(cx, &step));
	}
	return OK;
}

static enum rc forget_past(struct ctx *cx, const struct entity *entity, int64_t id, void *present)
{
	struct past past = { .count = 0 };

	TRY(read_past(cx, entity, id, present, &past));
	TRY(tally_states(cx, entity, past.states, past.count, -1));
	return entity->flags & ENTITY_VERSIONED ? version_drop_all(cx, entity, id) : OK;
}

static enum rc delete_row(struct ctx *cx, const struct entity *entity, int64_t id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, str_printf(cx->arena, "DELETE FROM %s WHERE id = ?", entity->plural), &stmt));
	db_bind_int(stmt, 1, id);
	return db_run(cx, stmt, NULL);
}

enum rc record_purge(struct ctx *cx, const struct entity *entity, int64_t id)
{
	struct change change = { .entity = entity, .kind = "purge", .at = cx->now };
	void *row = NULL;

	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_load(cx, entity, id, row));
	TRY(need_right(cx, entity->write));
	change.before = row;
	TRY(forget_past(cx, entity, id, row));
	TRY(search_change(cx, entity, row, NULL));
	TRY(delete_row(cx, entity, id));
	TRY(event_write(cx, &change));
	return rollup_change(cx, entity, row, NULL, cx->now);
}

static enum rc drop_events(struct ctx *cx, const struct entity *entity, int64_t id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("DELETE FROM events WHERE row_key = ?"), &stmt));
	db_bind_int(stmt, 1, row_key(entity, id));
	return db_run(cx, stmt, NULL);
}

static enum rc write_state(struct ctx *cx, const struct entity *entity, void *const *states, size_t i)
{
	struct row *head = row_head(states[i]);
	struct change change = {
		.entity = entity,
		.before = i > 0 ? states[i - 1] : NULL,
		.after = states[i],
		.kind = i > 0 ? "update" : "create",
		.at = head->updated_at,
	};

	head->revision = row_head(states[0])->revision + (int64_t)i;
	head->created_at = row_head(states[0])->updated_at;
	if (i > 0 && (entity->flags & ENTITY_VERSIONED))
		TRY(version_keep(cx, entity, states[i - 1], head->updated_at));
	return event_write(cx, &change);
}

enum rc record_rewrite(struct ctx *cx, const struct entity *entity, void *const *states, size_t count)
{
	void *last = states[count - 1];
	int64_t id = row_head(last)->id;
	void *present = NULL;

	TRY(ctx_alloc(cx, entity->size, &present));
	TRY(record_load_to_change(cx, entity, id, present));
	TRY(forget_past(cx, entity, id, present));
	TRY(drop_events(cx, entity, id));
	row_head(states[0])->revision = row_head(present)->revision + 1;
	for (size_t i = 0; i < count; i++) {
		TRY(home_money(cx, entity, states[i], NULL, row_head(states[i])->updated_at));
		TRY(write_state(cx, entity, states, i));
	}
	TRY(tally_states(cx, entity, states, count, 1));
	TRY(search_change(cx, entity, present, last));

	uint64_t created_at = UINT64_C(1) << entity_field_index(entity,
								entity_field(entity, STR("created_at")));

	return row_update(cx, entity, last, row_difference(entity, present, last) | created_at);
}
