/* `alur version`. */
#include "cli/commands.h"

#include "codec/json_out.h"

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	if (!in->json) {
		fprintf(in->out, "alur %s\n", ALUR_VERSION);
		return OK;
	}
	json_object_begin(&out);
	json_key(&out, "version");
	json_str(&out, STR(ALUR_VERSION));
	json_object_end(&out);
	return print_json(cx, in, &text);
}

const struct command version_cmd = {
	.name = "version",
	.flags = COMMAND_BARE | COMMAND_JSON,
	.summary = "Prints the version.",
	.run = run,
};
