/* The waterfall: how what was open at one instant became what is open at another. Each deal is judged by
 * its state at the two instants alone, so that for any two
 *	opening + created + pulled in + grown − shrunk − pushed − lost − won = closing
 * in amounts and, without grown and shrunk, in numbers. Worked by hand in docs/formulas.md. What goes
 * in: waterfall_query.c. */
#ifndef ALUR_PIPELINE_WATERFALL_H
#define ALUR_PIPELINE_WATERFALL_H

#include <stdbool.h>
#include <stdint.h>

/* Where a deal is at an instant. "Here": in the pipeline and of the owners that are asked for, and closing (or
 * expected to) in the days that are asked for; "outside": the same, closing on another day or on none. */
enum deal_place {
	PLACE_ABSENT,         /* not yet created */
	PLACE_ELSEWHERE_OPEN, /* of other owners, or in another pipeline */
	PLACE_ELSEWHERE,      /* the same, won, lost or archived */
	PLACE_ARCHIVED,
	PLACE_OPEN_HERE, /* what is counted */
	PLACE_OPEN_OUTSIDE,
	PLACE_WON_HERE,
	PLACE_WON_OUTSIDE,
	PLACE_LOST_HERE,
	PLACE_LOST_OUTSIDE,
	PLACE_COUNT
};

/* What is known of a deal that exists at an instant. */
struct deal_standing {
	bool is_here;             /* of this pipeline and of the owners that are asked for */
	enum deal_place by_stage; /* PLACE_OPEN_HERE, PLACE_WON_HERE or PLACE_LOST_HERE */
	bool is_archived;
	bool is_in_days; /* it closes in the days that are asked for */
};
enum deal_place waterfall_place(const struct deal_standing *standing);

enum waterfall_part {
	PART_OPENING,
	PART_CREATED,   /* new, opened again, or restored */
	PART_PULLED_IN, /* was open outside, or elsewhere */
	PART_GROWN,
	PART_SHRUNK,
	PART_PUSHED, /* is outside or elsewhere now */
	PART_LOST,   /* archived ones included */
	PART_WON,
	PART_CLOSING,
	PART_ARCHIVED, /* those of the lost ones that were archived */
	PART_COUNT
};

/* "opening", ... as in the API; NULL at the end. */
extern const char *const waterfall_part_names[PART_COUNT + 1];

struct waterfall_figure {
	int64_t deals;
	int64_t amount; /* minor units of the organisation's currency; never negative */
};

struct waterfall {
	struct waterfall_figure parts[PART_COUNT];
};

/* Deals that went the same way, their amounts all up, all down or all unchanged. An amount that is not known is
 * 0. */
struct waterfall_change {
	enum deal_place before;
	enum deal_place after;
	int64_t deals;
	int64_t amount_before; /* sums */
	int64_t amount_after;
};

/* The parts (bits 1 << enum waterfall_part) that such deals are in; `direction` is the sign of the change of
 * their amounts. A deal that was here is there first with its old amount, changes it, and goes with the
 * new one; a deal that comes, comes with its new amount; one that came and was won or lost in between
 * comes and goes. Won to won, lost to lost, and closed deals that are restored, count nowhere. */
unsigned waterfall_parts(enum deal_place before, enum deal_place after, int direction);

/* What a deal adds to a part: opening its old amount, grown and shrunk the difference, others the new one. */
int64_t waterfall_amount(enum waterfall_part part, int64_t amount_before, int64_t amount_after);

/* What is elsewhere is not told, since it may be other owners': a deal that comes from there was worth nothing, and
 * one that is handed over goes with what it was worth before. */
void waterfall_hide(struct waterfall_change *change);

/* Adds the change to all parts but opening and closing; returns in which it is. */
unsigned waterfall_add(struct waterfall *waterfall, const struct waterfall_change *change);

/* The closing from the opening and what has been added. */
void waterfall_close(struct waterfall *waterfall);

#endif
