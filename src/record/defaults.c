/* New rows: the values that fields start with (enum field_start). */
#include "record/row.h"

static enum rc first_of(struct ctx *cx, const struct field *field, const struct entity *entity,
			const void *row, int64_t *id)
{
	const struct entity *target = entity_by_name(str_from(field->ref));
	const struct field *same = entity_field(entity, str_from(field->within));
	str sql = str_printf(cx->arena,
			     "SELECT id FROM %s WHERE %s = ? AND archived_at IS NULL"
			     " ORDER BY position, id LIMIT 1",
			     target->plural, field->within);

	return db_query_int(cx, sql, field_get_int(same, row), id);
}

static enum rc start(struct ctx *cx, const struct entity *entity, const struct field *field,
		     void *row)
{
	switch (field->start) {
	case START_UNSET:
	case START_OPERATION:
		return OK;
	case START_ZERO:
		if (field->type != &field_bool)
			*field_int_of(field, row) = 0;
		return OK;
	case START_TRUE:
		*field_bool_of(field, row) = true;
		return OK;
	case START_CALLER:
		*field_int_of(field, row) = cx->who ? cx->who->user_id : 0;
		return OK;
	case START_CURRENCY:
		*field_str_of(field, row) =
			arena_str(cx->arena, str_from(cx->organisation.currency));
		return OK;
	case START_NOW:
		*field_int_of(field, row) = cx->now;
		return OK;
	case START_FIRST:
		return first_of(cx, field, entity, row, field_int_of(field, row));
	}
	return OK;
}

enum rc record_new(struct ctx *cx, const struct entity *entity, void *row)
{
	entity_clear(entity, row);
	for (size_t i = 0; i < entity->field_count; i++)
		TRY(start(cx, entity, &entity->fields[i], row));
	return OK;
}
