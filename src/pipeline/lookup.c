/* Finds rows by an exact value among those that the caller may see; for conversions and duplicates. */
#include "pipeline/lookup.h"

#include <string.h>

enum rc lookup_texts(struct ctx *cx, const struct entity *entity, const char *field, str value,
		     int64_t limit, struct list_page *page)
{
	struct list_query query;

	*page = (struct list_page){ 0 };
	if (value.len == 0)
		return OK;
	list_start(entity, &query);
	query.filters[0] = (struct filter){
		.field = entity_field(entity, str_from(field)),
		.op = OP_EQ,
		.text = value,
	};
	query.filter_count = 1;
	query.limit = limit;
	return list_read(cx, entity, &query, page);
}

enum rc lookup_text(struct ctx *cx, const struct entity *entity, const char *field, str value,
		    void *row, bool *found)
{
	struct list_page page;

	TRY(lookup_texts(cx, entity, field, value, 1, &page));
	*found = page.count > 0;
	if (*found)
		memcpy(row, page.rows, entity->size);
	return OK;
}
