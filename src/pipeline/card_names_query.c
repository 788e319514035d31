/* The names of the rows that a page of cards points to, of the board and of Today. */
#include "pipeline/card_names_query.h"

#include "codec/json_out.h"
#include "db/db.h"
#include "pipeline/rows_by_id.h"
#include "record/record.h"

#include <stdlib.h>

enum { MAX_AT_ONCE = 1024 };

static int by_id(const void *a, const void *b)
{
	const int64_t *left = a;
	const int64_t *right = b;

	return (*left > *right) - (*left < *right);
}

/* Sorts, and keeps each id once; returns how many there are. */
static size_t make_distinct(int64_t *ids, size_t count)
{
	size_t kept = 0;

	if (count > 1)
		qsort(ids, count, sizeof *ids, by_id);
	for (size_t i = 0; i < count; i++)
		if (ids[i] != 0 && (kept == 0 || ids[kept - 1] != ids[i]))
			ids[kept++] = ids[i];
	return kept;
}

static enum rc prepare(struct ctx *cx, const struct entity *entity, size_t room,
		       struct db_stmt **stmt)
{
	struct buf sql = buf_new(cx->arena);

	buf_printf(&sql, "SELECT t.id, t.%s FROM %s t WHERE t.id IN (?", entity->label,
		   entity->plural);
	for (size_t i = 1; i < room; i++)
		buf_text(&sql, ", ?");
	buf_char(&sql, ')');
	scope_sql(cx, entity, "t", &sql);
	buf_text(&sql, " ORDER BY t.id");
	TRY(buf_rc(&sql));
	return db_prepare(cx, buf_str(&sql), stmt);
}

static enum rc read_some(struct ctx *cx, const struct entity *entity, const int64_t *ids,
			 size_t count, struct card_names *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	size_t room = room_for_ids(count);

	TRY(prepare(cx, entity, room, &stmt));
	for (size_t i = 0; i < room; i++)
		db_bind_int(stmt, (int)i + 1, ids[i < count ? i : count - 1]);
	for (;;) {
		struct card_name *name = &out->items[out->count];
		bool found;

		TRY(db_step(cx, stmt, &found));
		if (!found)
			return OK;
		name->id = db_int(stmt, 0);
		name->name = arena_str(cx->arena, db_text(stmt, 1));
		out->count++;
	}
}

enum rc card_names_read(struct ctx *cx, const struct entity *entity, int64_t *ids, size_t count,
			struct card_names *out)
{
	size_t distinct = make_distinct(ids, count);

	*out = (struct card_names){ .count = 0 };
	if (distinct == 0 || !may(cx, entity->read))
		return OK;
	TRY(ctx_alloc(cx, distinct * sizeof *out->items, &out->items));
	for (size_t i = 0; i < distinct; i += MAX_AT_ONCE) {
		size_t rest = distinct - i;

		TRY(read_some(cx, entity, ids + i, rest < MAX_AT_ONCE ? rest : MAX_AT_ONCE, out));
	}
	return OK;
}

const struct card_name *card_names_find(const struct card_names *names, int64_t id)
{
	size_t low = 0;
	size_t high = names->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (names->items[middle].id == id)
			return &names->items[middle];
		if (names->items[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void card_name_write(struct json_out *out, const char *key, const struct card_names *names,
		     int64_t id)
{
	const struct card_name *name = card_names_find(names, id);

	json_key(out, key);
	if (!name) {
		json_none(out);
		return;
	}
	json_object_begin(out);
	json_key(out, "id");
	json_int(out, name->id);
	json_key(out, "name");
	json_str(out, name->name);
	json_object_end(out);
}
