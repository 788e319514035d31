/* The past of a row as a whole: writing a new row with the past that an import knows of it, replacing what
 * was known, and reading it. One save after the other: save.c. */
#include "record/row.h"

enum { STATES_AT_ONCE = 16 };

/* --- reading --------------------------------------------------------------------------------------- */

struct reading {
	const struct entity *entity;
	void **states;
	size_t count;
};

static enum rc add_state(struct ctx *cx, struct reading *past, const void *row)
{
	size_t room = past->count + STATES_AT_ONCE;

	if (past->count % STATES_AT_ONCE == 0) {
		past->states = arena_grow(cx->arena, past->states, past->count * sizeof(void *),
					  room * sizeof(void *));
		if (!past->states)
			return fail_memory(cx);
	}
	return row_new_copy(cx, past->entity, row, &past->states[past->count++]);
}

static enum rc read_versions(struct ctx *cx, int64_t id, struct reading *past)
{
	const struct entity *entity = past->entity;
	struct buf sql = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	void *row = NULL;
	bool found = true;

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
			return OK;
		TRY(row_read(cx, stmt, 0, entity, row));
		TRY(add_state(cx, past, row));
	}
}

static enum rc read_past(struct ctx *cx, int64_t id, const void *present, struct reading *past)
{
	if (past->entity->flags & ENTITY_VERSIONED)
		TRY(read_versions(cx, id, past));
	return add_state(cx, past, present);
}

/* The events of a row are gone through in their order, and so are its states. */
struct making {
	const struct past *past;
	struct maker *makers;
	size_t next; /* the first state that may be of the next event */
};

/* The event of each state: the one at its instant; of several at one instant the first is that of the first
 * state. What a state has without one followed from others. */
static void take_maker(struct making *making, int64_t at, const struct maker *maker)
{
	const struct past *past = making->past;

	while (making->next < past->count && row_head(past->states[making->next])->updated_at < at)
		making->next++;
	if (making->next < past->count && row_head(past->states[making->next])->updated_at == at)
		making->makers[making->next++] = *maker;
}

/* What was changed twice within a millisecond has two states at one instant: told apart, they are valid for
 * a millisecond each. */
static void tell_apart(const struct past *past)
{
	for (size_t i = 1; i < past->count; i++) {
		int64_t before = row_head(past->states[i - 1])->updated_at;

		if (row_head(past->states[i])->updated_at <= before)
			row_head(past->states[i])->updated_at = before + 1;
	}
}

static enum rc read_makers(struct ctx *cx, const struct entity *entity, int64_t id,
			   struct past *past)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct maker *makers = NULL;
	struct making making = { .past = past };
	bool found = true;

	TRY(ctx_alloc(cx, past->count * sizeof *makers, &makers));
	for (size_t i = 0; i < past->count; i++)
		makers[i].kind = i > 0 ? "update" : "create";
	past->makers = makers;
	making.makers = makers;
	TRY(db_prepare(
		cx,
		STR("SELECT at, kind, actor_id, batch_id FROM events WHERE row_key = ? ORDER BY at, id"),
		&stmt));
	db_bind_int(stmt, 1, row_key(entity, id));
	for (;;) {
		struct maker maker;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		maker = (struct maker){ arena_str(cx->arena, db_text(stmt, 1)).ptr, db_int(stmt, 2),
					db_int(stmt, 3) };
		if (!maker.kind)
			return fail_memory(cx);
		take_maker(&making, db_int(stmt, 0), &maker);
	}
}

enum rc record_past(struct ctx *cx, const struct entity *entity, int64_t id, struct past *out)
{
	struct reading past = { .entity = entity };
	void *present = NULL;

	TRY(ctx_alloc(cx, entity->size, &present));
	TRY(record_load(cx, entity, id, present));
	TRY(read_past(cx, id, present, &past));
	*out = (struct past){ .states = past.states, .count = past.count };
	TRY(read_makers(cx, entity, id, out));
	tell_apart(out);
	return OK;
}

/* --- sums ------------------------------------------------------------------------------------------ */

/* Adds (sign 1) or takes back (sign -1) what the states did to the sums. */
static enum rc tally_states(struct ctx *cx, const struct entity *entity, const struct past *past,
			    int sign)
{
	for (size_t i = 0; i < past->count; i++) {
		struct tally_step step = { entity, i > 0 ? past->states[i - 1] : NULL,
					   past->states[i], row_head(past->states[i])->updated_at,
					   sign };

		TRY(tally_change(cx, &step));
	}
	return OK;
}

