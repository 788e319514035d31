/* Which deals a board shows besides those that its stages hold: owners, the filters of a deal list, words,
 * an instant; how many they are and what they are worth. Private to pipeline/. */
#ifndef ALUR_PIPELINE_BOARD_FILTER_QUERY_H
#define ALUR_PIPELINE_BOARD_FILTER_QUERY_H

#include "record/list_sql.h"
#include "record/tally.h"

/* By which index the rows are found. */
enum found_by { FIND_BY_STAGE, FIND_BY_OWNERS, FIND_BY_FILTER, FIND_BY_WORDS, FIND_BY_NOTHING };

struct board_filter {
	const struct tally_owners *owners;
	const struct list_query *query; /* filters and words; NULL: none */
	int64_t as_of;                  /* UNSET: now */
	/* Set by board_filter_begin(). */
	enum found_by by;
	const struct filter *by_filter;
	int64_t by_rows; /* that it finds in the stages; of a filter or words: anywhere */
};

/* Stages by id. */
struct stage_ids {
	const int64_t *ids;
	size_t count;
};

/* Whether there is more to ask than owners, of whom sums are kept. */
bool board_filter_is_set(const struct board_filter *filter);

/* Chooses the index: whatever finds the fewest rows. `kept` are the sums of all owners now, of each stage;
 * they are not asked of the past, nor without filters. */
MUST_USE enum rc board_filter_begin(struct ctx *cx, struct board_filter *filter,
				    const struct stage_ids *stages, const struct sum *kept);

/* Appends " WHERE ..." for rows t of these stages, present ones or versions. */
MUST_USE enum rc board_filter_sql(struct ctx *cx, const struct board_filter *filter,
				  const struct stage_ids *stages, bool versions,
				  struct list_sql *sql);

/* The same without " WHERE ". */
MUST_USE enum rc board_filter_conditions_sql(struct ctx *cx, const struct board_filter *filter,
					     const struct stage_ids *stages, bool versions,
					     struct list_sql *sql);

/* Number and sum of the deals of each stage, from the rows. */
MUST_USE enum rc board_filter_sums(struct ctx *cx, const struct board_filter *filter,
				   const struct stage_ids *stages, struct sum *sums);
/* The statement that it would run, for plan tests. */
MUST_USE enum rc board_filter_sums_sql(struct ctx *cx, const struct board_filter *filter,
				       const struct stage_ids *stages, struct list_sql *sql);

#endif
