/* What is kept of each stage's idle limit, and learning it anew. Private to pipeline/; the formula:
 * idle_limit.h. */
#ifndef ALUR_PIPELINE_IDLE_FACTS_QUERY_H
#define ALUR_PIPELINE_IDLE_FACTS_QUERY_H

#include "entity/entities.h"
#include "pipeline/idle_limit.h"

struct json_out;

struct idle_fact {
	int64_t stage_id;
	struct idle_history history;
	struct idle_limit limit;
	int64_t open;       /* stays that were going on when it was learned */
	int64_t learned_at; /* instant; UNSET: never */
};

/* What is kept of these stages, which are all of one pipeline, put together with the limits that they give:
 * one for each, in their order. */
MUST_USE enum rc idle_facts_read(struct ctx *cx, const struct stage *stages, size_t count,
				 struct idle_fact **facts);

/* Learns one stage's from the deals as they are. Bounded: the latest won deals, the latest open ones. */
MUST_USE enum rc idle_fact_learn(struct ctx *cx, int64_t stage_id, struct idle_fact *fact);

/* Keeps what was learned; within a unit of work. */
MUST_USE enum rc idle_fact_keep(struct ctx *cx, const struct idle_fact *fact);

/* The open stages, at most `most`, of which nothing has been learned since the instant or since an import
 * ended. */
MUST_USE enum rc idle_facts_due(struct ctx *cx, int64_t since, int64_t *stage_ids, size_t most,
				size_t *count);

#endif
