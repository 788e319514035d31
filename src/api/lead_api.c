/* Operations of leads: qualify, disqualify, reopen, convert, unconvert. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

typedef enum rc plain_operation(struct ctx *cx, int64_t lead_id, struct lead *lead);

static enum rc run_plain(struct ctx *cx, struct http_request *rq, struct http_reply *re,
			 plain_operation *operation)
{
	const struct json_in *body = NULL;
	struct lead lead;

	TRY(body_of(cx, rq, &body));
	TRY(operation(cx, rq->ids[0], &lead));
	return reply_row(cx, re, &lead_entity, &lead);
}

enum rc lead_qualify_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	return run_plain(cx, rq, re, lead_qualify);
}

enum rc lead_reopen_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	return run_plain(cx, rq, re, lead_reopen);
}

enum rc lead_unconvert_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	return run_plain(cx, rq, re, lead_unconvert);
}

enum rc lead_disqualify_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	str reason = { NULL, 0 };
	int64_t revive_on = UNSET;
	struct lead lead;

	TRY(body_of(cx, rq, &body));
	TRY(json_want_text(cx, body, "reason", &reason));
	TRY(body_day(cx, body, "revive_on", &revive_on));
	TRY(lead_disqualify(cx, rq->ids[0], reason, revive_on, &lead));
	return reply_row(cx, re, &lead_entity, &lead);
}

static enum rc read_amount(struct ctx *cx, int64_t lead_id, const struct json_in *body,
			   int64_t *out)
{
	const struct field *amount = entity_field(&lead_entity, STR("amount"));
	const struct json_in *value = json_get(body, "amount");
	struct lead lead;

	if (json_kind(value) == JSON_KIND_NULL)
		return OK;
	TRY(record_load(cx, &lead_entity, lead_id, &lead)); /* for its currency */
	TRY(amount->type->from_json(cx, amount, "amount", value, &lead));
	*out = lead.amount;
	return OK;
}

enum rc lead_convert_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct conversion conversion = { .amount = UNSET, .create_deal = true };
	const struct json_in *body = NULL;
	struct lead lead;

	TRY(body_of(cx, rq, &body));
	TRY(json_want_int(cx, body, "pipeline_id", &conversion.pipeline_id));
	TRY(json_want_int(cx, body, "company_id", &conversion.company_id));
	TRY(json_want_int(cx, body, "contact_id", &conversion.contact_id));
	TRY(json_want_text(cx, body, "company_name", &conversion.company_name));
	TRY(json_want_bool(cx, body, "new_company", &conversion.new_company));
	TRY(json_want_bool(cx, body, "new_contact", &conversion.new_contact));
	TRY(json_want_text(cx, body, "title", &conversion.title));
	TRY(json_want_bool(cx, body, "create_deal", &conversion.create_deal));
	TRY(read_amount(cx, rq->ids[0], body, &conversion.amount));
	TRY(lead_convert(cx, rq->ids[0], &conversion, &lead));
	return reply_row(cx, re, &lead_entity, &lead);
}
