/* Counts rows that are there anew in the organisation's currency, each with the whole of its past: as if the rates of
 * now had been there when it was saved. That is done in place. Nobody has changed the row, so its revision, its
 * instants and its history stay; versions and sums follow. Which rows: home_catch_up.c, home_recount.c. */
#include "record/row.h"

/* Set in a state: by a rate that was corrected; else what is not counted, or all. */
static enum rc count_state(struct ctx *cx, const struct entity *entity, void *state,
			   const void *before, const struct home_counting *how)
{
	const struct field *home = home_field(entity);

	if (how->rate)
		return home_follow(cx, entity, state, how->rate);
	if (how->from_scratch)
		field_unset(home, state);
	if (field_is_set(home, state))
		return OK;
	return home_money(cx, entity, state, before, row_head(state)->updated_at);
}

/* A state that is worth something else than so far, from its beginning to its end (NULL: until now). */
static enum rc write_state(struct ctx *cx, const struct tally_step *step, const struct row *next)
{
	const struct entity *entity = step->entity;
	uint64_t changed = row_difference(entity, step->before, step->after);
	struct tally_step end = { entity, step->after, step->before, 0, 1 };

	if (changed == 0)
		return OK;
	TRY(tally_change(cx, step));
	if (!next)
		return row_update(cx, entity, step->after, changed);
	end.at = next->updated_at;
	TRY(tally_change(cx, &end));
	return version_update(cx, entity, step->after, changed);
}

static enum rc count_past(struct ctx *cx, const struct entity *entity, const struct past *past,
			  const struct home_counting *how)
{
	const void *before = NULL;

	for (size_t i = 0; i < past->count; i++) {
		const struct row *next = i + 1 < past->count ? row_head(past->states[i + 1]) : NULL;
		void *state = NULL;

		TRY(row_new_copy(cx, entity, past->states[i], &state));
		TRY(count_state(cx, entity, state, before, how));

		const struct tally_step step = { .entity = entity,
						 .before = past->states[i],
						 .after = state,
						 .at = row_head(state)->updated_at,
						 .sign = 1 };

		TRY(write_state(cx, &step, next));
		before = state;
	}
	return OK;
}

static enum rc count_rows(struct ctx *cx, const struct entity *entity, const int64_t *ids,
			  size_t count, const struct home_counting *how)
{
	for (size_t i = 0; i < count; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct past past;

		TRY(past_states(cx, entity, ids[i], &past));
		TRY(count_past(cx, entity, &past, how));
		arena_rewind(cx->arena, mark);
	}
	return OK;
}

static enum rc read_ids(struct ctx *cx, const struct home_page *page, int64_t *ids, size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;
	int at = 1;

	*count = 0;
	TRY(db_prepare(cx, page->sql, &stmt));
	for (int arm = 0; arm < page->arms; arm++) {
		if (str_is_set(page->currency))
			db_bind_text(stmt, at++, page->currency);
		db_bind_int(stmt, at++, page->after_id);
		db_bind_int(stmt, at++, page->until_id);
	}
	db_bind_int(stmt, at, (int64_t)page->most);
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		ids[(*count)++] = db_int(stmt, 0);
	}
}

enum rc home_count_page(struct ctx *cx, const struct entity *entity, struct home_page *page,
			const struct home_counting *how)
{
	int64_t *ids = NULL;

	TRY(ctx_alloc(cx, page->most * sizeof *ids, &ids));
	TRY(read_ids(cx, page, ids, &page->count));
	if (page->count > 0)
		page->last_id = ids[page->count - 1];
	return count_rows(cx, entity, ids, page->count, how);
}
