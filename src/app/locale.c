/* Messages in other languages: data/locales/CODE.json maps each English text, with its printf
 * directives, to its translation. tests/arch checks that each pair has the same directives. */
#include "app/app.h"

#include "base/embed.h"
#include "codec/json_in.h"

#include <string.h>

static int by_english(const void *a, const void *b)
{
	return strcmp(((const struct translation *)a)->english,
		      ((const struct translation *)b)->english);
}

static enum rc copy_text(struct ctx *cx, str text, const char **out)
{
	*out = arena_str(cx->arena, text).ptr;
	return *out ? OK : fail_memory(cx);
}

static enum rc from_tree(struct ctx *cx, const struct json_in *tree, struct catalogue *out)
{
	struct json_member member = { 0 };
	struct translation *entries = NULL;
	size_t count = 0;

	TRY(ctx_alloc(cx, (json_count(tree) + 1) * sizeof *entries, &entries));
	while (json_next_member(tree, &member)) {
		TRY(copy_text(cx, member.key, &entries[count].english));
		TRY(copy_text(cx, json_text(member.value), &entries[count].translated));
		count++;
	}
	qsort(entries, count, sizeof *entries, by_english);
	*out = (struct catalogue){ entries, count };
	return OK;
}

enum rc locale_load(struct ctx *cx, enum language language, struct catalogue *out)
{
	str path = str_printf(cx->arena, "data/locales/%s.json", language_code(language));
	const struct embedded_file *file = embedded_find(path);
	AUTO(json_release) struct json_in *tree = NULL;

	*out = (struct catalogue){ NULL, 0 };
	if (!file)
		return OK;
	TRY(json_parse(cx, file->plain, &tree));
	return from_tree(cx, tree, out);
}
