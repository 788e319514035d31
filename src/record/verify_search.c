/* Is each row in use found by its words, and nothing else? How words are kept: search.c. */
#include "record/row.h"

#include "record/search_words.h"

/* SQLite needs longer to look for all words of a row the more rows have them: of so many rows each is
 * asked for by its words, of more every second, third, ... one; that it is in the index, every one. */
enum { PAGE_ROWS = 500, MOST_TOLD = 20, SAMPLE = 500 };

typedef enum rc finding(struct ctx *cx, void *argument, str words);

struct look {
	const struct entity *entity;
	void *row;
	int64_t last;  /* id */
	int64_t every; /* which rows are asked for by their words */
	int rows;      /* of the page */
	int told;
	finding *each;
	void *argument;
};

/* The index of SQLite keeps no words: it is asked whether all of them, one behind the other, are those of
 * the row. */
static str as_phrase(struct ctx *cx, str words)
{
	struct buf phrase = buf_new(cx->arena);

	buf_char(&phrase, '"');
	for (size_t i = 0; i < words.len; i++) {
		if (words.ptr[i] == '"')
			buf_char(&phrase, '"');
		buf_char(&phrase, words.ptr[i]);
	}
	buf_char(&phrase, '"');
	return buf_str(&phrase);
}

static enum rc is_found(struct ctx *cx, int64_t key, str words, bool *found)
{
	bool sqlite = db_dialect(cx->db) == DB_SQLITE;
	AUTO(db_done) struct db_stmt *stmt = NULL;
	str asked = sqlite ? as_phrase(cx, words) : words;

	if (!str_is_set(asked))
		return fail_memory(cx);
	TRY(db_prepare(cx,
		       sqlite ? STR("SELECT 1 FROM search WHERE rowid = ? AND search MATCH ?")
			      : STR("SELECT 1 FROM search WHERE row_key = ? AND words = ?"),
		       &stmt));
	db_bind_int(stmt, 1, key);
	db_bind_text(stmt, 2, asked);
	return db_step(cx, stmt, found);
}

static enum rc is_there(struct ctx *cx, int64_t key, bool *found)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("SELECT 1 FROM search WHERE rowid = ?"), &stmt));
	db_bind_int(stmt, 1, key);
	return db_step(cx, stmt, found);
}

static enum rc say(struct ctx *cx, struct look *look, int64_t id, const char *what)
{
	look->told++;
	return look->each(cx, look->argument,
			  str_printf(cx->arena, "search: %s %lld %s", look->entity->name,
				     (long long)id, what));
}

static enum rc look_at_row(struct ctx *cx, struct look *look)
{
	str words = search_words_of(cx->arena, look->entity, look->row);
	bool found = true;

	if (row_head(look->row)->archived_at != UNSET || !str_is_set(words))
		return OK;
	if (look->last % look->every == 0)
		TRY(is_found(cx, row_key(look->entity, look->last), words, &found));
	else
		TRY(is_there(cx, row_key(look->entity, look->last), &found));
	return found ? OK : say(cx, look, look->last, "is not found by its words");
}

static enum rc look_at_page(struct ctx *cx, struct look *look)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	struct buf sql = buf_new(cx->arena);
	bool found = false;

	buf_text(&sql, "SELECT ");
	row_columns(&sql, look->entity, NULL);
	buf_printf(&sql, " FROM %s WHERE id > ? ORDER BY id LIMIT %d", look->entity->plural,
		   PAGE_ROWS);
	TRY(buf_rc(&sql));
	TRY(db_prepare(cx, buf_str(&sql), &stmt));
	db_bind_int(stmt, 1, look->last);
	TRY(db_step(cx, stmt, &found));
	for (look->rows = 0; found; look->rows++) {
		TRY(row_read(cx, stmt, 0, look->entity, look->row));
		look->last = row_head(look->row)->id;
		if (look->told < MOST_TOLD)
			TRY(look_at_row(cx, look));
		TRY(db_step(cx, stmt, &found));
	}
	return OK;
}

/* Words of rows that are archived or gone. */
static enum rc look_for_strangers(struct ctx *cx, struct look *look)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	const char *key = db_dialect(cx->db) == DB_SQLITE ? "rowid" : "row_key";
	bool found = true;

	TRY(db_prepare(
		cx,
		str_printf(cx->arena,
			   "SELECT w.id FROM (SELECT %s / %d AS id FROM search"
			   " WHERE %s %% %d = %d) AS w WHERE NOT EXISTS"
			   " (SELECT 1 FROM %s r WHERE r.id = w.id AND r.archived_at IS NULL)"
			   " LIMIT %d",
			   key, ENTITY_CODES, key, ENTITY_CODES, look->entity->code,
			   look->entity->plural, MOST_TOLD),
		&stmt));
	for (;;) {
		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		TRY(say(cx, look, db_int(stmt, 0), "is found, but not in use"));
	}
}

static enum rc choose_sample(struct ctx *cx, struct look *look)
{
	int64_t rows = 0;

	look->every = 1;
	if (db_dialect(cx->db) != DB_SQLITE)
		return OK;
	TRY(db_query_int(cx, str_printf(cx->arena, "SELECT COUNT(*) FROM %s", look->entity->plural),
			 INT64_MIN, &rows));
	look->every = rows / SAMPLE + 1;
	return OK;
}

enum rc verify_search(struct ctx *cx, const struct entity *entity, finding *each, void *argument)
{
	struct look look = { .entity = entity, .each = each, .argument = argument };

	if (!entity_is_searched(entity))
		return OK;
	TRY(ctx_alloc(cx, entity->size, &look.row));
	TRY(choose_sample(cx, &look));
	do {
		struct arena_mark mark = arena_mark(cx->arena);
		int told = look.told;

		TRY(look_at_page(cx, &look));
		if (told == look.told) /* else a list of findings may have grown meanwhile */
			arena_rewind(cx->arena, mark);
	} while (look.rows == PAGE_ROWS);
	return look_for_strangers(cx, &look);
}
