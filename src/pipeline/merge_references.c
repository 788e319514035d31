/* What referred to a merged row refers to the survivor, unless that would say the same thing twice. What
 * else a merge does: merge.c. */
#include "pipeline/merge_references.h"

#include "pipeline/operation.h"
#include "pipeline/references.h"
#include "record/record.h"

struct repointing {
	const char *operation;
	const struct entity *entity;
	int64_t into_id;
};

static bool index_has(const struct index *index, const struct field *field)
{
	str rest = str_from(index->columns);
	str column;

	while (str_split(&rest, ',', &column))
		if (str_is(str_trim(column), field->name))
			return true;
	return false;
}

/* Whether two rows are equal in all columns of an index, the field being `value` in both. */
static bool same_in_index(const struct reference *reference, const struct index *index,
			  const void *a, const void *b)
{
	str rest = str_from(index->columns);
	str column;

	while (str_split(&rest, ',', &column)) {
		const struct field *field = entity_field(reference->entity, str_trim(column));

		if (!field || !field_equal(field, a, b))
			return false;
	}
	return true;
}

/* The first whole-number column of an index besides the field: rows are few by it. */
static const struct field *partner(const struct reference *reference, const struct index *index)
{
	str rest = str_from(index->columns);
	str column;

	while (str_split(&rest, ',', &column)) {
		const struct field *field = entity_field(reference->entity, str_trim(column));

		if (field && field != reference->field && !field->type->is_text)
			return field;
	}
	return NULL;
}

/* Whether another row already says what `row`, now pointing to the survivor, would say: a unique index
 * would refuse it. */
static enum rc is_double(struct ctx *cx, const struct reference *reference, const void *row,
			 bool *yes)
{
	const struct entity *entity = reference->entity;

	*yes = false;
	for (size_t i = 0; i < entity->index_count; i++) {
		const struct index *index = &entity->indexes[i];
		const struct field *by = partner(reference, index);
		char *rows;
		size_t count;

		if (!index->unique || !by || !index_has(index, reference->field))
			continue;

		const struct where same = { .field = by->name, .number = field_get_int(by, row) };

		TRY(record_all(cx, entity, &same, &rows, &count));
		for (size_t j = 0; j < count; j++) {
			const void *other = rows + j * entity->size;

			if (row_id(other) != row_id(row) &&
			    same_in_index(reference, index, other, row))
				*yes = true;
		}
	}
	return OK;
}

static enum rc repoint(struct ctx *cx, void *argument, const struct reference *reference, void *row)
{
	const struct repointing *to = argument;
	struct row *head = row;
	int64_t from_id = field_get_int(reference->field, row);
	bool already;

	if (reference->entity == to->entity && head->id == to->into_id)
		return OK; /* the survivor itself: merge.c sees to it */
	*field_int_of(reference->field, row) = to->into_id;
	TRY(is_double(cx, reference, row, &already));
	if (already) {
		*field_int_of(reference->field, row) = from_id;
		head->archived_at = cx->now;
	}
	return save_named(cx, to->operation, reference->entity, row);
}

enum rc merge_references(struct ctx *cx, const char *operation, const struct entity *entity,
			 int64_t from_id, int64_t into_id)
{
	struct repointing to = { operation, entity, into_id };

	return references_each(cx, entity, from_id, repoint, &to);
}
