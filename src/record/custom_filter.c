/* Filters of lists by user-defined fields: custom.KEY, custom.KEY.gte and so on. Their values lie in one
 * JSON column and have no index: such a filter looks at each row that the list's other filters and the
 * caller's scope leave, so it goes well with one of those. Filters by columns: filter.c. */
#include "record/list.h"

#include "base/day.h"
#include "entity/entities.h"

enum { NUMBER_MAX = 40 };

/* How the values of a kind are compared. `from` reads a value out of the JSON text `custom` of the row #, in
 * which @ stands for the key; both sides are of the same SQL type. */
struct comparison {
	const char *sqlite_from, *sqlite_value;
	const char *postgres_from, *postgres_value;
};

#define SQLITE_TEXT "json_extract(#.custom, '$.@')"
#define POSTGRES_TEXT "(#.custom::jsonb ->> '@')"

#define NUMBER "^-{0,1}[0-9]+([.][0-9]+){0,1}([eE][-+]{0,1}[0-9]{1,3}){0,1}$"

static const struct comparison as_text = { SQLITE_TEXT, "?", POSTGRES_TEXT, "?" };
/* Amounts are decimal texts, numbers are numbers: both are compared by their value. Texts may be left
 * from an earlier field of the same key, which PostgreSQL must not try to read as numbers. */
static const struct comparison as_number = {
	"CAST(" SQLITE_TEXT " AS REAL)",
	"CAST(? AS REAL)",
	"CASE WHEN " POSTGRES_TEXT " ~ '" NUMBER "' THEN " POSTGRES_TEXT "::numeric END",
	"CAST(CAST(? AS text) AS numeric)",
};
/* SQLite reads true as 1. */
static const struct comparison as_yes_no = { SQLITE_TEXT, "(CAST(? AS text) = 'true')",
					     POSTGRES_TEXT, "?" };

static const struct comparison *comparison_of(int64_t kind)
{
	if (kind == CUSTOM_NUMBER || kind == CUSTOM_MONEY)
		return &as_number;
	return kind == CUSTOM_YES_NO ? &as_yes_no : &as_text;
}

/* Puts the key in the place of each @, and the row's name in that of each #. */
static str with_key(struct ctx *cx, const char *pattern, str key, char row)
{
	struct buf sql = buf_new(cx->arena);

	for (const char *c = pattern; *c; c++)
		if (*c == '@')
			buf_add(&sql, key);
		else
			buf_char(&sql, *c == '#' ? row : *c);
	return buf_str(&sql);
}

enum rc custom_filter_find(struct ctx *cx, const struct entity *entity, str key,
			   struct filter *filter, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool sqlite = db_dialect(cx->db) == DB_SQLITE;
	const struct comparison *comparison;

	*found = false;
	if (!(entity->flags & ENTITY_CUSTOM))
		return OK;
	TRY(db_prepare(cx,
		       STR("SELECT kind, key FROM custom_fields"
			   " WHERE entity = ? AND key = ? AND archived_at IS NULL"),
		       &stmt));
	db_bind_text(stmt, 1, str_from(entity->name));
	db_bind_text(stmt, 2, key);
	TRY(db_step(cx, stmt, found));
	if (!*found)
		return OK;
	/* A key that has a definition has nothing but letters, digits and _ in it. */
	filter->field = entity_field(entity, STR("custom"));
	filter->custom_kind =
		field_enum_value(entity_field(&custom_field_entity, STR("kind")), db_text(stmt, 0));
	comparison = comparison_of(filter->custom_kind);
	filter->left = with_key(cx, sqlite ? comparison->sqlite_from : comparison->postgres_from,
				key, filter->via ? 'r' : 't')
			       .ptr;
	filter->right = sqlite ? comparison->sqlite_value : comparison->postgres_value;
	return filter->left ? OK : fail_memory(cx);
}

/* "-12", "0.5": what both databases read as a number. */
static bool is_number(str text)
{
	size_t digits = 0, points = 0;

	for (size_t i = str_starts(text, STR("-")) ? 1 : 0; i < text.len; i++) {
		if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
			digits++;
		else if (text.ptr[i] == '.')
			points++;
		else
			return false;
	}
	return digits > 0 && points <= 1 && text.len <= NUMBER_MAX;
}

enum rc custom_filter_value(struct ctx *cx, const struct filter *filter, const char *path, str text)
{
	int64_t day;

	switch (filter->custom_kind) {
	case CUSTOM_NUMBER:
	case CUSTOM_MONEY:
		if (is_number(text))
			return OK;
		return fail_code(cx, path, "type", "give a number");
	case CUSTOM_DAY:
		if (day_parse(text, &day))
			return OK;
		return fail_code(cx, path, "format", "give a date that exists, such as 2026-01-31");
	case CUSTOM_YES_NO:
		if (str_is(text, "true") || str_is(text, "false"))
			return OK;
		return fail_code(cx, path, "type", "give true or false");
	default:
		return OK;
	}
}
