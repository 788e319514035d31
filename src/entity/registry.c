/* The list of all entities, and look-ups in it. A new entity is one line here and one file. */
#include "entity/entities.h"

const struct entity *const entities[] = {
	&organisation_entity,  &user_entity,
	&team_entity,          &token_entity,
	&company_entity,       &contact_entity,
	&lead_entity,          &source_entity,
	&pipeline_entity,      &stage_entity,
	&lost_reason_entity,   &deal_entity,
	&deal_contact_entity,  &deal_line_entity,
	&activity_entity,      &product_entity,
	&currency_rate_entity, &custom_field_entity,
	&view_entity,          &cadence_entity,
	&enrollment_entity,    &review_decision_entity,
	&attachment_entity,    &form_entity,
};
const size_t entity_count = COUNT_OF(entities);

const struct entity *entity_by_name(str name)
{
	for (size_t i = 0; i < entity_count; i++)
		if (str_is(name, entities[i]->name))
			return entities[i];
	return NULL;
}

const struct entity *entity_by_plural(str plural)
{
	for (size_t i = 0; i < entity_count; i++)
		if (str_is(plural, entities[i]->plural))
			return entities[i];
	return NULL;
}

const struct entity *entity_by_code(int code)
{
	for (size_t i = 0; i < entity_count; i++)
		if (entities[i]->code == code)
			return entities[i];
	return NULL;
}

const struct field *entity_field(const struct entity *entity, str name)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (str_is(name, entity->fields[i].name))
			return &entity->fields[i];
	return NULL;
}

size_t entity_field_index(const struct entity *entity, const struct field *field)
{
	ensure(field >= entity->fields && field < entity->fields + entity->field_count);
	return (size_t)(field - entity->fields);
}

bool entity_is_searched(const struct entity *entity)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (entity->fields[i].flags & F_SEARCH)
			return true;
	return false;
}

void entity_clear(const struct entity *entity, void *row)
{
	for (size_t i = 0; i < entity->field_count; i++)
		field_unset(&entity->fields[i], row);
}
