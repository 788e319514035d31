/* Deals that are closed in a stage, for measures_query.c. Private to pipeline/. */
#ifndef ALUR_PIPELINE_CLOSINGS_QUERY_H
#define ALUR_PIPELINE_CLOSINGS_QUERY_H

#include "base/ctx.h"
#include "record/tally.h"

struct closings_request {
	int64_t stage_id;
	const struct tally_owners *owners;
	int64_t as_of; /* instant; UNSET: now */
	int64_t from;  /* days of `closed_on`, both included; UNSET: unbounded */
	int64_t to;
};

MUST_USE enum rc closings_read(struct ctx *cx, const struct closings_request *request,
			       struct closings *out);

#endif
