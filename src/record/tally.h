/* Sums that are kept up to date with every change (struct tally in entity/entity.h), and their past:
 *   <table>        (key, owner_id, number, total)       rows and sum now
 *   <table>_days   (key, owner_id, day, number, total)  what changed on each UTC day; owner -1: all
 *   <table>_moves  (from_key, day, to_key, stay_days, number)  changes of the key on each day of the
 *                  organisation's zone; from 0: created; day ALL_DAYS: of all days
 *   <table>_closings  (key, owner_id, day, number, total, days)  rows that are closed now, by the day of
 *                  their closing; days: from their creation to it; owner -1: all, also
 *                  on day ALL_DAYS: of all days
 * Owner 0 is "nobody". Written by tally.c; read here by operations' queries. */
#ifndef ALUR_RECORD_TALLY_H
#define ALUR_RECORD_TALLY_H

#include "base/ctx.h"
#include "entity/entity.h"

#define ALL_DAYS INT64_C(-1000000)
#define ALL_OWNERS INT64_C(-1)

struct sum {
	int64_t number; /* rows */
	int64_t total;  /* minor units of the organisation's currency */
};

/* Whose rows: everybody's, or those of some owners (0 among them: rows of nobody). */
struct tally_owners {
	bool all;
	const int64_t *ids;
	size_t count;
};

/* The owners that cx->who may see, rows of nobody included. */
MUST_USE enum rc tally_scope(struct ctx *cx, struct tally_owners *owners);

/* Rows and sum of some keys: sums[i] are those of keys[i]. Of the past they are as they were at an instant:
 * whole days, then the changes of a part of that day from rows and versions. */
struct tally_question {
	const int64_t *keys;
	size_t count;
	const struct tally_owners *owners;
	int64_t at; /* UNSET: now */
};
MUST_USE enum rc tally_read(struct ctx *cx, const struct entity *entity,
			    const struct tally_question *question, struct sum *sums);

/* Days of a key, both included; ALL_DAYS in `first` for all time. */
struct tally_span {
	int64_t key;
	int64_t first;
	int64_t last;
};

/* Rows of a key that are closed now, by the day of their closing. */
struct closings {
	int64_t number;
	int64_t total;
	int64_t days; /* from creation to closing, of all of them together */
};
MUST_USE enum rc tally_closings(struct ctx *cx, const struct entity *entity,
				const struct tally_span *span, const struct tally_owners *owners,
				struct closings *out);

/* The days that a row took, as kept: a closing before the creation, entered by hand, took none. */
int64_t tally_days_taken(const struct ctx *cx, int64_t closed_on, int64_t created_at);

/* Moves between keys, as kept: calls `each` for those out of one of `from` (0: creations) into one of `to`, on
 * days first..last (both included; ALL_DAYS in `first` for all time). */
struct tally_keys {
	const int64_t *keys;
	size_t count;
};
struct tally_ways {
	struct tally_keys from;
	struct tally_keys to; /* none: any */
	int64_t first;
	int64_t last;
};
struct tally_move {
	int64_t from_key;
	int64_t to_key;
	int64_t stay_days;
	int64_t number;
};
MUST_USE enum rc tally_moves(struct ctx *cx, const struct entity *entity,
			     const struct tally_ways *ways,
			     enum rc (*each)(struct ctx *cx, void *argument,
					     const struct tally_move *move),
			     void *argument);

/* The day of the oldest move that is kept; 0: there is none. */
MUST_USE enum rc tally_moves_begin(struct ctx *cx, const struct entity *entity, int64_t *day);

/* --- tally_write.c ------------------------------------------------------------------------------- */

/* A row of a table of sums, and what comes to it. */
enum tally_table { TALLY_NOW, TALLY_DAYS, TALLY_MOVES, TALLY_CLOSINGS, TALLY_TABLES };
enum { TALLY_KEYS = 4, TALLY_VALUES = 3 };
struct tally_part {
	enum tally_table table;
	int64_t keys[TALLY_KEYS];
	int64_t values[TALLY_VALUES];
};

/* Removes all sums of a tally. */
MUST_USE enum rc tally_empty(struct ctx *cx, const struct tally *tally);

/* Says what is kept, and in which tables and columns. */
void tally_describe(struct buf *out, const struct tally *tally);

/* Adds it in the database, or to what is gathered (record_sums_gather). */
MUST_USE enum rc tally_add(struct ctx *cx, const struct tally *tally,
			   const struct tally_part *part);

#endif
