/* By which fields rows are compared: their own and those of a row that they point to, as the entities' tables say
 * (F_GROUP), and user-defined ones. The values are read the way that filters read them. */
#include "record/list.h"

#include "entity/entities.h"

#define CUSTOM_PREFIX "custom."

/* --- user-defined fields ---------------------------------------------------------------------------------- */

static bool has_few_values(const struct filter *filter)
{
	return filter->custom_kind == CUSTOM_TEXT || filter->custom_kind == CUSTOM_CHOICE ||
	       filter->custom_kind == CUSTOM_YES_NO;
}

static enum rc find_custom(struct ctx *cx, const struct entity *entity, str key,
			   struct filter *filter, bool *found)
{
	TRY(custom_filter_find(cx, entity, key, filter, found));
	*found = *found && has_few_values(filter);
	/* SQLite reads true as 1. */
	if (!*found || filter->custom_kind != CUSTOM_YES_NO || db_dialect(cx->db) != DB_SQLITE)
		return OK;
	filter->left = str_printf(cx->arena, "CASE %s WHEN 1 THEN 'true' WHEN 0 THEN 'false' END",
				  filter->left)
			       .ptr;
	return filter->left ? OK : fail_memory(cx);
}

/* --- the field of a name ------------------------------------------------------------------------------------ */

/* Amounts of all currencies are compared in the organisation's. */
static const struct field *compared_as(const struct entity *entity, const struct field *field)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (entity->fields[i].home_of &&
		    str_is(str_from(entity->fields[i].home_of), field->name))
			return &entity->fields[i];
	return field;
}

static enum rc find_value(struct ctx *cx, const struct entity *of, str name, struct filter *filter,
			  bool *found)
{
	if (str_starts(name, STR(CUSTOM_PREFIX)))
		return find_custom(cx, of, str_sub(name, sizeof CUSTOM_PREFIX - 1, name.len),
				   filter, found);
	filter->field = entity_field(of, name);
	*found = filter->field && (filter->field->flags & F_GROUP);
	return OK;
}

enum rc grouping_find(struct ctx *cx, const struct entity *entity, str name, struct grouping *out,
		      bool *found)
{
	struct filter filter = { .op = OP_EQ };
	str own = related_filter_name(entity, name, &filter);
	const struct entity *of = related_entity(entity, &filter);

	TRY(find_value(cx, of, own, &filter, found));
	if (!*found)
		return OK;
	if (filter.field->type == &field_money)
		filter.field = compared_as(of, filter.field);
	if (filter.via)
		TRY(related_filter_sql(cx, &filter));
	*out = (struct grouping){
		.column = filter.left ? str_from(filter.left)
				      : str_printf(cx->arena, "t.%s", filter.field->name),
		.about = filter.field->ref ? entity_by_name(str_from(filter.field->ref)) : NULL,
		.in_bands = filter.field->type == &field_money || filter.field->type == &field_int,
		.filter =
			filter.field->home_of ? filter.field->name : arena_str(cx->arena, name).ptr,
		.of = of,
		.field = filter.field,
	};
	return out->column.ptr && out->filter ? OK : fail_memory(cx);
}

/* --- what there is ------------------------------------------------------------------------------------------ */

static void add_names(struct buf *names, const struct entity *entity, str before)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (entity->fields[i].flags & F_GROUP)
			buf_printf(names, "%s%.*s%s", names->len > 0 ? ", " : "", STR_ARG(before),
				   entity->fields[i].name);
}

str grouping_names(struct ctx *cx, const struct entity *entity)
{
	struct buf names = buf_new(cx->arena);

	add_names(&names, entity, STR(""));
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];
		str name = str_from(field->name);

		if (field->ref && (field->flags & F_GROUP))
			add_names(&names, entity_by_name(str_from(field->ref)),
				  str_printf(cx->arena, "%.*s.",
					     STR_ARG(str_sub(name, 0, name.len - STR("_id").len))));
	}
	return buf_str(&names);
}

enum rc grouping_number(struct ctx *cx, const struct grouping *grouping, int64_t number, str *text)
{
	const struct field *field = grouping->field;
	struct buf written = buf_new(cx->arena);
	void *scratch = NULL;

	TRY(ctx_alloc(cx, grouping->of->size, &scratch));
	entity_clear(grouping->of, scratch);
	if (field->home_of)
		field = entity_field(grouping->of, str_from(field->home_of));
	if (field->currency)
		*field_str_of(entity_field(grouping->of, str_from(field->currency)), scratch) =
			str_from(cx->organisation.currency);
	*field_int_of(field, scratch) = number;
	field->type->to_text(&written, field, scratch);
	*text = buf_str(&written);
	return buf_rc(&written);
}
