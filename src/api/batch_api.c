/* POST /{resource}/batch: up to 1,000 operations on one resource, one batch that undo takes back as a
 * whole. All or nothing; or, with "partial": true, all that are not refused. */
#include "api/resource.h"

#include "api/operations.h"
#include "db/db.h"
#include "http/problem.h"
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
	TRY(record_from_json(cx, item->entity, item->body, INPUT_CREATE, item->row));
	return any_row_create(cx, item->entity, item->row);
}

static enum rc update(struct ctx *cx, struct batch_item *item)
{
	TRY(record_load_to_change(cx, item->entity, item->id, item->row));
	TRY(record_match(cx, item->row, item->if_match));
	TRY(record_from_json(cx, item->entity, item->body, INPUT_PATCH, item->row));
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

static const char *operations_of(const struct entity *entity)
{
	if (entity == &deal_entity)
		return "create, update, archive, restore, move, enroll";
	return entity == &lead_entity ? "create, update, archive, restore, enroll"
				      : "create, update, archive, restore";
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
	if (str_is(item->op, "enroll") &&
	    (item->entity == &deal_entity || item->entity == &lead_entity))
		return operation_enroll(cx, item->entity, item->id, item->body, item->row);
	return fail_code(cx, "op", "unknown", "give one of: %s", operations_of(item->entity));
}

/* Reads one operation and does it. */
static enum rc do_item(struct ctx *cx, const struct json_in *json, struct batch_item *item)
{
	TRY(read_item(cx, json, item));
	return run_item(cx, item);
}

/* A failure of one operation is told at its place: "operations[3].amount". */
static enum rc fail_at(struct ctx *cx, enum rc rc, size_t index)
{
	str place = str_printf(cx->arena, "operations[%zu]", index);

	if (cx->failure.error_count == 0)
		return fail_field(cx, rc, place.ptr, "%.*s", STR_ARG(cx->failure.detail));
	ctx_prefix_fields(cx, str_printf(cx->arena, "%.*s.", STR_ARG(place)));
	return rc;
}

/* --- those that work, without those that are refused ------------------------------------------------------ */

static void write_refusal(struct ctx *cx, struct json_out *out, size_t index, int64_t id)
{
	const struct failure *failure = &cx->failure;
	str reason = failure->detail;

	if (!reason.ptr && failure->error_count > 0)
		reason = failure->errors[0].message;
	json_object_begin(out);
	json_key(out, "index");
	json_int(out, (int64_t)index);
	json_key(out, "id");
	if (id)
		json_int(out, id);
	else
		json_none(out);
	json_key(out, "message");
	json_str(out, reason);
	problem_errors_to_json(out, failure);
	json_object_end(out);
}

/* Each operation in a savepoint, so that a refused one leaves nothing behind. */
static enum rc do_or_refuse(struct ctx *cx, const struct json_in *json, struct batch_item *item,
			    bool *refused)
{
	enum rc rc;

	TRY(db_savepoint_begin(cx));
	rc = do_item(cx, json, item);
	*refused = rc != OK && rc_is_refusal(rc);
	if (rc != OK && !*refused)
		return rc;
	return db_savepoint_end(cx, *refused);
}

/* --- the whole -------------------------------------------------------------------------------------------- */

struct batch {
	const struct entity *entity;
	const struct json_in *operations;
	bool is_partial;
};

static enum rc run_at(struct ctx *cx, const struct batch *batch, size_t index,
		      struct json_out *items, struct json_out *refusals)
{
	const struct json_in *json = json_at(batch->operations, index);
	struct batch_item item = { .entity = batch->entity };
	bool refused = false;
	enum rc rc;

	TRY(ctx_alloc(cx, batch->entity->size, &item.row));
	rc = batch->is_partial ? do_or_refuse(cx, json, &item, &refused) : do_item(cx, json, &item);
	if (rc != OK)
		return fail_at(cx, rc, index);
	if (refused) {
		write_refusal(cx, refusals, index, item.id);
		ctx_clear_failure(cx);
		return OK;
	}
	record_to_json(cx, items, batch->entity, item.row);
	return OK;
}

static enum rc run_all(struct ctx *cx, const struct batch *batch, struct json_out *items)
{
	struct buf text = buf_new(cx->arena);
	struct json_out refusals = json_out_new(&text);

	json_key(items, "items");
	json_array_begin(items);
	json_array_begin(&refusals);
	for (size_t i = 0; i < json_count(batch->operations); i++)
		TRY(run_at(cx, batch, i, items, &refusals));
	json_array_end(items);
	json_array_end(&refusals);
	TRY(buf_rc(&text));
	json_key(items, "refused");
	json_raw(items, buf_str(&text));
	return OK;
}

static enum rc read_batch(struct ctx *cx, struct http_request *rq, struct batch *batch)
{
	const struct json_in *body = NULL;

	TRY(body_of(cx, rq, &body));
	batch->entity = rq->route->subject;
	batch->operations = json_get(body, "operations");
	TRY(json_want_bool(cx, body, "partial", &batch->is_partial));
	if (json_kind(batch->operations) != JSON_KIND_ARRAY)
		return fail_code(cx, "operations", "type", "give a list of operations");
	if (json_count(batch->operations) > MAX_OPERATIONS)
		return fail_code(cx, "operations", "too_many", "give at most %d operations",
				 MAX_OPERATIONS);
	return need_right(cx, batch->entity->write);
}

enum rc resource_batch(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	struct batch batch = { 0 };
	struct json_reply reply;
	int64_t batch_id;

	TRY(read_batch(cx, rq, &batch));
	TRY(batch_begin(cx, "bulk", &batch_id));
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	json_key(&reply.out, "batch_id");
	json_int(&reply.out, batch_id);
	TRY(run_all(cx, &batch, &reply.out));
	json_object_end(&reply.out);
	return json_reply_end(&reply, re);
}
