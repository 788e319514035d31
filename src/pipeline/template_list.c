/* The built-in templates, for choosing one. Taking one: pipeline_from_template.c. */
#include "pipeline/pipeline.h"

#include "base/embed.h"
#include "codec/json_in.h"
#include "codec/json_out.h"
#include "pipeline/template_file.h"

/* Place in the list: most teams begin with the general one, some with nothing. */
static int rank(str path)
{
	if (str_ends(path, STR("/general-b2b.json")))
		return 0;
	return str_ends(path, STR("/start-empty.json")) ? 2 : 1;
}

const struct embedded_file *template_at(size_t index)
{
	str folder = STR("data/templates/");
	size_t first = embedded_first(folder);

	for (int wanted = 0; wanted <= 2; wanted++)
		for (size_t i = first; i < embedded_file_count; i++) {
			str path = str_from(embedded_files[i].path);

			if (!str_starts(path, folder))
				break;
			if (str_ends(path, STR("/schema.json")) || rank(path) != wanted)
				continue;
			if (index-- == 0)
				return &embedded_files[i];
		}
	return NULL;
}

static void write_member(struct ctx *cx, struct json_out *out, const struct json_in *object,
			 const char *name)
{
	json_key(out, name);
	json_raw(out, json_dump(cx->arena, json_get(object, name)));
}

static void write_stage(struct ctx *cx, struct json_out *out, const struct json_in *stage)
{
	json_object_begin(out);
	write_member(cx, out, stage, "name");
	write_member(cx, out, stage, "kind");
	write_member(cx, out, stage, "probability");
	json_object_end(out);
}

static enum rc write_template(struct ctx *cx, struct json_out *out, str text)
{
	AUTO(json_release) struct json_in *file = NULL;
	const struct json_in *stages;

	TRY(json_parse(cx, text, &file));
	stages = json_get(file, "stages");
	json_object_begin(out);
	write_member(cx, out, file, "key");
	write_member(cx, out, file, "name");
	write_member(cx, out, file, "description");
	json_key(out, "stages");
	json_array_begin(out);
	for (size_t i = 0; i < json_count(stages); i++)
		write_stage(cx, out, json_at(stages, i));
	json_array_end(out);
	json_object_end(out);
	return OK;
}

enum rc template_list_to_json(struct ctx *cx, struct json_out *out)
{
	const struct embedded_file *file;

	json_object_begin(out);
	json_items_begin(out);
	for (size_t i = 0; (file = template_at(i)) != NULL; i++)
		TRY(write_template(cx, out, file->plain));
	json_items_end(out, str_from(NULL));
	json_object_end(out);
	return OK;
}
