/* Merging companies, contacts and leads, and finding what may be the same. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

static enum rc read_merge(struct ctx *cx, struct http_request *rq, struct merge *merge)
{
	const struct json_in *body = NULL;

	TRY(http_json(cx, rq, &body));
	return merge_from_json(cx, rq->route->subject, body, merge);
}

enum rc company_merge_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct merge merge;
	struct company company;

	TRY(read_merge(cx, rq, &merge));
	TRY(company_merge(cx, rq->ids[0], &merge, &company));
	return reply_row(cx, re, &company_entity, &company);
}

enum rc contact_merge_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct merge merge;
	struct contact contact;

	TRY(read_merge(cx, rq, &merge));
	TRY(contact_merge(cx, rq->ids[0], &merge, &contact));
	return reply_row(cx, re, &contact_entity, &contact);
}

enum rc lead_merge_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct merge merge;
	struct lead lead;

	TRY(read_merge(cx, rq, &merge));
	TRY(lead_merge(cx, rq->ids[0], &merge, &lead));
	return reply_row(cx, re, &lead_entity, &lead);
}

enum rc duplicates_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	json_reply_begin(cx, &reply);
	TRY(duplicates_to_json(cx, rq->route->subject, rq->ids[0], &reply.out));
	return json_reply_end(&reply, re);
}

enum rc draft_duplicates_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct duplicate_draft draft;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	draft.name = query_get(query, "name");
	draft.email = query_get(query, "email");
	draft.phone = query_get(query, "phone");
	json_reply_begin(cx, &reply);
	TRY(duplicates_of_draft_to_json(cx, rq->route->subject, &draft, &reply.out));
	return json_reply_end(&reply, re);
}
