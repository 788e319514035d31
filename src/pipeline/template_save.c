/* Saves a pipeline that was read from a file. Reading it: template_file.c. */
#include "pipeline/template_file.h"

#include "db/db.h"
#include "pipeline/operation.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

enum { MAX_SAME_NAME = 1000 };

static enum rc choose_name(struct ctx *cx, str given, str *name);
static enum rc last_position(struct ctx *cx, int64_t *position);
static enum rc save_cadences(struct ctx *cx, struct template *template, int64_t pipeline_id);

enum rc template_save(struct ctx *cx, struct template *template, str name,
		      struct pipeline *pipeline)
{
	AUTO(tx_end) struct tx tx = { 0 };
	AUTO(batch_scope_end) struct batch_scope batch = { 0 };

	TRY(tx_begin(cx, &tx));
	*pipeline = template->pipeline;
	TRY(choose_name(cx, name, &pipeline->name));
	TRY(last_position(cx, &pipeline->position));
	pipeline->position++;

	TRY(batch_scope_begin(cx, "pipeline.create", &batch));
	TRY(record_save(cx, &pipeline_entity, pipeline));
	for (size_t i = 0; i < template->stage_count; i++) {
		template->stages[i].pipeline_id = pipeline->row.id;
		TRY(record_save(cx, &stage_entity, &template->stages[i]));
	}
	for (size_t i = 0; i < template->reason_count; i++) {
		template->reasons[i].pipeline_id = pipeline->row.id;
		TRY(record_save(cx, &lost_reason_entity, &template->reasons[i]));
	}
	TRY(save_cadences(cx, template, pipeline->row.id));
	return tx_commit(&tx);
}

static enum rc is_taken(struct ctx *cx, const struct entity *entity, str name, bool *taken)
{
	void *other;

	TRY(ctx_alloc(cx, entity->size, &other));
	return record_find(cx, entity, &(struct where){ .field = "name", .text = name }, other,
			   taken);
}

/* The same name with a number behind it, where it is taken. */
static enum rc free_name(struct ctx *cx, const struct entity *entity, str *name)
{
	str own = *name;
	bool taken;

	TRY(is_taken(cx, entity, *name, &taken));
	for (int number = 2; taken && number < MAX_SAME_NAME; number++) {
		*name = str_printf(cx->arena, "%.*s %d", STR_ARG(own), number);
		TRY(is_taken(cx, entity, *name, &taken));
	}
	return OK;
}

/* A name that somebody gives has to be free; the template's own gets a number. */
static enum rc choose_name(struct ctx *cx, str given, str *name)
{
	const struct field *field = entity_field(&pipeline_entity, STR("name"));
	struct pipeline scratch;
	bool taken;

	if (!str_is_set(given))
		return free_name(cx, &pipeline_entity, name);
	TRY(field->type->from_text(cx, field, "name", given, &scratch));
	*name = scratch.name;
	TRY(is_taken(cx, &pipeline_entity, *name, &taken));
	return taken ? fail_code(cx, "name", "taken", "another pipeline has this name") : OK;
}

static enum rc save_cadences(struct ctx *cx, struct template *template, int64_t pipeline_id)
{
	for (size_t i = 0; i < template->cadence_count; i++) {
		struct template_cadence *each = &template->cadences[i];

		each->cadence.pipeline_id = pipeline_id;
		if (each->start_stage)
			each->cadence.start_stage_id = each->start_stage->row.id;
		TRY(free_name(cx, &cadence_entity, &each->cadence.name));
		TRY(cadence_save(cx, &each->cadence));
	}
	return OK;
}

static enum rc last_position(struct ctx *cx, int64_t *position)
{
	struct list_query query;
	struct list_page page;

	list_start(&pipeline_entity, &query);
	query.sort[0] = (struct sort_key){ entity_field(&pipeline_entity, STR("position")), true };
	query.sort[1] = (struct sort_key){ entity_field(&pipeline_entity, STR("id")), true };
	query.sort_count = 2;
	query.limit = 1;
	TRY(list_read(cx, &pipeline_entity, &query, &page));

	const struct pipeline *last = page.rows;

	*position = page.count > 0 && last->position != UNSET ? last->position : 0;
	return OK;
}
