/* What every row must fulfil before it is saved: required fields, references that are there and
 * visible, the entity's own rules, user-defined fields. Values themselves were checked when they were
 * read (entity/field_*.c). */
#include "record/row.h"

static void check_required(struct ctx *cx, const struct entity *entity, const void *row)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];

		if ((field->flags & F_REQUIRED) && !field_is_set(field, row))
			(void)fail_code(cx, field->name, "required", "this field is required");
	}
}

static enum rc no_such(struct ctx *cx, const struct field *field)
{
	return fail_code(cx, field->name, "unknown",
			 "there is no such %s, or it is not yours to see", tr(cx, field->ref));
}

/* The other row is loaded whatever the caller may see, and then held against the scope: so a row that
 * is hidden and a row that is not there look the same. */
static enum rc check_reference(struct ctx *cx, const struct entity *entity,
			       const struct field *field, const void *row)
{
	const struct entity *target = entity_by_name(str_from(field->ref));
	void *other = NULL;
	bool found = false;
	bool allowed = false;

	ensure(target);
	TRY(ctx_alloc(cx, target->size, &other));
	TRY(row_find(cx, target, field_get_int(field, row), other, &found));
	if (found)
		TRY(scope_allows(cx, target, other, &allowed));
	if (!allowed)
		return no_such(cx, field);
	if (row_head(other)->archived_at != UNSET && !(field->flags & F_READONLY))
		return fail_code(cx, field->name, "archived", "this %s is archived",
				 tr(cx, field->ref));
	if (!field->within)
		return OK;

	const struct field *ours = entity_field(entity, str_from(field->within));
	const struct field *theirs = entity_field(target, str_from(field->within));

	if (field_get_int(ours, row) == field_get_int(theirs, other))
		return OK;
	return fail_code(cx, field->name, "other_pipeline", "this %s belongs to another pipeline",
			 tr(cx, field->ref));
}

static enum rc check_references(struct ctx *cx, const struct entity *entity, const void *row,
				const void *before)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];
		enum rc rc;

		if (field->type != &field_ref || !field_is_set(field, row) ||
		    (before && field_equal(field, before, row)))
			continue;
		rc = check_reference(cx, entity, field, row);
		if (rc != OK && rc != E_INVALID)
			return rc;
	}
	return OK;
}

enum rc record_check(struct ctx *cx, const struct entity *entity, void *row, const void *before)
{
	check_required(cx, entity, row);
	TRY(check_references(cx, entity, row, before));
	if (cx->failure.rc != OK)
		return cx->failure.rc;
	if (entity->flags & ENTITY_CUSTOM)
		TRY(custom_check(cx, entity, row, before));
	return entity->check ? entity->check(cx, row, before) : OK;
}
