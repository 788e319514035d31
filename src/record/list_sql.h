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

/* grouping.c: a field that rows are compared by: one of F_GROUP, of theirs or of a row that they point to
 * ("company.city"), or a user-defined one ("custom.KEY", "company.custom.KEY") of few values. */
struct grouping {
	str column; /* its values, as SQL of t; user-defined yes and no as "true", "false" */
	const struct entity *about; /* that they are ids of; NULL: none */
	bool in_bands;              /* numbers: of those there are too many */
	const char *filter;         /* name of the lists' filter by it */
	const struct entity *of;    /* whose field it is */
	const struct field *field;
};
MUST_USE enum rc grouping_find(struct ctx *cx, const struct entity *entity, str name,
			       struct grouping *out, bool *found);
/* What may be asked for, user-defined fields left out: "owner_id, amount, company.city". */
str grouping_names(struct ctx *cx, const struct entity *entity);
/* A number of a grouping in bands, as lists take it. */
MUST_USE enum rc grouping_number(struct ctx *cx, const struct grouping *grouping, int64_t number,
				 str *text);

bool filter_is_text(const struct field *field);

#endif
