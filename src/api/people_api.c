/* What administrators do for others, and tokens: sign-in links, new tokens; which role may do what. */
#include "api/operations.h"

#include "base/day.h"
#include "people/people.h"

enum rc user_link_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	struct json_reply reply;
	struct sign_in_link link;

	TRY(body_of(cx, rq, &body));
	TRY(link_create(cx, rq->ids[0], &link));
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	json_key(&reply.out, "path");
	json_str(&reply.out, link_url(cx->arena, STR(""), link.secret));
	json_key(&reply.out, "minutes");
	json_int(&reply.out, link.minutes);
	json_key(&reply.out, "expires_at");
	json_instant(&reply.out, link.expires_at);
	json_object_end(&reply.out);
	re->status = 201;
	return json_reply_end(&reply, re);
}

static enum rc read_order(struct ctx *cx, const struct json_in *body, struct token_order *order)
{
	str expires = { NULL, 0 };

	TRY(json_want_text(cx, body, "name", &order->name));
	TRY(json_want_text(cx, body, "expires_at", &expires));
	TRY(json_want_int(cx, body, "user_id", &order->user_id));
	if (!str_is_set(order->name) || order->name.len == 0)
		return fail_code(cx, "name", "required", "this field is required");
	if (str_is_set(expires) && !instant_parse(expires, &order->expires_at))
		return fail_code(cx, "expires_at", "format",
				 "give an instant such as 2026-01-31T12:00:00Z");
	return OK;
}

enum rc token_create_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct token_order order = { .user_id = cx->who->user_id, .expires_at = UNSET };
	const struct json_in *body = NULL;
	struct json_reply reply;
	struct token token;
	str secret;

	TRY(body_of(cx, rq, &body));
	TRY(read_order(cx, body, &order));
	TRY(api_token_create(cx, &order, &token, &secret));
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	record_members(cx, &reply.out, &token_entity, &token);
	json_key(&reply.out, "token");
	json_str(&reply.out, secret);
	json_object_end(&reply.out);
	re->status = 201;
	return json_reply_end(&reply, re);
}

static void write_right(struct ctx *cx, struct json_out *out, const struct right_row *right)
{
	json_object_begin(out);
	json_key(out, "name");
	json_str(out, str_from(right->name));
	json_key(out, "doc");
	json_str(out, str_from(tr(cx, right->doc)));
	json_key(out, "roles");
	json_array_begin(out);
	for (int role = ROLE_NONE + 1; role_names[role]; role++)
		if (right->roles & (1u << role))
			json_str(out, str_from(role_names[role]));
	json_array_end(out);
	json_object_end(out);
}

enum rc rights_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	json_items_begin(&reply.out);
	for (int right = RIGHT_SIGNED_IN + 1; right < RIGHT_COUNT; right++)
		write_right(cx, &reply.out, &right_rows[right]);
	json_items_end(&reply.out, str_from(NULL));
	json_object_end(&reply.out);
	return json_reply_end(&reply, re);
}
