/* Takes a lead or deal out of its plan by hand. What stops plans by itself: enrollment_follow.c. */
#include "pipeline/pipeline.h"

#include "db/db.h"
#include "pipeline/enrollment.h"
#include "record/record.h"

enum rc enrollment_stop(struct ctx *cx, int64_t id, struct enrollment *enrollment)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };

	TRY(tx_begin(cx, &tx));
	TRY(enrollment_load(cx, id, enrollment));
	TRY(batch_scope_begin(cx, "cadence.stop", &batch));
	TRY(enrollment_end(cx, enrollment, STOP_BY_HAND));
	return tx_commit(&tx);
}
