/* What refers to a row, by walking the entity tables. Used by merge.c and lead_unconvert.c. */
#include "pipeline/references.h"

#include "record/record.h"

struct visit {
	enum rc (*each)(struct ctx *cx, void *argument, const struct reference *reference,
			void *row);
	void *argument;
	int64_t id;
};

/* A field that points back into its own entity and that only operations set says where a row went. */
static bool is_trail(const struct entity *entity, const struct field *field)
{
	return (field->flags & F_READONLY) && str_is(str_from(field->ref), entity->name);
}

static enum rc visit_field(struct ctx *cx, const struct reference *reference,
			   const struct visit *visit)
{
	size_t size = reference->entity->size;
	char *rows;
	size_t count;

	TRY(record_all(cx, reference->entity,
		       &(struct where){ .field = reference->field->name, .number = visit->id },
		       &rows, &count));
	for (size_t i = 0; i < count; i++)
		TRY(visit->each(cx, visit->argument, reference, rows + i * size));
	return OK;
}

static enum rc visit_entity(struct ctx *cx, const struct entity *entity,
			    const struct entity *target, const struct visit *visit)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		struct reference reference = { .entity = entity, .field = &entity->fields[i] };

		if (reference.field->type != &field_ref || is_trail(entity, reference.field) ||
		    !str_is(str_from(reference.field->ref), target->name))
			continue;
		TRY(visit_field(cx, &reference, visit));
	}
	return OK;
}

enum rc references_each(struct ctx *cx, const struct entity *target, int64_t id,
			enum rc (*each)(struct ctx *cx, void *argument,
					const struct reference *reference, void *row),
			void *argument)
{
	struct visit visit = { .each = each, .argument = argument, .id = id };

	for (size_t i = 0; i < entity_count; i++)
		TRY(visit_entity(cx, entities[i], target, &visit));
	return OK;
}
