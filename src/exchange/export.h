/* Rows of a kind as a file: the columns that an import of the kind reads, with names in place of ids, so
 * that importing an exported CSV changes nothing, or those that are asked for. Rows are read page by page, as the
 * caller may see them, without archived ones; in the order of their ids memory does not grow with their number,
 * in another or found by words it is eight bytes for each (export_rows.h). */
#ifndef ALUR_EXCHANGE_EXPORT_H
#define ALUR_EXCHANGE_EXPORT_H

#include "base/ctx.h"

struct query_string;

struct export_format {
	const char *name;   /* "csv" */
	const char *ending; /* of file names */
	const char *media;  /* Content-Type */
	bool is_workbook;   /* written by export_workbook(); else piece by piece */
};

struct export_order {
	str kind;   /* "deals"; see kind.h */
	str format; /* "csv", "xlsx", "json"; not set: "csv" */
	str columns; /* "title,stage_id,custom.size": names of fields or columns; not set: what an import reads */
	/* Filters, order and words of the entity's list, and as_of; NULL: all rows. Texts live until export_end(). */
	const struct query_string *filters;
};

struct exporter;

/* E_DENIED without RIGHT_IMPORT; E_INVALID on `kind`, `format`, `columns` or a filter; E_TOO_LARGE for too many in
 * an order. */
MUST_USE enum rc export_begin(struct ctx *cx, const struct export_order *order,
			      struct exporter **out);
void export_end(struct exporter **exporter); /* NULL inside is allowed */

const struct export_format *export_format_of(const struct exporter *exporter);
/* "deals.csv" */
str export_file_name(struct arena *arena, const struct exporter *exporter);
/* Rows written so far. */
int64_t export_count(const struct exporter *exporter);

/* Appends some rows to `piece`, which is not in cx->arena; nothing appended: it is all. What it needs of
 * cx->arena it gives back. Opens and closes its reading of the database. */
MUST_USE enum rc export_piece(struct ctx *cx, struct exporter *exporter, struct buf *piece);

/* Writes the whole workbook to a file; while it is made, its rows are in nameless files in `folder`. */
struct export_place {
	const char *path;
	const char *folder;
};
MUST_USE enum rc export_workbook(struct ctx *cx, struct exporter *exporter,
				 const struct export_place *place);

#endif
