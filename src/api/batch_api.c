/* POST /{resource}/batch: up to 1,000 operations on one resource, all or nothing, one batch that undo
 * takes back as a whole. */
#include "api/resource.h"

#include "api/operations.h"
#include "pipeline/pipeline.h"

enum { MAX_OPERATIONS = 1000 };

struct batch_item {
	const struct entity *entity;
	str op;
	int64_t id;
	const struct json_in *body;
	str if_match;
	void *row;
};

static enum rc read_item(struct ctx *cx, const struct json_in *json, struct batch_item *item)
{
	static const char *const names[] = { "op", "id", "body", "if_match", NULL };

	TRY(json_only(cx, json, names));
	TRY(json_want_text(cx, json, "op", &item->op));
	TRY(json_want_int(cx, json, "id", &item->id));
	TRY(json_want_text(cx, json, "if_match", &item->if_match));
	item->body = json_get(json, "body");
	if (!str_is_set(item->op))
		return fail_code(cx, "op", "required", "this field is required");
	if (item->id == 0 && !str_is(item->op, "create"))
		return fail_code(cx, "id", "required", "this field is required");
	return OK;
}

static enum rc create(struct ctx *cx, struct batch_item *item)
{
	TRY(record_new(cx, item->entity, item->row));
	TRY(record_from_json(cx, item->entity, item->body, INPUT_CREATE, item->row, NULL));
	return any_row_create(cx, item->entity, item->row);
}

static enum rc update(struct ctx *cx, struct batch_item *item)
{
	TRY(record_load_to_change(cx, item->entity, item->id, item->row));
	TRY(record_match(cx, item->row, item->if_match));
	TRY(record_from_json(cx, item->entity, item->body, INPUT_PATCH, item->row, NULL));
	return any_row_update(cx, item->entity, item->row);
}

/* Updates look at the row that they have loaded anyway. */
static enum rc match(struct ctx *cx, struct batch_item *item)
{
	if (!str_is_set(item->if_match) || str_is(item->op, "update"))
		return OK;
	TRY(record_load(cx, item->entity, item->id, item->row));
	return record_match(cx, item->row, item->if_match);
}

static enum rc run_item(struct ctx *cx, struct batch_item *item)
{
	if (str_is(item->op, "create"))
		return create(cx, item);
	TRY(match(cx, item));
	if (str_is(item->op, "update"))
		return update(cx, item);
	if (str_is(item->op, "archive"))
		return any_row_archive(cx, item->entity, item->id, item->row);
	if (str_is(item->op, "restore"))
		return any_row_restore(cx, item->entity, item->id, item->row);
	if (str_is(item->op, "move") && item->entity == &deal_entity)
		return operation_move(cx, item->id, item->body, item->row);
	return fail_code(cx, "op", "unknown", "give one of: %s",
			 item->entity == &deal_entity ? "create, update, archive, restore, move"
						      : "create, update, archive, restore");
}

/* One operation; a failure of it is told at its place: "operations[3].amount". */
static enum rc run_at(struct ctx *cx, const struct entity *entity, const struct json_in *operations,
		      size_t index, void **row)
{
	struct batch_item item = { .entity = entity };
	enum rc rc;

	TRY(ctx_alloc(cx, entity->size, &item.row));
	rc = read_item(cx, json_at(operations, index), &item);
	if (rc == OK)
		rc = run_item(cx, &item);
	*row = item.row;
	if (rc == OK)
		return OK;

	str place = str_printf(cx->arena, "operations[%zu]", index);

	if (cx->failure.error_count == 0)
		return fail_field(cx, rc, place.ptr, "%.*s", STR_ARG(cx->failure.detail));
	ctx_prefix_fields(cx, str_printf(cx->arena, "%.*s.", STR_ARG(place)));
	return rc;
}

enum rc resource_batch(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct entity *entity = rq->route->subject;
	const struct json_in *body = NULL;
	const struct json_in *operations;
	struct json_reply reply;
	int64_t batch_id;

	TRY(body_of(cx, rq, &body));
	operations = json_get(body, "operations");
	if (json_kind(operations) != JSON_KIND_ARRAY)
		return fail_code(cx, "operations", "type", "give a list of operations");
	if (json_count(operations) > MAX_OPERATIONS)
		return fail_code(cx, "operations", "too_many", "give at most %d operations",
				 MAX_OPERATIONS);
	TRY(need_right(cx, entity->write));
	TRY(batch_begin(cx, "bulk", &batch_id));
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	json_key(&reply.out, "batch_id");
	json_int(&reply.out, batch_id);
	json_key(&reply.out, "items");
	json_array_begin(&reply.out);
	for (size_t i = 0; i < json_count(operations); i++) {
		void *row = NULL;

		TRY(run_at(cx, entity, operations, i, &row));
		record_to_json(cx, &reply.out, entity, row);
	}
	json_array_end(&reply.out);
	json_object_end(&reply.out);
	return json_reply_end(&reply, re);
}
