/* A pipeline as a file (data/templates/schema.json, docs/templates.md): read into rows that are ready to be
 * saved. Private to pipeline/. */
#ifndef ALUR_PIPELINE_TEMPLATE_FILE_H
#define ALUR_PIPELINE_TEMPLATE_FILE_H

#include "base/ctx.h"
#include "entity/entities.h"

struct json_in;

enum {
	TEMPLATE_MAX_STAGES = 50,
	TEMPLATE_MAX_REASONS = 100,
	TEMPLATE_MAX_CADENCES = 50,
	TEMPLATE_FORMAT = 1
};

struct template_cadence {
	struct cadence cadence;
	const struct stage *start_stage; /* one of the template's; NULL: started by hand */
};

struct template
{
	struct pipeline pipeline; /* name and template_key */
	struct stage *stages;     /* in the order of the file */
	size_t stage_count;
	struct lost_reason *reasons;
	size_t reason_count;
	struct template_cadence *cadences;
	size_t cadence_count;
};

/* Reads a file in one language; a text that is there in the other one only is taken as it is. Faults are
 * E_INVALID on their place, e.g. "stages[2].probability". */
MUST_USE enum rc template_read(struct ctx *cx, const struct json_in *file, enum language language,
			       struct template *out);

/* Saves it as a new pipeline, one batch. `name` not set: the file's own, with a number behind it when
 * that is taken; otherwise a taken name is E_INVALID on `name`. */
MUST_USE enum rc template_save(struct ctx *cx, struct template *template, str name,
			       struct pipeline *pipeline);

/* template_cadences.c: its part of the file. The stages have been read. */
MUST_USE enum rc template_read_cadences(struct ctx *cx, const struct json_in *file,
					enum language language, struct template *out);

/* An object of the file, and the language that its texts are wanted in. */
struct template_object {
	const struct json_in *json;
	enum language language;
};

/* A field from the member {"en", "id"} of that name; absent and null leave it as it is. */
MUST_USE enum rc template_read_text(struct ctx *cx, const struct entity *entity, const char *name,
				    const struct template_object *from, void *row);
/* The text of such a member itself; NULL: there is none. */
MUST_USE enum rc template_text(struct ctx *cx, const struct json_in *object, const char *name,
			       enum language language, const struct json_in **text);
MUST_USE enum rc template_check_list(struct ctx *cx, const char *name, const struct json_in *list,
				     size_t most);

/* The built-in templates, the general one first and the empty one last: file number `index`, or NULL
 * after the last. */
const struct embedded_file *template_at(size_t index);

#endif
