/* A new pipeline from a built-in template, in one language. From a file of somebody's own:
 * pipeline_import.c. */
#include "pipeline/pipeline.h"

#include "base/embed.h"
#include "codec/json_in.h"
#include "pipeline/template_file.h"

static const struct embedded_file *find(struct ctx *cx, str key);

enum rc pipeline_from_template(struct ctx *cx, str key, enum language language, str name,
			       struct pipeline *pipeline)
{
	AUTO(json_release) struct json_in *tree = NULL;
	const struct embedded_file *file = find(cx, key);
	struct template template;

	if (!file)
		return fail_code(cx, "template", "unknown", "there is no such template");
	TRY(json_parse(cx, file->plain, &tree));
	TRY(template_read(cx, tree, language, &template));
	return template_save(cx, &template, name, pipeline);
}

static const struct embedded_file *find(struct ctx *cx, str key)
{
	str end = str_printf(cx->arena, "/%.*s.json", STR_ARG(key));
	const struct embedded_file *file;

	if (str_find(key, '/', 0) != SIZE_MAX)
		return NULL;
	for (size_t i = 0; (file = template_at(i)) != NULL; i++)
		if (str_ends(str_from(file->path), end))
			return file;
	return NULL;
}
