/* GET /{resource}/{id}/visible_to: who else sees a row that the caller sees. */
#include "api/operations.h"

#include "people/people.h"

static enum rc owner_of(struct ctx *cx, const struct http_request *rq, int64_t *owner_id)
{
	const struct entity *entity = rq->route->subject;
	const struct field *owner = entity_field(entity, STR("owner_id"));
	void *row = NULL;

	ensure(owner);
	TRY(ctx_alloc(cx, entity->size, &row));
	TRY(record_load(cx, entity, rq->ids[0], row));
	*owner_id = field_get_int(owner, row);
	return OK;
}

enum rc visible_to_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct query_string *query = NULL;
	struct json_reply reply;
	int64_t owner_id = 0;

	TRY(query_of(cx, rq, &query));
	TRY(owner_of(cx, rq, &owner_id));
	json_reply_begin(cx, &reply);
	json_object_begin(&reply.out);
	json_items_begin(&reply.out);
	TRY(visible_to_write(cx, owner_id, &reply.out));
	json_items_end(&reply.out, str_from(NULL));
	json_object_end(&reply.out);
	return json_reply_end(&reply, re);
}
