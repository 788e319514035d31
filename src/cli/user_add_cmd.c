/* `alur user add`: a new user, who comes in by a link unless a password is given. */
#include "cli/commands.h"

#include "base/utf8.h"
#include "codec/json_out.h"
#include "record/record.h"

static const struct option options[] = {
	{ .name = "--name", .value = "NAME", .is_required = true, .doc = "The user's name." },
	{ .name = "--role",
	  .value = "admin|manager|seller|viewer",
	  .is_required = true,
	  .doc = "What the user may do." },
	{ .name = "--team", .value = "NAME", .doc = "The team that the user belongs to." },
	{ .name = "--language", .value = "id|en", .doc = "Otherwise the organisation's." },
	{ .name = "--password-stdin", .doc = "Take a password from the input's first line." },
};

/* The password is judged by the name and address that it goes with. */
static enum rc take_password(struct ctx *cx, struct invocation *in, struct user_order *order)
{
	struct user user = { .name = order->name, .email = order->email };
	str password;

	if (!option_value(in, "--password-stdin"))
		return OK;
	TRY(read_password(cx, in, &password));
	TRY(password_check(cx, &user, password));
	return password_hash(cx, password, &order->password_hash);
}

static enum rc find_team(struct ctx *cx, str name, int64_t *id)
{
	struct team team;
	bool found = false;

	if (!str_is_set(name))
		return OK;
	TRY(record_find(cx, &team_entity, &(struct where){ .field = "name", .text = name }, &team,
			&found));
	if (!found)
		return fail(cx, E_MISSING, "there is no team %.*s", STR_ARG(name));
	*id = team.row.id;
	return OK;
}

struct adding {
	struct user_order order;
	str team;
	struct user user;
};

static enum rc add(struct ctx *cx, void *argument)
{
	struct adding *adding = argument;

	TRY(find_team(cx, adding->team, &adding->order.team_id));
	return user_add(cx, &adding->order, &adding->user);
}

static enum rc answer(struct ctx *cx, struct invocation *in, const struct user *user)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	if (!in->json) {
		say(cx, in, "%.*s is user %lld.", STR_ARG(user->email), (long long)user->row.id);
		return OK;
	}
	record_to_json(cx, &out, &user_entity, user);
	return print_json(cx, in, &text);
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct adding adding = {
		.order = {
			.email = str_from(in->arguments[0]),
			.name = option_text(in, "--name"),
			.role = option_text(in, "--role"),
			.language = option_text(in, "--language"),
		},
		.team = option_text(in, "--team"),
	};

	TRY(take_password(cx, in, &adding.order));
	TRY(db_write(cx, add, &adding));
	return answer(cx, in, &adding.user);
}

static const char *const examples[] = {
	"alur user add budi@example.com --name \"Budi Santoso\" --role seller",
	"alur user link budi@example.com      # then send this link to Budi",
	"alur user add siti@example.com --name Siti --role manager --password-stdin < password.txt",
};

const struct command user_add_cmd = {
	.name = "user add",
	.arguments = "EMAIL",
	.min = 1,
	.max = 1,
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB | COMMAND_UPGRADES | COMMAND_JSON,
	.summary = "Adds a user.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
