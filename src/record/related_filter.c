/* Filters of lists by fields of the row that theirs point to: company.city, company.custom.KEY. Those that the
 * caller may not see have no values, as if they were not set. Read by filter.c. */
#include "record/list.h"

/* "company" of company_id, if rows are compared by it. */
static const struct field *reference_of(const struct entity *entity, str name)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];
		str label = str_from(field->name);

		if (field->ref && (field->flags & F_GROUP) && str_ends(label, STR("_id")) &&
		    str_eq(str_sub(label, 0, label.len - STR("_id").len), name))
			return field;
	}
	return NULL;
}

str related_filter_name(const struct entity *entity, str name, struct filter *filter)
{
	size_t dot = str_find(name, '.', 0);

	if (dot == SIZE_MAX)
		return name;
	filter->via = reference_of(entity, str_sub(name, 0, dot));
	return filter->via ? str_sub(name, dot + 1, name.len) : name;
}

const struct entity *related_entity(const struct entity *entity, const struct filter *filter)
{
	return filter->via ? entity_by_name(str_from(filter->via->ref)) : entity;
}

enum rc related_filter_sql(struct ctx *cx, struct filter *filter)
{
	const struct entity *of = entity_by_name(str_from(filter->via->ref));
	struct buf sql = buf_new(cx->arena);

	buf_text(&sql, "(SELECT ");
	if (filter->left)
		buf_text(&sql, filter->left);
	else
		buf_printf(&sql, "r.%s", filter->field->name);
	buf_printf(&sql, " FROM %s r WHERE r.id = t.%s", of->plural, filter->via->name);
	scope_sql(cx, of, "r", &sql);
	buf_char(&sql, ')');
	TRY(buf_rc(&sql));
	filter->left = buf_str(&sql).ptr;
	return OK;
}
