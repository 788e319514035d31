/* Finding rows by words as one types, and keeping the words of rows up to date. */
#include "record/row.h"

#include "record/search_words.h"

static enum rc forget_words(struct ctx *cx, int64_t key, str words)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool sqlite = db_dialect(cx->db) == DB_SQLITE;

	if (!str_is_set(words))
		return OK;
	/* An index without contents must be told the words that it forgets. */
	TRY(db_prepare(
		cx,
		sqlite ? STR("INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)")
		       : STR("DELETE FROM search WHERE row_key = ?"),
		&stmt));
	db_bind_int(stmt, 1, key);
	if (sqlite)
		db_bind_text(stmt, 2, words);
	return db_run(cx, stmt, NULL);
}

static enum rc add_words(struct ctx *cx, int64_t key, str words)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	if (!str_is_set(words))
		return OK;
	TRY(db_prepare(cx,
		       db_dialect(cx->db) == DB_SQLITE
			       ? STR("INSERT INTO search (rowid, words) VALUES (?, ?)")
			       : STR("INSERT INTO search (row_key, words) VALUES (?, ?)"),
		       &stmt));
	db_bind_int(stmt, 1, key);
	db_bind_text(stmt, 2, words);
	return db_run(cx, stmt, NULL);
}

static str words_while_in_use(struct ctx *cx, const struct entity *entity, const void *row)
{
	if (!row || row_head_const(row)->archived_at != UNSET)
		return (str){ NULL, 0 };
	return search_words_of(cx->arena, entity, row);
}

enum rc search_change(struct ctx *cx, const struct entity *entity, const void *before,
		      const void *after)
{
	str old = words_while_in_use(cx, entity, before);
	str new = words_while_in_use(cx, entity, after);
	int64_t key = row_key(entity, row_head_const(after ? after : before)->id);

	if (str_eq(old, new))
		return OK;
	TRY(forget_words(cx, key, old));
	return add_words(cx, key, new);
}

/* The first set search field besides the label: an e-mail address, a company's name. */
static str subtitle_of(const struct entity *entity, const void *row)
{
	for (size_t i = 0; i < entity->field_count; i++) {
		const struct field *field = &entity->fields[i];

		if ((field->flags & F_SEARCH) && field_is_set(field, row) &&
		    !str_is(str_from(field->name), entity->label))
			return field_get_str(field, row);
	}
	return (str){ NULL, 0 };
}

static enum rc look_at(struct ctx *cx, int64_t key, struct search_hit *hit, bool *visible)
{
	const struct entity *entity = entity_by_code((int)(key % ENTITY_CODES));
	void *row = NULL;

	*visible = false;
	if (!entity || !may(cx, entity->read))
		return OK;
	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(row_find(cx, entity, key / ENTITY_CODES, row, visible));
	if (!*visible)
		return OK;
	TRY(scope_allows(cx, entity, row, visible));
	*hit = (struct search_hit){
		.entity = entity,
		.id = row_head(row)->id,
		.title = field_get_str(entity_field(entity, str_from(entity->label)), row),
		.subtitle = subtitle_of(entity, row),
	};
	return OK;
}

static enum rc prepare(struct ctx *cx, const struct entity *entity, const struct search_sql *search,
		       struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);
	bool sqlite = db_dialect(cx->db) == DB_SQLITE;
	const char *key = sqlite ? "rowid" : "row_key";

	buf_add(&sql, search->text);
	if (entity)
		buf_printf(&sql, " AND %s %% %d = %d", key, ENTITY_CODES, entity->code);
	buf_printf(&sql, " ORDER BY %s DESC LIMIT %d", key, SEARCH_CANDIDATES);
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	for (size_t i = 0; i < search->count; i++)
		db_bind_text(*stmt, (int)i + 1, search->parameters[i]);
	return OK;
}

enum rc record_search(struct ctx *cx, const struct entity *entity, str words, size_t limit,
		      struct search_hit *hits, size_t *count)
{
	struct search_sql search = { .count = 0 };
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found = true;
	bool visible;

	*count = 0;
	TRY(search_sql(cx, words, &search));
	if (search.count == 0)
		return OK;
	TRY(prepare(cx, entity, &search, &stmt));
	while (*count < limit) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			break;
		TRY(look_at(cx, db_int(stmt, 0), &hits[*count], &visible));
		*count += visible;
	}
	return OK;
}
