/* Finding rows by words as one types, and keeping the words of rows up to date. */
#include "record/row.h"

#include "entity/entities.h"
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

/* --- finding --------------------------------------------------------------------------------------------- */

enum {
	FIRST_LOOK = 40, /* rows; nearly always enough */
	PAGE_ROWS = 2000,
	FEW_TRIGRAMS = 1,
	MANY_TRIGRAMS = 8,
	MOST_LOOKED_AT = 20000, /* rows, the newest: about 50 ms */
	NAME_PLACES = 5,        /* of each kind of name, if there are so many */
	LOOK_BEYOND = 500,      /* keys, for older names */
	KEYS_A_ROW = 10,        /* that is how much it costs to read one */
};

struct searching {
	struct search_query *query;
	str patterns[MAX_SEARCH_WORDS];
	size_t pattern_count;
	int64_t before; /* the key that was looked at last: they run downwards */
	int beyond; /* keys that came when all places were taken, and rows that were read then */
};

/* The next rows that may have the words. */
struct page {
	size_t trigrams;
	int rows;
	int looked_at;
};

/* --- places ---------------------------------------------------------------------------------------------- */

static bool is_full(const struct searching *search)
{
	return search->query->count == search->query->limit;
}

static bool is_name(const struct entity *entity)
{
	return entity == &company_entity || entity == &contact_entity || entity == &lead_entity;
}

/* The newest rows come first, and many deals may carry the name of an older company: where all places are
 * taken, older names take the last ones that are of no name. NULL: there is none. */
static struct search_hit *last_of_no_name(const struct searching *search)
{
	const struct search_query *query = search->query;

	for (size_t i = query->count; i > 0; i--)
		if (!is_name(query->hits[i - 1].entity))
			return &query->hits[i - 1];
	return NULL;
}

static bool is_done(const struct searching *search)
{
	return is_full(search) &&
	       (search->query->entity || search->beyond >= LOOK_BEYOND || !last_of_no_name(search));
}

static bool has_place(const struct searching *search, const struct entity *entity)
{
	const struct search_query *query = search->query;
	int places = 0;

	if (!is_full(search))
		return true;
	for (size_t i = 0; i < query->count; i++)
		places += query->hits[i].entity == entity;
	return is_name(entity) && places < NAME_PLACES;
}

/* --- rows ------------------------------------------------------------------------------------------------ */

static enum rc find_row(struct ctx *cx, const struct searching *search, int64_t key, void **row,
			bool *found)
{
	const struct entity *entity = entity_by_code((int)(key % ENTITY_CODES));

	*found = false;
	if (!entity || !may(cx, entity->read))
		return OK;
	TRY(ctx_alloc(cx, entity->size, row));
	TRY(row_find(cx, entity, key / ENTITY_CODES, *row, found));
	if (!*found)
		return OK;
	*found = search_has(search_words_of(cx->arena, entity, *row), search->patterns,
			    search->pattern_count);
	return *found ? scope_allows(cx, entity, *row, found) : OK;
}

static enum rc look_at(struct ctx *cx, struct searching *search, int64_t key)
{
	const struct entity *entity = entity_by_code((int)(key % ENTITY_CODES));
	struct search_query *query = search->query;
	struct arena_mark mark = arena_mark(cx->arena);
	struct search_hit *place;
	void *row = NULL;
	bool found;

	search->before = key;
	if (is_full(search))
		search->beyond += has_place(search, entity) ? KEYS_A_ROW : 1;
	if (!has_place(search, entity))
		return OK;
	TRY(find_row(cx, search, key, &row, &found));
	if (!found) {
		arena_rewind(cx->arena, mark);
		return OK;
	}
	place = is_full(search) ? last_of_no_name(search) : &query->hits[query->count++];
	*place = (struct search_hit){
		.entity = entity,
		.id = row_head(row)->id,
		.title = field_get_str(entity_field(entity, str_from(entity->label)), row),
		.subtitle = subtitle_of(entity, row),
	};
	return OK;
}

static enum rc prepare(struct ctx *cx, const struct searching *search, const struct page *page,
		       struct db_stmt **stmt)
{
	const char *key = db_dialect(cx->db) == DB_SQLITE ? "rowid" : "row_key";
	struct buf sql = buf_new(cx->arena);
	struct search_sql words;
	int count = 0;

	TRY(search_near_sql(cx, search->patterns, search->pattern_count, page->trigrams, &words));
	buf_printf(&sql, "SELECT %s FROM search WHERE ", key);
	buf_add(&sql, words.text);
	if (search->query->entity)
		buf_printf(&sql, " AND %s %% %d = %d", key, ENTITY_CODES,
			   search->query->entity->code);
	buf_printf(&sql, " AND %s < ? ORDER BY %s DESC LIMIT ?", key, key);
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), stmt));
	for (size_t i = 0; i < words.count; i++)
		db_bind_text(*stmt, ++count, words.parameters[i]);
	db_bind_int(*stmt, ++count, search->before);
	db_bind_int(*stmt, ++count, page->rows + LOOK_BEYOND);
	return OK;
}

static enum rc look_at_page(struct ctx *cx, struct searching *search, struct page *page)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(prepare(cx, search, page, &stmt));
	for (page->looked_at = 0; page->looked_at < page->rows || is_full(search);
	     page->looked_at++) {
		bool found;

		if (is_done(search))
			return OK;
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(look_at(cx, search, db_int(stmt, 0)));
	}
	return OK;
}

/* Each trigram costs SQLite as much as some rows do, so it is asked for one of each word at first; only
 * where that finds too much else for all of them. */
static enum rc look(struct ctx *cx, struct searching *search)
{
	struct page page = { FEW_TRIGRAMS, FIRST_LOOK, 0 };

	if (db_dialect(cx->db) != DB_SQLITE)
		page = (struct page){ 0, PAGE_ROWS, 0 };
	for (int rows = 0; rows < MOST_LOOKED_AT; rows += page.looked_at) {
		TRY(look_at_page(cx, search, &page));
		if (is_full(search) || page.looked_at < page.rows)
			return OK;
		page.trigrams = MANY_TRIGRAMS;
		page.rows = PAGE_ROWS;
	}
	return OK;
}

enum rc record_search(struct ctx *cx, struct search_query *query)
{
	struct searching *search = NULL;

	query->count = 0;
	TRY(ctx_alloc(cx, sizeof *search, &search));
	search->query = query;
	search->before = INT64_MAX;
	TRY(search_patterns(cx, query->words, search->patterns, &search->pattern_count));
	return search->pattern_count > 0 ? look(cx, search) : OK;
}
