/* The kept sums made anew from the rows and their versions, where a database was made by a program that kept
 * others. Each row's states are gone through in their order, as when they came about (tally.c). */
#include "record/tally.h"

#include "base/zone.h"
#include "entity/entities.h"
#include "record/row.h"

/* Rows of a page go through memory together with their versions; sums are gathered over it. */
enum { PAGE_IDS = 2000 };

#define FACT "sums"

/* Two buffers, that change places with each state. */
struct states {
	const struct entity *entity;
	void *before;
	void *after;
	bool has_before;
};

static enum rc next_id(struct ctx *cx, const struct entity *entity, int64_t from, int64_t *id)
{
	str sql = str_printf(cx->arena, "SELECT COALESCE(MIN(id), 0) FROM %s WHERE id >= ?",
			     entity->plural);

	return db_query_int(cx, sql, from, id);
}

/* "SELECT ... FROM deals_versions WHERE ... UNION ALL SELECT ... FROM deals WHERE ...", by row and time. */
static enum rc prepare_page(struct ctx *cx, const struct entity *entity, int64_t first,
			    struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);
	bool versioned = entity->flags & ENTITY_VERSIONED;

	buf_text(&sql, "SELECT ");
	row_columns(&sql, entity, NULL);
	buf_text(&sql, " FROM (");
	for (int past = versioned; past >= 0; past--) {
		buf_text(&sql, "SELECT ");
		row_columns(&sql, entity, NULL);
		buf_printf(&sql, " FROM %s%s WHERE id >= ? AND id < ?%s", entity->plural,
			   past ? "_versions" : "", past ? " UNION ALL " : "");
	}
	buf_text(&sql, ") AS states ORDER BY id, revision");
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	for (int i = 0; i <= versioned; i++) {
		db_bind_int(*stmt, 2 * i + 1, first);
		db_bind_int(*stmt, 2 * i + 2, first + PAGE_IDS);
	}
	return OK;
}

static enum rc add_state(struct ctx *cx, struct states *states)
{
	int64_t id = row_head(states->after)->id;
	bool follows = states->has_before && row_head(states->before)->id == id;
	const struct tally_step step = {
		.entity = states->entity,
		.before = follows ? states->before : NULL,
		.after = states->after,
		.at = row_head(states->after)->updated_at,
		.sign = 1,
	};
	void *swap = states->before;

	TRY(tally_change(cx, &step));
	states->before = states->after;
	states->after = swap;
	states->has_before = true;
	return OK;
}

static enum rc add_states(struct ctx *cx, const struct entity *entity, int64_t first)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct states states = { .entity = entity };
	bool found = true;

	TRY(ctx_alloc(cx, entity->size, &states.before));
	TRY(ctx_alloc(cx, entity->size, &states.after));
	TRY(prepare_page(cx, entity, first, &stmt));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(row_read(cx, stmt, 0, entity, states.after));
		TRY(add_state(cx, &states));
	}
}

static enum rc add_page(struct ctx *cx, const struct entity *entity, int64_t first)
{
	enum rc rc;

	TRY(record_sums_gather(cx));
	rc = add_states(cx, entity, first);
	if (rc == OK)
		rc = record_sums_write(cx);
	record_sums_forget(cx);
	return rc;
}

static enum rc add_all(struct ctx *cx, const struct entity *entity)
{
	int64_t first = 0;

	for (;;) {
		struct arena_mark mark = arena_mark(cx->arena);

		TRY(next_id(cx, entity, first, &first));
		if (first == 0)
			return OK;
		TRY(add_page(cx, entity, first));
		first += PAGE_IDS;
		arena_rewind(cx->arena, mark);
	}
}

static void free_zone(struct zone **zone)
{
	if (*zone)
		zone_free(*zone);
}

/* Days are those of the organisation's zone, which a database that is being opened has not told yet. Without
 * an organisation there are no rows either. */
static enum rc rebuild(struct ctx *cx)
{
	const struct zone *known = cx->organisation.zone;
	AUTO(free_zone) struct zone *zone = NULL;
	struct organisation_row organisation;
	bool found = false;
	enum rc rc = OK;

	TRY(record_find_id(cx, &organisation_entity, 1, &organisation, &found));
	if (found && zone_load(organisation.time_zone, &zone) != OK)
		return fail(cx, E_IO, "the time zone %.*s is not installed (package tzdata)",
			    STR_ARG(organisation.time_zone));
	cx->organisation.zone = zone;
	for (size_t i = 0; i < entity_count && rc == OK; i++) {
		if (!entities[i]->tally)
			continue;
		rc = tally_empty(cx, entities[i]->tally);
		if (rc == OK && found)
			rc = add_all(cx, entities[i]);
	}
	cx->organisation.zone = known;
	return rc;
}

static str description(struct ctx *cx)
{
	struct buf text = buf_new(cx->arena);

	for (size_t i = 0; i < entity_count; i++)
		if (entities[i]->tally)
			tally_describe(&text, entities[i]->tally);
	return buf_str(&text);
}

static enum rc is_current(struct ctx *cx, bool *yes)
{
	return fact_is(cx, FACT, description(cx), yes);
}

enum rc record_is_current(struct ctx *cx, bool *yes)
{
	TRY(db_read_begin(cx));

	enum rc rc = search_is_current(cx, yes);

	if (rc == OK && *yes)
		rc = is_current(cx, yes);
	db_read_end(cx);
	return rc;
}

enum rc record_sums_follow(struct ctx *cx)
{
	bool current = false;

	TRY(is_current(cx, &current));
	if (current)
		return OK;
	TRY(rebuild(cx));
	return fact_write(cx, FACT, description(cx));
}
