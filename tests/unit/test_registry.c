/* What every entity's table promises, so that code may walk the tables without asking: entity/entity.h and
 * entity/registry.c. A new entity or field is judged by these rules, too. */
#include "table.h"

#include "entity/entities.h"

#include <string.h>

enum { LARGEST_CODE = 63 };

/* Tells what is wrong with an entity, or with one of its fields. */
static int fault(const struct entity *entity, const char *name, const char *what)
{
	print_error("# %s%s%s %s\n", entity->name, name ? "." : "", name ? name : "", what);
	return 1;
}

static bool has_field(const struct entity *entity, const char *name)
{
	return name && entity_field(entity, str_from(name)) != NULL;
}

static int check_names(const struct entity *entity)
{
	int faults = 0;

	if (entity->code < 1 || entity->code > LARGEST_CODE)
		faults += fault(entity, NULL, "has no code from 1 to 63");
	if (entity_by_code(entity->code) != entity)
		faults += fault(entity, NULL, "has the code of another");
	if (entity_by_name(str_from(entity->name)) != entity)
		faults += fault(entity, NULL, "has the name of another");
	if (entity_by_plural(str_from(entity->plural)) != entity)
		faults += fault(entity, NULL, "has the plural of another");
	if (!entity->doc)
		faults += fault(entity, NULL, "is not explained");
	return faults;
}

static int check_members(const struct entity *entity)
{
	static const char *const first[] = { "id", "revision", "created_at", "updated_at",
					     "archived_at" };
	int faults = 0;

	for (size_t i = 0; i < COUNT_OF(first); i++)
		if (i >= entity->field_count || strcmp(entity->fields[i].name, first[i]) != 0)
			faults += fault(entity, first[i], "is not in its place");
	if (entity->label && !has_field(entity, entity->label))
		faults += fault(entity, entity->label, "names its rows, but is no field");
	if (entity->scope == SCOPE_OWNER && !has_field(entity, "owner_id"))
		faults += fault(entity, "owner_id", "decides who sees its rows, but is no field");
	if ((entity->scope == SCOPE_PARENT || entity->scope == SCOPE_SELF ||
	     entity->scope == SCOPE_SHARED) &&
	    !has_field(entity, entity->scope_field))
		faults += fault(entity, NULL, "has no field that decides who sees its rows");
	if ((entity->flags & ENTITY_CUSTOM) && !has_field(entity, "custom"))
		faults += fault(entity, "custom", "is missing for user-defined fields");
	return faults;
}

/* Lists go on behind the last row of a page by the value and the id. Rows without a value come by the id, so the
 * index may be of those that have one. */
static bool has_index_for(struct arena *arena, const struct entity *entity, const char *name)
{
	str columns = str_printf(arena, "%s, id", name);
	str set = str_printf(arena, "%s IS NOT NULL", name);

	if ((entity->flags & ENTITY_SINGLE) || strcmp(name, "id") == 0)
		return true;
	for (size_t i = 0; i < entity->index_count; i++) {
		const struct index *index = &entity->indexes[i];

		if (str_starts(str_from(index->columns), columns) &&
		    (!index->where || str_is(set, index->where)))
			return true;
	}
	return false;
}

static int check_field(struct arena *arena, const struct entity *entity, const struct field *field)
{
	const unsigned shown = F_FILTER | F_SORT | F_SEARCH | F_IMPORT | F_GROUP;
	const struct field *currency;
	int faults = 0;

	if (entity_field(entity, str_from(field->name)) != field)
		faults += fault(entity, field->name, "is there twice");
	if (field->offset + field->type->size > entity->size)
		faults += fault(entity, field->name, "lies outside of its row");
	if (field->type == &field_ref && (!field->ref || !entity_by_name(str_from(field->ref))))
		faults += fault(entity, field->name, "points to no entity");
	if (field->type == &field_enum && !field->names)
		faults += fault(entity, field->name, "has no names for its values");
	/* An amount at home may be asked for: it is what the shown one is worth. */
	if ((field->flags & F_SECRET) && (field->flags & shown) && !field->home_of)
		faults += fault(entity, field->name, "is secret and can be asked for");
	if ((field->flags & F_SORT) && !has_index_for(arena, entity, field->name))
		faults += fault(entity, field->name, "can be sorted by, but has no index");
	currency = field->currency ? entity_field(entity, str_from(field->currency)) : NULL;
	if (field->currency && (!currency || currency->offset != field->currency_offset))
		faults += fault(entity, field->name, "has a currency in another place");
	return faults;
}

/* Whether every column of an index is a field; expressions in brackets are left alone. */
static int check_index(const struct entity *entity, const struct index *index)
{
	str rest = str_from(index->columns);
	int faults = 0;
	str column;

	while (str_split(&rest, ',', &column)) {
		str name = str_trim(column);
		str word;

		if (str_find(name, '(', 0) != SIZE_MAX || str_find(name, ')', 0) != SIZE_MAX)
			continue;
		if (!str_split(&name, ' ', &word) || !entity_field(entity, word))
			faults += fault(entity, index->columns, "is an index of no field");
	}
	return faults;
}

static void entities_keep_their_promises(void)
{
	int faults = 0;
	LOCAL(local);

	for (size_t e = 0; e < entity_count; e++) {
		const struct entity *entity = entities[e];

		faults += check_names(entity) + check_members(entity);
		for (size_t f = 0; f < entity->field_count; f++)
			faults += check_field(&local.arena, entity, &entity->fields[f]);
		for (size_t i = 0; i < entity->index_count; i++)
			faults += check_index(entity, &entity->indexes[i]);
	}
	assert_int_equal(faults, 0);
}

int main(void)
{
	static const struct plain_row plain[] = {
		{ "every entity and field keeps what its table promises",
		  entities_keep_their_promises },
	};
	static const struct table tables[] = { PLAIN(plain) };

	return tables_run("registry", tables, COUNT_OF(tables));
}
