/* `alur token create`: a token for a program, alone on its line; it is shown this once. */
#include "cli/commands.h"

#include "base/day.h"
#include "base/zone.h"
#include "codec/json_out.h"

static const struct option options[] = {
	{ .name = "--user",
	  .value = "EMAIL",
	  .is_required = true,
	  .doc = "Whom the program acts as." },
	{ .name = "--name", .value = "NAME", .doc = "What the token is for." },
	{ .name = "--expires",
	  .value = "DATE",
	  .doc = "Its last day; otherwise it does not expire." },
};

/* The end of that day in the organisation's zone. */
static enum rc take_expiry(struct ctx *cx, str text, int64_t *instant)
{
	int64_t day;

	if (!str_is_set(text))
		return OK;
	if (!day_parse(text, &day))
		return fail(cx, E_INVALID, "--expires needs a date such as 2027-12-31");
	*instant = zone_day_start(cx->organisation.zone, day + 1);
	return OK;
}

struct creating {
	struct token_order order;
	struct token token;
	str secret;
};

static enum rc create(struct ctx *cx, void *argument)
{
	struct creating *creating = argument;

	return api_token_create(cx, &creating->order, &creating->token, &creating->secret);
}

static enum rc answer_json(struct ctx *cx, struct invocation *in, const struct creating *made)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	json_object_begin(&out);
	json_key(&out, "id");
	json_int(&out, made->token.row.id);
	json_key(&out, "token");
	json_str(&out, made->secret);
	json_key(&out, "name");
	json_str(&out, made->token.name);
	json_key(&out, "user_id");
	json_int(&out, made->token.user_id);
	json_object_end(&out);
	return print_json(cx, in, &text);
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct creating creating = {
		.order = { .name = option_text(in, "--name"), .expires_at = UNSET },
	};
	struct user user;

	TRY(take_expiry(cx, option_text(in, "--expires"), &creating.order.expires_at));
	TRY(user_of_argument(cx, option_value(in, "--user"), &user));
	creating.order.user_id = user.row.id;
	TRY(db_write(cx, create, &creating));
	if (in->json)
		return answer_json(cx, in, &creating);
	fprintf(in->out, "%s\n", creating.secret.ptr);
	return OK;
}

static const char *const examples[] = {
	"alur token create --user budi@example.com --name \"nightly export\" --expires 2027-12-31",
	"TOKEN=$(alur token create --user budi@example.com)",
	"curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8787/api/v1/deals",
};

const struct command token_create_cmd = {
	.name = "token create",
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB | COMMAND_JSON,
	.summary = "Makes a token for a program and prints it, this once.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
