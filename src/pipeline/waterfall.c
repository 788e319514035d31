/* Which part of the waterfall a deal is in, and adding up. Pure. */
#include "pipeline/waterfall.h"

#include <stddef.h>

#define BIT(part) (1u << PART_##part)

const char *const waterfall_part_names[PART_COUNT + 1] = {
	[PART_OPENING] = "opening",   [PART_CREATED] = "created", [PART_PULLED_IN] = "pulled_in",
	[PART_GROWN] = "grown",       [PART_SHRUNK] = "shrunk",   [PART_PUSHED] = "pushed",
	[PART_LOST] = "lost",         [PART_WON] = "won",         [PART_CLOSING] = "closing",
	[PART_ARCHIVED] = "archived", [PART_COUNT] = NULL,
};

enum deal_place waterfall_place(const struct deal_standing *standing)
{
	bool is_open = standing->by_stage == PLACE_OPEN_HERE && !standing->is_archived;

	if (!standing->is_here)
		return is_open ? PLACE_ELSEWHERE_OPEN : PLACE_ELSEWHERE;
	if (standing->is_archived)
		return PLACE_ARCHIVED;
	if (standing->is_in_days)
		return standing->by_stage;
	return is_open                                ? PLACE_OPEN_OUTSIDE
	       : standing->by_stage == PLACE_WON_HERE ? PLACE_WON_OUTSIDE
						      : PLACE_LOST_OUTSIDE;
}

static bool is_elsewhere(enum deal_place place)
{
	return place == PLACE_ELSEWHERE_OPEN || place == PLACE_ELSEWHERE;
}

void waterfall_hide(struct waterfall_change *change)
{
	if (is_elsewhere(change->after))
		change->amount_after = change->amount_before;
	if (is_elsewhere(change->before))
		change->amount_before = 0;
}

static bool was_open(enum deal_place place)
{
	return place == PLACE_OPEN_OUTSIDE || place == PLACE_ELSEWHERE_OPEN;
}

static bool is_won(enum deal_place place)
{
	return place == PLACE_WON_HERE || place == PLACE_WON_OUTSIDE;
}

static bool is_lost(enum deal_place place)
{
	return place == PLACE_LOST_HERE || place == PLACE_LOST_OUTSIDE;
}

/* Of deals that were here. */
static unsigned way_out(enum deal_place after)
{
	if (after == PLACE_OPEN_HERE)
		return BIT(CLOSING);
	if (is_won(after))
		return BIT(WON);
	if (is_lost(after))
		return BIT(LOST);
	return after == PLACE_ARCHIVED ? BIT(LOST) | BIT(ARCHIVED) : BIT(PUSHED);
}

/* Of deals that are here now, or came and went. */
static unsigned way_in(enum deal_place before)
{
	return was_open(before) ? BIT(PULLED_IN) : BIT(CREATED);
}

/* Closed in the period: when it was absent, open, or closed the other way before. */
static bool closed_since(enum deal_place before, enum deal_place after)
{
	if (after == PLACE_WON_HERE)
		return before == PLACE_ABSENT || was_open(before) || is_lost(before);
	if (after == PLACE_LOST_HERE)
		return before == PLACE_ABSENT || was_open(before) || is_won(before);
	return false;
}

unsigned waterfall_parts(enum deal_place before, enum deal_place after, int direction)
{
	unsigned change = direction > 0 ? BIT(GROWN) : direction < 0 ? BIT(SHRUNK) : 0;

	if (before == PLACE_OPEN_HERE)
		return BIT(OPENING) | change | way_out(after);
	if (after == PLACE_OPEN_HERE)
		return way_in(before) | BIT(CLOSING);
	return closed_since(before, after) ? way_in(before) | way_out(after) : 0;
}

int64_t waterfall_amount(enum waterfall_part part, int64_t amount_before, int64_t amount_after)
{
	switch (part) {
	case PART_OPENING:
		return amount_before;
	case PART_GROWN:
		return amount_after - amount_before;
	case PART_SHRUNK:
		return amount_before - amount_after;
	default:
		return amount_after;
	}
}

unsigned waterfall_add(struct waterfall *waterfall, const struct waterfall_change *c)
{
	int direction = (c->amount_after > c->amount_before) - (c->amount_after < c->amount_before);
	unsigned parts =
		waterfall_parts(c->before, c->after, direction) & ~(BIT(OPENING) | BIT(CLOSING));

	for (enum waterfall_part part = 0; parts >> part != 0; part++) {
		if (!(parts >> part & 1))
			continue;
		waterfall->parts[part].deals += c->deals;
		waterfall->parts[part].amount +=
			waterfall_amount(part, c->amount_before, c->amount_after);
	}
	return parts;
}

void waterfall_close(struct waterfall *waterfall)
{
	const struct waterfall_figure *p = waterfall->parts;

	waterfall->parts[PART_CLOSING] = (struct waterfall_figure){
		.deals = p[PART_OPENING].deals + p[PART_CREATED].deals + p[PART_PULLED_IN].deals -
			 p[PART_PUSHED].deals - p[PART_LOST].deals - p[PART_WON].deals,
		.amount = p[PART_OPENING].amount + p[PART_CREATED].amount +
			  p[PART_PULLED_IN].amount + p[PART_GROWN].amount - p[PART_SHRUNK].amount -
			  p[PART_PUSHED].amount - p[PART_LOST].amount - p[PART_WON].amount,
	};
}
