/* What the caller says that texts of a file mean: the stage of a deal by another name, the pipeline of rows that
 * name none. What a preset says of texts: map.c. */
#include "exchange/map.h"

#include "codec/json_in.h"

static enum rc wrong(struct ctx *cx)
{
	return fail_code(cx, "values", "format",
			 "give a JSON object: column of ours, and for each text what it means");
}

static enum rc read_column(struct ctx *cx, int target, const struct json_in *object,
			   struct given_value *values, size_t *count)
{
	struct json_member member = { .place = NULL };

	while (json_next_member(object, &member)) {
		struct given_value *value = &values[*count];

		if (json_kind(member.value) != JSON_KIND_TEXT)
			return wrong(cx);
		*value = (struct given_value){
			.target = target,
			.theirs = arena_str(cx->arena, member.key),
			.ours = arena_str(cx->arena, json_text(member.value)),
		};
		if (!str_is_set(value->theirs) || !str_is_set(value->ours))
			return fail_memory(cx);
		++*count;
	}
	return OK;
}

static size_t count_texts(const struct json_in *tree)
{
	struct json_member member = { .place = NULL };
	size_t count = 0;

	while (json_next_member(tree, &member))
		count += json_count(member.value);
	return count;
}

static enum rc read_all(struct ctx *cx, const struct map_order *order, const struct json_in *tree,
			struct map *map)
{
	struct json_member member = { .place = NULL };
	struct given_value *values = NULL;

	TRY(ctx_alloc(cx, (count_texts(tree) + 1) * sizeof *values, &values));
	while (json_next_member(tree, &member)) {
		int target = column_named(order->columns, member.key);

		if (target < 0)
			return fail_code(cx, "values", "unknown",
					 "there is no column \"%.*s\" here", STR_ARG(member.key));
		if (json_kind(member.value) != JSON_KIND_OBJECT)
			return wrong(cx);
		TRY(read_column(cx, target, member.value, values, &map->value_count));
	}
	map->values = values;
	return OK;
}

enum rc map_read_values(struct ctx *cx, const struct map_order *order, struct map *map)
{
	AUTO(json_release) struct json_in *tree = NULL;

	if (!str_is_set(order->values))
		return OK;
	if (json_parse(cx, order->values, &tree) != OK) {
		ctx_clear_failure(cx);
		return wrong(cx);
	}
	if (json_kind(tree) != JSON_KIND_OBJECT || !json_text_is_clean(tree))
		return wrong(cx);
	return read_all(cx, order, tree, map);
}

static bool is_meant(const struct given_value *value, str text)
{
	return str_is_set(text) ? str_eq_nocase(text, value->theirs) : value->theirs.len == 0;
}

/* Texts of one column stand together: once one of them is meant, its others are passed over. */
void map_row_values(const struct map *map, const struct row_texts *texts)
{
	for (size_t i = 0; i < map->value_count; i++) {
		int target = map->values[i].target;

		if (!is_meant(&map->values[i], texts->values[target]))
			continue;
		texts->values[target] = map->values[i].ours;
		while (i + 1 < map->value_count && map->values[i + 1].target == target)
			i++;
	}
}
