/* Leaves a step of a plan out: the next one is planned, counted from today. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/enrollment.h"
#include "record/record.h"

enum rc enrollment_skip(struct ctx *cx, int64_t id, struct enrollment *enrollment)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(enrollment_load(cx, id, enrollment));
	TRY(batch_scope_begin(cx, "cadence.skip", &batch));
	TRY(enrollment_drop_step(cx, enrollment));
	TRY(enrollment_advance(cx, enrollment, organisation_today(cx)));
	return tx_commit(&tx);
}
