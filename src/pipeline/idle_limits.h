/* How idle limits are written, for board_query.c. Private to pipeline/; what others call is in
 * pipeline.h. */
#ifndef ALUR_PIPELINE_IDLE_LIMITS_H
#define ALUR_PIPELINE_IDLE_LIMITS_H

#include "pipeline/idle_facts_query.h"

/* The members days, source, n, weight, learned_days, template_days, learned_at of an open object. */
void idle_limit_write(struct json_out *out, const struct idle_fact *fact);

#endif
