/* `alur token list`: the tokens in use; their secrets are kept nowhere. */
#include "cli/commands.h"

#include "base/day.h"
#include "codec/json_out.h"
#include "record/record.h"

static const struct option options[] = {
	{ .name = "--user", .value = "EMAIL", .doc = "Those of this user only." },
};

enum { COLUMNS = 5 };

static enum rc read_page(struct ctx *cx, int64_t user_id, struct list_page *page)
{
	const struct filter of_user = {
		.field = entity_field(&token_entity, STR("user_id")),
		.op = OP_EQ,
		.number = user_id,
	};
	struct list_query query;

	list_start(&token_entity, &query);
	query.limit = LIMIT_MAX;
	query.cursor = page->next;
	if (user_id != 0)
		TRY(list_filter(cx, &query, &of_user));
	return list_read(cx, &token_entity, &query, page);
}

static str instant_text(struct ctx *cx, int64_t instant)
{
	struct buf text = buf_new(cx->arena);

	if (instant != UNSET)
		instant_print(&text, instant);
	return buf_str(&text);
}

static enum rc table_of(struct ctx *cx, struct invocation *in, const struct list_page *page)
{
	const char *const headings[COLUMNS] = { tr(cx, "id"), tr(cx, "name"), tr(cx, "user"),
						tr(cx, "last used"), tr(cx, "expires") };
	struct text_table table = { .headings = headings, .columns = COLUMNS, .rows = page->count };
	const struct token *tokens = page->rows;
	str *cell;

	TRY(ctx_alloc(cx, (page->count + 1) * COLUMNS * sizeof *table.cells, &table.cells));
	cell = table.cells;
	for (size_t i = 0; i < page->count; i++) {
		*cell++ = str_printf(cx->arena, "%lld", (long long)tokens[i].row.id);
		*cell++ = tokens[i].name;
		TRY(record_label(cx, &user_entity, tokens[i].user_id, cell++));
		*cell++ = instant_text(cx, tokens[i].last_used_at);
		*cell++ = instant_text(cx, tokens[i].expires_at);
	}
	print_table(in, &table);
	return OK;
}

static enum rc each_page(struct ctx *cx, struct invocation *in, int64_t user_id,
			 struct json_out *out)
{
	struct list_page page = { .next = { NULL, 0 } };

	do {
		TRY(read_page(cx, user_id, &page));
		for (size_t i = 0; out && i < page.count; i++)
			record_to_json(cx, out, &token_entity,
				       &((const struct token *)page.rows)[i]);
		if (!out)
			TRY(table_of(cx, in, &page));
	} while (str_is_set(page.next));
	return OK;
}

static enum rc answer(struct ctx *cx, struct invocation *in, int64_t user_id)
{
	struct buf text = buf_new(cx->arena);
	struct json_out out = json_out_new(&text);

	if (!in->json)
		return each_page(cx, in, user_id, NULL);
	json_array_begin(&out);
	TRY(each_page(cx, in, user_id, &out));
	json_array_end(&out);
	return print_json(cx, in, &text);
}

static enum rc run(struct ctx *cx, struct invocation *in)
{
	struct user user = { 0 };

	if (option_value(in, "--user"))
		TRY(user_of_argument(cx, option_value(in, "--user"), &user));
	TRY(db_read_begin(cx));

	enum rc rc = answer(cx, in, user.row.id);

	db_read_end(cx);
	return rc;
}

static const char *const examples[] = {
	"alur token list",
	"alur token list --user budi@example.com --json",
};

const struct command token_list_cmd = {
	.name = "token list",
	.options = options,
	.option_count = COUNT_OF(options),
	.flags = COMMAND_DB | COMMAND_JSON,
	.summary = "Lists the tokens in use.",
	.examples = examples,
	.example_count = COUNT_OF(examples),
	.run = run,
};
