/* Rows that point to one that is about to go with the demo: what people have added to it meanwhile. */
#include "exchange/import_undo.h"

#include "db/db.h"
#include "exchange/importing.h"
#include "exchange/row_key.h"
#include "people/people.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

/* A circle of references ends somewhere. */
enum { DEEPEST = 8, AT_ONCE = 100 };

struct pointing {
	const struct entity *entity;
	const struct field *field;
	int64_t to;
	int depth;
};

static enum rc remove_pointing(struct ctx *cx, const struct entity *entity, int64_t id, int depth);

static enum rc read_ids(struct ctx *cx, const struct pointing *from, int64_t *ids, size_t *count)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = false;

	*count = 0;
	TRY(db_prepare(cx,
		       str_printf(cx->arena, "SELECT id FROM %s WHERE %s = ? AND id <> ? LIMIT ?",
				  from->entity->plural, from->field->name),
		       &stmt));
	db_bind_int(stmt, 1, from->to);
	/* A row that points to itself goes anyway. */
	db_bind_int(stmt, 2, str_is(str_from(from->field->ref), from->entity->name) ? from->to : 0);
	db_bind_int(stmt, 3, AT_ONCE);
	TRY(db_step(cx, stmt, &found));
	while (found) {
		ids[(*count)++] = db_int(stmt, 0);
		TRY(db_step(cx, stmt, &found));
	}
	return OK;
}

/* Somebody's name or team, or what it is a part of or has become, can be taken out of a row; what it is about
 * cannot. Leads and users stand for themselves. */
static bool can_do_without(const struct pointing *from)
{
	const struct field *field = from->field;
	str ref = str_from(field->ref);

	if ((field->flags & F_REQUIRED) || field->start == START_OPERATION)
		return false;
	return str_is(ref, "user") || str_is(ref, "team") || str_is(ref, from->entity->name) ||
	       from->entity == &lead_entity || from->entity == &user_entity;
}

/* A lead is converted as long as the contact is there that it became; otherwise it is what it was before. */
static void reopen(struct lead *lead)
{
	if (lead->lifecycle == LIFECYCLE_CONVERTED && lead->contact_id == 0)
		lead_forget_conversion(lead);
}

static enum rc take_out(struct ctx *cx, const struct pointing *from, int64_t id)
{
	void *row = NULL;

	TRY(ctx_alloc(cx, from->entity->size, &row));
	TRY(record_load(cx, from->entity, id, row));
	field_unset(from->field, row);
	if (from->entity == &lead_entity)
		reopen(row);
	return record_save(cx, from->entity, row);
}

/* Tokens can be seen by their bearer alone: they are removed by the program itself. */
static enum rc purge(struct ctx *cx, const struct entity *entity, int64_t id)
{
	const struct principal *caller = cx->who;
	enum rc rc;

	if (entity->scope == SCOPE_SELF)
		cx->who = &program_principal;
	rc = record_purge(cx, entity, id);
	cx->who = caller;
	return rc;
}

static enum rc remove_row(struct ctx *cx, const struct pointing *from, int64_t id)
{
	if (can_do_without(from))
		return take_out(cx, from, id);
	if (from->depth >= DEEPEST)
		return fail(cx, E_CONFLICT, "too many rows hang on each other");
	TRY(remove_pointing(cx, from->entity, id, from->depth + 1));
	TRY(import_key_forget(cx, event_key(from->entity, id)));
	return purge(cx, from->entity, id);
}

static enum rc remove_all(struct ctx *cx, const struct pointing *from)
{
	int64_t ids[AT_ONCE];
	size_t count = AT_ONCE;

	while (count == AT_ONCE) {
		TRY(read_ids(cx, from, ids, &count));
		for (size_t i = 0; i < count; i++)
			TRY(remove_row(cx, from, ids[i]));
	}
	return OK;
}

static enum rc remove_pointing(struct ctx *cx, const struct entity *entity, int64_t id, int depth)
{
	for (size_t i = 0; i < entity_count; i++)
		for (size_t k = 0; k < entities[i]->field_count; k++) {
			const struct field *field = &entities[i]->fields[k];
			const struct pointing from = { entities[i], field, id, depth };

			if (field->type == &field_ref && str_is(str_from(field->ref), entity->name))
				TRY(remove_all(cx, &from));
		}
	return OK;
}

enum rc remove_dependants(struct ctx *cx, const struct entity *entity, int64_t id)
{
	return remove_pointing(cx, entity, id, 0);
}
