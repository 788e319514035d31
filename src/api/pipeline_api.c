/* Pipelines as a whole: board, measures, templates, and pipelines as files. */
#include "api/operations.h"

#include "pipeline/pipeline.h"

enum rc board_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct board_request board = { .pipeline_id = rq->ids[0],
				       .limit = LIMIT_DEFAULT,
				       .as_of = UNSET };
	const struct query_string *query = NULL;
	struct list_query filter;
	struct json_reply reply;
	str as_of;

	TRY(query_with_filters(cx, rq, &query, &filter));
	TRY(query_int(cx, query, "limit", &board.limit));
	TRY(query_int(cx, query, "owner_id", &board.owner_id));
	TRY(query_int(cx, query, "team_id", &board.team_id));
	TRY(query_int(cx, query, "stage_id", &board.stage_id));
	TRY(query_bool(cx, query, "closed", &board.closed));
	as_of = query_get(query, "as_of");
	if (str_is_set(as_of))
		TRY(as_of_parse(cx, as_of, &board.as_of));
	board.filter = &filter;
	board.sort = query_get(query, "sort");
	board.fields = query_get(query, "fields");
	board.cursor = query_get(query, "cursor");
	json_reply_begin(cx, &reply);
	TRY(board_to_json(cx, &board, &reply.out));
	return json_reply_end(&reply, re);
}

enum rc measures_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct measures_request measures = { rq->ids[0], UNSET, UNSET, UNSET, 0, 0 };
	const struct query_string *query = NULL;
	struct json_reply reply;
	str as_of;

	TRY(query_of(cx, rq, &query));
	TRY(query_day(cx, query, "from", &measures.from));
	TRY(query_day(cx, query, "to", &measures.to));
	TRY(query_int(cx, query, "owner_id", &measures.owner_id));
	TRY(query_int(cx, query, "team_id", &measures.team_id));
	as_of = query_get(query, "as_of");
	if (str_is_set(as_of))
		TRY(as_of_parse(cx, as_of, &measures.as_of));
	json_reply_begin(cx, &reply);
	TRY(measures_to_json(cx, &measures, &reply.out));
	return json_reply_end(&reply, re);
}

enum rc templates_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	json_reply_begin(cx, &reply);
	TRY(template_list_to_json(cx, &reply.out));
	return json_reply_end(&reply, re);
}

static enum rc read_language(struct ctx *cx, str code, enum language *language)
{
	*language = cx->language;
	if (!str_is_set(code))
		return OK;
	if (!str_is(code, "en") && !str_is(code, "id"))
		return fail_code(cx, "language", "unknown", "give one of: %s", "en, id");
	*language = str_is(code, "id") ? LANGUAGE_ID : LANGUAGE_EN;
	return OK;
}

static enum rc reply_new(struct ctx *cx, struct http_reply *re, const struct pipeline *pipeline)
{
	re->status = 201;
	re->location = str_printf(cx->arena, "/api/v1/pipelines/%lld", (long long)pipeline->row.id);
	return reply_row(cx, re, &pipeline_entity, pipeline);
}

enum rc pipeline_from_template_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	str key = { NULL, 0 }, code = { NULL, 0 }, name = { NULL, 0 };
	struct pipeline pipeline;
	enum language language;

	TRY(body_of(cx, rq, &body));
	TRY(json_want_text(cx, body, "template", &key));
	TRY(json_want_text(cx, body, "language", &code));
	TRY(json_want_text(cx, body, "name", &name));
	TRY(read_language(cx, code, &language));
	if (!str_is_set(key))
		return fail_code(cx, "template", "required", "this field is required");
	TRY(pipeline_from_template(cx, key, language, name, &pipeline));
	return reply_new(cx, re, &pipeline);
}

enum rc pipeline_import_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	str code = { NULL, 0 }, name = { NULL, 0 };
	struct pipeline pipeline;
	enum language language;

	TRY(body_of(cx, rq, &body));
	TRY(json_want_text(cx, body, "language", &code));
	TRY(json_want_text(cx, body, "name", &name));
	TRY(read_language(cx, code, &language));
	if (json_kind(json_get(body, "file")) != JSON_KIND_OBJECT)
		return fail_code(cx, "file", "required",
				 "give the file of a pipeline as an object");
	TRY(pipeline_import(cx, json_get(body, "file"), language, name, &pipeline));
	return reply_new(cx, re, &pipeline);
}

enum rc pipeline_export_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(query_of(cx, rq, &query));
	json_reply_begin(cx, &reply);
	TRY(pipeline_export(cx, rq->ids[0], &reply.out));
	return json_reply_end(&reply, re);
}
