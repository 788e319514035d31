/* Maps a file's columns onto ours, and rows by such a map. Choosing a preset and reading it: preset.c. */
#include "exchange/map.h"

#include "base/convert.h"
#include "codec/json_in.h"
#include "entity/entities.h"
#include "exchange/header_words.h"

/* --- headers -------------------------------------------------------------------------------------- */

static bool is_space(char c)
{
	return c == ' ' || c == '*' || c == '_' || (c >= '\t' && c <= '\r');
}

str header_normal(struct arena *arena, str header)
{
	struct buf normal = buf_new(arena);
	bool space = false;

	if (str_starts(header, STR("\xef\xbb\xbf")))
		header = str_sub(header, 3, header.len);
	for (size_t i = 0; i < header.len; i++) {
		char c = header.ptr[i];

		if (is_space(c)) {
			space = normal.len > 0;
			continue;
		}
		if (space)
			buf_char(&normal, ' ');
		space = false;
		buf_char(&normal, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
	return buf_rc(&normal) == OK ? buf_str(&normal) : (str){ NULL, 0 };
}

int place_of(const str *normals, size_t count, str header)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(normals[i], header))
			return (int)i;
	return -1;
}

/* --- our own names, people's words, and the caller's -------------------------------------------------------------- */

struct making {
	const struct map_order *order;
	struct take *takes;
	size_t count;
};

static enum rc add_take(struct ctx *cx, struct making *making, int target, size_t place)
{
	int *places = NULL;

	TRY(ctx_alloc(cx, sizeof *places, &places));
	*places = (int)place;
	making->takes[making->count++] = (struct take){
		.target = target,
		.places = places,
		.place_count = 1,
	};
	return OK;
}

/* A header that is a column of ours: in any case, and with spaces for underscores. */
static int own_column(struct ctx *cx, const struct columns *columns, str header)
{
	str normal = header_normal(cx->arena, header);

	for (int i = 0; i < columns->count; i++)
		if (str_eq(normal, header_normal(cx->arena, str_from(columns->list[i].name))))
			return i;
	return -1;
}

static enum rc take_own_names(struct ctx *cx, struct making *making, struct map *map)
{
	for (size_t i = 0; i < making->order->header_count; i++) {
		int target = own_column(cx, making->order->columns, making->order->headers[i]);

		if (target < 0 || map->is_known[i])
			continue;
		map->is_known[i] = true;
		TRY(add_take(cx, making, target, i));
	}
	return OK;
}

static bool is_taken(const struct making *making, int target)
{
	for (size_t i = 0; i < making->count; i++)
		if (making->takes[i].target == target)
			return true;
	return false;
}

/* What no name of ours took: by the words that people have for it, each column once. */
static enum rc take_words(struct ctx *cx, struct making *making, bool weakly, struct map *map)
{
	const struct map_order *order = making->order;

	for (size_t i = 0; i < order->header_count; i++) {
		const struct header_asked asked = {
			.kind = order->kind,
			.columns = order->columns,
			.header = header_normal(cx->arena, order->headers[i]),
			.weakly = weakly,
		};
		int target = header_meant(cx, &asked);

		if (target < 0 || map->is_known[i] || is_taken(making, target))
			continue;
		map->is_known[i] = true;
		TRY(add_take(cx, making, target, i));
	}
	return OK;
}

/* One column with the day of closing, planned or past, in a file that has no other for the latter. */
static enum rc take_closing(struct ctx *cx, struct making *making, size_t given)
{
	int expected = column_named(making->order->columns, STR("expected_close"));
	int closed = column_named(making->order->columns, STR("closed_on"));
	size_t count = making->count;

	if (expected < 0 || closed < 0 || is_taken(making, closed))
		return OK;
	for (size_t i = given; i < count; i++) {
		size_t place = to_size(making->takes[i].places[0]);

		if (making->takes[i].target != expected ||
		    !header_means_closing(header_normal(cx->arena, making->order->headers[place])))
			continue;
		TRY(add_take(cx, making, closed, place));
		making->takes[making->count - 1].when = WHEN_CLOSED;
	}
	return OK;
}

static enum rc take_all(struct ctx *cx, struct making *making, struct map *map)
{
	size_t given = making->count;

	TRY(take_own_names(cx, making, map));
	TRY(take_words(cx, making, false, map));
	TRY(take_words(cx, making, true, map));
	return take_closing(cx, making,
			    given); /* what the caller sends somewhere goes there alone */
}

static str names_of(struct ctx *cx, const struct columns *columns)
{
	struct buf names = buf_new(cx->arena);

	for (int i = 0; i < columns->count; i++)
		buf_printf(&names, "%s%s", i > 0 ? ", " : "", columns->list[i].name);
	return buf_str(&names);
}

static enum rc no_column(struct ctx *cx, const struct map_order *order, str name)
{
	str names = names_of(cx, order->columns);

	return fail_code(cx, "map", "unknown", "%s have no column %.*s, but %.*s",
			 order->kind->name, STR_ARG(name), STR_ARG(names));
}

static enum rc take_given(struct ctx *cx, struct making *making, const struct json_in *given,
			  struct map *map)
{
	const struct map_order *order = making->order;

