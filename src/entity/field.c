/* Members of rows by their field: reading, setting, comparing, and binding them to statements. What a
 * value means is up to its type (field_text.c, field_number.c, field_time.c, field_ref.c, ...). */
#include "entity/entity.h"

#include "codec/json_out.h"
#include "db/db.h"

static void *member(const struct field *field, void *row)
{
	return (char *)row + field->offset;
}

static const void *member_const(const struct field *field, const void *row)
{
	return (const char *)row + field->offset;
}

int64_t *field_int_of(const struct field *field, void *row)
{
	ensure(!field->type->is_text && field->type != &field_bool);
	return member(field, row);
}

str *field_str_of(const struct field *field, void *row)
{
	ensure(field->type->is_text);
	return member(field, row);
}

bool *field_bool_of(const struct field *field, void *row)
{
	ensure(field->type == &field_bool);
	return member(field, row);
}

int64_t field_get_int(const struct field *field, const void *row)
{
	if (field->type == &field_bool)
		return *(const bool *)member_const(field, row);
	ensure(!field->type->is_text);
	return *(const int64_t *)member_const(field, row);
}

str field_get_str(const struct field *field, const void *row)
{
	ensure(field->type->is_text);
	return *(const str *)member_const(field, row);
}

/* REF and ID are "not set" at 0, so that structs can be written with plain initialisers. */
static int64_t unset_of(const struct field *field)
{
	return field->type == &field_ref || field->type == &field_id ? 0 : UNSET;
}

bool field_is_set(const struct field *field, const void *row)
{
	if (field->type == &field_bool)
		return true;
	if (field->type->is_text)
		return str_is_set(field_get_str(field, row));
	return field_get_int(field, row) != unset_of(field);
}

void field_to_json(struct json_out *out, const struct field *field, const void *row)
{
	if (field_is_set(field, row))
		field->type->to_json(out, field, row);
	else
		json_none(out);
}

bool field_equal(const struct field *field, const void *a, const void *b)
{
	if (field->type->is_text)
		return str_eq(field_get_str(field, a), field_get_str(field, b));
	return field_get_int(field, a) == field_get_int(field, b);
}

void field_copy(const struct field *field, void *to, const void *from)
{
	if (field->type->is_text)
		*field_str_of(field, to) = field_get_str(field, from);
	else if (field->type == &field_bool)
		*field_bool_of(field, to) = field_get_int(field, from) != 0;
	else
		*field_int_of(field, to) = field_get_int(field, from);
}

void field_unset(const struct field *field, void *row)
{
	if (field->type->is_text)
		*field_str_of(field, row) = (str){ NULL, 0 };
	else if (field->type == &field_bool)
		*field_bool_of(field, row) = false;
	else
		*field_int_of(field, row) = unset_of(field);
}

void field_bind(struct db_stmt *stmt, int index, const struct field *field, const void *row)
{
	if (!field_is_set(field, row))
		db_bind_null(stmt, index);
	else if (field->type == &field_enum)
		db_bind_text(stmt, index, str_from(field->names[field_get_int(field, row)]));
	else if (field->type->is_text)
		db_bind_text(stmt, index, field_get_str(field, row));
	else
		db_bind_int(stmt, index, field_get_int(field, row));
}

static enum rc read_text(struct ctx *cx, const struct db_stmt *stmt, int column, str *out)
{
	str text = db_text(stmt, column);

	*out = text;
	if (!str_is_set(text))
		return OK;
	*out = arena_str(cx->arena, text);
	return str_is_set(*out) ? OK : fail_memory(cx);
}

static enum rc read_enum(struct ctx *cx, const struct db_stmt *stmt, int column,
			 const struct field *field, void *row)
{
	str text = db_text(stmt, column);
	int64_t value;

	if (!str_is_set(text)) {
		field_unset(field, row);
		return OK;
	}
	value = field_enum_value(field, text);
	if (value < 0)
		return fail(cx, E_IO,
			    "the database holds an unknown %s: was it changed by hand, or by a "
			    "newer version?",
			    field->name);
	*field_int_of(field, row) = value;
	return OK;
}

enum rc field_read(struct ctx *cx, const struct db_stmt *stmt, int column,
		   const struct field *field, void *row)
{
	int64_t number;

	if (field->type == &field_enum)
		return read_enum(cx, stmt, column, field, row);
	if (field->type->is_text)
		return read_text(cx, stmt, column, field_str_of(field, row));
	number = db_int(stmt, column);
	if (field->type == &field_bool)
		*field_bool_of(field, row) = number != 0;
	else if (number == 0 && db_is_null(stmt, column)) /* NULL reads as 0 */
		*field_int_of(field, row) = unset_of(field);
	else
		*field_int_of(field, row) = number;
	return OK;
}