enum rc past_forget(struct ctx *cx, const struct entity *entity, int64_t id, const void *present)
{
	struct reading known = { .entity = entity };
	struct past past;

	TRY(read_past(cx, id, present, &known));
	past = (struct past){ .states = known.states, .count = known.count };
	TRY(tally_states(cx, entity, &past, -1));
	return entity->flags & ENTITY_VERSIONED ? version_drop_all(cx, entity, id) : OK;
}

/* --- writing --------------------------------------------------------------------------------------- */

static enum rc write_state(struct ctx *cx, const struct entity *entity, const struct past *past,
			   size_t i)
{
	const struct maker *maker = past->makers ? &past->makers[i] : NULL;
	struct change change = {
		.entity = entity,
		.before = i > 0 ? past->states[i - 1] : NULL,
		.after = past->states[i],
		.kind = maker   ? maker->kind
			: i > 0 ? "update"
				: "create",
		.at = row_head(past->states[i])->updated_at,
		.maker = maker,
	};

	if (i > 0 && (entity->flags & ENTITY_VERSIONED))
		TRY(version_keep(cx, entity, past->states[i - 1], change.at));
	return event_write(cx, &change);
}

/* Versions, events and sums of states whose rows have their id already. */
static enum rc write_states(struct ctx *cx, const struct entity *entity, const struct past *past)
{
	for (size_t i = 0; i < past->count; i++)
		TRY(write_state(cx, entity, past, i));
	return tally_states(cx, entity, past, 1);
}

static enum rc check_order(struct ctx *cx, const struct past *past)
{
	for (size_t i = 0; i < past->count; i++) {
		int64_t at = row_head(past->states[i])->updated_at;

		ensure(i == 0 || at > row_head(past->states[i - 1])->updated_at);
		if (at > cx->now)
			return fail(cx, E_INVALID,
				    "a change cannot be dated before the last one or after now");
	}
	return OK;
}

/* What is the same in all states, and counted through them. */
static enum rc number_states(struct ctx *cx, const struct entity *entity, const struct past *past,
			     const struct row *first)
{
	for (size_t i = 0; i < past->count; i++) {
		struct row *head = row_head(past->states[i]);

		head->id = first->id;
		head->revision = first->revision + (int64_t)i;
		head->created_at = row_head(past->states[0])->updated_at;
		TRY(home_money(cx, entity, past->states[i], i > 0 ? past->states[i - 1] : NULL,
			       head->updated_at));
	}
	return OK;
}

enum rc record_write_past(struct ctx *cx, const struct entity *entity, const struct past *past)
{
	void *last = past->states[past->count - 1];
	struct row first = { .revision = 1 };

	TRY(need_right(cx, entity->write));
	TRY(check_order(cx, past));
	TRY(record_check(cx, entity, last, NULL));
	TRY(number_states(cx, entity, past, &first));
	TRY(row_insert(cx, entity, last));
	for (size_t i = 0; i < past->count; i++)
		row_head(past->states[i])->id = row_head(last)->id;
	TRY(write_states(cx, entity, past));
	TRY(search_change(cx, entity, NULL, last));
	return rollup_change(cx, entity, NULL, last, row_head(last)->updated_at);
}

static enum rc drop_events(struct ctx *cx, const struct entity *entity, int64_t id)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("DELETE FROM events WHERE row_key = ?"), &stmt));
	db_bind_int(stmt, 1, row_key(entity, id));
	return db_run(cx, stmt, NULL);
}

enum rc record_rewrite(struct ctx *cx, const struct entity *entity, const struct past *past)
{
	void *last = past->states[past->count - 1];
	int64_t id = row_head(last)->id;
	size_t created = entity_field_index(entity, entity_field(entity, STR("created_at")));
	struct row first = { .id = id };
	void *present = NULL;

	TRY(ctx_alloc(cx, entity->size, &present));
	TRY(record_load_to_change(cx, entity, id, present));
	TRY(check_order(cx, past));
	TRY(record_check(cx, entity, last, present));
	TRY(past_forget(cx, entity, id, present));
	TRY(drop_events(cx, entity, id));
	first.revision = row_head(present)->revision + 1;
	TRY(number_states(cx, entity, past, &first));
	TRY(write_states(cx, entity, past));
	TRY(search_change(cx, entity, present, last));
	return row_update(cx, entity, last,
			  row_difference(entity, present, last) | UINT64_C(1) << created);
}
