/* A pipeline as a file (data/templates/schema.json, docs/templates.md): read into rows that are ready to be
 * saved. Private to pipeline/. */
#ifndef ALUR_PIPELINE_TEMPLATE_FILE_H
#define ALUR_PIPELINE_TEMPLATE_FILE_H

#include "base/ctx.h"
#include "entity/entities.h"

struct json_in;

enum { TEMPLATE_MAX_STAGES = 50, TEMPLATE_MAX_REASONS = 100, TEMPLATE_FORMAT = 1 };

struct template
{
	struct pipeline pipeline; /* name and template_key */
	struct stage *stages;     /* in the order of the file */
	size_t stage_count;
	struct lost_reason *reasons;
	size_t reason_count;
};

/* Reads a file in one language; a text that is there in the other one only is taken as it is. Cadences
 * are not looked into. Faults are E_INVALID on their place, e.g. "stages[2].probability". */
MUST_USE enum rc template_read(struct ctx *cx, const struct json_in *file, enum language language,
			       struct template *out);

/* Saves it as a new pipeline, one batch. `name` not set: the file's own, with a number behind it when
 * that is taken; otherwise a taken name is E_INVALID on `name`. */
MUST_USE enum rc template_save(struct ctx *cx, struct template *template, str name,
			       struct pipeline *pipeline);

/* The built-in templates, the general one first and the empty one last: file number `index`, or NULL
 * after the last. */
const struct embedded_file *template_at(size_t index);

#endif
