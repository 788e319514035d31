/* Reads rows by their ids through the lists of record/, which apply the caller's scope. */
#include "pipeline/rows_by_id.h"

#include "base/convert.h"
#include "record/record.h"

static int64_t id_at(const struct rows_by_id *rows, size_t at)
{
	const struct row *head = (const void *)(rows->rows + at * rows->entity->size);

	return head->id;
}

size_t room_for_ids(size_t count)
{
	size_t room = 1;

	while (room < count)
		room *= 2;
	return room;
}

/* The room that is left is filled with the last id. */
static enum rc pad(struct ctx *cx, const int64_t *ids, size_t count, int64_t **padded, size_t *room)
{
	size_t kept = 0;

	*room = room_for_ids(count);
	TRY(ctx_alloc(cx, *room * sizeof **padded, padded));
	for (size_t i = 0; i < count; i++)
		if (ids[i] != 0)
			(*padded)[kept++] = ids[i];
	for (size_t i = kept; kept > 0 && i < *room; i++)
		(*padded)[i] = (*padded)[kept - 1];
	if (kept == 0)
		*room = 0;
	return OK;
}

enum rc rows_by_id(struct ctx *cx, const struct entity *entity, const int64_t *ids, size_t count,
		   struct rows_by_id *out)
{
	struct list_query query;
	struct list_page page;
	int64_t *padded;
	size_t room;

	*out = (struct rows_by_id){ .entity = entity };
	TRY(pad(cx, ids, count, &padded, &room));
	if (room == 0)
		return OK;
	list_start(entity, &query);
	query.filters[query.filter_count++] = (struct filter){
		.field = entity_field(entity, STR("id")),
		.op = OP_IN,
		.numbers = padded,
		.count = room,
	};
	query.with_archived = true;
	query.limit = to_int64(room);
	TRY(list_read(cx, entity, &query, &page));
	out->rows = page.rows;
	out->count = page.count;
	return OK;
}

const void *row_by_id(const struct rows_by_id *rows, int64_t id)
{
	size_t low = 0;
	size_t high = rows->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (id_at(rows, middle) == id)
			return rows->rows + middle * rows->entity->size;
		if (id_at(rows, middle) < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
