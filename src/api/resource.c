/* Small things that handlers share: rows and texts as answers, bodies and query parameters in their
 * types. What every entity's routes do: resource_api.c. */
#include "api/resource.h"

#include "base/day.h"

void json_reply_begin(struct ctx *cx, struct json_reply *reply)
{
	reply->text = buf_new(cx->arena);
	reply->out = json_out_new(&reply->text);
}

enum rc json_reply_end(struct json_reply *reply, struct http_reply *re)
{
	re->body = buf_str(&reply->text);
	return buf_rc(&reply->text);
}

enum rc reply_row(struct ctx *cx, struct http_reply *re, const struct entity *entity,
		  const void *row)
{
	const struct row *head = row;
	struct json_reply reply;

	json_reply_begin(cx, &reply);
	record_to_json(cx, &reply.out, entity, row);
	re->etag = str_printf(cx->arena, "\"%lld\"", (long long)head->revision);
	return json_reply_end(&reply, re);
}

static enum rc names_of(struct ctx *cx, const struct shape *shape, const char ***out)
{
	size_t count = shape ? shape->count : 0;
	const char **names = NULL;

	TRY(ctx_alloc(cx, (count + 1) * sizeof *names, &names));
	for (size_t i = 0; i < count; i++)
		names[i] = shape->members[i].name;
	*out = names;
	return OK;
}

enum rc shape_only(struct ctx *cx, const struct json_in *object, const struct shape *shape)
{
	const char **names = NULL;

	TRY(names_of(cx, shape, &names));
	return json_only(cx, object, names);
}

enum rc body_of(struct ctx *cx, struct http_request *rq, const struct json_in **body)
{
	const struct route_spec *spec = rq->route->spec;

	TRY(http_json(cx, rq, body));
	return shape_only(cx, *body, spec->body);
}

enum rc body_day(struct ctx *cx, const struct json_in *body, const char *key, int64_t *out)
{
	str text = { NULL, 0 };

	TRY(json_want_text(cx, body, key, &text));
	if (!str_is_set(text) || day_parse(text, out))
		return OK;
	return fail_code(cx, key, "format", "give a date that exists, such as 2026-01-31");
}

enum rc body_ids(struct ctx *cx, const struct json_in *body, const char *key, const int64_t **ids,
		 size_t *count)
{
	const struct json_in *list = json_get(body, key);
	int64_t *numbers = NULL;

	*count = 0;
	if (json_kind(list) == JSON_KIND_NULL)
		return OK;
	if (json_kind(list) != JSON_KIND_ARRAY)
		return fail_code(cx, key, "type", "give a list of ids");
	TRY(ctx_alloc(cx, (json_count(list) + 1) * sizeof *numbers, &numbers));
	for (size_t i = 0; i < json_count(list); i++) {
		if (json_kind(json_at(list, i)) != JSON_KIND_INT)
			return fail_code(cx, key, "type", "give a list of ids");
		numbers[i] = json_as_int(json_at(list, i));
	}
	*ids = numbers;
	*count = json_count(list);
	return OK;
}

enum rc query_int(struct ctx *cx, const struct query_string *query, const char *name, int64_t *out)
{
	str text = query_get(query, name);

	if (!str_is_set(text) || str_to_int(text, out))
		return OK;
	return fail_code(cx, name, "type", "give a whole number");
}

enum rc query_day(struct ctx *cx, const struct query_string *query, const char *name, int64_t *out)
{
	str text = query_get(query, name);

	if (!str_is_set(text) || day_parse(text, out))
		return OK;
	return fail_code(cx, name, "format", "give a date that exists, such as 2026-01-31");
}

enum rc query_bool(struct ctx *cx, const struct query_string *query, const char *name, bool *out)
{
	str text = query_get(query, name);

	if (!str_is_set(text))
		return OK;
	*out = str_is(text, "true");
	if (*out || str_is(text, "false"))
		return OK;
	return fail_code(cx, name, "unknown", "give true or false");
}

static bool has_member(const struct shape *shape, str name)
{
	for (size_t i = 0; shape && i < shape->count; i++)
		if (str_is(name, shape->members[i].name))
			return true;
	return false;
}

bool is_no_filter(const struct route_spec *spec, str name)
{
	str base = str_sub(name, 0, str_find(name, '.', 0));

	for (const char *const *one = spec->no_filters; one && *one; one++)
		if (str_is(base, *one))
			return true;
	return false;
}

enum rc query_with_filters(struct ctx *cx, struct http_request *rq, const struct query_string **out,
			   struct list_query *filters)
{
	const struct route_spec *spec = rq->route->spec;
	const struct query_string *query;
	const char **own = NULL;

	TRY(http_query(cx, rq, &query));
	for (size_t i = 0; i < query->count; i++)
		if (!has_member(spec->query, query->pairs[i].name) &&
		    is_no_filter(spec, query->pairs[i].name))
			return fail_code(cx, query->pairs[i].name.ptr, "unknown",
					 "there is no such parameter here");
	TRY(names_of(cx, spec->query, &own));
	TRY(list_parse(cx, spec->filters, query, own, filters));
	filters->words = query_get(query, "q");
	*out = query;
	return OK;
}

enum rc query_of(struct ctx *cx, struct http_request *rq, const struct query_string **out)
{
	const struct route_spec *spec = rq->route->spec;
	const struct query_string *query;

	TRY(http_query(cx, rq, &query));
	for (size_t i = 0; i < query->count; i++)
		if (!has_member(spec->query, query->pairs[i].name))
			(void)fail_code(cx, query->pairs[i].name.ptr, "unknown",
					"there is no such parameter here");
	*out = query;
	return cx->failure.rc;
}
