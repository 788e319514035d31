/* A new pipeline from a file that somebody made or exported (pipeline_export.c). What the file may say:
 * template_file.c. */
#include "pipeline/pipeline.h"

#include "codec/json_in.h"
#include "pipeline/template_file.h"

enum rc pipeline_import(struct ctx *cx, const struct json_in *file, enum language language,
			str name, struct pipeline *pipeline)
{
	struct template template;

	TRY(template_read(cx, file, language, &template));
	return template_save(cx, &template, name, pipeline);
}
