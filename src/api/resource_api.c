/* What every resource does: list, read, create, change, archive, restore, history. Rules of single
 * entities are in pipeline/ (any_row_*), never here. Many at once: batch_api.c. */
#include "api/resource.h"

#include "pipeline/pipeline.h"

static const struct entity *entity_of(const struct http_request *rq)
{
	return rq->route->subject;
}

enum rc resource_list(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct entity *entity = entity_of(rq);
	const struct query_string *query = NULL;
	struct list_query list;
	struct json_reply reply;

	TRY(http_query(cx, rq, &query));
	TRY(list_parse(cx, entity, query, NULL, &list));
	json_reply_begin(cx, &reply);
	TRY(list_to_json(cx, entity, &list, &reply.out));
	return json_reply_end(&reply, re);
}

/* The only parameter of a single row, where its past is kept. */
static enum rc read_as_of(struct ctx *cx, struct http_request *rq, int64_t *as_of)
{
	const struct query_string *query = NULL;

	TRY(http_query(cx, rq, &query));
	for (size_t i = 0; i < query->count; i++) {
		const struct query_pair *pair = &query->pairs[i];

		if (!str_is(pair->name, "as_of") || !(entity_of(rq)->flags & ENTITY_VERSIONED))
			return fail_code(cx, pair->name.ptr, "unknown",
					 "there is no such parameter here");
		TRY(as_of_parse(cx, pair->value, as_of));
	}
	return OK;
}

/* The row as it was; E_MISSING also when it was not there yet. */
static enum rc load_as_of(struct ctx *cx, const struct http_request *rq, int64_t as_of,
			  const void **row)
{
	const struct entity *entity = entity_of(rq);
	const struct filter itself = {
		.field = entity_field(entity, STR("id")),
		.op = OP_EQ,
		.number = rq->ids[0],
	};
	struct list_query list;
	struct list_page page;

	list_start(entity, &list);
	list.as_of = as_of;
	list.with_archived = true;
	TRY(list_filter(cx, &list, &itself));
	TRY(list_read(cx, entity, &list, &page));
	*row = page.rows;
	return page.count > 0 ? OK : fail(cx, E_MISSING, "there was no such row at that time");
}

enum rc resource_get(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct entity *entity = entity_of(rq);
	const void *past = NULL;
	int64_t as_of = UNSET;
	void *row = NULL;

	TRY(read_as_of(cx, rq, &as_of));
	if (as_of != UNSET) {
		TRY(load_as_of(cx, rq, as_of, &past));
		return reply_row(cx, re, entity, past);
	}
	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_load(cx, entity, rq->ids[0], row));
	return reply_row(cx, re, entity, row);
}

enum rc resource_create(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct entity *entity = entity_of(rq);
	const struct json_in *body = NULL;
	void *row = NULL;

	TRY(http_json(cx, rq, &body));
	TRY(need_right(cx, entity->write));
	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_new(cx, entity, row));
	TRY(record_from_json(cx, entity, body, INPUT_CREATE, row));
	TRY(any_row_create(cx, entity, row));
	re->status = 201;
	re->location = str_printf(cx->arena, "/api/v1/%s/%lld", entity->plural,
				  (long long)((const struct row *)row)->id);
	return reply_row(cx, re, entity, row);
}

enum rc resource_patch(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct entity *entity = entity_of(rq);
	const struct json_in *body = NULL;
	void *row = NULL;

	TRY(http_json(cx, rq, &body));
	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_load_to_change(cx, entity, rq->ids[0], row));
	TRY(record_match(cx, row, http_header(rq, "If-Match")));
	TRY(record_from_json(cx, entity, body, INPUT_PATCH, row));
	TRY(any_row_update(cx, entity, row));
	return reply_row(cx, re, entity, row);
}

static enum rc match_before(struct ctx *cx, struct http_request *rq, const struct entity *entity,
			    void *row)
{
	str if_match = http_header(rq, "If-Match");

	if (!str_is_set(if_match))
		return OK;
	TRY(record_load(cx, entity, rq->ids[0], row));
	return record_match(cx, row, if_match);
}

enum rc resource_delete(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct entity *entity = entity_of(rq);
	void *row = NULL;

	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(match_before(cx, rq, entity, row));
	TRY(any_row_archive(cx, entity, rq->ids[0], row));
	re->status = 204;
	return OK;
}

enum rc resource_restore(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct entity *entity = entity_of(rq);
	void *row = NULL;

	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(match_before(cx, rq, entity, row));
	TRY(any_row_restore(cx, entity, rq->ids[0], row));
	return reply_row(cx, re, entity, row);
}

enum rc resource_history(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct json_reply reply;

	TRY(http_query(cx, rq, &query));
	json_reply_begin(cx, &reply);
	TRY(history_to_json(cx, entity_of(rq), rq->ids[0], query, &reply.out));
	return json_reply_end(&reply, re);
}
