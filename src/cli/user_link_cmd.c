/* `alur user link`: a one-time sign-in link, alone on its line. */
#include "cli/commands.h"

#include "codec/json_out.h"

static const struct option options[] = {
	OPTION_OF_SETTING(SETTING_LISTEN),
	OPTION_OF_SETTING(SETTING_URL),
};

static enum rc answer_json(struct ctx *cx, struct invocation *in, str url, int64_t expires_at)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	json_object_begin(&out);
	json_key(&out, "url");
	json_str(&out, url);
	json_key(&out, "expires_at");
	json_instant(&out, expires_at);
	json_object_end(&out);
	return print_json(cx, in, &text);
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct sign_in_link link;
	str url;

	TRY(link_of_argument(cx, in->arguments[0], &link));
	url = link_url(cx->arena, in->settings.values[SETTING_URL], link.secret);
	if (!str_is_set(url))
		return fail_memory(cx);
	if (in->json)
		return answer_json(cx, in, url, link.expires_at);
	fprintf(in->out, "%s\n", url.ptr);
	return OK;
}

static const char *const examples[] = {
	"alur user link budi@example.com                                  # once: for 72 hours the first time, then for 30 minutes",
	"alur user link budi@example.com --url https://crm.example.com    # as Budi reaches the server",
};

const struct command user_link_cmd = {
	.name = "user link",
	.arguments = "EMAIL",
	.min = 1,
	.max = 1,
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB | COMMAND_JSON,
	.summary = "Prints a one-time sign-in link for a user.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
