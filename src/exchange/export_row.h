/* What stands in the cells of an exported row, before it is known in which format. Private to exchange/. */
#ifndef ALUR_EXCHANGE_EXPORT_ROW_H
#define ALUR_EXCHANGE_EXPORT_ROW_H

#include "exchange/export_names.h"
#include "exchange/kind.h"

enum cell_kind {
	CELL_EMPTY,
	CELL_TEXT,   /* written by people */
	CELL_WORD,   /* one of ours: "won", "IDR" */
	CELL_NUMBER, /* number × 10^-digits */
	CELL_DAY,
	CELL_INSTANT,
};

struct cell {
	enum cell_kind kind;
	str text;
	int64_t number;
	int digits;
};

/* Columns of a kind that are exported: those that a row can fill. */
bool export_has_column(const struct column *column);

struct export_row {
	const struct kind *kind;
	const struct columns *columns;
	struct export_names *names;
	const void *row;
};
/* A row that is part of an archived one: a line of such a deal. */
MUST_USE enum rc export_leaves_out(struct ctx *cx, const struct export_row *row, bool *yes);
/* The cells of a row, one for each column; `cells` has room for all of them. Needs an open connection. */
MUST_USE enum rc export_cells(struct ctx *cx, const struct export_row *row, struct cell *cells);

/* Stage histories: one line for each time that a deal entered a stage or its amount changed. */
struct export_history {
	struct cell *cells; /* line by line, one for each column */
	size_t lines;
};
MUST_USE enum rc export_history(struct ctx *cx, const struct export_row *row,
				struct export_history *out);

#endif
