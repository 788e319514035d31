/* Which rows an export has, and in which order. By their ids they are read page by page, however many they are; in
 * another order, or found by words, their ids are read first: such an export is of the moment at which it began.
 * Private to exchange/. */
#ifndef ALUR_EXCHANGE_EXPORT_ROWS_H
#define ALUR_EXCHANGE_EXPORT_ROWS_H

#include "record/record.h"

/* Few rows a page: each may have a note of 80 KiB, and a piece is bounded. */
enum { EXPORT_PAGE = 25, MOST_IN_ORDER = 1000000, CURSOR_SIZE = 128 };

struct export_rows {
	const struct entity *entity;
	struct list_query query;
	bool in_order; /* by the ids that were read first */
	struct list_ids ids;
	size_t at;
	char cursor[CURSOR_SIZE]; /* where the next page begins */
	bool over;
};

/* Reads filters, order, words and as_of of a list's query; NULL: all rows, by id. `others` are names that are not
 * of the list. E_INVALID on a parameter. */
MUST_USE enum rc export_rows_parse(struct ctx *cx, const struct query_string *query,
				   const char *const *others, struct export_rows *rows);

/* Reads the ids where that is to be done, into cx->arena, which is to live as long as `rows`. E_TOO_LARGE: too many. */
MUST_USE enum rc export_rows_begin(struct ctx *cx, struct export_rows *rows);

/* The next rows; after the last ones rows->over is set. Needs an open connection, as the one before does. */
struct export_page {
	const void *rows[EXPORT_PAGE];
	size_t count;
};
MUST_USE enum rc export_rows_next(struct ctx *cx, struct export_rows *rows,
				  struct export_page *page);

#endif
