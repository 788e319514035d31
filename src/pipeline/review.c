/* The pipeline review: the open deals that need to be talked about, the worst first, each with what is wrong and
 * what was last decided. Which ones: review_query.c; their order: review_score.c; decisions are rows of
 * review_decisions, which review_decide.c carries out. */
#include "pipeline/pipeline.h"

#include "base/convert.h"
#include "codec/json_out.h"
#include "pipeline/operation.h"
#include "pipeline/owner_filter_query.h"
#include "pipeline/review_query.h"
#include "record/record.h"

struct review {
	const struct review_request *request;
	struct hygiene_stage *stages;
	size_t stage_count;
	struct tally_owners owners;
	struct review_candidate *found;
	size_t count;
	str next;
	struct deal_links links;
};

static enum rc read_stages(struct ctx *cx, struct review *review);
static enum rc find(struct ctx *cx, struct review *review);
static enum rc read_links(struct ctx *cx, struct review *review);
static enum rc write_item(struct ctx *cx, struct json_out *out, const struct review *review,
			  const struct review_candidate *candidate);

enum rc review_to_json(struct ctx *cx, const struct review_request *request, struct json_out *out)
{
	struct review review = { .request = request };
	struct pipeline pipeline;

	if (request->limit < 1 || request->limit > LIMIT_MAX)
		return fail_code(cx, "limit", "range", "give a whole number from 1 to %d",
				 LIMIT_MAX);
	TRY(need_right(cx, deal_entity.read));
	TRY(record_load(cx, &pipeline_entity, request->pipeline_id, &pipeline));
	TRY(owner_filter(cx, request->owner_id, request->team_id, &review.owners));
	TRY(read_stages(cx, &review));
	TRY(find(cx, &review));
	TRY(read_links(cx, &review));
	json_object_begin(out);
	json_items_begin(out);
	for (size_t i = 0; i < review.count; i++)
		TRY(write_item(cx, out, &review, &review.found[i]));
	json_items_end(out, review.next);
	json_object_end(out);
	return OK;
}

static enum rc read_stages(struct ctx *cx, struct review *review)
{
	struct stage *stages;

	TRY(stages_of(cx, review->request->pipeline_id, false, &stages, &review->stage_count));
	return hygiene_stages_read(cx, stages, review->stage_count, &review->stages);
}

/* --- which deals --------------------------------------------------------------------------------------------- */

/* What an open deal is worth on average, by the kept sums. */
static enum rc read_average(struct ctx *cx, const struct review *review, int64_t *average)
{
	struct tally_question question = { .owners = &review->owners, .at = UNSET };
	struct sum whole = { 0, 0 };
	struct sum *sums;
	int64_t *keys;

	TRY(ctx_alloc(cx, (review->stage_count + 1) * sizeof *keys, &keys));
	TRY(ctx_alloc(cx, (review->stage_count + 1) * sizeof *sums, &sums));
	for (size_t i = 0; i < review->stage_count; i++)
		if (review->stages[i].stage->kind == STAGE_OPEN)
			keys[question.count++] = review->stages[i].stage->row.id;
	question.keys = keys;
	TRY(tally_read(cx, &deal_entity, &question, sums));
	for (size_t i = 0; i < question.count; i++) {
		whole.number += sums[i].number;
		whole.total += sums[i].total;
	}
	*average = whole.number > 0 ? whole.total / whole.number : 0;
	return OK;
}

/* "<average>.<score>.<id>": the average of the first page counts for all, or deals would change places
 * between pages. */
static enum rc read_cursor(struct ctx *cx, str cursor, struct review_search *search)
{
	str rest = cursor;
	str average;
	str score;

	search->started = true;
	if (str_split(&rest, '.', &average) && str_split(&rest, '.', &score) &&
	    str_to_int(average, &search->average) && str_to_int(score, &search->after.score) &&
	    str_to_int(rest, &search->after.deal_id))
		return OK;
	return fail_code(cx, "cursor", "format", "this is not a cursor of this list");
}

/* One deal more than the limit is looked for to know whether there is a next page. */
static enum rc find(struct ctx *cx, struct review *review)
{
	const struct review_request *request = review->request;
	size_t limit = to_size(request->limit);
	struct review_search search = {
		.stages = review->stages,
		.stage_count = review->stage_count,
		.owners = &review->owners,
	};

	if (str_is_set(request->cursor))
		TRY(read_cursor(cx, request->cursor, &search));
	else
		TRY(read_average(cx, review, &search.average));
	TRY(ctx_alloc(cx, (limit + 1) * sizeof *review->found, &review->found));
	TRY(review_find(cx, &search, limit + 1, review->found, &review->count));
	if (review->count <= limit)
		return OK;
	review->count = limit;

	const struct review_candidate *last = &review->found[limit - 1];

	review->next = str_printf(cx->arena, "%lld.%lld.%lld", (long long)search.average,
				  (long long)last->score, (long long)last->deal_id);
	return OK;
}

static enum rc read_links(struct ctx *cx, struct review *review)
{
	bool with_lines = false;
	int64_t *ids;

	TRY(ctx_alloc(cx, (review->count + 1) * sizeof *ids, &ids));
	for (size_t i = 0; i < review->count; i++)
		ids[i] = review->found[i].deal_id;
	for (size_t i = 0; i < review->stage_count; i++)
		with_lines = with_lines || review->stages[i].criteria.asks[ASK_LINE];
	return deal_links_read(cx, ids, review->count, with_lines, &review->links);
}

/* --- the answer ------------------------------------------------------------------------------------------------ */

static enum rc write_decision(struct ctx *cx, struct json_out *out, int64_t deal_id)
{
	struct review_decision decision;
	bool found;

	TRY(review_last_decision(cx, deal_id, &decision, &found));
	json_key(out, "last_decision");
	if (found)
		record_to_json(cx, out, &review_decision_entity, &decision);
	else
		json_none(out);
	return OK;
}

static enum rc write_item(struct ctx *cx, struct json_out *out, const struct review *review,
			  const struct review_candidate *candidate)
{
	const struct hygiene_stage *stage = &review->stages[candidate->stage];
	const struct hygiene_look look = hygiene_look_at(cx, cx->now, &review->links);
	struct hygiene hygiene;
	struct deal deal;

	TRY(record_load(cx, &deal_entity, candidate->deal_id, &deal));
	TRY(hygiene_of(cx, &look, stage, &deal, &hygiene));
	json_object_begin(out);
	json_key(out, "deal");
	record_to_json(cx, out, &deal_entity, &deal);
	json_key(out, "score");
	json_int(out, candidate->score);
	json_key(out, "warnings");
	json_array_begin(out);
	TRY(hygiene_items_write(cx, out, stage, &deal, &hygiene));
	json_array_end(out);
	TRY(write_decision(cx, out, candidate->deal_id));
	json_object_end(out);
	return OK;
}
