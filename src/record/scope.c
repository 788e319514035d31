/* Which rows a caller may see, and what a caller may do: the one place where cx->who is asked. Roles
 * and teams become a principal in people/. */
#include "record/row.h"

#include "entity/entities.h"

bool may(const struct ctx *cx, enum right right)
{
	return cx->who && right != RIGHT_NONE && (cx->who->rights & RIGHT_BIT(right)) != 0;
}

enum rc need_right(struct ctx *cx, enum right right)
{
	if (may(cx, right))
		return OK;
	if (!cx->who)
		return fail(cx, E_SIGNED_OUT, "sign in first");
	return fail(cx, E_DENIED, "your role does not allow this");
}

static bool owns(const struct principal *who, int64_t owner_id)
{
	size_t low = 0;
	size_t high = who->owner_count;

	if (owner_id == 0)
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (who->owners[middle] == owner_id)
			return true;
		if (who->owners[middle] < owner_id)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static int64_t int_of(const struct entity *entity, const void *row, const char *name)
{
	const struct field *field = entity_field(entity, str_from(name));

	ensure(field);
	return field_get_int(field, row);
}

static enum rc parent_allows(struct ctx *cx, const struct entity *entity, const void *row,
			     const char *name, bool *yes)
{
	const struct field *field = entity_field(entity, str_from(name));
	const struct entity *parent = entity_by_name(str_from(field->ref));
	void *parent_row = NULL;
	bool found = false;
	int64_t id = field_get_int(field, row);

	*yes = false;
	if (id == 0)
		return OK;
	TRY(ctx_alloc(cx, parent->size, &parent_row));
	TRY(row_find(cx, parent, id, parent_row, &found));
	return found ? scope_allows(cx, parent, parent_row, yes) : OK;
}

/* What an activity is about; whoever sees one of these sees the activity. */
const char *const scope_subjects[SCOPE_SUBJECTS] = { "deal_id", "lead_id", "company_id",
						     "contact_id" };

static enum rc subject_allows(struct ctx *cx, const struct entity *entity, const void *row,
			      bool *yes)
{
	int64_t owner = row_int_or_zero(entity, row, "owner_id");
	bool about_something = false;

	*yes = owner != 0 && owns(cx->who, owner);
	for (size_t i = 0; i < SCOPE_SUBJECTS && !*yes; i++) {
		if (row_int_or_zero(entity, row, scope_subjects[i]) == 0)
			continue;
		about_something = true;
		TRY(parent_allows(cx, entity, row, scope_subjects[i], yes));
	}
	if (!about_something && owner == 0)
		*yes = true;
	return OK;
}

enum rc scope_allows(struct ctx *cx, const struct entity *entity, const void *row, bool *yes)
{
	const struct principal *who = cx->who;

	*yes = who && who->sees_all && entity->scope != SCOPE_SELF && entity->scope != SCOPE_NOBODY;
	if (!who || *yes)
		return OK;
	switch (entity->scope) {
	case SCOPE_NOBODY:
		*yes = who->user_id == 0;
		return OK;
	case SCOPE_ALL:
		*yes = true;
		return OK;
	case SCOPE_OWNER:
		*yes = owns(who, int_of(entity, row, "owner_id"));
		return OK;
	case SCOPE_PARENT:
		return parent_allows(cx, entity, row, entity->scope_field, yes);
	case SCOPE_SUBJECT:
		return subject_allows(cx, entity, row, yes);
	case SCOPE_SELF:
		*yes = who->user_id == 0 ||
		       int_of(entity, row, entity->scope_field) == who->user_id;
		return OK;
	case SCOPE_SHARED:
		*yes = int_of(entity, row, entity->scope_field) == who->user_id ||
		       int_of(entity, row, "shared") != 0;
		return OK;
	}
	return OK;
}

/* What somebody shares is theirs to change: others use it. */
enum rc need_change(struct ctx *cx, const struct entity *entity, const void *row)
{
	TRY(need_right(cx, entity->write));
	if (entity->scope != SCOPE_SHARED || cx->who->sees_all ||
	    int_of(entity, row, entity->scope_field) == cx->who->user_id)
		return OK;
	return fail(cx, E_DENIED,
		    "this belongs to somebody else, who shares it: make one of your own");
}

/* "t.owner_id IN (1,2)" */
static void owned_by(const struct principal *who, const char *t, struct buf *sql)
{
	buf_printf(sql, "%s.owner_id IN (", t);
	for (size_t i = 0; i < who->owner_count; i++)
		buf_printf(sql, "%s%lld", i == 0 ? "" : ",", (long long)who->owners[i]);
	buf_text(sql, who->owner_count > 0 ? ")" : "NULL)");
}

static void parent_in(struct ctx *cx, const struct entity *entity, const char *t, const char *name,
		      struct buf *sql)
{
	const struct field *field = entity_field(entity, str_from(name));
	const struct entity *parent = entity_by_name(str_from(field->ref));
	str alias = str_printf(cx->arena, "%s_%s", t, parent->name);

	buf_printf(sql, "EXISTS (SELECT 1 FROM %s %s WHERE %s.id = %s.%s", parent->plural,
		   alias.ptr, alias.ptr, t, name);
	scope_sql(cx, parent, alias.ptr, sql);
	buf_char(sql, ')');
}

static void subject_in(struct ctx *cx, const struct entity *entity, const char *t, struct buf *sql)
{
	bool has_owner = entity_field(entity, STR("owner_id")) != NULL;

	buf_text(sql, " AND (");
	if (has_owner)
		owned_by(cx->who, t, sql);
	else
		buf_text(sql, "1 = 0");
	for (size_t i = 0; i < SCOPE_SUBJECTS; i++) {
		if (!entity_field(entity, str_from(scope_subjects[i])))
			continue;
		buf_text(sql, " OR ");
		parent_in(cx, entity, t, scope_subjects[i], sql);
	}
	buf_text(sql, " OR (1 = 1");
	if (has_owner)
		buf_printf(sql, " AND %s.owner_id IS NULL", t);
	for (size_t i = 0; i < SCOPE_SUBJECTS; i++)
		if (entity_field(entity, str_from(scope_subjects[i])))
			buf_printf(sql, " AND %s.%s IS NULL", t, scope_subjects[i]);
	buf_text(sql, "))");
}

void scope_sql(struct ctx *cx, const struct entity *entity, const char *t, struct buf *sql)
{
	const struct principal *who = cx->who;

	if (!who || (entity->scope == SCOPE_NOBODY && who->user_id != 0)) {
		buf_text(sql, " AND 1 = 0");
		return;
	}
	if (entity->scope == SCOPE_SELF && who->user_id != 0) {
		buf_printf(sql, " AND %s.%s = %lld", t, entity->scope_field,
			   (long long)who->user_id);
		return;
	}
	if (who->sees_all)
		return;
	switch (entity->scope) {
	case SCOPE_OWNER:
		buf_printf(sql, " AND (%s.owner_id IS NULL OR ", t);
		owned_by(who, t, sql);
		buf_char(sql, ')');
		return;
	case SCOPE_PARENT:
		buf_text(sql, " AND ");
		parent_in(cx, entity, t, entity->scope_field, sql);
		return;
	case SCOPE_SUBJECT:
		subject_in(cx, entity, t, sql);
		return;
	case SCOPE_SHARED:
		buf_printf(sql, " AND (%s.%s = %lld OR %s.shared <> 0)", t, entity->scope_field,
			   (long long)who->user_id, t);
		return;
	case SCOPE_NOBODY:
	case SCOPE_ALL:
	case SCOPE_SELF:
		return;
	}
}
