/* SQL of a list's query while it is put together, with its parameters in order. For queries of subjects
 * that take the filters of a list, too (pipeline/board_query.c); what it becomes for lists: list.h. */
#ifndef ALUR_RECORD_LIST_SQL_H
#define ALUR_RECORD_LIST_SQL_H

#include "db/db.h"
#include "record/record.h"

struct parameter {
	bool is_text;
	int64_t number;
	str text;
};

struct list_sql {
	struct buf text;
	struct parameter *parameters; /* in the text's arena */
	int count;
	int room;
	const struct entity *walked; /* by its search words, as "search s"; NULL: it is not */
};

struct list_sql list_sql_new(struct arena *arena);
void sql_int(struct list_sql *sql, int64_t number);
void sql_text(struct list_sql *sql, str text);
/* Prepares the statement and binds its parameters. */
MUST_USE enum rc list_sql_prepare(struct ctx *cx, struct list_sql *sql, struct db_stmt **stmt);

/* Appends " AND ..." that leaves the rows of alias t with this value. */
void filter_sql(struct list_sql *sql, const struct filter *filter);

/* Appends " AND ..." that leaves the rows of alias t with all these words; not set, or no word in them:
 * nothing. */
MUST_USE enum rc words_sql(struct ctx *cx, const struct entity *entity, str words,
			   struct list_sql *sql);

/* custom_filter.c: the values of the user-defined field of that key as an SQL text of t, "true" and "false" for
 * yes and no; *found is false where there is no such field, or one of numbers, amounts or days, which have too many. */
MUST_USE enum rc custom_column(struct ctx *cx, const struct entity *entity, str key, str *sql,
			       bool *found);

bool filter_is_text(const struct field *field);

#endif
