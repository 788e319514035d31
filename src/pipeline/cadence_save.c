/* Creates, changes, archives and restores cadences: names are unique, steps are well formed, and nobody is
 * left in a plan that is gone. Beginning one: cadence_enroll.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/cadence_steps.h"
#include "pipeline/enrollment_query.h"
#include "pipeline/operation.h"
#include "record/record.h"

static enum rc check(struct ctx *cx, const struct cadence *cadence);
static enum rc refuse_active(struct ctx *cx, int64_t cadence_id);

enum rc cadence_save(struct ctx *cx, struct cadence *cadence)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(check(cx, cadence));
	TRY(record_save(cx, &cadence_entity, cadence));
	return tx_commit(&tx);
}

enum rc cadence_archive(struct ctx *cx, int64_t id, struct cadence *cadence)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_archive(cx, &cadence_entity, id, cadence));
	TRY(refuse_active(cx, id));
	return tx_commit(&tx);
}

enum rc cadence_restore(struct ctx *cx, int64_t id, struct cadence *cadence)
{
	AUTO(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(record_load(cx, &cadence_entity, id, cadence));
	TRY(check(cx, cadence));
	TRY(record_restore(cx, &cadence_entity, id, cadence));
	return tx_commit(&tx);
}

static enum rc check(struct ctx *cx, const struct cadence *cadence)
{
	struct cadence other;
	bool found = false;

	TRY(record_find(cx, &cadence_entity,
			&(struct where){ .field = "name", .text = cadence->name }, &other, &found));
	if (found && other.row.id != cadence->row.id)
		return fail_code(cx, "name", "taken", "another plan has this name");
	return str_is_set(cadence->steps) ? cadence_steps_check(cx, cadence->steps) : OK;
}

static enum rc refuse_active(struct ctx *cx, int64_t cadence_id)
{
	int64_t active;

	TRY(enrollment_active(cx, "cadence_id", cadence_id, &active));
	if (active == 0)
		return OK;
	return fail(
		cx, E_CONFLICT,
		"somebody is still in this plan: set it inactive, so that nobody new begins it");
}
