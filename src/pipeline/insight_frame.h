/* Which deals an answer of Insight, or the closing calendar, is about: those of a pipeline that the caller may see and
 * that the filters leave, in a period, as they are or were at an instant. Private to pipeline/; what others call is in pipeline.h. */
#ifndef ALUR_PIPELINE_INSIGHT_FRAME_H
#define ALUR_PIPELINE_INSIGHT_FRAME_H

#include "pipeline/board_filter_query.h"
#include "pipeline/pipeline.h"

struct insight_frame {
	int64_t pipeline_id;
	const struct zone *zone;
	int64_t from; /* days, both included; set */
	int64_t to;
	int64_t begin; /* their instants, both included */
	int64_t end;
	int64_t as_of; /* UNSET: as they are */
	int64_t now;   /* as_of, or the present */
	struct tally_owners owners;
	bool is_of_team;          /* the owners are those of a team that was asked for */
	struct list_query filter; /* without those that name owners */
	struct stage *stages;     /* retired ones too, as people see them */
	size_t stage_count;
};

/* Checks the request and opens the frame. Without days: the twelve months up to the end of this one, or of that of
 * as_of. E_MISSING:
 * no such pipeline; E_INVALID on the parameter at fault; periods of more than ten years are refused. */
MUST_USE enum rc insight_frame_open(struct ctx *cx, const struct insight_scope *scope,
				    struct insight_frame *frame);

/* Some deals of the frame: those in stages of these kinds (bits of enum stage_kind) that were created at these
 * instants, or closed, or expected to close, on these days; `from` UNSET: on no day that is known. */
enum { STAGES_OPEN = 1, STAGES_WON = 2, STAGES_LOST = 4, STAGES_CLOSED = 6, STAGES_ALL = 7 };
enum insight_days { DAYS_OF_CREATION, DAYS_OF_CLOSING, DAYS_OF_EXPECTED_CLOSE };
struct insight_part {
	unsigned kinds;
	enum insight_days days;
	int64_t from;
	int64_t to;
	bool versions; /* of the past: those that have changed since, by what they were */
	/* Set by insight_choose(). */
	bool is_much;      /* deals are read from end to end */
	bool is_long_past; /* and so are versions, unless they are found by their deal */
};

/* For deals that are wanted in any order: chooses between the index of the days and reading from end to end. */
MUST_USE enum rc insight_choose(struct ctx *cx, const struct insight_frame *frame,
				struct insight_part *part);

/* Appends "SELECT columns FROM deals t ... WHERE ..." of the part's deals; of the past with a second SELECT of those
 * that have changed since. Found by the index of the days, unless it was chosen otherwise. */
MUST_USE enum rc insight_rows(struct ctx *cx, const struct insight_frame *frame,
			      const struct insight_part *part, str columns, struct list_sql *sql);

/* For SELECTs that join more: appends " FROM deals t", and " WHERE ...". Of the past both are needed twice, with
 * and without `versions`. */
void insight_from(const struct insight_part *part, struct list_sql *sql);
MUST_USE enum rc insight_where(struct ctx *cx, const struct insight_frame *frame,
			       const struct insight_part *part, struct list_sql *sql);
static inline bool insight_is_past(const struct insight_frame *frame)
{
	return frame->as_of != UNSET;
}

/* Appends " AND COLUMN >= ... AND COLUMN <= ...". */
void insight_between(struct list_sql *sql, const char *column, int64_t from, int64_t to);

/* The stages of these kinds, by id. */
MUST_USE enum rc insight_stages(struct ctx *cx, const struct insight_frame *frame, unsigned kinds,
				struct stage_ids *ids);

/* Number and sum of the deals of each of these stages, all time; `filter` is the frame's, or a copy with
 * more conditions. Kept sums where there are no conditions. */
MUST_USE enum rc insight_sums(struct ctx *cx, const struct insight_frame *frame,
			      const struct list_query *filter, const struct stage_ids *stages,
			      struct sum **sums);

const struct stage *insight_stage(const struct insight_frame *frame, int64_t stage_id);

/* --- the rows behind a figure --------------------------------------------------------------------------- */

/* A query string of GET /deals (or /leads): rows_begin() with the pipeline, then conditions. Together with the
 * filters that the caller has asked with it gives the rows that the figure counts; a team, which lists do not
 * know, is in it as its owners, and the instant as as_of. Null for a team that has no members, or more than a list can be asked for. */
void rows_owners(const struct insight_frame *frame, struct buf *rows);
void rows_begin(const struct insight_frame *frame, struct buf *rows);
void rows_stages(const struct insight_frame *frame, unsigned kinds, struct buf *rows);
void rows_days(const char *field, int64_t from, int64_t to, struct buf *rows);
void rows_value(const char *field, str value, struct buf *rows);
void rows_write(const struct insight_frame *frame, struct json_out *out, const char *key,
		struct buf *rows);

/* --- periods ------------------------------------------------------------------------------------------------ */

enum insight_cohort { COHORT_MONTH, COHORT_QUARTER, COHORT_YEAR };

/* The last day of the month, quarter or year that a day is in. */
int64_t cohort_end(enum insight_cohort cohort, int64_t day);

#endif
