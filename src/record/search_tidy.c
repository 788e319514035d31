/* Keeping the search index of SQLite fast: each commit adds a segment to it, and a question looks into all
 * of them. By itself it merges segments only when four are of a size. This merges all into one when there
 * is much that is new, and otherwise the small ones, a part at a time. */
#include "record/row.h"

enum {
	PART_PAGES = 1000, /* 4 MB, so that other units wait some hundredths of a second at most */
	MUCH = 8,          /* this part of the largest segment is much that is new */
};

static enum rc command(struct ctx *cx, const char *name, int64_t value)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;

	TRY(db_prepare(cx, STR("INSERT INTO search (search, rank) VALUES (?, ?)"), &stmt));
	db_bind_text(stmt, 1, str_from(name));
	db_bind_int(stmt, 2, value);
	return db_run(cx, stmt, NULL);
}

struct segments {
	int64_t count;
	int64_t pages;
	int64_t largest; /* its pages */
};

/* FTS5 numbers its pages by segment, from 1 on: the last number is how many there are. */
static enum rc measure(struct ctx *cx, struct segments *out)
{
	AUTO(db_done) struct db_stmt *stmt = NULL;
	bool found;

	TRY(db_prepare(
		cx,
		STR("SELECT COUNT(*), COALESCE(SUM(pages), 0), COALESCE(MAX(pages), 0) FROM"
		    " (SELECT (SELECT MAX(id) FROM search_data WHERE id < (segid << 37) + (1 << 31))"
		    " - (segid << 37) AS pages FROM (SELECT DISTINCT segid FROM search_idx))"),
		&stmt));
	TRY(db_step(cx, stmt, &found));
	*out = (struct segments){ db_int(stmt, 0), db_int(stmt, 1), db_int(stmt, 2) };
	return OK;
}

/* A negative number of pages means: of all segments, whatever their sizes. Later parts go on with it. */
static enum rc begin(struct ctx *cx, int64_t *parts)
{
	struct segments segments;
	int64_t small;

	TRY(measure(cx, &segments));
	if (segments.count < 2)
		return OK;
	TRY(command(cx, "usermerge", 2));
	small = segments.pages - segments.largest;
	if (small * MUCH < segments.largest) {
		*parts = small / PART_PAGES;
		return command(cx, "merge", PART_PAGES);
	}
	*parts = segments.pages / PART_PAGES + 1;
	return command(cx, "merge", -PART_PAGES);
}

enum rc record_search_tidy(struct ctx *cx, int64_t *parts)
{
	if (db_dialect(cx->db) != DB_SQLITE)
		return OK; /* its index tidies itself */
	if (*parts == 0)
		return begin(cx, parts);
	--*parts;
	return command(cx, "merge", PART_PAGES);
}
