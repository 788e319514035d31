/* `alur user list`: who there is, what they may do, and whether they can come in. */
#include "cli/commands.h"

#include "codec/json_out.h"
#include "record/record.h"

static const struct option options[] = {
	{ .name = "--all", .doc = "Archived users too." },
};

enum { COLUMNS = 5 };

struct user_list {
	struct user *users;
	size_t count;
	size_t room;
};

static enum rc add_page(struct ctx *cx, struct user_list *list, const struct list_page *page)
{
	const struct user *users = page->rows;

	if (list->count + page->count > list->room) {
		size_t room = list->room * 2 + LIMIT_MAX;
		struct user *grown = arena_grow(cx->arena, list->users, list->room * sizeof *grown,
						room * sizeof *grown);

		if (!grown)
			return fail_memory(cx);
		list->users = grown;
		list->room = room;
	}
	for (size_t i = 0; i < page->count; i++)
		list->users[list->count++] = users[i];
	return OK;
}

static enum rc read_pages(struct ctx *cx, bool with_archived, struct user_list *list)
{
	struct list_query query;
	struct list_page page = { .next = { NULL, 0 } };

	list_start(&user_entity, &query);
	query.limit = LIMIT_MAX;
	query.with_archived = with_archived;
	do {
		query.cursor = page.next;
		TRY(list_read(cx, &user_entity, &query, &page));
		TRY(add_page(cx, list, &page));
	} while (str_is_set(page.next));
	return OK;
}

static enum rc answer_json(struct ctx *cx, struct invocation *in, const struct user_list *list)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	json_array_begin(&out);
	for (size_t i = 0; i < list->count; i++)
		record_to_json(cx, &out, &user_entity, &list->users[i]);
	json_array_end(&out);
	return print_json(cx, in, &text);
}

static const char *state_of(const struct ctx *cx, const struct user *user)
{
	if (user->row.archived_at != UNSET)
		return tr(cx, "archived");
	if (!user_may_sign_in(user))
		return tr(cx, "may not sign in");
	return str_is_set(user->password_hash) ? tr(cx, "has a password") : tr(cx, "by link only");
}

static enum rc answer_text(struct ctx *cx, struct invocation *in, const struct user_list *list)
{
	const char *const headings[COLUMNS] = { tr(cx, "id"), tr(cx, "e-mail"), tr(cx, "name"),
						tr(cx, "role"), tr(cx, "sign-in") };
	struct text_table table = { .headings = headings, .columns = COLUMNS, .rows = list->count };
	str *cell;

	TRY(ctx_alloc(cx, (list->count + 1) * COLUMNS * sizeof *table.cells, &table.cells));
	cell = table.cells;
	for (size_t i = 0; i < list->count; i++) {
		const struct user *user = &list->users[i];

		*cell++ = str_printf(cx->arena, "%lld", (long long)user->row.id);
		*cell++ = user->email;
		*cell++ = user->name;
		*cell++ = str_from(role_names[user->role]);
		*cell++ = str_from(state_of(cx, user));
	}
	print_table(in, &table);
	return OK;
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct user_list list = { 0 };

	TRY(db_read_begin(cx));

	enum rc rc = read_pages(cx, option_value(in, "--all") != NULL, &list);

	db_read_end(cx);
	if (rc != OK)
		return rc;
	return in->json ? answer_json(cx, in, &list) : answer_text(cx, in, &list);
}

static const char *const examples[] = {
	"alur user list",
	"alur user list --json | jq -r '.[] | select(.role == \"admin\") | .email'",
};

const struct command user_list_cmd = {
	.name = "user list",
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB | COMMAND_JSON,
	.summary = "Lists the users.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
