/* `alur openapi`: the API's description, from the same tables that the server runs on. */
#include "cli/commands.h"

#include "api/api.h"
#include "codec/json_out.h"

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	TRY(openapi_to_json(cx, &out));
	return print_json(cx, in, &text);
}

static const char *const examples[] = {
	"alur openapi > openapi.json",
};

const struct command openapi_cmd = {
	.name = "openapi",
	.flags = COMMAND_JSON,
	.summary = "Prints the API's description (OpenAPI 3.1).",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
