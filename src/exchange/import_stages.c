/* Pipelines and stages that imports make: from the names in a file, and their order from the deals. */
#include "exchange/importing.h"

#include "db/db.h"
#include "pipeline/pipeline.h"
#include "record/record.h"

/* --- making ------------------------------------------------------------------------------------------- */

static enum rc save_stage(struct ctx *cx, int64_t pipeline_id, str name, enum stage_kind kind)
{
	struct stage stage;

	TRY(record_new(cx, &stage_entity, &stage));
	stage.pipeline_id = pipeline_id;
	stage.name = name;
	stage.kind = kind;
	stage.position = kind;
	return record_save(cx, &stage_entity, &stage);
}

/* How the file calls an end of the pipeline: "Kalah" stays so. */
static str end_name(struct ctx *cx, const struct importer *im, str pipeline, enum stage_kind kind)
{
	for (size_t i = 0; i < im->stage_count; i++) {
		const struct named_stage *named = &im->stages[i];

		if (named->kind == (int64_t)kind && str_eq_nocase(named->pipeline, pipeline))
			return named->stage;
	}
	return str_from(tr(cx, kind == STAGE_WON ? "Won" : "Lost"));
}

/* A pipeline with its two ends; the open stages come from the file. */
static enum rc make_pipeline(struct ctx *cx, const struct importer *im, str asked, str name,
			     int64_t *id)
{
	struct pipeline pipeline;

	TRY(record_new(cx, &pipeline_entity, &pipeline));
	pipeline.name = name;
	pipeline.template_key = STR(PIPELINE_OF_IMPORT);
	TRY(record_save(cx, &pipeline_entity, &pipeline));
	*id = pipeline.row.id;
	TRY(save_stage(cx, *id, end_name(cx, im, asked, STAGE_WON), STAGE_WON));
	return save_stage(cx, *id, end_name(cx, im, asked, STAGE_LOST), STAGE_LOST);
}

/* The pipeline of a name, made if it may be; 0: it is missing. No name means the first one. */
static enum rc pipeline_of(struct ctx *cx, struct importer *im, str asked, int64_t *id)
{
	str name = str_is_set(asked) ? asked : str_from(tr(cx, "Sales"));
	struct name_asked named = { .space = SPACE_PIPELINE, .text = name, .column = "pipeline" };
	struct pipeline pipeline;
	bool found = false;

	*id = str_is_set(asked) ? 0 : names_first_pipeline(&im->names);
	if (*id == 0)
		TRY(names_by_key(cx, &named, id));
	if (*id == 0)
		TRY(names_look(cx, &im->names, &named, id));
	if (*id != 0 || !(im->create & SPACE_BIT(SPACE_PIPELINE)))
		return OK;
	TRY(record_find(cx, &pipeline_entity,
			&(struct where){ .field = "name", .text = named.text }, &pipeline, &found));
	if (found) {
		*id = pipeline.row.id;
		return OK;
	}
	TRY(make_pipeline(cx, im, asked, named.text, id));
	return import_read_names(cx, im);
}

static enum rc make_named(struct ctx *cx, struct importer *im, const struct named_stage *named)
{
	struct name_asked asked = {
		.space = SPACE_STAGE, .text = named->stage, .column = "stage", .kind = named->kind
	};
	const struct name_entry *stage;

	TRY(pipeline_of(cx, im, named->pipeline, &asked.parent_id));
	if (asked.parent_id == 0 || !str_is_set(named->stage) ||
	    !(im->create & SPACE_BIT(SPACE_STAGE)))
		return OK;
	return names_stage(cx, &im->names, &asked, &stage);
}

/* A pipeline that has got none from the file begins with one open stage. */
static enum rc complete(struct ctx *cx, struct importer *im)
{
	for (size_t i = 0; i < im->names.count; i++) {
		const struct name_entry *entry = &im->names.entries[i];

		if (entry->space != SPACE_PIPELINE ||
		    names_stage_of_kind(&im->names, entry->id, STAGE_OPEN))
			continue;
		TRY(save_stage(cx, entry->id, str_from(tr(cx, "New")), STAGE_OPEN));
	}
	return import_read_names(cx, im);
}

enum rc import_make_stages(struct ctx *cx, struct importer *im)
{
	if (im->stage_count == 0 || !import_makes_stages(im))
		return OK;
	for (size_t i = 0; i < im->stage_count; i++)
		TRY(make_named(cx, im, &im->stages[i]));
	TRY(complete(cx, im));
	return import_sort_stages(cx);
}

/* --- looking ------------------------------------------------------------------------------------------ */

/* Without making it: 0 where there is none. */
static enum rc pipeline_there(struct ctx *cx, const struct importer *im, str text, int64_t *id)
{
	struct name_asked asked = { .space = SPACE_PIPELINE, .text = text, .column = "pipeline" };

	*id = names_first_pipeline(&im->names);
	if (!str_is_set(text))
		return OK;
	TRY(names_by_key(cx, &asked, id));
	return *id == 0 ? names_look(cx, &im->names, &asked, id) : OK;
}

static enum rc find_stage(struct ctx *cx, struct importer *im, struct named_stage *named)
{
	struct names none_made = im->names;
	const struct name_entry *stage = NULL;
	struct name_asked asked = {
		.space = SPACE_STAGE, .text = named->stage, .column = "stage", .kind = named->kind
	};
	enum rc rc;

	if (!str_is_set(named->stage))
		return OK;
	TRY(pipeline_there(cx, im, named->pipeline, &asked.parent_id));
	if (asked.parent_id <= 0)
		return OK;
	none_made.create = 0;
	rc = names_stage(cx, &none_made, &asked, &stage);
	if (rc != OK && !rc_is_refusal(rc))
		return rc;
	ctx_clear_failure(cx);
	/* The names are read anew while rows are tried. */
	if (stage)
		named->becomes = arena_str(&im->memory, stage->name);
	else
		named->near = arena_str(&im->memory, names_nearest(cx, &im->names, &asked));
	return OK;
}

enum rc import_find_stages(struct ctx *cx, struct importer *im)
{
	enum rc rc = OK;

	TRY(db_read_begin(cx));
	for (size_t i = 0; i < im->stage_count && rc == OK; i++)
		rc = find_stage(cx, im, &im->stages[i]);
	db_read_end(cx);
	return rc;
}

/* --- order ---------------------------------------------------------------------------------------------- */

/* Position by place; the chances rise evenly until somebody knows better. */
static enum rc place(struct ctx *cx, int64_t stage_id, size_t index, size_t count)
{
	struct stage stage;

	TRY(record_load(cx, &stage_entity, stage_id, &stage));
	stage.position = (int64_t)index + 1;
	stage.probability = (int64_t)((index + 1) * 10000 / (count + 1));
	return record_save(cx, &stage_entity, &stage);
}

static enum rc sort(struct ctx *cx, void *argument, const void *row)
{
	const struct pipeline *pipeline = row;
	int64_t *ids = NULL;
	size_t count = 0;

	(void)argument;
	TRY(stages_by_time(cx, pipeline->row.id, &ids, &count));
	for (size_t i = 0; i < count; i++)
		TRY(place(cx, ids[i], i, count));
	return OK;
}

enum rc import_sort_stages(struct ctx *cx)
{
	const struct where made_here = { .field = "template_key", .text = STR(PIPELINE_OF_IMPORT) };

	return record_each(cx, &pipeline_entity, &made_here, sort, NULL);
}
