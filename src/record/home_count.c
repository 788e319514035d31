/* Counts rows that are there anew in the organisation's currency, each with the whole of its past: as if the rates of
 * now had been there when it was saved. That is done in place. Nobody has changed the row, so its revision, its
 * instants and its history stay; versions and sums follow. Which rows: home_catch_up.c, home_recount.c. */
#include "record/row.h"

#include "base/buf.h"
#include "base/money.h"

#include <string.h>

/* A row's past is gone through state by state: it may be long, and one state of it is in memory at a time. */
struct counting {
	const struct entity *entity;
	bool from_scratch;
	void *state;  /* the one that is counted, */
	void *worth;  /* and what it becomes */
	void *before; /* of the one before it: what tells whether the amount has changed since */
	bool has_before;
};

/* Of all its fields those that home_money() compares. */
static void keep_as_before(struct counting *counting)
{
	const struct field *home = home_field(counting->entity);
	const struct field *amount = entity_field(counting->entity, str_from(home->home_of));
	const struct field *code = entity_field(counting->entity, str_from(amount->currency));
	const struct currency *currency = currency_find(field_get_str(code, counting->worth));

	field_copy(home, counting->before, counting->worth);
	field_copy(amount, counting->before, counting->worth);
	*field_str_of(code, counting->before) =
		currency ? str_from(currency->code) : (str){ NULL, 0 };
	counting->has_before = true;
}

/* A state that is worth something else than so far, from its beginning to its end (UNSET: until now). */
static enum rc write_state(struct ctx *cx, const struct counting *counting, int64_t until)
{
	const struct entity *entity = counting->entity;
	uint64_t changed = row_difference(entity, counting->state, counting->worth);
	struct tally_step step = { .entity = entity,
				   .before = counting->state,
				   .after = counting->worth,
				   .at = row_head(counting->state)->updated_at,
				   .sign = 1 };

	if (changed == 0)
		return OK;
	TRY(tally_change(cx, &step));
	if (until == UNSET)
		return row_update(cx, entity, counting->worth, changed);
	step = (struct tally_step){ entity, counting->worth, counting->state, until, 1 };
	TRY(tally_change(cx, &step));
	return version_update(cx, entity, counting->worth, changed);
}

static enum rc count_state(struct ctx *cx, struct counting *counting, int64_t until)
{
	const struct entity *entity = counting->entity;

	memcpy(counting->worth, counting->state, entity->size);
	if (counting->from_scratch || !field_is_set(home_field(entity), counting->state))
		TRY(home_money(cx, entity, counting->worth,
			       counting->has_before ? counting->before : NULL,
			       row_head(counting->state)->updated_at));
	TRY(write_state(cx, counting, until));
	keep_as_before(counting);
	return OK;
}

static enum rc count_versions(struct ctx *cx, struct counting *counting, int64_t id)
{
	const struct entity *entity = counting->entity;
	struct buf sql = buf_new(cx->arena);
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct arena_mark mark;
	bool found = true;

	buf_text(&sql, "SELECT valid_to, ");
	row_columns(&sql, entity, NULL);
	buf_printf(&sql, " FROM %s_versions WHERE id = ? ORDER BY updated_at, version_id",
		   entity->plural);
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), &stmt));
	db_bind_int(stmt, 1, id);
	for (mark = arena_mark(cx->arena);; arena_rewind(cx->arena, mark)) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(row_read(cx, stmt, 1, entity, counting->state));
		TRY(count_state(cx, counting, db_int(stmt, 0)));
	}
}

static enum rc count_row(struct ctx *cx, const struct home_counting *how, int64_t id)
{
	const struct entity *entity = how->entity;
	struct counting counting = { .entity = entity, .from_scratch = how->from_scratch };
	bool found = false;

	TRY(ctx_alloc(cx, entity->size, &counting.state));
	TRY(ctx_alloc(cx, entity->size, &counting.worth));
	TRY(ctx_alloc(cx, entity->size, &counting.before));
	if (entity->flags & ENTITY_VERSIONED)
		TRY(count_versions(cx, &counting, id));
	TRY(row_find(cx, entity, id, counting.state, &found));
	return found ? count_state(cx, &counting, UNSET) : OK;
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

enum rc home_count_page(struct ctx *cx, struct home_page *page, const struct home_counting *how)
{
	int64_t *ids = NULL;

	TRY(ctx_alloc(cx, page->most * sizeof *ids, &ids));
	TRY(read_ids(cx, page, ids, &page->count));
	if (page->count > 0)
		page->last_id = ids[page->count - 1];
	for (size_t i = 0; i < page->count; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		TRY(count_row(cx, how, ids[i]));
		arena_rewind(cx->arena, mark);
	}
	return OK;
}
