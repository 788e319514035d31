/* POST /undo: sets back the caller's last change, one event, or a whole batch. */
#include "api/operations.h"

#include "exchange/imports.h"
#include "pipeline/pipeline.h"

static void write_undo(struct json_out *out, const struct undo *undo)
{
	json_object_begin(out);
	json_key(out, "undone_events");
	json_int(out, undo->undone_events);
	json_key(out, "entity");
	json_str(out, undo->entity ? str_from(undo->entity->name) : (str){ NULL, 0 });
	json_key(out, "row_id");
	json_int(out, undo->row_id);
	json_key(out, "batch_id");
	if (undo->batch_id != 0)
		json_int(out, undo->batch_id);
	else
		json_none(out);
	json_object_end(out);
}

/* A batch that is an import goes back in the background, however large it is. */
static enum rc undo_import(struct ctx *cx, const struct undo *undo, bool *is_import)
{
	struct import_job job;
	int64_t job_id = 0;

	if (undo->batch_id != 0)
		TRY(import_of_batch(cx, undo->batch_id, &job_id));
	*is_import = job_id != 0;
	return *is_import ? import_ask_undo(cx, job_id, &job) : OK;
}

enum rc undo_api(struct ctx *cx, struct http_request *rq, struct http_reply *re)
{
	const struct json_in *body = NULL;
	struct undo undo = { .event_id = 0 };
	struct json_reply reply;
	bool is_import = false;

	TRY(body_of(cx, rq, &body));
	TRY(json_want_int(cx, body, "event_id", &undo.event_id));
	TRY(json_want_int(cx, body, "batch_id", &undo.batch_id));
	TRY(undo_import(cx, &undo, &is_import));
	if (!is_import)
		TRY(pipeline_undo(cx, &undo));
	json_reply_begin(cx, &reply);
	write_undo(&reply.out, &undo);
	return json_reply_end(&reply, re);
}
