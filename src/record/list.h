/* Private to record/: pages of a list. Its query as SQL: list_sql.h. */
#ifndef ALUR_RECORD_LIST_H
#define ALUR_RECORD_LIST_H

#include "record/list_sql.h"
#include "record/row.h"

/* Where a page begins: after a row with this value of the first sort key and this id. */
struct cursor {
	bool started;
	bool in_nulls; /* the value was null */
	int64_t number;
	str text;
	int64_t id;
};

MUST_USE enum rc cursor_read(struct ctx *cx, const struct list_query *query, struct cursor *out);
MUST_USE enum rc cursor_write(struct ctx *cx, const struct list_query *query, const void *row,
			      str *out);

/* related_filter.c: "company.city" begins with the name of a row that the entity's rows point to, and that they are
 * compared by: sets filter->via, and *rest to what stands behind. Then the values of filter->field, which has
 * been found in that row's entity, become the filter's. */
str related_filter_name(const struct entity *entity, str name, struct filter *filter);
const struct entity *related_entity(const struct entity *entity, const struct filter *filter);
MUST_USE enum rc related_filter_sql(struct ctx *cx, struct filter *filter);

/* custom_filter.c: makes `filter` one by the user-defined field of that key, if there is one, and checks
 * a value that is given for it. */
MUST_USE enum rc custom_filter_find(struct ctx *cx, const struct entity *entity, str key,
				    struct filter *filter, bool *found);
MUST_USE enum rc custom_filter_value(struct ctx *cx, const struct filter *filter, const char *path,
				     str text);

/* The rows of one phase of a page: those where the first sort key is set, or those where it is not. */
struct list_phase {
	bool nulls;
	const struct cursor *after; /* NULL: from the phase's start */
	int64_t limit;
	bool ids_alone; /* id and sort key, not whole rows */
};
MUST_USE enum rc list_select(struct ctx *cx, const struct entity *entity,
			     const struct list_query *query, const struct list_phase *phase,
			     struct list_sql *sql);
MUST_USE enum rc list_count(struct ctx *cx, const struct entity *entity,
			    const struct list_query *query, int64_t *total);

#endif
