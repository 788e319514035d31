/* Writing the kept sums with each change; reading them: tally_read.c; the tables: tally.h. */
#include "record/tally.h"

#include "base/day.h"
#include "base/zone.h"
#include "record/row.h"

/* What one row adds to the sums; an archived or absent row adds nothing. */
struct share {
	int64_t key;
	int64_t owner;
	int64_t number;
	int64_t total;
	int64_t since;
	int64_t closed_on; /* UNSET: not closed */
	int64_t days;      /* that it took */
};

static int64_t get(const struct entity *entity, const char *name, const void *row)
{
	return field_get_int(entity_field(entity, str_from(name)), row);
}

int64_t tally_days_taken(const struct ctx *cx, int64_t closed_on, int64_t created_at)
{
	int64_t days = closed_on - zone_day(cx->organisation.zone, created_at);

	return days > 0 ? days : 0;
}

static struct share share_of(const struct ctx *cx, const struct entity *entity, const void *row)
{
	const struct tally *tally = entity->tally;
	struct share share = { .since = UNSET, .closed_on = UNSET };
	int64_t total;

	if (!row || row_head_const(row)->archived_at != UNSET)
		return share;
	total = get(entity, tally->sum, row);
	share.key = get(entity, tally->key, row);
	share.owner = get(entity, tally->owner, row);
	share.number = 1;
	share.total = total == UNSET ? 0 : total;
	share.since = get(entity, tally->since, row);
	share.closed_on = get(entity, tally->closed, row);
	if (share.closed_on != UNSET)
		share.days = tally_days_taken(cx, share.closed_on, row_head_const(row)->created_at);
	return share;
}

static enum rc add_sum(struct ctx *cx, const struct entity *entity, const struct share *share,
		       int sign)
{
	return tally_add(
		cx, entity->tally,
		&(struct tally_part){ .table = TALLY_NOW,
				      .keys = { share->key, share->owner },
				      .values = { sign * share->number, sign * share->total } });
}

static enum rc add_day(struct ctx *cx, const struct entity *entity, const struct share *share,
		       int64_t day, int sign)
{
	const int64_t owners[] = { share->owner, ALL_OWNERS };

	for (size_t i = 0; i < COUNT_OF(owners); i++) {
		const struct tally_part part = {
			.table = TALLY_DAYS,
			.keys = { share->key, owners[i], day },
			.values = { sign * share->number, sign * share->total },
		};

		TRY(tally_add(cx, entity->tally, &part));
	}
	return OK;
}

static enum rc add_move(struct ctx *cx, const struct share *from, const struct share *to,
			const struct tally_step *step)
{
	const int64_t days[] = { zone_day(cx->organisation.zone, step->at), ALL_DAYS };
	int64_t stay = from->since == UNSET ? 0 : (step->at - from->since) / MS_PER_DAY;

	for (size_t i = 0; i < COUNT_OF(days); i++) {
		const struct tally_part part = {
			.table = TALLY_MOVES,
			.keys = { from->key, to->key, days[i], stay },
			.values = { step->sign },
		};

		TRY(tally_add(cx, step->entity->tally, &part));
	}
	return OK;
}

static enum rc add_closing(struct ctx *cx, const struct entity *entity, const struct share *share,
			   int sign)
{
	const int64_t owners[] = { share->owner, ALL_OWNERS, ALL_OWNERS };
	const int64_t days[] = { share->closed_on, share->closed_on, ALL_DAYS };

	if (share->number == 0 || share->closed_on == UNSET)
		return OK;
	for (size_t i = 0; i < COUNT_OF(owners); i++) {
		const struct tally_part part = {
			.table = TALLY_CLOSINGS,
			.keys = { share->key, owners[i], days[i] },
			.values = { sign * share->number, sign * share->total, sign * share->days },
		};

		TRY(tally_add(cx, entity->tally, &part));
	}
	return OK;
}

static enum rc add_share(struct ctx *cx, const struct entity *entity, const struct share *share,
			 int64_t day, int sign)
{
	if (share->number == 0)
		return OK;
	TRY(add_sum(cx, entity, share, sign));
	return add_day(cx, entity, share, day, sign);
}

enum rc tally_change(struct ctx *cx, const struct tally_step *step)
{
	const struct entity *entity = step->entity;

	if (!entity->tally)
		return OK;

	struct share before = share_of(cx, entity, step->before);
	struct share after = share_of(cx, entity, step->after);
	int64_t day = instant_utc_day(step->at);
	bool same = before.key == after.key && before.owner == after.owner &&
		    before.total == after.total && before.number == after.number;

	if (!same || before.closed_on != after.closed_on || before.days != after.days) {
		TRY(add_closing(cx, entity, &before, -step->sign));
		TRY(add_closing(cx, entity, &after, step->sign));
	}
	if (same)
		return OK;
	TRY(add_share(cx, entity, &before, day, -step->sign));
	TRY(add_share(cx, entity, &after, day, step->sign));
	if (after.number == 0 || before.key == after.key || (step->before && before.number == 0))
		return OK;
	return add_move(cx, &before, &after, step);
}
