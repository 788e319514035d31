/* Operations of stages: retire, merge, put in order. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

enum rc stage_retire_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	int64_t into_id = 0;
	struct stage stage;

	TRY(body_of(cx, rq, &body));
	TRY(json_want_int(cx, body, "into_id", &into_id));
	if (into_id == 0)
		return fail_code(cx, "into_id", "required",
				 "name the stage that takes over the deals");
	TRY(stage_retire(cx, rq->ids[0], into_id, &stage));
	return reply_row(cx, re, &stage_entity, &stage);
}

enum rc stage_merge_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	const int64_t *ids = NULL;
	size_t count = 0;
	struct stage stage;

	TRY(body_of(cx, rq, &body));
	TRY(body_ids(cx, body, "from_ids", &ids, &count));
	if (count == 0)
		return fail_code(cx, "from_ids", "required",
				 "name the stages to merge into this one");
	TRY(stage_merge(cx, rq->ids[0], ids, count, &stage));
	return reply_row(cx, re, &stage_entity, &stage);
}

static enum rc reply_stages(struct ctx *cx, int64_t pipeline_id, struct http_reply *re)
{
	struct json_reply reply;
	struct stage *stages = NULL;
	size_t count = 0;

	TRY(stages_of(cx, pipeline_id, false, &stages, &count));
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	json_items_begin(&reply.out);
	for (size_t i = 0; i < count; i++)
		record_to_json(cx, &reply.out, &stage_entity, &stages[i]);
	json_items_end(&reply.out, str_from(NULL));
	json_object_end(&reply.out);
	return json_reply_end(&reply, re);
}

enum rc stage_order_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	const int64_t *ids = NULL;
	size_t count = 0;

	TRY(body_of(cx, rq, &body));
	TRY(body_ids(cx, body, "stage_ids", &ids, &count));
	TRY(stage_order(cx, rq->ids[0], ids, count));
	return reply_stages(cx, rq->ids[0], re);
}
