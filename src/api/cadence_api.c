/* Plans under way: beginning, stopping, skipping. What changes by itself: pipeline/enrollment_follow.c. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

enum rc operation_enroll(struct ctx *cx, const struct entity *subject, int64_t id,
			 const struct json_in *body, void *row)
{
	struct enroll enroll = { .starts_on = UNSET };
	struct enrollment enrollment;
	int64_t cadence_id = 0;

	TRY(shape_only(cx, body, &enroll_item_shape));
	TRY(json_want_int(cx, body, "cadence_id", &cadence_id));
	TRY(body_day(cx, body, "starts_on", &enroll.starts_on));
	if (cadence_id == 0)
		return fail_code(cx, "cadence_id", "required", "this field is required");
	*(subject == &lead_entity ? &enroll.lead_id : &enroll.deal_id) = id;
	TRY(record_load_to_change(cx, subject, id, row));
	TRY(cadence_enroll(cx, cadence_id, &enroll, &enrollment));
	return record_load(cx, subject, id, row);
}

enum rc cadence_enroll_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct enroll enroll = { .starts_on = UNSET };
	const struct json_in *body = NULL;
	struct enrollment enrollment;

	TRY(body_of(cx, rq, &body));
	TRY(json_want_int(cx, body, "lead_id", &enroll.lead_id));
	TRY(json_want_int(cx, body, "deal_id", &enroll.deal_id));
	TRY(body_day(cx, body, "starts_on", &enroll.starts_on));
	TRY(cadence_enroll(cx, rq->ids[0], &enroll, &enrollment));
	re->status = 201;
	re->location =
		str_printf(cx->arena, "/api/v1/enrollments/%lld", (long long)enrollment.row.id);
	return reply_row(cx, re, &enrollment_entity, &enrollment);
}

typedef enum rc plain_operation(struct ctx *cx, int64_t id, struct enrollment *enrollment);

static enum rc run_plain(struct ctx *cx, struct http_request *rq, struct http_reply *re,
			 plain_operation *operation)
{
	const struct json_in *body = NULL;
	struct enrollment enrollment;

	TRY(body_of(cx, rq, &body));
	TRY(operation(cx, rq->ids[0], &enrollment));
	return reply_row(cx, re, &enrollment_entity, &enrollment);
}

enum rc enrollment_stop_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	return run_plain(cx, rq, re, enrollment_stop);
}

enum rc enrollment_skip_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	return run_plain(cx, rq, re, enrollment_skip);
}