	for (size_t i = 0; i < order->header_count; i++) {
		struct json_member member = { .place = NULL };
		int target = -1;

		while (json_next_member(given, &member))
			if (str_eq(header_normal(cx->arena, member.key),
				   header_normal(cx->arena, order->headers[i])))
				break;
		if (!member.place)
			continue;
		map->is_known[i] = true;
		if (json_kind(member.value) == JSON_KIND_NULL)
			continue;
		target = column_named(order->columns, json_text(member.value));
		if (target < 0)
			return no_column(cx, order, json_text(member.value));
		TRY(add_take(cx, making, target, i));
	}
	return OK;
}

/* What the caller's map says goes before the rest; a column that it names is not taken again. */
static enum rc join(struct ctx *cx, struct making *making, struct map *map)
{
	struct take *all = NULL;
	size_t count = making->count;

	TRY(ctx_alloc(cx, (count + map->take_count + 1) * sizeof *all, &all));
	for (size_t i = 0; i < count; i++)
		all[i] = making->takes[i];
	for (size_t i = 0; i < map->take_count; i++)
		all[count++] = map->takes[i];
	map->takes = all;
	map->take_count = count;
	return OK;
}

static enum rc begin(struct ctx *cx, const struct map_order *order, struct making *making,
		     struct map *map)
{
	*map = (struct map){ .columns = order->columns };
	*making = (struct making){ .order = order };
	/* Each header once, and one day for two columns. */
	TRY(ctx_alloc(cx, (order->header_count + 2) * sizeof *making->takes, &making->takes));
	return ctx_alloc(cx, order->header_count + 1, &map->is_known);
}

static enum rc check_useful(struct ctx *cx, const struct map *map)
{
	str names;

	for (size_t i = 0; i < map->take_count; i++)
		if (map->takes[i].target >= 0)
			return OK;
	names = names_of(cx, map->columns);
	return fail_code(
		cx, "map", "no_column",
		"no column of this file is known: give a preset or a map, or name its columns so: %.*s",
		STR_ARG(names));
}

enum rc map_make(struct ctx *cx, const struct map_order *order, struct map *out)
{
	AUTO(json_release) struct json_in *preset = NULL;
	AUTO(json_release) struct json_in *given = NULL;
	struct making making;

	TRY(begin(cx, order, &making, out));
	TRY(preset_choose(cx, order, &preset));
	if (str_is_set(order->given)) {
		TRY(json_parse(cx, order->given, &given));
		TRY(take_given(cx, &making, given, out));
	}
	if (preset)
		TRY(map_from_preset(cx, order, preset, out));
	else
		TRY(take_all(cx, &making, out));
	TRY(join(cx, &making, out));
	TRY(map_read_values(cx, order, out));
	return check_useful(cx, out);
}

/* --- rows ------------------------------------------------------------------------------------------ */

static str cell(const struct take *take, const struct row_texts *texts)
{
	for (int i = 0; i < take->place_count; i++) {
		size_t place = to_size(take->places[i]);
		str text = place < texts->field_count ? str_trim(texts->fields[place])
						      : (str){ NULL, 0 };

		if (text.len > 0)
			return text;
	}
	return (str){ NULL, 0 };
}

static str translate(const struct take *take, str text)
{
	for (size_t i = 0; i < take->value_count; i++)
		if (str_eq_nocase(take->values[i].theirs, text))
			return take->values[i].ours;
	return take->has_rest ? take->rest : text;
}

static enum rc apply(struct ctx *cx, const struct take *take, const struct row_texts *texts)
{
	str text = cell(take, texts);
	str *value = &texts->values[take->target];

	if (take->value_count > 0 || take->has_rest)
		text = translate(take, text);
	if (text.len == 0)
		return OK;
	if (!str_is_set(*value)) {
		*value = text;
		return OK;
	}
	if (!str_is_set(take->append))
		return OK;
	*value = str_printf(cx->arena, "%.*s%.*s%.*s", STR_ARG(*value), STR_ARG(take->append),
			    STR_ARG(text));
	return str_is_set(*value) ? OK : fail_memory(cx);
}

enum rc map_row(struct ctx *cx, const struct map *map, const struct row_texts *texts)
{
	for (int i = 0; i < map->columns->count; i++)
		texts->values[i] = (str){ NULL, 0 };
	for (size_t i = 0; i < map->take_count; i++)
		if (map->takes[i].target >= 0 && map->takes[i].when == WHEN_ALWAYS)
			TRY(apply(cx, &map->takes[i], texts));
	return OK;
}

static bool applies(enum when when, int stage_kind)
{
	switch (when) {
	case WHEN_ALWAYS:
		return false; /* taken already */
	case WHEN_CLOSED:
		return stage_kind == STAGE_WON || stage_kind == STAGE_LOST;
	case WHEN_WON:
		return stage_kind == STAGE_WON;
	case WHEN_LOST:
		return stage_kind == STAGE_LOST;
	}
	return false;
}

enum rc map_row_rest(struct ctx *cx, const struct map *map, int stage_kind,
		     const struct row_texts *texts)
{
	for (size_t i = 0; i < map->take_count; i++)
		if (map->takes[i].target >= 0 && applies(map->takes[i].when, stage_kind))
			TRY(apply(cx, &map->takes[i], texts));
	for (int i = 0; map->defaults && i < map->columns->count; i++)
		if (!str_is_set(texts->values[i]))
			texts->values[i] = map->defaults[i];
	return OK;
}
