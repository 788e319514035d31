/* Merges leads that are the same person, and decides what lifecycle the survivor has. How: merge.c;
 * finding them: duplicates.c. */
#include "pipeline/merge.h"

#include "pipeline/enrollment.h"

static enum rc absorb(struct ctx *cx, void *into, const void *other);
static enum rc absorb_plan(struct ctx *cx, const struct lead *into, const struct lead *merged);

enum rc lead_merge(struct ctx *cx, int64_t into_id, const struct merge *merge, struct lead *lead)
{
	static const struct merge_kind kind = {
		.entity = &lead_entity,
		.operation = "lead.merge",
		.absorb = absorb,
	};

	return merge_rows(cx, &kind, into_id, merge, lead);
}

/* A converted lead has a company, contact and deal that would be left without it: it has to be the one
 * that stays. Qualified is qualified, whichever of the two it was. */
static enum rc absorb(struct ctx *cx, void *into, const void *other)
{
	struct lead *lead = into;
	const struct lead *merged = other;

	if (merged->lifecycle == LIFECYCLE_CONVERTED)
		return fail_field(cx, E_CONFLICT, "from_ids",
				  "\"%.*s\" is converted already: merge the others into it",
				  STR_ARG(merged->name));
	if (lead->lifecycle == LIFECYCLE_LEAD && merged->lifecycle == LIFECYCLE_PROSPECT) {
		lead->lifecycle = LIFECYCLE_PROSPECT;
		lead->qualified_at = merged->qualified_at;
	}
	return absorb_plan(cx, lead, merged);
}

/* The survivor's plan goes on; if it is in none, the first one that comes with the others. */
static enum rc absorb_plan(struct ctx *cx, const struct lead *into, const struct lead *merged)
{
	struct enrollment own;
	struct enrollment theirs;
	bool has_own;
	bool has_theirs;

	TRY(enrollment_of(cx, &lead_entity, into->row.id, &own, &has_own));
	TRY(enrollment_of(cx, &lead_entity, merged->row.id, &theirs, &has_theirs));
	if (!has_theirs)
		return OK;
	if (has_own)
		return enrollment_end(cx, &theirs, STOP_BY_HAND);
	theirs.lead_id = into->row.id;
	return save_named(cx, "lead.merge", &enrollment_entity, &theirs);
}
