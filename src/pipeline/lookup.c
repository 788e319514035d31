/* Finds rows by an exact value among those that the caller may see; for conversions and duplicates. */
#include "pipeline/lookup.h"

#include <string.h>

enum rc lookup_page(struct ctx *cx, const struct lookup *lookup, int64_t limit,
		    struct list_page *page)
{
	const struct filter same = {
		.field = entity_field(lookup->entity, str_from(lookup->field)),
		.op = OP_EQ,
		.text = lookup->text,
	};
	struct list_query query;

	*page = (struct list_page){ 0 };
	if (lookup->text.len == 0)
		return OK;
	list_start(lookup->entity, &query);
	TRY(list_filter(cx, &query, &same));
	query.limit = limit;
	return list_read(cx, lookup->entity, &query, page);
}

enum rc lookup_first(struct ctx *cx, const struct lookup *lookup, void *row, bool *found)
{
	struct list_page page;

	TRY(lookup_page(cx, lookup, 1, &page));
	*found = page.count > 0;
	if (*found)
		memcpy(row, page.rows, lookup->entity->size);
	return OK;
}
